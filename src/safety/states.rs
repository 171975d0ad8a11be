//! The states of the automaton: for each what leads on from it, packed so that a text goes through little memory.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use super::compile;
use super::steps::{NO_STEP, Signs, Step};

/// A state by number: where a match under way stands.
pub(super) type Place = u32;

/// What a way from one state to the next that no step leads asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Free {
    Always,
    /// Between two sentences, or at the message's start or end.
    Border,
    /// Up to so many words of any kind.
    Gap(u16),
}

/// States by place.
#[derive(Debug)]
pub(super) struct States {
    /// One more than there are, for the ends of the last.
    bounds: Vec<State>,
    /// Those of a state in order of the steps.
    steps: Vec<(Step, Place)>,
    free: Vec<(Free, Place)>,
    /// What states have for exits: thousands of states share the same ones.
    exits: Vec<Signs>,
}

/// A state. Its ways on end where those of the next begin.
#[derive(Debug, Clone, Copy)]
struct State {
    /// The steps that anything can come of it by, by number.
    exits: u32,
    /// Where its ways on begin.
    steps: u32,
    free: u32,
    /// Which alternative is complete here, counted from 1: so it takes no more room than a number.
    accepts: Option<NonZeroU32>,
}

impl States {
    pub(super) fn new(drafts: &[compile::State]) -> Self {
        let mut all = Self {
            bounds: Vec::with_capacity(drafts.len() + 1),
            steps: Vec::new(),
            free: Vec::new(),
            exits: Vec::new(),
        };
        let mut numbers = BTreeMap::new();
        for (place, state) in (0..).zip(drafts) {
            let signs = exits(drafts, place);
            let number = *numbers.entry(signs).or_insert(all.exits.len());
            if number == all.exits.len() {
                all.exits.push(signs);
            }
            all.begin(state.accepts, number);
            all.steps.extend(&state.steps);
            all.free.extend(&state.free);
        }
        all.begin(None, 0);
        all.steps.shrink_to_fit();
        all.free.shrink_to_fit();
        all.exits.shrink_to_fit();
        all
    }

    fn begin(&mut self, accepts: Option<u32>, exits: usize) {
        let [exits, steps, free] = [exits, self.steps.len(), self.free.len()]
            .map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        let accepts = accepts.and_then(|alternative| NonZeroU32::new(alternative + 1));
        self.bounds.push(State { exits, steps, free, accepts });
    }

    pub(super) const fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    pub(super) fn accepts(&self, place: Place) -> Option<u32> {
        self.bounds[place as usize].accepts.map(|alternative| alternative.get() - 1)
    }

    pub(super) fn free(&self, place: Place) -> &[(Free, Place)] {
        let place = place as usize;
        &self.free[self.bounds[place].free as usize..self.bounds[place + 1].free as usize]
    }

    /// In order of the steps.
    pub(super) fn steps(&self, place: Place) -> &[(Step, Place)] {
        let place = place as usize;
        &self.steps[self.bounds[place].steps as usize..self.bounds[place + 1].steps as usize]
    }

    /// Whether anything can come of a place by steps with these signs.
    pub(super) fn leads_on(&self, place: Place, signs: Signs) -> bool {
        self.exits[self.bounds[place as usize].exits as usize] & signs != 0
    }
}

/// Where a step leads to, of those that lead on from a place.
pub(super) fn behind(steps: &[(Step, Place)], step: Step) -> impl Iterator<Item = Place> {
    let from = steps.partition_point(|(other, _)| *other < step);
    steps[from..].iter().take_while(move |(other, _)| *other == step).map(|(_, next)| *next)
}

/// The steps of a state and of all that can be reached from it without a word. A match that is complete, or may let
/// words pass, needs none.
fn exits(states: &[compile::State], place: Place) -> Signs {
    let mut signs = 0;
    let mut open = vec![place];
    while let Some(place) = open.pop() {
        let compile::State { steps, free, accepts, .. } = &states[place as usize];
        let needs_none =
            accepts.is_some() || free.iter().any(|(free, _)| matches!(free, Free::Gap(_)));
        signs |= if needs_none { NO_STEP } else { 0 };
        signs |= steps.iter().fold(0, |signs, (step, _)| signs | step.sign());
        open.extend(free.iter().map(|(_, next)| *next));
    }
    signs
}
