//! Finds patterns in a query with a Thompson automaton: every place is tried at most once per word, so the time is
//! bounded by words times places whatever the pattern or the text.
//!
//! A `...` leaps to those of the next words that its pattern may go on with. Classes are looked up once per query and
//! stepped over whole; the first step of every pattern stands in an index, so a pattern whose first word is absent costs
//! nothing.

use std::cmp::Reverse;
use std::ops::Range;

use super::bits::shared;
use super::compile;
use super::lexis::{Lexis, Text};
use super::needs::Needs;
use super::states::{Free, Place, States, behind};
use super::steps::{ByStep, Taken};
use crate::model::pattern::Pattern;
use crate::text::Reader;

#[derive(Debug, Clone, Copy)]
struct FirstStep {
    alternative: u32,
    /// Only where a sentence begins.
    at_border: bool,
    next: Place,
}

/// A first step of a pattern that a text takes.
#[derive(Debug)]
pub(super) struct Opening {
    alternative: u32,
    at: usize,
    /// Behind the step.
    end: usize,
    next: Place,
}

/// Many patterns compiled together.
#[derive(Debug)]
pub(super) struct Automaton {
    states: States,
    /// The steps that begin patterns.
    first: ByStep<FirstStep>,
    alternatives: Vec<Alternative>,
    needs: Needs,
}

/// One of the alternatives of a pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alternative {
    /// By number.
    pub(super) pattern: u32,
    /// How many words the `...` at its edges may stand for. They are not compiled: a match grows by them.
    pub(super) before: u16,
    pub(super) after: u16,
}

/// A pattern that was found, by its number, and the tokens it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) pattern: usize,
    pub(super) tokens: Range<usize>,
}

/// Which of several matches that end at the same word to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Shortest,
    Longest,
}

impl Automaton {
    /// Compiles patterns in order; a found pattern is named by its position.
    #[must_use]
    pub(super) fn compile<'p>(
        patterns: impl Iterator<Item = &'p Pattern>,
        lexis: &mut Lexis,
        reader: &Reader,
    ) -> Self {
        let mut compiled = compile::all(patterns, lexis, reader);
        compiled.alternatives.shrink_to_fit();
        Self {
            first: first_steps(&compiled),
            needs: Needs::new(&compiled.needs),
            states: States::new(&compiled.states),
            alternatives: compiled.alternatives,
        }
    }

    /// Every match of the patterns that are `wanted`, of what [`Self::openings`] gave for the text; of those of one alternative
    /// that end at the same word, the shortest or the longest.
    #[must_use]
    pub(super) fn find(
        &self,
        text: &Text<'_>,
        taken: &Taken,
        openings: &[Opening],
        reach: Reach,
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<Found> {
        let mut found = Vec::new();
        let mut openings = openings
            .iter()
            .rev()
            .filter(|opening| wanted(self.pattern(opening.alternative)))
            .peekable();
        if openings.peek().is_none() {
            return found;
        }
        let frontiers = Frontiers::new(text.words.len());
        let mut ahead = Ahead { states: &self.states, taken, frontiers };
        let mut alive = Alive::new(self.states.len(), reach);
        for at in 0..=text.words.len() {
            let border = text.is_border(at);
            alive.clear();
            while let Some((place, beginning)) = ahead.frontiers.next(at) {
                self.enter(place, beginning, border, &mut alive);
            }
            for (place, beginning) in alive.entries() {
                if let Some(alternative) = self.states.accepts(place) {
                    let tokens = self.grown(alternative, beginning..at, reach);
                    found.push(Found { pattern: self.pattern(alternative), tokens });
                }
                ahead.go_on(at, place, beginning);
            }
            while let Some(opening) = openings.next_if(|opening| opening.at == at) {
                ahead.push(opening.end, opening.next, at);
            }
        }
        found
    }

    /// Where patterns that are `wanted` may begin, from the last word to the first: with a first step there, and behind it
    /// all that they cannot do without, in its order and each as near to the last as it has to be.
    pub(super) fn openings(
        &self,
        text: &Text<'_>,
        taken: &Taken,
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<Opening> {
        let mut openings = Vec::new();
        let met = self.needs.met(taken);
        // Those of one alternative stand one behind the other.
        let mut last = (u32::MAX, false);
        let first = self.first.of_those(taken, |first| {
            let FirstStep { alternative, .. } = *first;
            if last.0 != alternative {
                let is_wanted = wanted(self.pattern(alternative));
                last = (alternative, is_wanted && self.needs.are_met(alternative, &met));
            }
            last.1.then_some(*first)
        });
        if first.all().is_empty() {
            return openings;
        }
        let alternatives = first.all().iter().map(|first| first.alternative);
        let beginnings = self.needs.beginnings(taken, alternatives);
        for (number, first) in (0..).zip(first.iter()) {
            for FirstStep { alternative, at_border, next } in first {
                let places = shared(taken.places(number), beginnings.of(*alternative));
                for at in places.filter(|at| !at_border || text.is_border(*at)) {
                    let takes = taken.at(at).iter().filter(|take| take.number == number);
                    openings.extend(takes.map(|take| Opening {
                        alternative: *alternative,
                        at,
                        end: take.end,
                        next: *next,
                    }));
                }
            }
        }
        openings.sort_unstable_by_key(|opening| Reverse(opening.at));
        openings
    }

    /// Notes a place and every place that can be reached from it without a word.
    fn enter(&self, place: Place, beginning: usize, border: bool, alive: &mut Alive) {
        alive.open.push(place);
        while let Some(place) = alive.open.pop() {
            if alive.improves(place, beginning) {
                let free = self.states.free(place).iter();
                let free = free.filter(|(free, _)| border || *free != Free::Border);
                alive.open.extend(free.map(|(_, next)| *next));
            }
        }
    }

    fn pattern(&self, alternative: u32) -> usize {
        self.alternatives[alternative as usize].pattern as usize
    }

    /// The longest match takes in what `...` at the edges may stand for, the shortest nothing of it.
    fn grown(&self, alternative: u32, core: Range<usize>, reach: Reach) -> Range<usize> {
        match reach {
            Reach::Shortest => core,
            Reach::Longest => {
                let Alternative { before, after, .. } = self.alternatives[alternative as usize];
                core.start.saturating_sub(before.into())..core.end + usize::from(after)
            }
        }
    }
}

/// Where matches under way go on, as far as anything can come of it there.
struct Ahead<'a> {
    states: &'a States,
    taken: &'a Taken,
    frontiers: Frontiers,
}

