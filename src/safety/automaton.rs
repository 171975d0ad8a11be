//! Finds patterns in a query with a Thompson automaton: every place is tried at most once per word, so the time is
//! bounded by words times places whatever the pattern or the text.
//!
//! A `...` is one state with a counter of the words it may still take. Classes are looked up once per query and stepped
//! over whole; the first step of every pattern stands in an index, so a pattern whose first word is absent costs nothing.

use std::ops::Range;

use super::compile;
use super::lexis::{ClassId, ExactId, Lexis, StemId, Text};
use crate::model::pattern::{GAP, Pattern};
use crate::text::Reader;

/// A state together with what is left of its counter; where a match under way stands.
pub(super) type Place = usize;

/// What a step from one state to the next asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Stem(StemId),
    Exact(ExactId),
    /// A word that begins with a digit.
    Number,
    /// Any entry of this class.
    Class(ClassId),
}

/// What a step that takes no word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Free {
    Always,
    /// Between two sentences, or at the message's start or end.
    Border,
}

#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// In order.
    pub(super) steps: Vec<(Step, Place)>,
    pub(super) free: Vec<(Free, Place)>,
    /// Which pattern is complete here.
    pub(super) accepts: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct FirstStep {
    pattern: usize,
    /// Only where a sentence begins.
    at_border: bool,
    next: Place,
}

/// A first step that a text takes.
struct Opening {
    at: usize,
    /// Behind the step.
    end: usize,
    next: Place,
}

/// Many patterns compiled together.
#[derive(Debug)]
pub(super) struct Automaton {
    states: Vec<State>,
    /// By place: its state, and how many words its counter still allows (0 for a state without one).
    places: Vec<(usize, u8)>,
    /// The steps that begin patterns.
    first: ByStep<FirstStep>,
    /// By number of the pattern.
    margins: Vec<Margin>,
    needs: Needs,
}

