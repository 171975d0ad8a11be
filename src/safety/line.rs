//! A straight line through labelled rows of features: a linear support vector machine with squared hinge loss.
//!
//! Fitted by dual coordinate descent with shrinking (Hsieh et al. 2008, "A Dual Coordinate Descent Method for
//! Large-scale Linear SVM", algorithm 3) in a fixed order, with additions and multiplications only: the same rows give
//! the same line on every machine. Knows nothing of texts.

use crate::text::lists::Lists;

/// How dear a wrong row is (C of the machine).
const COST: f32 = 1.0;
/// The passes end when no multiplier of the last one had further to go than this; half of it moves no score by .005.
const CLOSE: f32 = 0.1;
/// They end in any case after so many.
const MOST_PASSES: usize = 40;

/// Rows of features. A row has two halves, each of a length of its own that its features share.
#[derive(Debug)]
pub(super) struct Rows {
    /// Row by row both halves.
    halves: Lists<u32>,
}

/// A weight for each feature, and one that all rows have.
#[derive(Debug, PartialEq)]
pub(super) struct Line {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f32,
}

/// What each of so many features counts, so that together they have a length.
#[expect(clippy::cast_precision_loss, reason = "counts of words")]
pub(super) fn value(features: usize, length: f32) -> f32 {
    length / (features.max(1) as f32).sqrt()
}

impl Rows {
    /// None yet, with room for so many rows of so many features in all.
    pub(super) fn with_room(rows: usize, features: usize) -> Self {
        Self { halves: Lists::with_room(2 * rows, features) }
    }

    /// Adds a row. The features of a half are all different.
    pub(super) fn push(&mut self, halves: [&[u32]; 2]) {
        halves.into_iter().for_each(|half| self.halves.push(half.iter().copied()));
    }

    /// Exchanges features for others or leaves them out, those of second halves where `second`; different ones for
    /// different ones.
    pub(super) fn renumber(&mut self, number: impl Fn(u32, bool) -> Option<u32>) {
        let mut second = false;
        self.halves.rewrite(|half, other| {
            other.extend(half.iter().filter_map(|feature| number(*feature, second)));
            second = !second;
        });
        self.halves.shrink();
    }

    /// Makes one half of the two, the second: exchanges features for others or leaves them out, and keeps each once.
    pub(super) fn merge(&mut self, number: impl Fn(u32) -> Option<u32>) {
        let (mut all, mut second) = (Vec::new(), false);
        self.halves.rewrite(|half, other| {
            all.extend(half.iter().filter_map(|feature| number(*feature)));
            if second {
                all.sort_unstable();
                all.dedup();
                other.append(&mut all);
            }
            second = !second;
        });
    }

    /// What each feature of a half counts.
    fn values(&self, row: usize, lengths: [f32; 2]) -> [f32; 2] {
        let halves = self.halves(row);
        [0, 1].map(|half| value(halves[half].len(), lengths[half]))
    }

    fn halves(&self, row: usize) -> [&[u32]; 2] {
        [2 * row, 2 * row + 1].map(|half| self.halves.of(half))
    }
}

impl Line {
    /// Draws the line. `labels` says for each row whether it is on the upper side; rows without a label stay out.
    /// `lengths` are those of the two halves of a row; features are below `features`. `orders` are ways to visit all rows
    /// that jump about, taken in turn: in the order in which rows stand the fit takes many more passes.
    pub(super) fn fit(
        rows: &Rows,
        labels: &[Option<bool>],
        lengths: [f32; 2],
        features: usize,
        orders: &[Vec<u32>],
    ) -> Self {
        let mut line = Self { weights: vec![0.0; features], bias: 0.0 };
        let mut multipliers = vec![0.0_f32; labels.len()];
        let values: Vec<[f32; 2]> = (0..labels.len()).map(|at| rows.values(at, lengths)).collect();
        let labelled: Vec<bool> = labels.iter().map(Option::is_some).collect();
        let mut active = labelled.clone();
        // Above this a row on the right side of its margin stays there.
        let mut beyond = f32::INFINITY;
        for order in orders.iter().cycle().take(MOST_PASSES) {
            let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
            for at in order.iter().map(|at| *at as usize) {
                if !active[at] {
                    continue;
                }
                let sign = if labels[at] == Some(true) { 1.0 } else { -1.0 };
                let gradient =
                    line.descend(rows.halves(at), values[at], lengths, sign, &mut multipliers[at]);
                let idle = multipliers[at] <= 0.0 && gradient > 0.0;
                let pulls = if idle { 0.0 } else { gradient };
                active[at] = !idle || gradient <= beyond;
                least = least.min(pulls);
                most = most.max(pulls);
            }
            if most - least >= CLOSE {
                beyond = if most > 0.0 { most } else { f32::INFINITY };
            } else if active == labelled {
                break;
            } else {
                active.clone_from(&labelled);
                beyond = f32::INFINITY;
            }
        }
        line
    }