impl Ahead<'_> {
    /// Takes the word at `at` from a place in every way it can be taken.
    fn go_on(&mut self, at: usize, place: Place, beginning: usize) {
        let steps = self.states.steps(place);
        // Many places have none.
        for take in self.taken.at(at).iter().filter(|_| !steps.is_empty()) {
            behind(steps, take.step).for_each(|next| self.push(take.end, next, beginning));
        }
        for (free, next) in self.states.free(place) {
            if let Free::Gap(words) = free {
                (1..=usize::from(*words)).for_each(|words| self.push(at + words, *next, beginning));
            }
        }
    }

    /// Behind the last word nothing is noted.
    fn push(&mut self, at: usize, place: Place, beginning: usize) {
        if self.states.leads_on(place, self.taken.signs(at)) {
            self.frontiers.push(at, place, u32::try_from(beginning).unwrap_or(u32::MAX));
        }
    }
}

/// The places that matches under way come to, by position, the last that was found first. One list in which each names
/// the next: what has been gone through makes room for what is to come.
struct Frontiers {
    /// By position the first of its places, counted from 1; 0 for none.
    first: Vec<u32>,
    all: Vec<Arrival>,
    /// The first of those gone through, counted from 1.
    room: u32,
}

#[derive(Clone, Copy)]
struct Arrival {
    place: Place,
    /// Where the match began.
    beginning: u32,
    /// The next of the same position, counted from 1.
    next: u32,
}

impl Frontiers {
    fn new(words: usize) -> Self {
        Self { first: vec![0; words + 1], all: Vec::new(), room: 0 }
    }

    fn push(&mut self, at: usize, place: Place, beginning: u32) {
        let new = Arrival { place, beginning, next: self.first[at] };
        if let Some(old) = (self.room as usize).checked_sub(1) {
            self.first[at] = std::mem::replace(&mut self.room, self.all[old].next);
            self.all[old] = new;
        } else {
            self.all.push(new);
            self.first[at] = u32::try_from(self.all.len()).unwrap_or(0);
        }
    }

    /// Takes out the first place of a position.
    fn next(&mut self, at: usize) -> Option<(Place, usize)> {
        let first = self.first[at];
        let taken = self.all.get_mut((first as usize).checked_sub(1)?)?;
        let Arrival { place, beginning, next } = *taken;
        taken.next = std::mem::replace(&mut self.room, first);
        self.first[at] = next;
        Some((place, beginning as usize))
    }
}

/// The places a match under way has come to at one word, and where each match began.
struct Alive {
    reach: Reach,
    /// By place: where the match began, counted from 1; 0 for a place that is not alive.
    began: Vec<u32>,
    places: Vec<Place>,
    /// Those to go on from.
    open: Vec<Place>,
}

impl Alive {
    fn new(places: usize, reach: Reach) -> Self {
        Self { reach, began: vec![0; places], places: Vec::new(), open: Vec::new() }
    }

    fn clear(&mut self) {
        for place in self.places.drain(..) {
            self.began[place as usize] = 0;
        }
    }

    /// Notes a way into a place; false if a way at least as good is known.
    fn improves(&mut self, place: Place, beginning: usize) -> bool {
        let began = u32::try_from(beginning + 1).unwrap_or(u32::MAX);
        let known = self.began[place as usize];
        if known > 0 && !self.is_better(began, known) {
            return false;
        }
        if known == 0 {
            self.places.push(place);
        }
        self.began[place as usize] = began;
        true
    }

    fn is_better(&self, began: u32, known: u32) -> bool {
        match self.reach {
            Reach::Shortest => began > known,
            Reach::Longest => began < known,
        }
    }

    fn entries(&self) -> impl Iterator<Item = (Place, usize)> {
        self.places.iter().map(|place| (*place, self.began[*place as usize] as usize - 1))
    }
}

fn first_steps(compiled: &compile::Compiled) -> ByStep<FirstStep> {
    let mut first = Vec::new();
    for (alternative, start) in (0..).zip(&compiled.starts) {
        let mut open = vec![(*start, false)];
        while let Some((place, at_border)) = open.pop() {
            let compile::State { steps, free, .. } = &compiled.states[place as usize];
            let of_this = |next| FirstStep { alternative, at_border, next };
            first.extend(steps.iter().map(|(step, next)| (*step, of_this(*next))));
            let free = free.iter();
            open.extend(free.map(|(free, next)| (*next, at_border || *free == Free::Border)));
        }
    }
    ByStep::new(first)
}
