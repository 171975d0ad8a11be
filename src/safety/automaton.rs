//! Finds patterns in a query with a Thompson automaton: every place is tried at most once per word, so the time is
//! bounded by words times places whatever the pattern or the text.
//!
//! A `...` is one state with a counter of the words it may still take. Classes are looked up once per query and stepped
//! over whole; the first step of every pattern stands in an index, so a pattern whose first word is absent costs nothing.

use std::ops::Range;

use super::compile;
use super::lexis::{ClassId, ExactId, Lexis, StemId, Text, Word};
use crate::model::pattern::{GAP, Pattern};
use crate::text::Reader;

/// A state together with what is left of its counter; where a match under way stands.
pub(super) type Place = usize;

/// What a step from one state to the next asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub(super) steps: Vec<(Step, Place)>,
    pub(super) free: Vec<(Free, Place)>,
    /// Which pattern is complete here.
    pub(super) accepts: Option<usize>,
}

/// The steps that begin patterns, by what they ask for.
#[derive(Debug, Default)]
struct FirstSteps {
    by_stem: Vec<Vec<FirstStep>>,
    by_exact: Vec<Vec<FirstStep>>,
    by_class: Vec<Vec<FirstStep>>,
    number: Vec<FirstStep>,
}

#[derive(Debug, Clone, Copy)]
struct FirstStep {
    /// Only where a sentence begins.
    at_border: bool,
    next: Place,
}

/// Many patterns compiled together.
#[derive(Debug)]
pub(super) struct Automaton {
    states: Vec<State>,
    /// By place: its state, and how many words its counter still allows (0 for a state without one).
    places: Vec<(usize, u8)>,
    first: FirstSteps,
    /// By number of the pattern.
    margins: Vec<Margin>,
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
        let first = FirstSteps::of(&compiled, lexis);
        let compile::Compiled { states, places, margins, .. } = compiled;
        Self { states, places, first, margins }
    }

    /// Every match; of those of one pattern that end at the same word, the shortest or the longest.
    #[must_use]
    pub(super) fn find(&self, text: &Text<'_>, reach: Reach) -> Vec<Found> {
        let words = &text.words;
        let mut found = Vec::new();
        let mut frontiers: Vec<Vec<(Place, usize)>> = vec![Vec::new(); words.len() + 1];
        let mut alive = Alive::new(self.places.len(), reach);
        for at in 0..=words.len() {
            let border = text.is_border(at);
            alive.clear();
            for (place, beginning) in std::mem::take(&mut frontiers[at]) {
                self.enter(place, beginning, border, &mut alive);
            }
            for (place, beginning) in alive.entries() {
                if let Some(pattern) = self.states[self.places[place].0].accepts {
                    let tokens = self.grown(pattern, beginning..at, reach);
                    found.push(Found { pattern, tokens });
                }
                self.advance(place, beginning, text, at, &mut frontiers);
            }
            for (first, end) in self.first.from(text, at) {
                if border || !first.at_border {
                    frontiers[end].push((first.next, at));
                }
            }
        }
        found
    }

    /// Notes a place and every place that can be reached from it without a word.
    fn enter(&self, place: Place, beginning: usize, border: bool, alive: &mut Alive) {
        let mut open = vec![place];
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
        text: &Text<'_>,
        at: usize,
        frontiers: &mut [Vec<(Place, usize)>],
    ) {
        let Some(word) = text.words.get(at) else { return };
        let (state, left) = self.places[place];
        if left > 0 {
            frontiers[at + 1].push((place - 1, beginning));
        }
        for (step, next) in &self.states[state].steps {
            if let Step::Class(class) = step {
                for (_, end) in text.spans[at].iter().filter(|(found, _)| found == class) {
                    frontiers[*end].push((*next, beginning));
                }
            } else if word.fits(*step) {
                frontiers[at + 1].push((*next, beginning));
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

impl Word<'_> {
    fn fits(&self, step: Step) -> bool {
        match step {
            Step::Stem(stem) => self.stem == Some(stem),
            Step::Exact(word) => self.exact.contains(&Some(word)),
            Step::Number => self.number,
            Step::Class(_) => false,
        }
    }
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

impl FirstSteps {
    fn of(compiled: &compile::Compiled, lexis: &Lexis) -> Self {
        let mut first = Self {
            by_stem: vec![Vec::new(); lexis.stems()],
            by_exact: vec![Vec::new(); lexis.exacts()],
            by_class: vec![Vec::new(); lexis.classes()],
            number: Vec::new(),
        };
        for start in &compiled.starts {
            let mut open = vec![(*start, false)];
            while let Some((place, at_border)) = open.pop() {
                let state = &compiled.states[compiled.places[place].0];
                for (step, next) in &state.steps {
                    first.slot(*step).push(FirstStep { at_border, next: *next });
                }
                let free = state.free.iter();
                open.extend(
                    free.map(|(free, next)| (*next, at_border || *free == Free::Border)),
                );
            }
        }
        first
    }

    fn slot(&mut self, step: Step) -> &mut Vec<FirstStep> {
        match step {
            Step::Stem(stem) => &mut self.by_stem[stem as usize],
            Step::Exact(word) => &mut self.by_exact[word as usize],
            Step::Class(class) => &mut self.by_class[class as usize],
            Step::Number => &mut self.number,
        }
    }

    /// The first steps that can be taken at `at`, and the position behind each.
    fn from<'f>(
        &'f self,
        text: &'f Text<'_>,
        at: usize,
    ) -> impl Iterator<Item = (FirstStep, usize)> + 'f {
        let word = text.words.get(at);
        let stems = word.and_then(|word| self.by_stem.get(word.stem? as usize));
        let exact = word.into_iter().flat_map(|word| word.exact.into_iter().flatten());
        let exact = exact.filter_map(|word| self.by_exact.get(word as usize));
        let number = word.filter(|word| word.number).map(|_| &self.number);
        let one = stems.into_iter().chain(exact).chain(number).flatten();
        let classes = text.spans[at].iter().filter_map(|(class, end)| {
            self.by_class.get(*class as usize).map(|steps| (steps, *end))
        });
        let spans = classes.flat_map(|(steps, end)| steps.iter().map(move |first| (*first, end)));
        one.map(move |first| (*first, at + 1)).chain(spans)
    }
}
