//! A straight line through labelled rows of features: a linear support vector machine with squared hinge loss.
//!
//! Fitted by dual coordinate descent with shrinking (Hsieh et al. 2008, "A Dual Coordinate Descent Method for
//! Large-scale Linear SVM", algorithm 3) in a fixed order, with sums, products, quotients and roots only, which are the
//! same to the bit everywhere: so is the line through the same rows. Knows nothing of texts.

use crate::text::lists::Lists;

/// The passes end when no multiplier of the last one had further to go than this; half of it moves no score by .005.
const CLOSE: f32 = 0.1;
/// They end in any case after so many.
const MOST_PASSES: usize = 40;

/// A component of 1 of a row's vectors.
pub(super) const UNIT: f32 = 1.0 / 8192.0;

/// Rows of features. A row has two halves, each of a length of its own that its features share, and may have a vector for
/// each.
#[derive(Debug)]
pub(super) struct Rows {
    /// Row by row both halves.
    halves: Lists<u32>,
    /// Row by row both vectors, in parts of [`UNIT`]; empty where there is none.
    vectors: Lists<i16>,
}

/// How rows count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighing<'w> {
    /// The lengths of the two halves.
    pub(super) lengths: [f32; 2],
    /// By feature the square of what it counts beside the others of its half.
    pub(super) squares: &'w [f32],
    /// How dear a wrong row is (C of the machine).
    pub(super) cost: f32,
}

/// A weight for each feature, one for each component of the vectors of either half, and one that all rows have.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Each multiplied with what its feature counts.
    weights: Vec<f32>,
    pub(super) directions: [Vec<f32>; 2],
    pub(super) bias: f32,
}

