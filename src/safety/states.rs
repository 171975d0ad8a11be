//! The states of the automaton: for each what leads on from it, packed so that a text goes through little memory.

use super::compile;
use super::lists::Lists;
use super::steps::{NO_STEP, Signs, Step};

/// A state by number: where a match under way stands.
pub(super) type Place = u32;

/// What a way from one state to the next that no step leads asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Free {
    Always,
    /// Between two sentences, or at the message's start or end.
    Border,
    /// Up to as many words of any kind as a `...` may stand for.
    Gap,
}

/// States by place.
#[derive(Debug)]
pub(super) struct States {
    /// In order of the steps.
    steps: Lists<(Step, Place)>,
    free: Lists<(Free, Place)>,
    /// Which pattern is complete here.
    accepts: Vec<Option<u32>>,
    /// The steps that anything can come of a place by.
    exits: Vec<Signs>,
}

impl States {
    pub(super) fn new(drafts: &[compile::State]) -> Self {
        Self {
            steps: drafts.iter().map(|state| state.steps.iter().copied()).collect(),
            free: drafts.iter().map(|state| state.free.iter().copied()).collect(),
            accepts: drafts.iter().map(|state| state.accepts).collect(),
            exits: (0..).zip(drafts).map(|(place, _)| exits(drafts, place)).collect(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.accepts.len()
    }

    pub(super) fn accepts(&self, place: Place) -> Option<usize> {
        self.accepts[place as usize].map(|pattern| pattern as usize)
    }

    pub(super) fn free(&self, place: Place) -> &[(Free, Place)] {
        self.free.of(place as usize)
    }

    /// Where a step leads to from a place.
    pub(super) fn behind(&self, place: Place, step: Step) -> impl Iterator<Item = Place> {
        let steps = self.steps.of(place as usize);
        let from = steps.partition_point(|(other, _)| *other < step);
        steps[from..].iter().take_while(move |(other, _)| *other == step).map(|(_, next)| *next)
    }

    /// Whether anything can come of a place by steps with these signs.
    pub(super) fn leads_on(&self, place: Place, signs: Signs) -> bool {
        self.exits[place as usize] & signs != 0
    }
}

/// The steps of a state and of all that can be reached from it without a word. A match that is complete, or may let
/// words pass, needs none.
fn exits(states: &[compile::State], place: Place) -> Signs {
    let mut signs = 0;
    let mut open = vec![place];
    while let Some(place) = open.pop() {
        let compile::State { steps, free, accepts } = &states[place as usize];
        let needs_none = accepts.is_some() || free.iter().any(|(free, _)| *free == Free::Gap);
        signs |= if needs_none { NO_STEP } else { 0 };
        signs |= steps.iter().fold(0, |signs, (step, _)| signs | step.sign());
        open.extend(free.iter().map(|(_, next)| *next));
    }
    signs
}
