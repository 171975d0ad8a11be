//! From patterns to the states of the automaton.

use std::collections::BTreeMap;

use super::automaton::{Free, Margin, Place, State, Step};
use super::lexis::{Lexis, NUMBER};
use crate::model::pattern::{GAP, Part, Pattern};
use crate::text::Reader;

/// All patterns as states, and where each begins.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub(super) states: Vec<State>,
    /// By place: its state and its counter. A gap has a place for each count, the fullest last.
    pub(super) places: Vec<(usize, u8)>,
    pub(super) starts: Vec<Place>,
    pub(super) margins: Vec<Margin>,
    /// By number of the pattern: what it cannot match without.
    pub(super) needs: Vec<Vec<Need>>,
    /// By number of the pattern: the most words it may stand on, its margins left out.
    pub(super) longest: Vec<usize>,
}

/// Steps one of which a text must take somewhere.
pub(super) type Need = Vec<Step>;

pub(super) fn all<'p>(
    patterns: impl Iterator<Item = &'p Pattern>,
    lexis: &mut Lexis,
    reader: &Reader,
) -> Compiled {
    let mut builder =
        Builder { compiled: Compiled::default(), lexis, reader, read: BTreeMap::new() };
    for (number, pattern) in patterns.enumerate() {
        let (core, margin) = split_margins(&pattern.parts);
        let (start, end) = (builder.place(), builder.place());
        builder.sequence(core, start, end);
        builder.state(end).accepts = Some(number);
        let longest = builder.longest(core);
        builder.compiled.longest.push(longest);
        let needs = builder.needs(&pattern.parts);
        builder.compiled.needs.push(needs);
        builder.compiled.starts.push(start);
        builder.compiled.margins.push(margin);
    }
    for state in &mut builder.compiled.states {
        state.steps.sort_unstable();
        state.steps.dedup();
    }
    builder.compiled
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

/// Adds the states of one pattern.
struct Builder<'b> {
    compiled: Compiled,
    lexis: &'b mut Lexis,
    reader: &'b Reader,
    /// Phrases read so far: patterns say the same few thousand over and over.
    read: BTreeMap<String, Vec<Step>>,
}

impl Builder<'_> {
    /// Leads parts from one place to another.
    fn sequence(&mut self, parts: &[Part], mut from: Place, to: Place) {
        let mut at = 0;
        while at < parts.len() {
            // Words in a row are read together, so that the lexicon sees whole phrases.
            let words: Vec<&str> = parts[at..]
                .iter()
                .map_while(
                    |part| if let Part::Word(word) = part { Some(word.as_str()) } else { None },
                )
                .collect();
            let next = at + words.len().max(1);
            let end = if next == parts.len() { to } else { self.place() };
            if words.is_empty() {
                self.part(&parts[at], from, end);
            } else {
                self.phrase(&words.join(" "), from, end);
            }
            from = end;
            at = next;
        }
    }

    fn part(&mut self, part: &Part, from: Place, to: Place) {
        match part {
            Part::Word(word) => self.phrase(word, from, to),
            Part::Exact(word) => {
                let step = Step::Exact(self.lexis.learn_exact(word));
                self.step(from, step, to);
            }
            // The linter reports a class that does not exist; here it matches nothing.
            Part::Class(name) => {
                if let Some(class) = self.lexis.class(name) {
                    self.step(from, Step::Class(class), to);
                }
            }
            Part::OneOf(choices) => {
                choices.iter().for_each(|parts| self.sequence(parts, from, to));
            }
            Part::Optional(part) => {
                self.part(part, from, to);
                self.free(from, Free::Always, to);
            }
            Part::Gap => {
                let gap = self.gap();
                self.free(from, Free::Always, gap);
                self.free(gap, Free::Always, to);
            }
            Part::Start | Part::End => self.free(from, Free::Border, to),
        }
    }

    fn phrase(&mut self, phrase: &str, mut from: Place, to: Place) {
        let steps = self.steps(phrase);
        if steps.is_empty() {
            self.free(from, Free::Always, to);
        }
        for (at, step) in steps.iter().enumerate() {
            let end = if at + 1 == steps.len() { to } else { self.place() };
            self.step(from, *step, end);
            from = end;
        }
    }

    /// What the words of a phrase ask for.
    fn steps(&mut self, phrase: &str) -> Vec<Step> {
        if let Some(known) = self.read.get(phrase) {
            return known.clone();
        }
        let mut steps = Vec::new();
        for token in self.reader.tokens(phrase) {
            steps.push(if token.word == NUMBER {
                Step::Number
            } else {
                Step::Stem(self.lexis.learn(&token.stem))
            });
        }
        self.read.insert(phrase.to_owned(), steps.clone());
        steps
    }

    /// What parts in a row cannot match without.
    fn needs(&mut self, parts: &[Part]) -> Vec<Need> {
        let mut needs = Vec::new();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let words: Vec<&str> = parts[at..]
                .iter()
                .map_while(
                    |part| if let Part::Word(word) = part { Some(word.as_str()) } else { None },
                )
                .collect();
            at += words.len().max(1);
            match part {
                Part::Word(_) => {
                    needs.extend(self.steps(&words.join(" ")).into_iter().map(|step| vec![step]));
                }
                Part::Exact(word) => needs.push(vec![Step::Exact(self.lexis.learn_exact(word))]),
                Part::Class(name) => {
                    needs.push(self.lexis.class(name).map(Step::Class).into_iter().collect());
                }
                Part::OneOf(choices) => needs.extend(self.need_of_one(choices)),
                Part::Optional(_) | Part::Gap | Part::Start | Part::End => {}
            }
        }
        needs
    }

    /// The most words that parts in a row may stand on. A word of the lexicon may be read as several.
    fn longest(&mut self, parts: &[Part]) -> usize {
        let mut words = 0;
        for part in parts {
            words += match part {
                Part::Word(word) => self.steps(word).len(),
                Part::Exact(_) => 1,
                Part::Class(name) => {
                    self.lexis.class(name).map_or(0, |class| self.lexis.longest(class))
                }
                Part::OneOf(choices) => {
                    choices.iter().map(|parts| self.longest(parts)).max().unwrap_or(0)
                }
                Part::Optional(part) => self.longest(std::slice::from_ref(part)),
                Part::Gap => usize::from(GAP),
                Part::Start | Part::End => 0,
            };
        }
        words
    }

    /// The first need of each choice, any of which will do; none when a choice needs nothing.
    fn need_of_one(&mut self, choices: &[Vec<Part>]) -> Option<Need> {
        let mut need = Vec::new();
        for choice in choices {
            need.extend(self.needs(choice).into_iter().next()?);
        }
        Some(need)
    }

    fn place(&mut self) -> Place {
        self.compiled.states.push(State::default());
        self.compiled.places.push((self.compiled.states.len() - 1, 0));
        self.compiled.places.len() - 1
    }

    /// A state that may take up to [`GAP`] words; returns its fullest place.
    fn gap(&mut self) -> Place {
        let emptiest = self.place();
        let state = self.compiled.places[emptiest].0;
        self.compiled.places.extend((1..=GAP).map(|left| (state, left)));
        emptiest + usize::from(GAP)
    }

    fn state(&mut self, place: Place) -> &mut State {
        &mut self.compiled.states[self.compiled.places[place].0]
    }

    fn step(&mut self, from: Place, step: Step, to: Place) {
        self.state(from).steps.push((step, to));
    }

    fn free(&mut self, from: Place, free: Free, to: Place) {
        self.state(from).free.push((free, to));
    }
}
