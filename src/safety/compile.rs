//! From patterns to the states of the automaton.

use super::automaton::Alternative;
use super::lexis::{Lexis, NUMBER};
use super::states::{Free, Place};
use super::steps::Step;
use crate::model::pattern::{GAP, Part, Pattern};
use crate::text::Reader;
use crate::text::lists::Lists;
use crate::text::names::Names;

/// All patterns as states, and where each begins.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub(super) states: Vec<State>,
    /// A pattern that is nothing but alternatives in parentheses counts as many: each of them needs more than all have in
    /// common.
    pub(super) alternatives: Vec<Alternative>,
    /// By alternative, as what follows.
    pub(super) starts: Vec<Place>,
    /// What it cannot match without, its margins left out.
    pub(super) needs: Vec<Vec<Need>>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// In order.
    pub(super) steps: Vec<(Step, Place)>,
    pub(super) free: Vec<(Free, Place)>,
    /// Which alternative is complete here.
    pub(super) accepts: Option<u32>,
    /// Whether it stands inside a phrase, where one step leads to it and nothing else.
    inside: bool,
}

/// Steps one of which a text must take, after the need before it.
#[derive(Debug)]
pub(super) struct Need {
    pub(super) steps: Vec<Step>,
    /// The most words from where the need before begins, or the pattern, to where this one does.
    pub(super) within: usize,
}

/// What parts in a row cannot match without.
#[derive(Default)]
struct Needs {
    needs: Vec<Need>,
    /// The most words behind the beginning of the last need, or of all parts where there is none.
    since: usize,
}

impl Needs {
    /// Adds a need that may begin so many words on, and stand on so many.
    fn push(&mut self, steps: Vec<Step>, words_before: usize, longest: usize) {
        self.needs.push(Need { steps, within: self.since + words_before });
        self.since = longest;
    }
}

pub(super) fn all<'p>(
    patterns: impl Iterator<Item = &'p Pattern>,
    lexis: &mut Lexis,
    reader: &Reader,
) -> Compiled {
    let mut builder = Builder {
        compiled: Compiled::default(),
        lexis,
        reader,
        phrases: Names::default(),
        steps: Lists::with_room(0, 0),
    };
    for (pattern, parts) in (0..).zip(patterns.map(Pattern::parts)) {
        for parts in alternatives(&parts) {
            let number = u32::try_from(builder.compiled.alternatives.len());
            let number = number.unwrap_or(u32::MAX);
            let (core, [before, after]) = split_margins(parts);
            let (start, end) = (builder.place(), builder.place());
            builder.sequence(core, start, end);
            builder.state(end).accepts = Some(number);
            let needs = builder.needs(core);
            builder.compiled.alternatives.push(Alternative { pattern, before, after });
            builder.compiled.needs.push(needs);
            builder.compiled.starts.push(start);
        }
    }
    for state in &mut builder.compiled.states {
        state.steps.sort_unstable();
        state.steps.dedup();
    }
    builder.compiled
}

/// What a pattern is when it is nothing but alternatives; else itself.
fn alternatives<'a, 'p>(parts: &'a [Part<'p>]) -> Vec<&'a [Part<'p>]> {
    match parts {
        [Part::OneOf(choices)] => choices.iter().flat_map(|parts| alternatives(parts)).collect(),
        _ => vec![parts],
    }
}

/// Cuts `...` off both ends of a pattern; also gives how many words they may stand for.
fn split_margins<'a, 'p>(parts: &'a [Part<'p>]) -> (&'a [Part<'p>], [u16; 2]) {
    let gaps = |parts: &mut dyn Iterator<Item = &Part<'_>>| {
        parts.take_while(|part| matches!(part, Part::Gap)).count()
    };
    let (before, after) = (gaps(&mut parts.iter()), gaps(&mut parts.iter().rev()));
    // A pattern demands a word, so the two never meet.
    let core = &parts[before..parts.len() - after];
    let words = |gaps: usize| u16::try_from(gaps * usize::from(GAP)).unwrap_or(u16::MAX);
    (core, [before, after].map(words))
}

/// The words that parts begin with. They are read together, so that the lexicon sees whole phrases.
fn words_ahead<'a>(parts: &'a [Part<'_>]) -> Vec<&'a str> {
    let word = |part: &'a Part<'_>| if let Part::Word(word) = part { Some(&**word) } else { None };
    parts.iter().map_while(word).collect()
}

/// Adds the states of one pattern.
struct Builder<'b> {
    compiled: Compiled,
    lexis: &'b mut Lexis,
    reader: &'b Reader,
    /// Phrases read so far: patterns say the same few thousand over and over.
    phrases: Names,
    /// What the words of each ask for.
    steps: Lists<Step>,
}

