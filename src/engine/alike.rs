//! How alike two questions are that no phrasing stands for, such as those that nobody could answer.
//!
//! The similarity is that of a query and a phrasing. Knows nothing of who asked or what was said to it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::features::{BLOCK, Direction, Features, Sparse};
use super::index::Index;
use crate::model::Query;
use crate::text::Reader;

/// A question made ready to be compared with others that the same index made ready.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Stems of the words that carry a topic.
    telling: BTreeSet<Arc<str>>,
    features: Features,
    direction: Direction,
}

impl Index {
    /// Makes a question ready to be compared.
    #[must_use]
    pub fn sample(&self, query: &Query, reader: &Reader) -> Sample {
        let telling = query.tokens.iter().filter(|token| !token.stop);
        let features = self.texts.features(&query.tokens, reader);
        Sample {
            telling: telling.map(|token| token.stem.clone()).collect(),
            direction: Direction::new(&features.dense),
            features,
        }
    }
}

impl Sample {
    /// Whether both have the same telling words, in whatever order, inflected or misspelt.
    #[must_use]
    pub fn same_words(&self, other: &Self) -> bool {
        self.telling == other.telling
    }

    /// Whether one has all telling words of the other: it says more, but about nothing else.
    #[must_use]
    pub fn contains_or_is_in(&self, other: &Self) -> bool {
        self.telling.is_subset(&other.telling) || other.telling.is_subset(&self.telling)
    }

    /// How similar both are, -1/3 to 1; nothing below `bound`.
    #[must_use]
    pub fn similarity(&self, other: &Self, bound: f32) -> Option<f32> {
        let (ours, theirs) = (&self.features, &other.features);
        let meaning = self.direction.cosine(&theirs.dense);
        // Words and letters add one at most each. Mostly that is not enough, and they need not be looked at.
        if BLOCK * (meaning + 2.0) < bound {
            return None;
        }
        let words = cosine(&ours.words, &theirs.words);
        let letters = cosine(&ours.letters, &theirs.letters);
        Some(BLOCK * (meaning + words + letters)).filter(|similarity| *similarity >= bound)
    }
}

/// Cosine of two sparse vectors of length one.
fn cosine(a: &Sparse, b: &Sparse) -> f32 {
    let (mut at, mut bt, mut sum) = (0, 0, 0.0);
    while let (Some((id, weight)), Some((other, other_weight))) = (a.get(at), b.get(bt)) {
        match id.cmp(other) {
            Ordering::Less => at += 1,
            Ordering::Greater => bt += 1,
            Ordering::Equal => {
                sum += weight * other_weight;
                (at, bt) = (at + 1, bt + 1);
            }
        }
    }
    sum
}
