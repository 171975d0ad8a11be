//! Where the postings of common features stand, class by class: of many classes the postings of a few are found at once.
//!
//! Knows posting lists and ranges of texts; nothing of what a class is, or of weights.

use std::ops::Range;

use super::features::number;
use super::postings::List;

/// A feature is common that more than one in so many texts have. Their lists are few and long: of those that more than one
/// in 32 has, ten of a question's 67 held two of three postings at ten times the shipped knowledge. At 128 the candidates
/// were no longer the same for 9 of 100 questions.
const COMMON: usize = 64;

/// The common features of one block.
#[derive(Debug)]
pub(super) struct Outline {
    /// A common feature has more postings.
    most: usize,
    /// In ascending order.
    features: Vec<u32>,
    /// Feature by feature: where the postings of each class begin, and where those of the last end.
    starts: Vec<u32>,
    /// So many starts a feature.
    each: usize,
}

impl Outline {
    /// In which nothing is common.
    pub(super) const fn empty() -> Self {
        Self { most: usize::MAX, features: Vec::new(), starts: Vec::new(), each: 1 }
    }

    /// Of posting lists, each with the place of its first posting and with its texts in ascending order. The classes are
    /// ranges of texts, one behind the other.
    pub(super) fn new<'p>(
        lists: impl Iterator<Item = (usize, List<'p>)>,
        texts: usize,
        classes: &[Range<usize>],
    ) -> Self {
        let mut outline = Self { most: texts / COMMON, each: classes.len() + 1, ..Self::empty() };
        for (feature, (start, list)) in (0..).zip(lists) {
            if outline.is_common(list.len()) {
                let starts = classes.iter().map(|class| list.before(class.start));
                let starts = starts.chain([list.len()]).map(|within| number(start + within));
                outline.starts.extend(starts);
                outline.features.push(feature);
            }
        }
        outline
    }

    /// Whether a feature with so many postings is common.
    pub(super) const fn is_common(&self, postings: usize) -> bool {
        postings > self.most
    }

    /// Where the postings of a common feature begin that belong to each class, and where the last of all end; nothing for
    /// any other feature.
    pub(super) fn starts(&self, feature: u32) -> &[u32] {
        let number = self.features.binary_search(&feature);
        number.map_or(&[], |at| &self.starts[at * self.each..(at + 1) * self.each])
    }
}

#[cfg(test)]
mod tests {
    use super::{COMMON, Outline};
    use crate::engine::postings::Postings;

    #[test]
    fn the_postings_of_a_class_are_found_for_common_features_alone() {
        let texts = 2 * COMMON;
        let lists: [&[u32]; 2] = [&[1, 9], &[0, 3, 4, 60]];
        let mut postings = Postings::new(&[2, 4], texts);
        for (feature, list) in (0..).zip(lists) {
            list.iter().for_each(|text| postings.push(feature, *text, 1.0));
        }
        let starts = [0, 1].map(|feature| (postings.start(feature), postings.of(feature)));
        let outline = Outline::new(starts.into_iter(), texts, &[0..4, 4..8, 8..50, 50..texts]);
        assert!(outline.is_common(4) && !outline.is_common(2));
        assert_eq!(outline.starts(1), [2, 4, 5, 5, 6]);
        assert_eq!(outline.starts(0), [0_u32; 0]);
        assert!(!Outline::empty().is_common(texts));
    }
}