impl Builder<'_> {
    /// Leads parts from one place to another.
    fn sequence(&mut self, parts: &[Part<'_>], mut from: Place, to: Place) {
        let mut at = 0;
        while at < parts.len() {
            let words = words_ahead(&parts[at..]);
            // Gaps in a row are one, so that a match leaps over all of them at once.
            let gaps = parts[at..].iter().take_while(|part| matches!(part, Part::Gap)).count();
            let next = at + words.len().max(gaps).max(1);
            let end = if next == parts.len() { to } else { self.place() };
            if gaps > 0 {
                let words = gaps * usize::from(GAP);
                self.free(from, Free::Gap(u16::try_from(words).unwrap_or(u16::MAX)), end);
            } else if words.is_empty() {
                self.part(&parts[at], from, end);
            } else {
                self.phrase(&words.join(" "), from, end);
            }
            from = end;
            at = next;
        }
    }

    fn part(&mut self, part: &Part<'_>, from: Place, to: Place) {
        match part {
            Part::Word(word) => self.phrase(word, from, to),
            Part::Exact(word) => {
                let step = Step::exact(self.lexis.learn_exact(word));
                self.step(from, step, to);
            }
            // The linter reports a class that does not exist; here it matches nothing.
            Part::Class(name) => {
                if let Some(class) = self.lexis.class(name) {
                    self.step(from, Step::class(class), to);
                }
            }
            Part::OneOf(choices) => {
                choices.iter().for_each(|parts| self.sequence(parts, from, to));
            }
            Part::Optional(part) => {
                self.part(part, from, to);
                self.free(from, Free::Always, to);
            }
            Part::Gap => self.free(from, Free::Gap(u16::from(GAP)), to),
            Part::Start | Part::End => self.free(from, Free::Border, to),
        }
    }

    fn phrase(&mut self, phrase: &str, mut from: Place, to: Place) {
        let phrase = self.read(phrase);
        let steps = self.steps.of(phrase).len();
        if steps == 0 {
            self.free(from, Free::Always, to);
        }
        for at in 0..steps {
            let step = self.steps.of(phrase)[at];
            if at + 1 == steps {
                self.step(from, step, to);
            } else {
                from = self.inside(from, step);
            }
        }
    }

    /// Where a step inside a phrase leads to: phrases that begin alike go together until they part.
    fn inside(&mut self, from: Place, step: Step) -> Place {
        let Compiled { states, .. } = &self.compiled;
        let mut ways = states[from as usize].steps.iter();
        let known = ways.find(|(own, next)| *own == step && states[*next as usize].inside);
        if let Some((_, next)) = known {
            return *next;
        }
        let next = self.place();
        self.state(next).inside = true;
        self.step(from, step, next);
        next
    }

    /// The number of a phrase among the steps.
    fn read(&mut self, phrase: &str) -> usize {
        let number = self.phrases.learn(phrase) as usize;
        if number == self.steps.len() {
            let tokens = self.reader.tokens(phrase);
            self.steps.push(tokens.iter().map(|token| {
                if token.word == NUMBER {
                    Step::NUMBER
                } else {
                    Step::stem(self.lexis.learn(&token.stem))
                }
            }));
        }
        number
    }

    /// What parts in a row cannot match without, in the order in which a text has to have it.
    fn needs(&mut self, parts: &[Part<'_>]) -> Vec<Need> {
        let mut needs = Needs::default();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let words = words_ahead(&parts[at..]);
            at += words.len().max(1);
            let longest = self.longest(std::slice::from_ref(part));
            match part {
                Part::Word(_) => {
                    let phrase = self.read(&words.join(" "));
                    for step in self.steps.of(phrase) {
                        needs.push(vec![*step], 0, 1);
                    }
                }
                Part::Exact(word) => {
                    needs.push(vec![Step::exact(self.lexis.learn_exact(word))], 0, longest);
                }
                Part::Class(name) => {
                    let class = self.lexis.class(name).map(Step::class);
                    needs.push(class.into_iter().collect(), 0, longest);
                }
                // Where in a choice its first need stands is left open.
                Part::OneOf(choices) => match self.need_of_one(choices) {
                    Some(steps) => needs.push(steps, longest, longest),
                    None => needs.since += longest,
                },
                Part::Optional(_) | Part::Gap | Part::Start | Part::End => needs.since += longest,
            }
        }
        needs.needs
    }

    /// The most words that parts in a row may stand on. A word of the lexicon may be read as several.
    fn longest(&mut self, parts: &[Part<'_>]) -> usize {
        let mut words = 0;
        for part in parts {
            words += match part {
                Part::Word(word) => {
                    let phrase = self.read(word);
                    self.steps.of(phrase).len()
                }
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
    fn need_of_one(&mut self, choices: &[Vec<Part<'_>>]) -> Option<Vec<Step>> {
        let mut need = Vec::new();
        for choice in choices {
            need.extend(self.needs(choice).into_iter().next()?.steps);
        }
        Some(need)
    }

    fn place(&mut self) -> Place {
        let place = Place::try_from(self.compiled.states.len()).unwrap_or(Place::MAX);
        self.compiled.states.push(State::default());
        place
    }

    fn state(&mut self, place: Place) -> &mut State {
        &mut self.compiled.states[place as usize]
    }

    fn step(&mut self, from: Place, step: Step, to: Place) {
        self.state(from).steps.push((step, to));
    }

    fn free(&mut self, from: Place, free: Free, to: Place) {
        self.state(from).free.push((free, to));
    }
}
