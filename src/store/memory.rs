//! What the store knows without asking the database: what communities settled, who is never recorded, what waits.
//!
//! One lock around all of it, held for a look or a change and never across a wait.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::people;
use super::queue::{Queue, Wish};
use super::seal::Marker;
use crate::model::{Change, Community};

#[derive(Debug)]
pub(super) struct Memory {
    pub(super) queue: Queue,
    communities: BTreeMap<u64, Known>,
    /// Marks of people who are never recorded.
    never: BTreeSet<String>,
}

/// A community, and the marks of who asked what was corrected.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) community: Arc<Community>,
    /// By the id of the correction; without those whose asker is not known.
    pub(super) askers: BTreeMap<u64, String>,
}

impl Memory {
    pub(super) const fn new(room: usize) -> Self {
        Self { queue: Queue::new(room), communities: BTreeMap::new(), never: BTreeSet::new() }
    }

    pub(super) fn community(&self, guild: u64) -> Arc<Community> {
        self.communities.get(&guild).map(|known| Arc::clone(&known.community)).unwrap_or_default()
    }

    /// Puts a change in force.
    pub(super) fn apply(&mut self, guild: u64, change: Change) {
        let known = self.communities.entry(guild).or_default();
        Arc::make_mut(&mut known.community).apply(change);
    }

    /// Takes over what the database says, below what still waits to be written there.
    pub(super) fn replace(&mut self, guild: u64, mut known: Known, people: &Marker) {
        for wished in &self.queue.wishes {
            match &wished.wish {
                Wish::Change { guild: of, change } if *of == guild => {
                    Arc::make_mut(&mut known.community).apply(change.clone());
                }
                Wish::Forget { person, guild: of } if of.is_none_or(|of| of == guild) => {
                    known.forget(guild, *person, people);
                }
                _ => {}
            }
        }
        if *known.community == Community::default() {
            self.communities.remove(&guild);
        } else {
            self.communities.insert(guild, known);
        }
    }

    /// Takes over what the database says of all communities.
    pub(super) fn replace_all(&mut self, all: BTreeMap<u64, Known>, people: &Marker) {
        let gone: BTreeSet<u64> = self.communities.keys().copied().collect();
        for guild in gone.into_iter().filter(|guild| !all.contains_key(guild)) {
            self.replace(guild, Known::default(), people);
        }
        for (guild, known) in all {
            self.replace(guild, known, people);
        }
    }

    pub(super) fn is_never(&self, person: u64, people: Option<&Marker>) -> bool {
        people.is_some_and(|people| self.never.contains(&people::mark(people, person)))
    }

    /// Records nothing of a person from now on, or does so again.
    pub(super) fn never_record(&mut self, person: u64, never: bool, people: Option<&Marker>) {
        if never {
            self.queue.forget(person, None);
        }
        if let Some(people) = people {
            self.mark_never(people::mark(people, person), never);
        }
    }

    fn mark_never(&mut self, mark: String, never: bool) {
        if never {
            self.never.insert(mark);
        } else {
            self.never.remove(&mark);
        }
    }

    /// Takes over who is never recorded, below what still waits to be written.
    pub(super) fn replace_never(&mut self, never: Vec<String>, people: &Marker) {
        self.never = never.into_iter().collect();
        let waiting: Vec<(u64, bool)> = self
            .queue
            .wishes
            .iter()
            .filter_map(|wished| match wished.wish {
                Wish::NeverRecord { person, never } => Some((person, never)),
                _ => None,
            })
            .collect();
        for (person, never) in waiting {
            self.mark_never(people::mark(people, person), never);
        }
    }

    /// Drops what is remembered or waits of a person, in one guild or in all.
    pub(super) fn forget(&mut self, person: u64, guild: Option<u64>, people: Option<&Marker>) {
        self.queue.forget(person, guild);
        let Some(people) = people else { return };
        let here = |its: &u64| guild.is_none_or(|guild| guild == *its);
        for (its, known) in self.communities.iter_mut().filter(|(its, _)| here(its)) {
            known.forget(*its, person, people);
        }
    }
}

impl Known {
    fn forget(&mut self, guild: u64, person: u64, people: &Marker) {
        let of_person = |(id, asker): (&u64, &String)| {
            (people::of_correction(people, guild, *id, person) == *asker).then_some(*id)
        };
        let ids: Vec<u64> = self.askers.iter().filter_map(of_person).collect();
        for id in ids {
            self.askers.remove(&id);
            Arc::make_mut(&mut self.community).apply(Change::Uncorrect(id));
        }
    }
}
