//! Which topics and groups of negatives are worth comparing in full, so that cost does not grow with the knowledge.
//!
//! With few topics, as in the shipped knowledge, all are: the ranking is exact. With many, those that the classifier
//! favours (where it learnt nothing: whose centre lies nearest to the query) and those that hold the texts spelt most
//! like it; within them everything is compared in full.

use std::cmp::Ordering;
use std::ops::Range;

use super::best;
use super::features::Direction;
use super::texts::Texts;

/// Up to so many topics or groups there is nothing to choose.
const FEW: usize = 48;
/// How many come from each of the two ways of choosing.
const CHOSEN: usize = 12;

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

impl Candidates {
    pub(super) fn new(topics: Vec<Range<usize>>, groups: Vec<Range<usize>>, texts: &Texts) -> Self {
        Self { topics: Classes::new(topics, texts), groups: Classes::new(groups, texts) }
    }

    /// The topics and the groups to compare, in ascending order. `spelling` holds what is known of every text so far.
    /// `classified` holds a score for every topic, or nothing.
    pub(super) fn choose(
        &self,
        query: &Direction,
        spelling: &[f32],
        classified: &[f32],
    ) -> (Vec<usize>, Vec<usize>) {
        (self.topics.choose(query, spelling, classified), self.groups.choose(query, spelling, &[]))
    }
}

impl Classes {
    fn new(classes: Vec<Range<usize>>, texts: &Texts) -> Self {
        let many = classes.len() > FEW;
        let centres = classes.iter().filter(|_| many).flat_map(|class| texts.centre(class.clone()));
        Self { centres: centres.collect(), texts: classes }
    }

    fn choose(&self, query: &Direction, spelling: &[f32], classified: &[f32]) -> Vec<usize> {
        if self.texts.len() <= FEW {
            return (0..self.texts.len()).collect();
        }
        let mut chosen = if classified.is_empty() {
            let mut cosines = Vec::with_capacity(self.texts.len());
            query.cosines(&self.centres, &mut cosines);
            highest(cosines)
        } else {
            highest(classified.to_vec())
        };
        let nearest = |class: &Range<usize>| best::highest(&spelling[class.clone()]);
        chosen.extend(highest(self.texts.iter().map(nearest).collect()));
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }
}

/// The places of the highest values, of equal ones the earlier.
fn highest(values: Vec<f32>) -> Vec<usize> {
    let mut all: Vec<(usize, f32)> = values.into_iter().enumerate().collect();
    let order = |a: &(usize, f32), b: &(usize, f32)| -> Ordering {
        b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
    };
    if all.len() > CHOSEN {
        all.select_nth_unstable_by(CHOSEN, order);
        all.truncate(CHOSEN);
    }
    all.into_iter().map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::{CHOSEN, Classes, FEW};
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
    fn of_many_those_with_the_nearest_centre_and_those_spelt_most_alike_are_chosen() {
        let (many, up, spelt) = (FEW + 52, 90, 70);
        let mut spelling = vec![0.1; 2 * many];
        spelling[2 * spelt + 1] = 0.2;
        let query = Direction::new(&[128, 255]);
        let chosen = classes(many, up).choose(&query, &spelling, &[]);
        assert!(chosen.contains(&up) && chosen.contains(&spelt), "{chosen:?}");
        assert!(chosen.is_sorted() && chosen.len() <= 2 * CHOSEN, "{chosen:?}");
        let mut classified = vec![0.0; many];
        classified[80] = 0.5;
        let chosen = classes(many, up).choose(&query, &spelling, &classified);
        assert!(chosen.contains(&80) && !chosen.contains(&up), "{chosen:?}");
    }

    #[test]
    fn of_few_all_are_chosen() {
        let chosen = classes(FEW, 0).choose(&Direction::new(&[128, 255]), &[0.1; 2 * FEW], &[]);
        assert_eq!(chosen, (0..FEW).collect::<Vec<_>>());
    }
}
