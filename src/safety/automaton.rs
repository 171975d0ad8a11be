//! Finds patterns in a query with a Thompson automaton: every state is tried at most once per word, so the time is
//! bounded by words times states whatever the pattern or the text.
//!
//! Classes are looked up once per query in a trie and stepped over whole, so their length costs nothing per pattern; the
//! first step of every pattern stands in an index, so a pattern whose first word is absent costs nothing either.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::Token;
use crate::model::pattern::{GAP, Part, Pattern};
use crate::text::Reader;

/// Written in a pattern or a class it stands for any number: `0 mg` finds "50 mg", and "50mg" is found by `0`.
const NUMBER: &str = "0";

/// A stem by number, so that comparing two is comparing integers.
type StemId = usize;
/// In a class, the place of a number.
const ANY_NUMBER: StemId = StemId::MAX;

/// What a step from one state to the next asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Stem(StemId),
    Exact(String),
    /// A word that begins with a digit.
    Number,
    /// Any entry of the class with this number.
    Class(usize),
    /// Any word at all.
    Any,
    Start,
    End,
    Free,
}

#[derive(Debug, Clone, Default)]
struct State {
    steps: Vec<(Step, usize)>,
    /// Which pattern is complete here.
    accepts: Option<usize>,
}

/// The steps that begin patterns, by what they ask for.
#[derive(Debug, Default)]
struct FirstSteps {
    by_stem: Vec<Vec<FirstStep>>,
    /// By number of the class.
    by_class: Vec<Vec<FirstStep>>,
    other: Vec<(Step, FirstStep)>,
}

#[derive(Debug, Clone, Copy)]
struct FirstStep {
    /// Only where a sentence begins.
    at_start: bool,
    next: usize,
}

/// Many patterns compiled together.
#[derive(Debug, Default)]
pub(super) struct Automaton {
    stems: BTreeMap<String, StemId>,
    classes: Classes,
    states: Vec<State>,
    first: FirstSteps,
    /// By number of the pattern.
    margins: Vec<Margin>,
}

/// How many words the `...` at a pattern's edges may stand for. They are not compiled: a match grows by them.
#[derive(Debug, Clone, Copy)]
struct Margin {
    before: usize,
    after: usize,
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
        classes: &BTreeMap<String, Vec<String>>,
        reader: &Reader,
    ) -> Self {
        let mut automaton = Self::default();
        let names: BTreeMap<&str, usize> =
            classes.keys().enumerate().map(|(number, name)| (name.as_str(), number)).collect();
        for (number, entries) in classes.values().enumerate() {
            for entry in entries {
                let stems =
                    reader.tokens(entry).iter().map(|token| automaton.class_stem(token)).collect();
                automaton.classes.add(number, stems);
            }
        }
        let mut starts = Vec::new();
        for (number, pattern) in patterns.enumerate() {
            let start = automaton.state();
            starts.push(start);
            let mut builder = Builder { automaton: &mut automaton, classes: &names, reader };
            let (core, margin) = split_margins(&pattern.parts);
            let end = builder.sequence(core, start);
            automaton.states[end].accepts = Some(number);
            automaton.margins.push(margin);
        }
        automaton.first =
            FirstSteps::of(&automaton.states, &starts, automaton.stems.len(), names.len());
        automaton
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

    fn state(&mut self) -> usize {
        self.states.push(State::default());
        self.states.len() - 1
    }

    fn stem(&mut self, stem: &str) -> StemId {
        let next = self.stems.len();
        *self.stems.entry(stem.to_owned()).or_insert(next)
    }

    fn class_stem(&mut self, token: &Token) -> StemId {
        if token.word == NUMBER { ANY_NUMBER } else { self.stem(&token.stem) }
    }

    /// Every match; of those of one pattern that end at the same word, the shortest or the longest.
    #[must_use]
    pub(super) fn find(&self, tokens: &[Token], reach: Reach) -> Vec<Found> {
        let words: Vec<Word<'_>> = tokens
            .iter()
            .map(|token| Word {
                token,
                stem: self.stems.get(&token.stem).copied(),
                number: token.word.starts_with(|c: char| c.is_ascii_digit()),
            })
            .collect();
        let mut found = Vec::new();
        let mut frontiers: Vec<Vec<(usize, usize)>> = vec![Vec::new(); words.len() + 1];
        let mut began = Began::new(self.states.len(), reach);
        for at in 0..=words.len() {
            let starts =
                at == 0 || at == words.len() || sentence(&words, at) != sentence(&words, at - 1);
            began.clear();
            for (state, beginning) in std::mem::take(&mut frontiers[at]) {
                self.enter(state, beginning, starts, at == words.len() || starts, &mut began);
            }
            let spans = self.classes.at(&words[at..], at);
            for (state, beginning) in began.entries() {
                let state = &self.states[state];
                if let Some(pattern) = state.accepts {
                    found
                        .push(Found { pattern, tokens: self.grown(pattern, beginning..at, reach) });
                }
                for (step, next) in &state.steps {
                    if let Step::Class(class) = step {
                        for (_, end) in spans.iter().filter(|(found, _)| found == class) {
                            frontiers[*end].push((*next, beginning));
                        }
                    } else if words.get(at).is_some_and(|word| word.fits(step)) {
                        frontiers[at + 1].push((*next, beginning));
                    }
                }
            }
            if let Some(word) = words.get(at) {
                for (first, end) in self.first.from(word, at, &spans) {
                    if starts || !first.at_start {
                        frontiers[end].push((first.next, at));
                    }
                }
            }
        }
        found
    }

    /// Adds a state and every state that can be reached from it without a word.
    fn enter(&self, state: usize, beginning: usize, starts: bool, ends: bool, began: &mut Began) {
        let mut open = vec![state];
        while let Some(state) = open.pop() {
            if !began.improves(state, beginning) {
                continue;
            }
            for (step, next) in &self.states[state].steps {
                let free = match step {
                    Step::Free => true,
                    Step::Start => starts,
                    Step::End => ends,
                    _ => false,
                };
                if free {
                    open.push(*next);
                }
            }
        }
    }
}

