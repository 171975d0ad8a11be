//! Posting lists: by feature the texts that have it and how much it weighs there, in four bytes each. A question waits for
//! these to come from memory more than for anything else.
//!
//! The lower bits hold the text, as many as the number of the last one takes; the upper ones hold the weight, which is at
//! most 1, as a share of the most they can hold. With the shipped knowledge these are 18 bits, with a hundred times as
//! much 12: the more texts there are, the more a weight is rounded.

use std::ops::Range;

/// The posting lists of some features.
#[derive(Debug)]
pub(super) struct Postings {
    /// Feature by feature.
    all: Vec<u32>,
    /// Where the postings of each feature begin, and where the last ones end.
    starts: Vec<u32>,
    packing: Packing,
}

/// The postings of a feature, their texts in ascending order.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'p> {
    postings: &'p [u32],
    packing: Packing,
}

/// Postings and how much their weights count. The first is read before any is added up: lists lie far apart in memory, and
/// are waited for together.
pub(super) struct Counted<'p> {
    times: f32,
    packing: Packing,
    first: u32,
    rest: &'p [u32],
}

/// How a text and a weight share a number.
#[derive(Debug, Clone, Copy)]
struct Packing {
    /// So many lower bits hold the text.
    bits: u32,
}

impl Postings {
    /// Of features that so many texts have each, of so many texts in all; to be filled text by text with [`Self::push`].
    pub(super) fn new(counts: &[u32], texts: usize) -> Self {
        // While a list is filled, the next one's start is where its next posting goes.
        let starts = counts.iter().scan(0, |end, count| {
            let start = *end;
            *end += count;
            Some(start)
        });
        Self {
            starts: std::iter::once(0).chain(starts).collect(),
            all: vec![0; counts.iter().map(|count| *count as usize).sum()],
            packing: Packing::of(texts),
        }
    }

    /// Adds the next text to the list of a feature.
    pub(super) fn push(&mut self, feature: u32, text: u32, weight: f32) {
        let place = &mut self.starts[feature as usize + 1];
        self.all[*place as usize] = self.packing.pack(text, weight);
        *place += 1;
    }

    /// Where the list of a feature begins.
    pub(super) fn start(&self, feature: u32) -> usize {
        self.starts[feature as usize] as usize
    }

    pub(super) fn of(&self, feature: u32) -> List<'_> {
        self.within(self.start(feature)..self.start(feature + 1))
    }

    /// A part of a list by its place among all postings.
    pub(super) fn within(&self, places: Range<usize>) -> List<'_> {
        List { postings: &self.all[places], packing: self.packing }
    }
}

impl<'p> List<'p> {
    pub(super) const fn len(self) -> usize {
        self.postings.len()
    }

    /// How many stand before that of a text.
    pub(super) fn before(self, text: usize) -> usize {
        self.postings.partition_point(|posting| (self.packing.text(*posting) as usize) < text)
    }

    /// Whether any text of a range is among them.
    pub(super) fn has_any(self, texts: &Range<usize>) -> bool {
        let first = self.postings.get(self.before(texts.start));
        first.is_some_and(|posting| (self.packing.text(*posting) as usize) < texts.end)
    }

    /// The first text and its weight.
    pub(super) fn first(self) -> Option<(u32, f32)> {
        let first = *self.postings.first()?;
        Some((self.packing.text(first), self.packing.share(first) * self.packing.unit()))
    }

    /// To be added up so many times; none if there are no postings.
    pub(super) fn counted(self, times: f32) -> Option<Counted<'p>> {
        let Self { postings, packing } = self;
        let (first, rest) = postings.split_first()?;
        Some(Counted { times: times * packing.unit(), packing, first: *first, rest })
    }
}

/// Adds the weights of postings to the sums of their texts.
pub(super) fn add_all(lists: &[Counted<'_>], sums: &mut [f32]) {
    for Counted { times, packing, first, rest } in lists {
        let mut add =
            |posting| sums[packing.text(posting) as usize] += times * packing.share(posting);
        add(*first);
        rest.iter().for_each(|posting| add(*posting));
    }
}

impl Packing {
    fn of(texts: usize) -> Self {
        let bits = usize::BITS - texts.leading_zeros();
        // A number with a fraction holds no more bits of weight than its own.
        Self { bits: bits.max(u32::BITS - f32::MANTISSA_DIGITS) }
    }

    fn pack(self, text: u32, weight: f32) -> u32 {
        let most = u32::MAX >> self.bits;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to most")]
        let share = (weight * float(most)).round() as u32;
        share.min(most) << self.bits | text
    }

    const fn text(self, posting: u32) -> u32 {
        posting & !(u32::MAX << self.bits)
    }

    /// The bits of the weight where they stand.
    const fn share(self, posting: u32) -> f32 {
        float(posting & (u32::MAX << self.bits))
    }

    /// What the bits of a weight have to be multiplied with.
    const fn unit(self) -> f32 {
        1.0 / float(u32::MAX << self.bits)
    }
}

#[expect(clippy::cast_precision_loss, reason = "no more bits than it holds")]
const fn float(bits: u32) -> f32 {
    bits as f32
}

#[cfg(test)]
mod tests {
    use super::{Postings, add_all};

    #[test]
    fn texts_and_weights_come_back_however_many_texts_there_are() {
        for (texts, near) in [(2, 1e-7), (9_600, 4e-6), (960_000, 2e-4), (1 << 21, 3e-4)] {
            let last = texts - 1;
            let mut postings = Postings::new(&[1, 2], texts);
            let pushed = [(1, 0, 0.25), (0, last, 1.0), (1, last, 0.001)];
            for (feature, text, weight) in pushed {
                postings.push(feature, u32::try_from(text).unwrap(), weight);
            }
            assert_eq!((postings.of(0).len(), postings.of(1).len()), (1, 2));
            assert_eq!(postings.of(0).first(), Some((u32::try_from(last).unwrap(), 1.0)));
            assert!(postings.of(1).has_any(&(0..1)) && !postings.of(1).has_any(&(1..last)));
            assert_eq!((postings.of(1).before(1), postings.of(1).before(texts)), (1, 2));
            let mut sums = vec![0.0; texts];
            let lists: Vec<_> = [(0, 2.0), (1, 1.0)]
                .iter()
                .filter_map(|(f, times)| postings.of(*f).counted(*times))
                .collect();
            add_all(&lists, &mut sums);
            assert!((sums[0] - 0.25).abs() < near && (sums[last] - 2.001).abs() < near, "{texts}");
        }
    }
}
