//! Sets of small numbers as bits, so that many are looked at in one go: mostly positions in a text. Knows nothing of words
//! or patterns.

use std::ops::Range;

/// Positions, a bit for each, in rows for some of the things that have a number.
#[derive(Debug)]
pub(super) struct Bits {
    /// By thing: where its row begins; [`NO_ROW`] for one that has none.
    starts: Vec<u32>,
    /// Of a row.
    pub(super) numbers: usize,
    rows: Vec<u64>,
}

const NO_ROW: u32 = u32::MAX;

impl Bits {
    /// None yet, of so many positions for so many things.
    pub(super) fn new(positions: usize, things: usize) -> Self {
        let numbers = positions.div_ceil(EACH).max(1);
        Self { starts: vec![NO_ROW; things], numbers, rows: Vec::new() }
    }

    /// Gives a thing a row without positions, if it has none.
    pub(super) fn add(&mut self, thing: u32) {
        let start = &mut self.starts[thing as usize];
        if *start == NO_ROW {
            *start = u32::try_from(self.rows.len()).unwrap_or(NO_ROW);
            self.rows.resize(self.rows.len() + self.numbers, 0);
        }
    }

    fn range(&self, thing: u32) -> Range<usize> {
        match self.starts[thing as usize] {
            NO_ROW => 0..0,
            start => start as usize..start as usize + self.numbers,
        }
    }

    /// Empty for a thing that has none.
    pub(super) fn of(&self, thing: u32) -> &[u64] {
        &self.rows[self.range(thing)]
    }

    /// Adds a position to the row of a thing, a new one if need be.
    pub(super) fn put(&mut self, thing: u32, at: usize) {
        self.add(thing);
        let start = self.range(thing).start;
        self.rows[start + at / EACH] |= 1 << (at % EACH);
    }

    /// The row of a thing; empty where it has none.
    pub(super) fn of_mut(&mut self, thing: u32) -> &mut [u64] {
        let range = self.range(thing);
        &mut self.rows[range]
    }
}

/// In a number.
const EACH: usize = 64;

/// The positions of a row, in order.
pub(super) fn ones(row: &[u64]) -> impl Iterator<Item = usize> {
    shared(row, row)
}

/// The positions that two rows share, in order.
pub(super) fn shared<'r>(one: &'r [u64], other: &'r [u64]) -> impl Iterator<Item = usize> {
    let both = one.iter().zip(other).map(|(one, other)| one & other).enumerate();
    both.flat_map(|(at, mut bits)| {
        std::iter::from_fn(move || {
            let first = bits.trailing_zeros() as usize;
            // Takes the lowest off.
            bits = bits.checked_sub(1)? & bits;
            Some(at * EACH + first)
        })
    })
}

/// Puts in the place of some positions those that have one of them at most so many words behind them, or, if `there`, are
/// one themselves.
pub(super) fn look_back(row: &mut [u64], words: u16, there: bool) {
    // How far is looked back so far, and how far in the end.
    let (mut width, whole) = (1, usize::from(words) + usize::from(there));
    if whole == 0 {
        row.fill(0);
    }
    if !there {
        move_back(row, 1, false);
    }
    while width < whole {
        let more = width.min(whole - width).min(EACH - 1);
        move_back(row, more, true);
        width += more;
    }
}

/// Moves all positions so many words to the front, fewer than stand in a number; where they stood they stay if `both`.
fn move_back(row: &mut [u64], words: usize, both: bool) {
    let stays = |number: u64| if both { number } else { 0 };
    for at in 1..row.len() {
        row[at - 1] = stays(row[at - 1]) | row[at - 1] >> words | row[at] << (EACH - words);
    }
    if let Some(last) = row.last_mut() {
        *last = stays(*last) | *last >> words;
    }
}

#[cfg(test)]
mod tests {
    use super::{look_back, shared};

    /// The same, position by position.
    fn plainly(positions: &[usize], words: u16, there: bool, at: usize) -> bool {
        let mut behind = positions.iter().filter_map(|own| own.checked_sub(at));
        behind.any(|behind| behind <= usize::from(words) && (there || behind > 0))
    }

    #[test]
    fn positions_are_looked_back_from_across_the_borders_of_numbers() {
        let positions = [0, 3, 64, 66, 127, 128, 190];
        for there in [true, false] {
            for words in [0, 1, 2, 3, 5, 8, 21, 63, 64, 65, 100, 128, 200] {
                let mut row = [0_u64; 3];
                positions.iter().for_each(|at| row[at / 64] |= 1 << (at % 64));
                look_back(&mut row, words, there);
                for at in 0..192 {
                    let found = row[at / 64] >> (at % 64) & 1 == 1;
                    assert_eq!(
                        found,
                        plainly(&positions, words, there, at),
                        "{words} {there} {at}"
                    );
                }
            }
        }
    }

    #[test]
    fn positions_that_two_rows_share_come_in_order() {
        let (one, other) = ([1 << 63 | 1 << 5 | 1, 0, 1 << 2], [1 << 63 | 1, u64::MAX, 1 << 2 | 1]);
        assert!(shared(&one, &other).eq([0, 63, 130]));
    }
}