/// Cuts `...` off both ends of a pattern.
fn split_margins(parts: &[Part]) -> (&[Part], Margin) {
    let gaps = |parts: &mut dyn Iterator<Item = &Part>| {
        parts.take_while(|part| matches!(part, Part::Gap)).count()
    };
    let (before, after) = (gaps(&mut parts.iter()), gaps(&mut parts.iter().rev()));
    // A pattern demands a word, so the two never meet.
    let core = &parts[before..parts.len() - after];
    let gap = usize::from(GAP);
    (core, Margin { before: before * gap, after: after * gap })
}

/// A token with what steps compare.
struct Word<'t> {
    token: &'t Token,
    /// None when no pattern knows its stem.
    stem: Option<StemId>,
    number: bool,
}

impl Word<'_> {
    fn fits(&self, step: &Step) -> bool {
        match step {
            Step::Stem(stem) => self.stem == Some(*stem),
            Step::Exact(word) => *word == self.token.word || *word == self.token.surface,
            Step::Number => self.number,
            Step::Any => true,
            Step::Class(_) | Step::Start | Step::End | Step::Free => false,
        }
    }
}

fn sentence(words: &[Word<'_>], at: usize) -> u32 {
    words[at].token.sentence
}

/// For the states that are alive at a word: where their match began.
struct Began {
    reach: Reach,
    /// By state; `usize::MAX` for a state that is not alive.
    of: Vec<usize>,
    alive: Vec<usize>,
}

impl Began {
    fn new(states: usize, reach: Reach) -> Self {
        Self { reach, of: vec![usize::MAX; states], alive: Vec::new() }
    }

    fn clear(&mut self) {
        for state in self.alive.drain(..) {
            self.of[state] = usize::MAX;
        }
    }

    /// Notes a way into a state; false if a way at least as good is known.
    fn improves(&mut self, state: usize, beginning: usize) -> bool {
        let known = &mut self.of[state];
        let better = if *known == usize::MAX {
            self.alive.push(state);
            true
        } else {
            match self.reach {
                Reach::Shortest => beginning > *known,
                Reach::Longest => beginning < *known,
            }
        };
        if better {
            *known = beginning;
        }
        better
    }

    fn entries(&self) -> impl Iterator<Item = (usize, usize)> {
        self.alive.iter().map(|state| (*state, self.of[*state]))
    }
}

impl FirstSteps {
    fn of(states: &[State], starts: &[usize], stems: usize, classes: usize) -> Self {
        let mut first = Self {
            by_stem: vec![Vec::new(); stems],
            by_class: vec![Vec::new(); classes],
            other: Vec::new(),
        };
        for start in starts {
            let mut open = vec![(*start, false)];
            while let Some((state, at_start)) = open.pop() {
                for (step, next) in &states[state].steps {
                    let here = FirstStep { at_start, next: *next };
                    match step {
                        Step::Free => open.push((*next, at_start)),
                        // Before the first word a sentence's end is the next one's start.
                        Step::Start | Step::End => open.push((*next, true)),
                        Step::Stem(stem) => first.by_stem[*stem].push(here),
                        Step::Class(class) => first.by_class[*class].push(here),
                        Step::Exact(_) | Step::Number | Step::Any => {
                            first.other.push((step.clone(), here));
                        }
                    }
                }
            }
        }
        first
    }

    /// The first steps that `word` takes, and the position behind each.
    fn from(
        &self,
        word: &Word<'_>,
        at: usize,
        spans: &[(usize, usize)],
    ) -> impl Iterator<Item = (FirstStep, usize)> {
        let stems = word.stem.and_then(|stem| self.by_stem.get(stem)).into_iter().flatten();
        let other = self.other.iter().filter(|(step, _)| word.fits(step)).map(|(_, first)| first);
        let one = stems.chain(other).map(move |first| (*first, at + 1));
        let spans = spans
            .iter()
            .flat_map(|(class, end)| self.by_class[*class].iter().map(|first| (*first, *end)));
        one.chain(spans)
    }
}

/// The entries of all classes, in one trie.
#[derive(Debug)]
struct Classes {
    /// The first is the root.
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: BTreeMap<StemId, usize>,
    /// The classes an entry of which ends here.
    classes: Vec<usize>,
}

impl Default for Classes {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Classes {
    fn add(&mut self, class: usize, stems: Vec<StemId>) {
        let mut at = 0;
        for stem in stems {
            let fresh = self.nodes.len();
            at = *self.nodes[at].next.entry(stem).or_insert(fresh);
            if at == fresh {
                self.nodes.push(Node::default());
            }
        }
        if at > 0 && !self.nodes[at].classes.contains(&class) {
            self.nodes[at].classes.push(class);
        }
    }

    /// The classes found where `words` begin, each with the position behind its entry.
    fn at(&self, words: &[Word<'_>], at: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut open = vec![(0, 0)];
        while let Some((node, offset)) = open.pop() {
            let node = &self.nodes[node];
            found.extend(node.classes.iter().map(|class| (*class, at + offset)));
            let Some(word) = words.get(offset) else { continue };
            let as_number = word.number.then_some(ANY_NUMBER);
            let next = [word.stem, as_number]
                .into_iter()
                .flatten()
                .filter_map(|stem| node.next.get(&stem));
            open.extend(next.map(|next| (*next, offset + 1)));
        }
        found
    }
}

/// Adds the states of one pattern.
struct Builder<'b> {
    automaton: &'b mut Automaton,
    classes: &'b BTreeMap<&'b str, usize>,
    reader: &'b Reader,
}

impl Builder<'_> {
    /// Appends parts behind `from`; returns the last state.
    fn sequence(&mut self, parts: &[Part], mut from: usize) -> usize {
        let mut at = 0;
        while at < parts.len() {
            // Words in a row are read together, so that the lexicon sees whole phrases.
            let words: Vec<&str> = parts[at..]
                .iter()
                .map_while(
                    |part| if let Part::Word(word) = part { Some(word.as_str()) } else { None },
                )
                .collect();
            if words.is_empty() {
                from = self.part(&parts[at], from);
                at += 1;
            } else {
                from = self.phrase(&words.join(" "), from);
                at += words.len();
            }
        }
        from
    }

    fn part(&mut self, part: &Part, from: usize) -> usize {
        match part {
            Part::Word(word) => self.phrase(word, from),
            Part::Exact(word) => self.step(Step::Exact(word.clone()), from),
            // The linter reports a class that does not exist; here it matches nothing.
            Part::Class(name) => match self.classes.get(name.as_str()) {
                Some(class) => self.step(Step::Class(*class), from),
                None => self.automaton.state(),
            },
            Part::OneOf(choices) => {
                let end = self.automaton.state();
                for parts in choices {
                    let last = self.sequence(parts, from);
                    self.link(last, Step::Free, end);
                }
                end
            }
            Part::Optional(part) => {
                let end = self.part(part, from);
                // A state of its own, so that the way around stays out of the part's inside.
                let after = self.step(Step::Free, end);
                self.link(from, Step::Free, after);
                after
            }
            Part::Gap => {
                let end = self.automaton.state();
                let mut last = from;
                self.link(last, Step::Free, end);
                for _ in 0..GAP {
                    last = self.step(Step::Any, last);
                    self.link(last, Step::Free, end);
                }
                end
            }
            Part::Start => self.step(Step::Start, from),
            Part::End => self.step(Step::End, from),
        }
    }

    fn phrase(&mut self, phrase: &str, mut from: usize) -> usize {
        for token in self.reader.tokens(phrase) {
            let step = if token.word == NUMBER {
                Step::Number
            } else {
                Step::Stem(self.automaton.stem(&token.stem))
            };
            from = self.step(step, from);
        }
        from
    }

    fn step(&mut self, step: Step, from: usize) -> usize {
        let next = self.automaton.state();
        self.link(from, step, next);
        next
    }

    fn link(&mut self, from: usize, step: Step, to: usize) {
        self.automaton.states[from].steps.push((step, to));
    }
}
