//! The few most similar texts of a range, without sorting it.

use std::ops::Range;

/// So many similarities are looked at together.
const TOGETHER: usize = 16;

/// The `N` best texts with their similarities, the best first; of equal ones the earlier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best<const N: usize> {
    /// Text and similarity.
    list: [(usize, f32); N],
    length: usize,
}

impl<const N: usize> Best<N> {
    pub(super) fn of(range: Range<usize>, similarities: &[f32]) -> Self {
        let mut best = Self { list: [(0, 0.0); N], length: 0 };
        for (some, start) in
            similarities[range.clone()].chunks(TOGETHER).zip(range.step_by(TOGETHER))
        {
            if best.may_gain(some) {
                (start..).zip(some).for_each(|(at, similarity)| best.offer(at, *similarity));
            }
        }
        best
    }

    /// Whether any of these is good enough: most are not, and that takes far less time to tell of all together.
    fn may_gain(&self, some: &[f32]) -> bool {
        let last = self.list[N - 1].1;
        let better: u32 = some.iter().map(|similarity| u32::from(*similarity > last)).sum();
        self.length < N || better > 0
    }

    fn offer(&mut self, at: usize, similarity: f32) {
        if self.length == N && similarity <= self.list[N - 1].1 {
            return;
        }
        let mut place = self.length.min(N - 1);
        while place > 0 && self.list[place - 1].1 < similarity {
            self.list[place] = self.list[place - 1];
            place -= 1;
        }
        self.list[place] = (at, similarity);
        self.length = (self.length + 1).min(N);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, f32)> {
        self.list[..self.length].iter().copied()
    }

    /// Mean similarity, 0 for none.
    pub(super) fn mean(&self) -> f32 {
        self.iter().map(|(_, similarity)| similarity * self.each()).sum()
    }

    /// The share of one text in the mean.
    pub(super) fn each(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a count of a few")]
        let count = self.length.max(1) as f32;
        1.0 / count
    }
}

/// The highest of some similarities; minus infinity for none.
pub(super) fn highest(similarities: &[f32]) -> f32 {
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let Some(last) = similarities.last_chunk::<TOGETHER>() else {
        return similarities.iter().copied().fold(f32::NEG_INFINITY, larger);
    };
    // Those of the last may be among the others: that changes nothing.
    let mut lanes = *last;
    for chunk in similarities.chunks_exact(TOGETHER) {
        lanes.iter_mut().zip(chunk).for_each(|(lane, other)| *lane = larger(*lane, *other));
    }
    lanes.into_iter().fold(f32::NEG_INFINITY, larger)
}

#[cfg(test)]
mod tests {
    use super::{Best, highest};

    #[test]
    fn the_highest_is_found_wherever_it_stands() {
        for place in 0..50 {
            let mut similarities = vec![-0.5; 50];
            similarities[place] = -0.1;
            assert!((highest(&similarities) + 0.1).abs() < 1e-6, "{place}");
            let best = Best::<2>::of(0..50, &similarities);
            assert_eq!(best.iter().next().map(|(at, _)| at), Some(place));
        }
        assert!(highest(&[]).is_infinite());
    }

    #[test]
    fn keeps_the_best_in_order() {
        let similarities = [0.2, 0.9, 0.5, 0.9, 0.1, 0.7];
        let best = |range| {
            Best::<3>::of(range, &similarities).iter().map(|(at, _)| at).collect::<Vec<_>>()
        };
        assert_eq!(best(0..6), [1, 3, 5]);
        assert_eq!(best(2..5), [3, 2, 4]);
        assert_eq!(best(4..6), [5, 4]);
        assert!(best(2..2).is_empty());
        assert!((Best::<3>::of(4..6, &similarities).mean() - 0.4).abs() < 1e-6);
        assert!(Best::<3>::of(2..2, &similarities).mean().abs() < 1e-6);
    }
}
