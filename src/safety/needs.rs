//! What a pattern cannot do without, and where a text has it: most patterns are out of the question wherever their first
//! word stands.

use std::collections::BTreeMap;

use super::bits::{Bits, look_back};
use super::compile;
use super::steps::{ByStep, Step, Taken};
use crate::text::lists::Lists;

/// What each pattern cannot do without.
#[derive(Debug)]
pub(super) struct Needs {
    /// The needs that a step meets.
    met_by: ByStep<u32>,
    /// How many there are; patterns share those that are alike.
    count: u32,
    /// By alternative of a pattern, in the order in which a text has to have them.
    of: Lists<Need>,
}

/// A need of one pattern.
#[derive(Debug, Clone, Copy)]
struct Need {
    number: u32,
    /// The most words it may begin behind the one before it, or behind the pattern's beginning.
    within: u16,
}

impl Needs {
    pub(super) fn new(by_alternative: &[Vec<compile::Need>]) -> Self {
        let mut numbers: BTreeMap<&[Step], u32> = BTreeMap::new();
        let mut count = 0;
        let mut met_by = Vec::new();
        let all = by_alternative.iter().map(Vec::len).sum();
        let mut of = Lists::with_room(by_alternative.len(), all);
        for own in by_alternative {
            of.push(own.iter().map(|need| {
                let number = *numbers.entry(&need.steps).or_insert(count);
                if number == count {
                    count += 1;
                    met_by.extend(need.steps.iter().map(|step| (*step, number)));
                }
                Need { number, within: u16::try_from(need.within).unwrap_or(u16::MAX) }
            }));
        }
        Self { met_by: ByStep::new(met_by), count, of }
    }

    /// By number of the need: whether a text meets it.
    pub(super) fn met(&self, taken: &Taken) -> Vec<bool> {
        let mut met = vec![false; self.count as usize];
        for step in taken.steps() {
            self.met_by.of(*step).iter().for_each(|need| met[*need as usize] = true);
        }
        met
    }

    /// Whether a text meets all that an alternative needs, wherever that stands.
    pub(super) fn are_met(&self, alternative: u32, met: &[bool]) -> bool {
        self.of.of(alternative as usize).iter().all(|need| met[need.number as usize])
    }

    /// From where on a text has what alternatives need, in its order and each as near to the last as it has to be; no row for
    /// an alternative that has that nowhere.
    pub(super) fn beginnings(
        &self,
        taken: &Taken,
        alternatives: impl Iterator<Item = u32> + Clone,
    ) -> Bits {
        let places = self.places(taken, alternatives.clone());
        let mut beginnings = Bits::new(taken.words(), self.of.len());
        let mut known = vec![false; self.of.len()];
        let mut begins = vec![0; beginnings.numbers];
        for alternative in alternatives {
            if !std::mem::replace(&mut known[alternative as usize], true)
                && self.begins(alternative, &places, &mut begins)
            {
                beginnings.add(alternative);
                beginnings.of_mut(alternative).copy_from_slice(&begins);
            }
        }
        beginnings
    }

    /// Puts in from where on one alternative finds its needs; false if nowhere.
    fn begins(&self, alternative: u32, places: &Bits, begins: &mut [u64]) -> bool {
        begins.fill(u64::MAX);
        for (before, need) in self.of.of(alternative as usize).iter().enumerate().rev() {
            let places = places.of(need.number);
            begins.iter_mut().zip(places).for_each(|(begins, place)| *begins &= place);
            if begins.iter().all(|positions| *positions == 0) {
                return false;
            }
            look_back(begins, need.within, before == 0);
        }
        true
    }

    /// Where a text meets the needs of alternatives.
    fn places(&self, taken: &Taken, alternatives: impl Iterator<Item = u32>) -> Bits {
        let mut places = Bits::new(taken.words(), self.count as usize);
        for need in alternatives.flat_map(|alternative| self.of.of(alternative as usize)) {
            places.add(need.number);
        }
        let mut own = Vec::new();
        for (number, step) in (0..).zip(taken.steps()) {
            // Most words stand in few places.
            own.extend(taken.places(number).iter().enumerate().filter(|(_, bits)| **bits != 0));
            for need in self.met_by.of(*step) {
                let places = places.of_mut(*need);
                if !places.is_empty() {
                    own.iter().for_each(|(at, bits)| places[*at] |= **bits);
                }
            }
            own.clear();
        }
        places
    }
}
