//! What waits to be written: bounded, the most important kept longest. Knows no SQL.
//!
//! Counts are added up while they wait, so that a day without the database takes room for what happened, not for how often.
//! Where there is no room, the oldest unanswered questions go first, then the oldest counts, and what people decided never.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use tokio::sync::oneshot;

use super::types::Saved;
use crate::model::{Change, Missed, ShadowVerdict};

/// Guilds whose arrivals wait as one.
const TOGETHER: usize = 50;

/// Something a person decided.
#[derive(Debug)]
pub(super) enum Wish {
    Change { guild: u64, change: Change },
    Done { guild: u64, ids: Vec<u64> },
    Forget { person: u64, guild: Option<u64> },
    NeverRecord { person: u64, never: bool },
    Arrived { guilds: BTreeSet<u64> },
    Left { guild: u64 },
    Present { guilds: Vec<u64>, shard: u32, shards: u32 },
}

#[derive(Debug)]
pub(super) struct Wished {
    /// In milliseconds since 1970.
    pub(super) at: i64,
    pub(super) wish: Wish,
    /// Hears what became of it.
    pub(super) heard: Option<oneshot::Sender<Saved>>,
}

/// A question without an answer, and who asked.
#[derive(Debug)]
pub(super) struct Asking {
    pub(super) at: i64,
    pub(super) guild: u64,
    pub(super) person: u64,
    pub(super) missed: Missed,
    pub(super) revision: String,
}

/// What is counted. The oldest day comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tally {
    pub(super) day: i64,
    pub(super) guild: u64,
    pub(super) what: Counted,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    Asked { outcome: &'static str, answer: String },
    Judged { answer: String, helpful: bool },
    Shadowed { channel: u64, verdict: ShadowVerdict },
}

/// One thing to write.
#[derive(Debug)]
pub(super) enum Entry {
    Wish(Wished),
    Asking(Asking),
    Count(Tally, u64),
}

#[derive(Debug)]
pub(super) struct Queue {
    room: usize,
    pub(super) wishes: VecDeque<Wished>,
    pub(super) askings: VecDeque<Asking>,
    counts: BTreeMap<Tally, u64>,
    /// Things that found no room.
    pub(super) lost: u64,
}

