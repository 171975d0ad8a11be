//! Which topics and groups of negatives are worth comparing in full, so that cost does not grow with the knowledge.
//!
//! With few topics, as in the shipped knowledge, all are: the ranking is exact. With many, those that the classifier
//! favours (where it learnt nothing: whose centre lies nearest to the query) and those that hold the texts spelt most
//! like it; within them everything is compared in full.

use std::cmp::Ordering;
use std::ops::Range;

use super::features::{Features, component};
use super::texts::Texts;

/// Up to so many topics or groups there is nothing to choose.
const FEW: usize = 48;
/// How many come from each of the two ways of choosing.
const CHOSEN: usize = 12;

/// Topics and groups with what is needed to choose among them.
#[derive(Debug)]
pub(super) struct Candidates {
    topics: Vec<Class>,
    groups: Vec<Class>,
}

/// Texts that belong together.
#[derive(Debug)]
struct Class {
    texts: Range<usize>,
    /// Empty where all classes are compared anyway.
    centre: Vec<f32>,
}

impl Candidates {
    pub(super) fn new(topics: Vec<Range<usize>>, groups: Vec<Range<usize>>, texts: &Texts) -> Self {
        let classes = |ranges: Vec<Range<usize>>| {
            let many = ranges.len() > FEW;
            let centre = |range: &Range<usize>| {
                if many { texts.centre(range.clone()) } else { Vec::new() }
            };
            ranges.into_iter().map(|range| Class { centre: centre(&range), texts: range }).collect()
        };
        Self { topics: classes(topics), groups: classes(groups) }
    }

    /// The topics and the groups to compare, in ascending order. `spelling` holds what is known of every text so far.
    /// `classified` holds a score for every topic, or nothing.
    pub(super) fn choose(
        &self,
        query: &Features,
        spelling: &[f32],
        classified: &[f32],
    ) -> (Vec<usize>, Vec<usize>) {
        (
            choose(&self.topics, query, spelling, classified),
            choose(&self.groups, query, spelling, &[]),
        )
    }
}

fn choose(classes: &[Class], query: &Features, spelling: &[f32], classified: &[f32]) -> Vec<usize> {
    if classes.len() <= FEW {
        return (0..classes.len()).collect();
    }
    let mut chosen = if classified.is_empty() {
        let query: Vec<f32> = query.dense.iter().map(|byte| component(*byte)).collect();
        highest(
            classes.iter().map(|class| class.centre.iter().zip(&query).map(|(a, b)| a * b).sum()),
        )
    } else {
        highest(classified.iter().copied())
    };
    chosen.extend(highest(
        classes
            .iter()
            .map(|class| spelling[class.texts.clone()].iter().copied().fold(0.0, f32::max)),
    ));
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// The places of the highest values, of equal ones the earlier.
fn highest(values: impl Iterator<Item = f32>) -> Vec<usize> {
    let mut all: Vec<(usize, f32)> = values.enumerate().collect();
    let order = |a: &(usize, f32), b: &(usize, f32)| -> Ordering {
        b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
    };
    if all.len() > CHOSEN {
        all.select_nth_unstable_by(CHOSEN, order);
        all.truncate(CHOSEN);
    }
    all.into_iter().map(|(at, _)| at).collect()
}
