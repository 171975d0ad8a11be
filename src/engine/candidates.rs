//! Which topics and groups of negatives are worth comparing in full, so that cost does not grow with the knowledge.
//!
//! With few topics, as in the shipped knowledge, all are: the ranking is exact. With many, those that the classifier
//! favours (where it learnt nothing: whose centre lies nearest to the query) and those that hold the texts spelt most
//! like it, by all features but common ones. Common features are then added for these alone, and of the topics the best
//! remain; within what remains everything is compared in full.

use std::cmp::Ordering;
use std::ops::Range;

use super::best;
use super::features::{Direction, Features};
use super::texts::Texts;

/// Up to so many topics or groups there is nothing to choose.
const FEW: usize = 48;
/// How many come from each of the two ways of choosing: by the classifier or the centre, by the spelling.
const FAVOURED: usize = 12;
const SPELT: usize = 14;
/// So many topics remain when the spelling is known in full. What the classifier or the centre says counts so much beside
/// it.
const KEPT: usize = 16;
const FAVOUR: f32 = 0.3;

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
    /// A vector for each, one behind the other; empty where all classes are compared anyway.
    centres: Vec<u8>,
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
        Self { topics: Classes::new(topics, texts), groups: Classes::new(groups, texts) }
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
        let favours = self.topics.favours(direction, classified);
        let topics = self.topics.choose(&favours, &spelling);
        let groups = self.groups.choose(&self.groups.favours(direction, &[]), &spelling);
        texts.add_common(query, &self.classes(&topics, &groups), &mut spelling);
        Chosen { topics: self.topics.keep(topics, &favours, &spelling), groups, spelling }
    }

    /// Topics and groups as numbers of the classes that the texts were outlined by.
    fn classes(&self, topics: &[usize], groups: &[usize]) -> Vec<usize> {
        let groups = groups.iter().map(|group| self.topics.texts.len() + group);
        topics.iter().copied().chain(groups).collect()
    }
}

impl Classes {
    fn new(texts: Vec<Range<usize>>, all: &Texts) -> Self {
        let mut classes = Self { texts, centres: Vec::new() };
        if !classes.are_few() {
            let centres = classes.texts.iter().flat_map(|class| all.centre(class.clone()));
            classes.centres = centres.collect();
        }
        classes
    }

    const fn are_few(&self) -> bool {
        self.texts.len() <= FEW
    }

    fn all(&self) -> Vec<usize> {
        (0..self.texts.len()).collect()
    }

    /// What speaks for each class whatever its texts are spelt like; nothing where there are few.
    fn favours(&self, query: &Direction, classified: &[f32]) -> Vec<f32> {
        if !classified.is_empty() {
            return classified.to_vec();
        }
        let mut cosines = Vec::with_capacity(self.texts.len());
        query.cosines(&self.centres, &mut cosines);
        cosines
    }

    /// Those that are favoured or hold a text spelt like the query. All if there are few.
    fn choose(&self, favours: &[f32], spelling: &[f32]) -> Vec<usize> {
        if self.are_few() {
            return self.all();
        }
        let spelt = self.texts.iter().map(|texts| best::highest(&spelling[texts.clone()]));
        let mut chosen = highest(spelt.enumerate().collect(), SPELT);
        chosen.extend(highest(favours.iter().copied().enumerate().collect(), FAVOURED));
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// Of those chosen the ones with the most of both. All if there are few.
    fn keep(&self, chosen: Vec<usize>, favours: &[f32], spelling: &[f32]) -> Vec<usize> {
        if self.are_few() {
            return chosen;
        }
        let spelt = |class: usize| best::highest(&spelling[self.texts[class].clone()]);
        let both = chosen.into_iter().map(|class| (class, spelt(class) + FAVOUR * favours[class]));
        let mut kept = highest(both.collect(), KEPT);
        kept.sort_unstable();
        kept
    }
}

/// So many classes with the highest values, of equal ones the earlier.
fn highest(mut all: Vec<(usize, f32)>, count: usize) -> Vec<usize> {
    let order = |a: &(usize, f32), b: &(usize, f32)| -> Ordering {
        b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
    };
    if all.len() > count {
        all.select_nth_unstable_by(count, order);
        all.truncate(count);
    }
    all.into_iter().map(|(class, _)| class).collect()
}

#[cfg(test)]
mod tests {
    use super::{Classes, FAVOURED, FEW, KEPT, SPELT};
    use crate::engine::features::Direction;

    /// Classes of two texts each; the centre of the one with this number points up, those of all others to the right.
    fn classes(count: usize, up: usize) -> Classes {
        let centre = |class| if class == up { [128, 255] } else { [255, 128] };
        Classes {
            texts: (0..count).map(|class| 2 * class..2 * class + 2).collect(),
            centres: (0..count).flat_map(centre).collect(),
        }
    }

    #[test]
    fn of_many_those_that_are_favoured_and_those_spelt_most_alike_are_chosen() {
        let (many, up, spelt) = (FEW + 52, 90, 70);
        let mut spelling = vec![0.0; 2 * many];
        spelling[40..80].fill(0.1);
        spelling[2 * spelt + 1] = 0.2;
        let query = Direction::new(&[128, 255]);
        let classes = classes(many, up);
        let mut classified = vec![0.0; many];
        classified[80] = 0.5;
        for (classified, favoured, other) in [(&[][..], up, 80), (&classified, 80, up)] {
            let favours = classes.favours(&query, classified);
            let chosen = classes.choose(&favours, &spelling);
            assert!(chosen.contains(&favoured) && chosen.contains(&spelt), "{chosen:?}");
            assert!(!chosen.contains(&other), "{chosen:?}");
            assert!(chosen.is_sorted() && chosen.len() <= FAVOURED + SPELT, "{chosen:?}");
            let kept = classes.keep(chosen, &favours, &spelling);
            assert!(kept.contains(&favoured) && kept.contains(&spelt), "{kept:?}");
            assert!(kept.is_sorted() && kept.len() == KEPT, "{kept:?}");
        }
    }

    #[test]
    fn of_few_all_are_chosen_and_kept() {
        let classes = classes(FEW, 0);
        let all: Vec<usize> = (0..FEW).collect();
        let spelling = [0.1; 2 * FEW];
        assert_eq!(classes.choose(&[], &spelling), all);
        assert_eq!(classes.keep(all.clone(), &[], &spelling), all);
    }
}