/// A row as a line is fitted to it.
struct Row<'r> {
    halves: [&'r [u32]; 2],
    /// What the features of a half are multiplied with.
    values: [f32; 2],
    vectors: [&'r [i16]; 2],
    /// The square of its length, and what the cost adds to it.
    curvature: f32,
}

/// What features are multiplied with, so that together they have a length. `squares`: of what they count, added up.
pub(super) fn value(squares: f32, length: f32) -> f32 {
    if squares > 0.0 { length / squares.sqrt() } else { 0.0 }
}

impl Rows {
    /// None yet, with room for so many halves of so many features in all.
    pub(super) fn with_room(halves: usize, features: usize) -> Self {
        Self { halves: Lists::with_room(halves, features), vectors: Lists::with_room(0, 0) }
    }

    /// Adds the next half of a row. Its features are all different.
    pub(super) fn push_half(&mut self, features: impl IntoIterator<Item = u32>) {
        self.halves.push(features);
    }

    /// Adds the vectors of the next halves.
    pub(super) fn push_vectors(&mut self, vectors: Lists<i16>) {
        self.vectors.append(vectors);
    }

    pub(super) const fn len(&self) -> usize {
        self.halves.len() / 2
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
        self.vectors.shrink();
    }

    /// Makes one half of the two, the second, and leaves the vectors out: exchanges features for others and keeps each once.
    pub(super) fn merge(&mut self, number: impl Fn(u32) -> u32) {
        let (mut all, mut second) = (Vec::new(), false);
        self.halves.rewrite(|half, other| {
            all.extend(half.iter().map(|feature| number(*feature)));
            if second {
                all.sort_unstable();
                all.dedup();
                other.append(&mut all);
            }
            second = !second;
        });
        self.vectors = Lists::with_room(0, 0);
    }

    /// What does not change from pass to pass: what the features of a half are multiplied with, and the curvature.
    fn measure(&self, row: usize, weighing: Weighing<'_>) -> ([f32; 2], f32) {
        let Weighing { lengths, squares, cost } = weighing;
        let halves = self.halves(row);
        let square = |feature: &u32| squares[*feature as usize];
        let values = [0, 1].map(|half| {
            let squares = halves[half].iter().map(square).sum();
            value(squares, lengths[half])
        });
        let filled = halves.iter().zip(lengths).filter(|(half, _)| !half.is_empty());
        let vectors = self.vectors(row).into_iter().flatten();
        let squares = filled.map(|(_, length)| length * length).sum::<f32>()
            + vectors.map(|part| UNIT * UNIT * f32::from(*part) * f32::from(*part)).sum::<f32>();
        // The bias is the weight of a feature that every row has.
        (values, 1.0 + squares + 1.0 / (2.0 * cost))
    }

    fn vectors(&self, row: usize) -> [&[i16]; 2] {
        let has = 2 * row + 1 < self.vectors.len();
        [2 * row, 2 * row + 1].map(|half| if has { self.vectors.of(half) } else { &[] })
    }

    /// The most components a vector has.
    fn components(&self) -> usize {
        self.vectors.iter().map(<[i16]>::len).max().unwrap_or_default()
    }

    fn halves(&self, row: usize) -> [&[u32]; 2] {
        [2 * row, 2 * row + 1].map(|half| self.halves.of(half))
    }
}

impl Line {
    /// Draws the line. `labels` says for each row whether it is on the upper side; rows without a label stay out.
    /// `orders` are ways to visit all rows that jump about, taken in turn: in the order in which rows stand the fit takes
    /// many more passes.
    pub(super) fn fit(
        rows: &Rows,
        labels: &[Option<bool>],
        weighing: Weighing<'_>,
        orders: &[Vec<u32>],
    ) -> Self {
        let directions = [(); 2].map(|()| vec![0.0; rows.components()]);
        let weights = vec![0.0; weighing.squares.len()];
        let mut line = Self { weights, directions, bias: 0.0 };
        let mut multipliers = vec![0.0_f32; labels.len()];
        let measures: Vec<([f32; 2], f32)> =
            (0..labels.len()).map(|at| rows.measure(at, weighing)).collect();
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
                let (values, curvature) = measures[at];
                let (halves, vectors) = (rows.halves(at), rows.vectors(at));
                let row = Row { halves, values, vectors, curvature };
                let gradient = line.descend(&row, weighing, sign, &mut multipliers[at]);
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

    /// The part of a weight in which the farthest from 0 is the largest whole number of 16 bits.
    pub(super) fn unit(&self) -> f32 {
        let most = self.weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        if most > 0.0 { most / f32::from(i16::MAX) } else { 1.0 }
    }

    /// The weight of a feature in such parts, none for one that no row had.
    #[expect(clippy::cast_possible_truncation, reason = "within what the largest is")]
    pub(super) fn rounded(&self, feature: usize, unit: f32) -> i16 {
        let parts = self.weights.get(feature).copied().unwrap_or_default() / unit;
        (parts + 0.5_f32.copysign(parts)) as i16
    }

    /// Sets the multiplier of a row to the best it can be while all others stay; returns the gradient it had.
    fn descend(
        &mut self,
        row: &Row<'_>,
        Weighing { squares, cost, .. }: Weighing<'_>,
        sign: f32,
        multiplier: &mut f32,
    ) -> f32 {
        let Row { halves, values, vectors, curvature } = row;
        let sum = |half: usize| {
            values[half] * self.sum(halves[half]) + product(&self.directions[half], vectors[half])
        };
        let distance = self.bias + sum(0) + sum(1);
        let gradient = sign * distance - 1.0 + *multiplier / (2.0 * cost);
        let step = (*multiplier - gradient / curvature).max(0.0) - *multiplier;
        // Most rows stand well on their side of the line and move it no more.
        if step != 0.0 {
            *multiplier += step;
            self.bias += step * sign;
            for (features, value) in halves.iter().zip(values) {
                for feature in features.iter().map(|feature| *feature as usize) {
                    self.weights[feature] += step * sign * value * squares[feature];
                }
            }
            for (direction, vector) in self.directions.iter_mut().zip(vectors) {
                let weighed = direction.iter_mut().zip(*vector);
                weighed.for_each(|(weight, part)| *weight += step * sign * UNIT * f32::from(*part));
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

/// The product of a direction and a vector, in sums that need not wait for each other.
fn product(direction: &[f32], vector: &[i16]) -> f32 {
    let (eights, parts) = (direction.as_chunks::<8>().0, vector.as_chunks::<8>().0);
    let mut sums = [0.0; 8];
    for (eight, parts) in eights.iter().zip(parts) {
        let products = eight.iter().zip(parts).map(|(weight, part)| weight * f32::from(*part));
        sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
    }
    UNIT * sums.iter().sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::{Line, Rows, Weighing};

    fn weighing(lengths: [f32; 2], squares: &[f32]) -> Weighing<'_> {
        Weighing { lengths, squares, cost: 1.0 }
    }

    fn push(rows: &mut Rows, halves: [&[u32]; 2]) {
        halves.into_iter().for_each(|half| rows.push_half(half.iter().copied()));
    }

    #[test]
    fn a_line_parts_what_can_be_parted_and_leaves_out_what_has_no_label() {
        let mut rows = Rows::with_room(0, 0);
        let mut labels = Vec::new();
        // Feature 0 is in all, 1 in one side, 2 in the other; 3 stands in the second half of both.
        for n in 0..60 {
            push(&mut rows, [&[0, 1 + n % 2], &[3]]);
            labels.push((n % 3 != 0).then_some(n % 2 == 0));
        }
        let orders = [(0..60).map(|n| n * 7 % 60).collect()];
        let line = Line::fit(&rows, &labels, weighing([1.0, 0.3], &[1.0; 5]), &orders);
        assert!(line.weights[1] > 0.5 && line.weights[2] < -0.5, "{line:?}");
        assert!(line.weights[0].abs() < 0.1 && line.weights[3].abs() < 0.1, "{line:?}");
        assert!(line.weights[4] == 0.0, "{line:?}");
        assert_eq!(line, Line::fit(&rows, &labels, weighing([1.0, 0.3], &[1.0; 5]), &orders));
    }

    #[test]
    fn what_counts_more_decides_more() {
        // Feature 0 speaks for the upper side, 1 for the lower; the last row has both, and one of them counts twice.
        let mut rows = Rows::with_room(0, 0);
        let mut labels = Vec::new();
        for n in 0..40_u32 {
            push(&mut rows, [&[n % 2, 2], &[]]);
            labels.push(Some(n % 2 == 0));
        }
        push(&mut rows, [&[0, 1], &[]]);
        labels.push(None);
        let orders = [(0..41).map(|n| n * 7 % 41).collect()];
        let distance = |squares: &[f32]| {
            let line = Line::fit(&rows, &labels, weighing([1.0, 1.0], squares), &orders);
            line.bias + super::value(squares[0] + squares[1], 1.0) * line.sum(&[0, 1])
        };
        assert!(distance(&[1.0, 1.0, 1.0]).abs() < 0.1);
        assert!(distance(&[4.0, 1.0, 1.0]) > 0.2);
        assert!(distance(&[1.0, 4.0, 1.0]) < -0.2);
    }

    #[test]
    fn two_halves_become_one_with_each_feature_once() {
        let mut rows = Rows::with_room(0, 0);
        push(&mut rows, [&[0, 2, 5], &[1, 2]]);
        push(&mut rows, [&[], &[0]]);
        rows.merge(|feature| feature % 4);
        assert_eq!([0, 1].map(|row| rows.halves(row)), [[&[][..], &[0, 1, 2]], [&[], &[0]]]);
    }

    #[test]
    fn a_line_is_the_one_that_many_passes_find() {
        // Labels that no line can tell apart: half of the rows with feature 1 are up.
        let mut rows = Rows::with_room(0, 0);
        let mut labels = Vec::new();
        for n in 0..400_u32 {
            push(&mut rows, [&[0, 1 + n % 2], &[]]);
            labels.push(Some(n % 2 == 0 && n % 4 == 0));
        }
        let orders = [(0..400).map(|n| n * 147 % 400).collect()];
        let line = Line::fit(&rows, &labels, weighing([1.0, 1.0], &[1.0; 3]), &orders);
        let score = |feature: usize| {
            line.bias + (line.weights[0] + line.weights[feature]) * std::f32::consts::FRAC_1_SQRT_2
        };
        // Squared loss is least at the mean of the labels, here 0, a little less for the size of the weights.
        assert!(score(1).abs() < 0.05, "{}", score(1));
        assert!((score(2) + 1.0).abs() < 0.05, "{}", score(2));
    }
}