impl Queue {
    pub(super) const fn new(room: usize) -> Self {
        Self {
            room,
            wishes: VecDeque::new(),
            askings: VecDeque::new(),
            counts: BTreeMap::new(),
            lost: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.wishes.len() + self.askings.len() + self.counts.len()
    }

    /// False where everything that waits is as important.
    pub(super) fn wish(&mut self, wished: Wished) -> bool {
        if self.joins_last(&wished.wish) {
            return true;
        }
        let fits = self.make_room(true);
        if fits {
            self.wishes.push_back(wished);
        }
        fits
    }

    /// A start brings thousands of arrivals: they wait together, and must not push out what people decided.
    fn joins_last(&mut self, wish: &Wish) -> bool {
        let last = self.wishes.back_mut().map(|wished| &mut wished.wish);
        let (Wish::Arrived { guilds }, Some(Wish::Arrived { guilds: waiting })) = (wish, last)
        else {
            return false;
        };
        let fits = waiting.len() < TOGETHER;
        if fits {
            waiting.extend(guilds);
        }
        fits
    }

    pub(super) fn ask(&mut self, asking: Asking) {
        if self.make_room(false) {
            self.askings.push_back(asking);
        }
    }

    pub(super) fn count(&mut self, tally: Tally) {
        if let Some(times) = self.counts.get_mut(&tally) {
            *times += 1;
        } else if self.make_room(true) {
            self.counts.insert(tally, 1);
        }
    }

    /// Room for one more; `counts_yield` to what is more important, or newer.
    fn make_room(&mut self, counts_yield: bool) -> bool {
        if self.len() < self.room {
            return true;
        }
        let dropped = if self.askings.pop_front().is_some() {
            Some(1)
        } else if counts_yield {
            self.counts.pop_first().map(|(_, times)| times)
        } else {
            None
        };
        self.lost += dropped.unwrap_or(1);
        dropped.is_some()
    }

    /// At most `most` things to write, decisions first and each kind in its order.
    pub(super) fn take(&mut self, most: usize) -> VecDeque<Entry> {
        let mut taken = VecDeque::new();
        while taken.len() < most {
            let entry = if let Some(wished) = self.wishes.pop_front() {
                Entry::Wish(wished)
            } else if let Some(asking) = self.askings.pop_front() {
                Entry::Asking(asking)
            } else if let Some((tally, times)) = self.counts.pop_first() {
                Entry::Count(tally, times)
            } else {
                break;
            };
            taken.push_back(entry);
        }
        taken
    }

    /// Takes back what was not written, before what came since.
    pub(super) fn put_back(&mut self, entries: VecDeque<Entry>) {
        for entry in entries.into_iter().rev() {
            match entry {
                Entry::Wish(wished) => self.wishes.push_front(wished),
                Entry::Asking(asking) => self.askings.push_front(asking),
                Entry::Count(tally, times) => *self.counts.entry(tally).or_default() += times,
            }
        }
    }

    /// Drops what waits of a person, in one guild or in all.
    pub(super) fn forget(&mut self, person: u64, guild: Option<u64>) {
        let here = |its: u64| guild.is_none_or(|guild| guild == its);
        self.askings.retain(|asking| asking.person != person || !here(asking.guild));
        self.wishes.retain(|wished| match &wished.wish {
            Wish::Change { guild, change: Change::Correct { asker, .. } } => {
                *asker != Some(person) || !here(*guild)
            }
            _ => true,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Asking, Counted, Entry, Missed, Queue, Tally, Wish, Wished};

    fn wish(guild: u64) -> Wished {
        Wished { at: 0, wish: Wish::Left { guild }, heard: None }
    }

    fn arrival(guild: u64) -> Wished {
        Wished { at: 0, wish: Wish::Arrived { guilds: [guild].into() }, heard: None }
    }

    fn asking(person: u64) -> Asking {
        let missed = Missed { fingerprint: "a".to_owned(), text: "a".to_owned() };
        Asking { at: 0, guild: 1, person, missed, revision: String::new() }
    }

    fn count(day: i64) -> Tally {
        let what = Counted::Asked { outcome: "answer", answer: String::new() };
        Tally { day, guild: 1, what }
    }

    /// What waits, in the order in which it will be written.
    fn waiting(queue: &mut Queue) -> Vec<String> {
        let name = |entry: Entry| match entry {
            Entry::Wish(Wished { wish: Wish::Left { guild }, .. }) => format!("wish {guild}"),
            Entry::Wish(Wished { wish: Wish::Arrived { guilds }, .. }) => {
                format!("{} arrivals", guilds.len())
            }
            Entry::Wish(_) => unreachable!("only guilds that come and go"),
            Entry::Asking(asking) => format!("asking {}", asking.person),
            Entry::Count(tally, times) => format!("day {} x{times}", tally.day),
        };
        queue.take(usize::MAX).into_iter().map(name).collect()
    }

    #[test]
    fn what_is_least_important_goes_first() {
        let mut queue = Queue::new(3);
        queue.ask(asking(1));
        queue.ask(asking(2));
        queue.count(count(1));
        queue.ask(asking(3));
        queue.count(count(2));
        assert!(queue.wish(wish(1)), "a question makes room");
        assert_eq!(queue.lost, 3);
        assert!(queue.wish(wish(2)), "a count makes room");
        queue.ask(asking(4));
        assert_eq!(queue.lost, 5, "a count, and the question that found no room");
        assert!(queue.wish(wish(3)));
        assert!(!queue.wish(wish(4)), "nothing yields to a decision but what is less");
        assert_eq!(waiting(&mut queue), ["wish 1", "wish 2", "wish 3"]);
    }

    #[test]
    fn counts_are_added_up_and_their_oldest_day_yields() {
        let mut queue = Queue::new(2);
        for day in [2, 1, 2, 2, 1] {
            queue.count(count(day));
        }
        assert_eq!((queue.len(), queue.lost), (2, 0));
        queue.count(count(3));
        assert_eq!(queue.lost, 2, "as many as were counted");
        assert_eq!(waiting(&mut queue), ["day 2 x3", "day 3 x1"]);
    }

    #[test]
    fn what_was_not_written_comes_first_again() {
        let mut queue = Queue::new(9);
        assert!(queue.wish(wish(1)) && queue.wish(wish(2)));
        queue.ask(asking(1));
        queue.count(count(1));
        let taken = queue.take(9);
        assert!(queue.wish(wish(3)));
        queue.count(count(1));
        queue.put_back(taken);
        let expected = ["wish 1", "wish 2", "wish 3", "asking 1", "day 1 x2"];
        assert_eq!(waiting(&mut queue), expected);
    }

    #[test]
    fn arrivals_wait_together_and_in_their_order() {
        let mut queue = Queue::new(4);
        for guild in 0..60 {
            assert!(queue.wish(arrival(guild)));
        }
        assert!(queue.wish(arrival(59)), "again");
        assert!(queue.wish(wish(3)), "there is room for what people decide");
        assert!(queue.wish(arrival(3)), "it came back after it was left");
        let expected = ["50 arrivals", "10 arrivals", "wish 3", "1 arrivals"];
        assert_eq!(waiting(&mut queue), expected);
    }

    #[test]
    fn a_forgotten_person_waits_no_more() {
        let mut queue = Queue::new(9);
        queue.ask(asking(1));
        queue.ask(asking(2));
        queue.forget(1, Some(2));
        assert_eq!(queue.askings.len(), 2, "another guild");
        queue.forget(1, None);
        assert_eq!(waiting(&mut queue), ["asking 2"]);
    }
}