/// How many words the `...` at a pattern's edges may stand for. They are not compiled: a match grows by them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margin {
    pub(super) before: usize,
    pub(super) after: usize,
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
        let compiled = compile::all(patterns, lexis, reader);
        let first = first_steps(&compiled, lexis);
        let needs = Needs::new(&compiled.needs, &compiled.longest, lexis);
        let compile::Compiled { states, places, margins, .. } = compiled;
        Self { states, places, first, margins, needs }
    }

    /// Every match of the patterns that are `wanted`; of those of one pattern that end at the same word, the shortest or
    /// the longest.
    #[must_use]
    pub(super) fn find(
        &self,
        text: &Text<'_>,
        steps: &Steps,
        reach: Reach,
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<Found> {
        let words = &text.words;
        let mut found = Vec::new();
        let openings = self.openings(text, steps, wanted);
        if openings.is_empty() {
            return found;
        }
        let mut openings = openings.into_iter().rev().peekable();
        let mut frontiers: Vec<Vec<(Place, usize)>> = vec![Vec::new(); words.len() + 1];
        let mut alive = Alive::new(self.places.len(), reach);
        let mut open = Vec::new();
        for at in 0..=words.len() {
            let border = text.is_border(at);
            let takes = steps.at(at);
            alive.clear();
            for (place, beginning) in std::mem::take(&mut frontiers[at]) {
                self.enter(place, beginning, border, &mut alive, &mut open);
            }
            for (place, beginning) in alive.entries() {
                if let Some(pattern) = self.states[self.places[place].0].accepts {
                    let tokens = self.grown(pattern, beginning..at, reach);
                    found.push(Found { pattern, tokens });
                }
                self.advance(place, beginning, at, takes, &mut frontiers);
            }
            while let Some(opening) = openings.next_if(|opening| opening.at == at) {
                frontiers[opening.end].push((opening.next, at));
            }
        }
        found
    }

    /// Where patterns that are `wanted` may begin, from the last word to the first: with a first step there, and all that
    /// they cannot do without as near behind it as they are long.
    fn openings(
        &self,
        text: &Text<'_>,
        steps: &Steps,
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<Opening> {
        let wanted: Vec<bool> = (0..self.margins.len()).map(wanted).collect();
        let mut openings = Vec::new();
        let mut ahead = self.needs.nowhere();
        for at in (0..text.words.len()).rev() {
            let takes = steps.at(at);
            self.needs.meet(takes, at, &mut ahead);
            let border = text.is_border(at);
            for (step, end) in takes {
                let first = self.first.of(*step).iter();
                let first =
                    first.filter(|first| wanted[first.pattern] && (border || !first.at_border));
                let first = first.filter(|first| self.needs.are_met(first.pattern, at, &ahead));
                openings.extend(first.map(|first| Opening { at, end: *end, next: first.next }));
            }
        }
        openings
    }

    /// Notes a place and every place that can be reached from it without a word. `open` is room to work in.
    fn enter(
        &self,
        place: Place,
        beginning: usize,
        border: bool,
        alive: &mut Alive,
        open: &mut Vec<Place>,
    ) {
        open.push(place);
        while let Some(place) = open.pop() {
            let (state, left) = self.places[place];
            if !alive.improves(place, left, beginning) {
                continue;
            }
            let free = self.states[state].free.iter();
            open.extend(
                free.filter(|(free, _)| border || *free == Free::Always).map(|(_, next)| *next),
            );
        }
    }

    /// Takes the word at `at` from a place, in every way it can be taken.
    fn advance(
        &self,
        place: Place,
        beginning: usize,
        at: usize,
        takes: &[(Step, usize)],
        frontiers: &mut [Vec<(Place, usize)>],
    ) {
        let (state, left) = self.places[place];
        if let Some(next) = frontiers.get_mut(at + 1).filter(|_| left > 0) {
            next.push((place - 1, beginning));
        }
        let steps = &self.states[state].steps;
        if steps.is_empty() {
            return;
        }
        for (step, end) in takes {
            let from = steps.partition_point(|(other, _)| other < step);
            for (_, next) in steps[from..].iter().take_while(|(other, _)| other == step) {
                frontiers[*end].push((*next, beginning));
            }
        }
    }

    /// The longest match takes in what `...` at the edges may stand for, the shortest nothing of it.
    fn grown(&self, pattern: usize, core: Range<usize>, reach: Reach) -> Range<usize> {
        match reach {
            Reach::Shortest => core,
            Reach::Longest => {
                let Margin { before, after } = self.margins[pattern];
                core.start.saturating_sub(before)..core.end + after
            }
        }
    }
}

/// The steps that the words of a text take, by position, each with the position behind it.
#[derive(Debug)]
pub(super) struct Steps(Vec<Vec<(Step, usize)>>);

impl Steps {
    pub(super) fn of(text: &Text<'_>) -> Self {
        Self((0..text.words.len()).map(|at| steps_at(text, at)).collect())
    }

    /// None behind the last word.
    fn at(&self, at: usize) -> &[(Step, usize)] {
        self.0.get(at).map_or(&[], Vec::as_slice)
    }
}

fn steps_at(text: &Text<'_>, at: usize) -> Vec<(Step, usize)> {
    let Some(word) = text.words.get(at) else { return Vec::new() };
    let [read, written] = word.exact;
    let written = written.filter(|_| written != read);
    let stem = word.stem.map(Step::Stem);
    let exact = [read, written].into_iter().flatten().map(Step::Exact);
    let number = word.number.then_some(Step::Number);
    let one = stem.into_iter().chain(exact).chain(number).map(|step| (step, at + 1));
    let spans = text.spans[at].iter().map(|(class, end)| (Step::Class(*class), *end));
    one.chain(spans).collect()
}

/// The places a match under way has come to at one word, and where each match began.
struct Alive {
    reach: Reach,
    /// By place: where the match began, counted from 1; 0 for a place that is not alive.
    began: Vec<u32>,
    places: Vec<Place>,
}

impl Alive {
    fn new(places: usize, reach: Reach) -> Self {
        Self { reach, began: vec![0; places], places: Vec::new() }
    }

    fn clear(&mut self) {
        for place in self.places.drain(..) {
            self.began[place] = 0;
        }
    }

    /// Notes a way into a place; false if a way at least as good is known. A counter with more left is as good.
    fn improves(&mut self, place: Place, left: u8, beginning: usize) -> bool {
        let began = u32::try_from(beginning + 1).unwrap_or(u32::MAX);
        let counters = if left > 0 { usize::from(GAP - left) } else { 0 };
        let known = &self.began[place..=place + counters];
        if known.iter().any(|known| *known > 0 && !self.is_better(began, *known)) {
            return false;
        }
        if self.began[place] == 0 {
            self.places.push(place);
        }
        self.began[place] = began;
        true
    }

    fn is_better(&self, began: u32, known: u32) -> bool {
        match self.reach {
            Reach::Shortest => began > known,
            Reach::Longest => began < known,
        }
    }

    fn entries(&self) -> impl Iterator<Item = (Place, usize)> {
        self.places.iter().map(|place| (*place, self.began[*place] as usize - 1))
    }
}

fn first_steps(compiled: &compile::Compiled, lexis: &Lexis) -> ByStep<FirstStep> {
    let mut first = ByStep::new(lexis);
    for (pattern, start) in compiled.starts.iter().enumerate() {
        let mut open = vec![(*start, false)];
        while let Some((place, at_border)) = open.pop() {
            let state = &compiled.states[compiled.places[place].0];
            for (step, next) in &state.steps {
                first.push(*step, FirstStep { pattern, at_border, next: *next });
            }
            let free = state.free.iter();
            open.extend(free.map(|(free, next)| (*next, at_border || *free == Free::Border)));
        }
    }
    first
}

/// What each pattern cannot do without: most are out of the question wherever their first word stands.
#[derive(Debug)]
struct Needs {
    /// The needs that a step meets.
    met_by: ByStep<usize>,
    /// By number of the pattern: its needs, and the most words it stands on.
    of: Vec<(Range<usize>, usize)>,
}

impl Needs {
    fn new(by_pattern: &[Vec<compile::Need>], longest: &[usize], lexis: &Lexis) -> Self {
        let mut needs = Self { met_by: ByStep::new(lexis), of: Vec::new() };
        let mut count = 0;
        for (own, longest) in by_pattern.iter().zip(longest) {
            needs.of.push((count..count + own.len(), *longest));
            for (number, need) in (count..).zip(own) {
                need.iter().for_each(|step| needs.met_by.push(*step, number));
            }
            count += own.len();
        }
        needs
    }

    /// By number of the need: the word that meets it next, while there is none.
    fn nowhere(&self) -> Vec<usize> {
        vec![usize::MAX; self.of.last().map_or(0, |(own, _)| own.end)]
    }

    /// Notes which needs the word at `at` meets.
    fn meet(&self, takes: &[(Step, usize)], at: usize, ahead: &mut [usize]) {
        let met = takes.iter().flat_map(|(step, _)| self.met_by.of(*step));
        met.for_each(|need| ahead[*need] = at);
    }

    /// Whether a pattern that begins at `at` finds all it needs within its length.
    fn are_met(&self, pattern: usize, at: usize, ahead: &[usize]) -> bool {
        let (own, longest) = &self.of[pattern];
        ahead[own.clone()].iter().all(|next| *next < at + longest)
    }
}

/// Things by the step they belong to.
#[derive(Debug)]
struct ByStep<T> {
    stems: Vec<Vec<T>>,
    exacts: Vec<Vec<T>>,
    classes: Vec<Vec<T>>,
    number: Vec<T>,
}

impl<T> ByStep<T> {
    fn new(lexis: &Lexis) -> Self {
        let lists = |length| std::iter::repeat_with(Vec::new).take(length).collect();
        Self {
            stems: lists(lexis.stems()),
            exacts: lists(lexis.exacts()),
            classes: lists(lexis.classes()),
            number: Vec::new(),
        }
    }

    fn push(&mut self, step: Step, thing: T) {
        let list = match step {
            Step::Stem(stem) => self.stems.get_mut(stem as usize),
            Step::Exact(word) => self.exacts.get_mut(word as usize),
            Step::Class(class) => self.classes.get_mut(class as usize),
            Step::Number => Some(&mut self.number),
        };
        // Steps are made from the lexis, so there is a list for each.
        if let Some(list) = list {
            list.push(thing);
        }
    }

    fn of(&self, step: Step) -> &[T] {
        let list = match step {
            Step::Stem(stem) => self.stems.get(stem as usize),
            Step::Exact(word) => self.exacts.get(word as usize),
            Step::Class(class) => self.classes.get(class as usize),
            Step::Number => Some(&self.number),
        };
        list.map_or(&[], Vec::as_slice)
    }
}