    /// Sets the multiplier of a row to the best it can be while all others stay; returns the gradient it had.
    fn descend(
        &mut self,
        halves: [&[u32]; 2],
        values: [f32; 2],
        lengths: [f32; 2],
        sign: f32,
        multiplier: &mut f32,
    ) -> f32 {
        let sum = |half: usize| values[half] * self.sum(halves[half]);
        let square = |half: usize| if halves[half].is_empty() { 0.0 } else { lengths[half] };
        // The bias is the weight of a feature that every row has.
        let distance = self.bias + sum(0) + sum(1);
        let curvature = 1.0 + square(0) * square(0) + square(1) * square(1) + 1.0 / (2.0 * COST);
        let gradient = sign * distance - 1.0 + *multiplier / (2.0 * COST);
        let step = (*multiplier - gradient / curvature).max(0.0) - *multiplier;
        // Most rows stand well on their side of the line and move it no more.
        if step != 0.0 {
            *multiplier += step;
            self.bias += step * sign;
            for (features, value) in halves.iter().zip(values) {
                for feature in *features {
                    self.weights[*feature as usize] += step * sign * value;
                }
            }
        }
        gradient
    }

    /// The weights of features, added up in four sums that need not wait for each other.
    fn sum(&self, features: &[u32]) -> f32 {
        let weight = |feature: &u32| self.weights[*feature as usize];
        let (fours, rest) = features.as_chunks::<4>();
        let mut sums = [0.0; 4];
        for four in fours {
            sums.iter_mut().zip(four).for_each(|(sum, feature)| *sum += weight(feature));
        }
        sums.iter_mut().zip(rest).for_each(|(sum, feature)| *sum += weight(feature));
        (sums[0] + sums[1]) + (sums[2] + sums[3])
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Rows};

    #[test]
    fn a_line_parts_what_can_be_parted_and_leaves_out_what_has_no_label() {
        let mut rows = Rows::with_room(0, 0);
        let mut labels = Vec::new();
        // Feature 0 is in all, 1 in one side, 2 in the other; 3 stands in the second half of both.
        for n in 0..60 {
            rows.push([&[0, 1 + n % 2], &[3]]);
            labels.push((n % 3 != 0).then_some(n % 2 == 0));
        }
        let orders = [(0..60).map(|n| n * 7 % 60).collect()];
        let line = Line::fit(&rows, &labels, [1.0, 0.3], 5, &orders);
        assert!(line.weights[1] > 0.5 && line.weights[2] < -0.5, "{line:?}");
        assert!(line.weights[0].abs() < 0.1 && line.weights[3].abs() < 0.1, "{line:?}");
        assert!(line.weights[4] == 0.0, "{line:?}");
        assert_eq!(line, Line::fit(&rows, &labels, [1.0, 0.3], 5, &orders));
    }

    #[test]
    fn two_halves_become_one_with_each_feature_once() {
        let mut rows = Rows::with_room(0, 0);
        rows.push([&[0, 2, 5], &[1, 2]]);
        rows.push([&[], &[0]]);
        rows.merge(|feature| (feature > 0).then_some(feature % 4));
        assert_eq!([0, 1].map(|row| rows.halves(row)), [[&[][..], &[1, 2]], [&[], &[]]]);
    }

    #[test]
    fn a_line_is_the_one_that_many_passes_find() {
        // Labels that no line can tell apart: half of the rows with feature 1 are up.
        let mut rows = Rows::with_room(0, 0);
        let mut labels = Vec::new();
        for n in 0..400_u32 {
            rows.push([&[0, 1 + n % 2], &[]]);
            labels.push(Some(n % 2 == 0 && n % 4 == 0));
        }
        let orders = [(0..400).map(|n| n * 147 % 400).collect()];
        let line = Line::fit(&rows, &labels, [1.0, 1.0], 3, &orders);
        let score = |feature: usize| {
            line.bias + (line.weights[0] + line.weights[feature]) * std::f32::consts::FRAC_1_SQRT_2
        };
        // Squared loss is least at the mean of the labels, here 0, a little less for the size of the weights.
        assert!(score(1).abs() < 0.05, "{}", score(1));
        assert!((score(2) + 1.0).abs() < 0.05, "{}", score(2));
    }
}
