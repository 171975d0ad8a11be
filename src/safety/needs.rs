//! What a pattern cannot do without, and where a text has it: most patterns are out of the question wherever their first
//! word stands.

use std::collections::BTreeMap;

use super::compile;
use super::steps::{ByStep, Step, Take, Taken};
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
    within: usize,
    /// The most words it may begin behind the pattern's beginning.
    furthest: usize,
}

/// Where a need is met: at a word and so many words behind it, a bit for each. Further on nobody looks.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    at: usize,
    behind: u64,
}

impl Met {
    /// The same seen from an earlier word.
    fn from(self, at: usize) -> u64 {
        u32::try_from(self.at - at)
            .ok()
            .and_then(|words| self.behind.checked_shl(words))
            .unwrap_or(0)
    }
}

/// The need of an alternative that a text meets least often, and the words from its beginning in which it has to be met:
/// looked at first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    alternative: u32,
    need: u32,
    window: u64,
}

/// How many words ahead needs are seen: the bits of a number.
const SEEN: usize = 64;

/// The needs of some patterns in a text, which is gone through from its last word to its first.
pub(super) struct Ahead<'n> {
    needs: &'n Needs,
    /// By number of a step in the text: the needs it meets, as far as a pattern in question has them.
    met_by: Lists<u32>,
    /// By number of the need, and one more that every word meets.
    met: Vec<Met>,
}

impl Needs {
    pub(super) fn new(by_alternative: &[Vec<compile::Need>]) -> Self {
        let mut numbers: BTreeMap<&[Step], u32> = BTreeMap::new();
        let mut count = 0;
        let mut met_by = Vec::new();
        let mut of = Vec::new();
        for own in by_alternative {
            let mut furthest = 0;
            let numbered = own.iter().map(|need| {
                let number = *numbers.entry(&need.steps).or_insert(count);
                if number == count {
                    count += 1;
                    met_by.extend(need.steps.iter().map(|step| (*step, number)));
                }
                furthest += need.within;
                Need { number, within: need.within, furthest }
            });
            of.push(numbered.collect::<Vec<_>>());
        }
        Self { met_by: ByStep::new(met_by), count, of: of.into_iter().collect() }
    }

    /// By number of the need: how often a text meets it.
    pub(super) fn times(&self, taken: &Taken) -> Vec<u32> {
        let mut times = vec![0; self.count as usize];
        for (step, count) in taken.steps() {
            self.met_by.of(*step).iter().for_each(|need| times[*need as usize] += count);
        }
        times
    }

    /// What to ask before a pattern begins anywhere; none where the text lacks what it needs.
    pub(super) fn guard(&self, alternative: u32, times: &[u32]) -> Option<Guard> {
        let own = self.of.of(alternative as usize);
        let often = |need: &&Need| times[need.number as usize];
        if own.iter().any(|need| often(&need) == 0) {
            return None;
        }
        let rarest = own.iter().filter(|need| need.furthest < SEEN).min_by_key(often);
        Some(match rarest {
            Some(need) => Guard {
                alternative,
                need: need.number,
                window: u64::MAX >> (SEEN - 1 - need.furthest),
            },
            None => Guard { alternative, need: self.count, window: 1 },
        })
    }

    /// The needs of guarded patterns in a text; behind its last word nothing is met.
    pub(super) fn ahead<'g>(
        &self,
        taken: &Taken,
        guards: impl Iterator<Item = &'g Guard>,
    ) -> Ahead<'_> {
        let mut asked = vec![false; self.count as usize];
        for need in guards.flat_map(|guard| self.of.of(guard.alternative as usize)) {
            asked[need.number as usize] = true;
        }
        Ahead {
            met_by: self.met_by.of_those(taken, |need| asked[*need as usize].then_some(*need)),
            met: vec![Met { at: taken.words(), behind: 0 }; self.count as usize + 1],
            needs: self,
        }
    }
}

impl Ahead<'_> {
    /// Goes on to the word at `at`, which takes these steps.
    pub(super) fn go_to(&mut self, at: usize, takes: &[Take]) {
        let met = takes.iter().flat_map(|take| self.met_by.of(take.number));
        for need in met.chain([&self.needs.count]) {
            let met = &mut self.met[*need as usize];
            *met = Met { at, behind: met.from(at) | 1 };
        }
    }

    /// Whether a pattern that begins at `at` finds its needs one behind the other.
    pub(super) fn are_met(&self, guard: Guard, at: usize) -> bool {
        let Guard { alternative, need, window } = guard;
        self.met[need as usize].from(at) & window != 0 && self.follow_each_other(alternative, at)
    }

    /// What is further off than there are bits is taken for granted.
    fn follow_each_other(&self, alternative: u32, at: usize) -> bool {
        // Where the last need may be met; the first may be by the word at `at` itself.
        let (mut last, mut here) = (0, 1);
        for need in self.needs.of.of(alternative as usize) {
            if need.furthest >= SEEN {
                return true;
            }
            let places = here | behind(last | here, need.within);
            last = places & self.met[need.number as usize].from(at);
            here = 0;
            if last == 0 {
                return false;
            }
        }
        true
    }
}

/// The places from one word behind any of these to so many words behind it.
fn behind(places: u64, words: usize) -> u64 {
    if words == 0 {
        return 0;
    }
    let (mut all, mut width) = (places << 1, 1);
    while width < words {
        let more = width.min(words - width);
        all |= all << more;
        width += more;
    }
    all
}
