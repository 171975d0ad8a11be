//! Which topics and groups of negatives are worth comparing in full: the few with the most of two things together, how
//! much the best text is spelt like the query, and what speaks for them whatever they are spelt like: the classifier, or
//! where it learnt nothing and for groups, whose centre lies nearest. So cost does not grow with the knowledge.
//!
//! Where there are many, common features are left out of the spelling that chooses, and added for those chosen alone.

use std::ops::Range;

use super::best;
use super::features::{Direction, Features};
use super::texts::Texts;

/// Up to so many topics or groups the spelling of all is known in full before any are chosen.
const FEW: usize = 48;
/// With so many none of 1,718 questions came out otherwise than with everything compared: docs/matching-trials.md,
/// "Candidates and growth".
const TOPICS: Choice = Choice { least: 8, favour: 0.8 };
const GROUPS: Choice = Choice { least: 18, favour: 0.15 };

/// Of very many, one in so many is chosen.
const ONE_IN: usize = 100;

/// How many are chosen at least, and how much what speaks for them counts beside the spelling.
#[derive(Debug, Clone, Copy)]
struct Choice {
    least: usize,
    favour: f32,
}

/// Topics and groups with what is needed to choose among them.
#[derive(Debug)]
pub(super) struct Candidates {
    topics: Classes,
    groups: Classes,
}

/// Texts that belong together, class by class.
#[derive(Debug)]
struct Classes {
    texts: Vec<Range<usize>>,
    /// A vector for each, one behind the other.
    centres: Vec<u8>,
    choice: Choice,
}

/// What is compared in full.
#[derive(Debug)]
pub(super) struct Chosen {
    /// In ascending order, as the groups are.
    pub(super) topics: Vec<usize>,
    pub(super) groups: Vec<usize>,
    /// By text: what words and letters say, not whole for the texts of others.
    pub(super) spelling: Vec<f32>,
}

impl Candidates {
    /// The groups' texts stand behind those of the topics.
    pub(super) fn new(
        topics: Vec<Range<usize>>,
        groups: Vec<Range<usize>>,
        texts: &mut Texts,
    ) -> Self {
        if topics.len().max(groups.len()) > FEW {
            texts.outline(&[&topics[..], &groups[..]].concat());
        }
        Self {
            topics: Classes::new(topics, texts, TOPICS),
            groups: Classes::new(groups, texts, GROUPS),
        }
    }

    /// All topics and groups.
    pub(super) fn all(&self, texts: &Texts, query: &Features) -> Chosen {
        let (topics, groups) = (self.topics.all(), self.groups.all());
        let mut spelling = texts.spelling(query);
        texts.add_common(query, &self.classes(&topics, &groups), &mut spelling);
        Chosen { topics, groups, spelling }
    }

    /// The topics and the groups to compare. `classified` holds a score for every topic, or nothing.
    pub(super) fn choose(
        &self,
        texts: &Texts,
        query: &Features,
        direction: &Direction,
        classified: &[f32],
    ) -> Chosen {
        let mut spelling = texts.spelling(query);
        let topics = self.topics.choose(&self.topics.favours(direction, classified), &spelling);
        let groups = self.groups.choose(&self.groups.favours(direction, &[]), &spelling);
        texts.add_common(query, &self.classes(&topics, &groups), &mut spelling);
        Chosen { topics, groups, spelling }
    }

    /// Topics and groups as numbers of the classes that the texts were outlined by.
    fn classes(&self, topics: &[usize], groups: &[usize]) -> Vec<usize> {
        let groups = groups.iter().map(|group| self.topics.texts.len() + group);
        topics.iter().copied().chain(groups).collect()
    }
}

impl Classes {
    fn new(texts: Vec<Range<usize>>, all: &Texts, choice: Choice) -> Self {
        let centres = texts.iter().flat_map(|class| all.centre(class.clone())).collect();
        Self { texts, centres, choice }
    }

    fn all(&self) -> Vec<usize> {
        (0..self.texts.len()).collect()
    }

    /// What speaks for each class whatever its texts are spelt like.
    fn favours(&self, query: &Direction, classified: &[f32]) -> Vec<f32> {
        if !classified.is_empty() {
            return classified.to_vec();
        }
        let mut cosines = Vec::with_capacity(self.texts.len());
        query.cosines(&self.centres, &mut cosines);
        cosines
    }

    /// Those with the most of both; of equal ones the earlier.
    fn choose(&self, favours: &[f32], spelling: &[f32]) -> Vec<usize> {
        let Choice { least, favour } = self.choice;
        let count = least.max(self.texts.len() / ONE_IN);
        let both = self
            .texts
            .iter()
            .zip(favours)
            .map(|(texts, favours)| best::highest(&spelling[texts.clone()]) + favour * favours);
        let mut all: Vec<(usize, f32)> = both.enumerate().collect();
        if all.len() > count {
            all.select_nth_unstable_by(count, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            all.truncate(count);
        }
        let mut chosen: Vec<usize> = all.into_iter().map(|(class, _)| class).collect();
        chosen.sort_unstable();
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Classes};
    use crate::engine::features::Direction;

    /// Classes of two texts each; the centre of the one with this number points up, those of all others to the right.
    fn classes(count: usize, up: usize, choice: Choice) -> Classes {
        let centre = |class| if class == up { [128, 255] } else { [255, 128] };
        Classes {
            texts: (0..count).map(|class| 2 * class..2 * class + 2).collect(),
            centres: (0..count).flat_map(centre).collect(),
            choice,
        }
    }

    #[test]
    fn those_that_are_favoured_and_those_spelt_most_alike_are_chosen() {
        let (up, spelt, favoured) = (30, 20, 35);
        let classes = classes(40, up, Choice { least: 4, favour: 0.5 });
        let mut spelling = [0.1; 80];
        spelling[2 * spelt + 1] = 0.4;
        let mut classified = vec![0.0; 40];
        classified[favoured] = 0.5;
        let query = Direction::new(&[128, 255]);
        for (classified, expected) in
            [(&[][..], [0, 1, spelt, up]), (&classified, [0, 1, spelt, favoured])]
        {
            let favours = classes.favours(&query, classified);
            assert_eq!(classes.choose(&favours, &spelling), expected);
        }
    }

    #[test]
    fn of_few_all_are_chosen() {
        let classes = classes(3, 0, Choice { least: 4, favour: 0.5 });
        assert_eq!(classes.choose(&[0.0; 3], &[0.1; 6]), [0, 1, 2]);
    }
}
