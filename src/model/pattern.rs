//! The pattern language of safety rules: what a maintainer writes, as a tree.
//!
//! Only the grammar lives here; which words of a question a word matches is decided by `text` and `safety`.
//!
//! ```text
//! do i have {condition}       words in a row; {condition} is any entry of that class in lexicon.toml
//! (is|could) this be ...      one of several; every alternative may be several words
//! my very? itchy              the word before ? may be missing
//! should i ... stop           up to eight words in between
//! =ill                        exactly this word: no other ending, no typo
//! 0 mg                        any number, then the word
//! ^ why $                     ^ starts the message or a sentence, $ ends one
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// How many words `...` may stand for.
pub const GAP: u8 = 8;

/// A whole pattern, as written: its tree takes far more memory and is wanted once, when it is compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Box<str>);

/// One part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'p> {
    /// A word, matched through inflection, lexicon and typos.
    Word(Cow<'p, str>),
    /// A word matched as it stands.
    Exact(Cow<'p, str>),
    /// Any entry of a class.
    Class(&'p str),
    /// Any one of several sequences.
    OneOf(Vec<Vec<Part<'p>>>),
    Optional(Box<Part<'p>>),
    /// Up to [`GAP`] words.
    Gap,
    Start,
    End,
}

/// Why a pattern does not parse, and where: `at` counts bytes from the pattern's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    pub at: usize,
    pub problem: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.problem)
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The first thing that is not in the grammar, with its place.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        let parts = read(source)?;
        if !parts.iter().any(Part::demands_a_word) {
            return Err(PatternError {
                at: 0,
                problem: "would match any message: at least one word must be there".to_owned(),
            });
        }
        Ok(Self(source.into()))
    }

    /// Its parts follow each other.
    #[must_use]
    pub fn parts(&self) -> Vec<Part<'_>> {
        // What was read once can be read again.
        read(&self.0).unwrap_or_default()
    }

    /// The same with lists in the place of the classes they are called like, each as alternatives in parentheses.
    ///
    /// # Errors
    /// When it no longer parses, because the lists nest too deeply in it.
    pub fn with_lists(&self, lists: &BTreeMap<String, String>) -> Result<Self, PatternError> {
        if !self.classes().any(|class| lists.contains_key(class)) {
            return Ok(self.clone());
        }
        let mut whole = String::with_capacity(self.0.len());
        for (class, behind) in self.around_braces() {
            match lists.get(class) {
                Some(list) => whole.push_str(list),
                None if class.is_empty() => (),
                None => whole.extend(["{", class, "}"]),
            }
            whole.push_str(behind);
        }
        Self::parse(&whole).map_err(|error| PatternError { at: 0, ..error })
    }

    /// The classes it names.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.around_braces().map(|(class, _)| class).filter(|class| !class.is_empty())
    }

    /// Every word it spells out, as written.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let outside = self.around_braces().map(|(_, outside)| outside);
        let pieces = outside.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        pieces.filter(|word| !word.is_empty())
    }

    /// What stands in each pair of braces and what follows it; first what stands before all of them, behind nothing.
    fn around_braces(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.split('{').map(|piece| match piece.split_once('}') {
            Some((class, behind)) => (class.trim(), behind),
            None => ("", piece),
        })
    }
}

/// The parts of a whole pattern.
fn read(source: &str) -> Result<Vec<Part<'_>>, PatternError> {
    let mut parser = Parser { source, at: 0, depth: 0 };
    let parts = parser.sequence()?;
    if parser.at < source.len() { parser.fail("nothing opens this") } else { Ok(parts) }
}

impl Part<'_> {
    fn demands_a_word(&self) -> bool {
        match self {
            Self::Word(_) | Self::Exact(_) | Self::Class(_) => true,
            Self::OneOf(choices) => {
                choices.iter().all(|parts| parts.iter().any(Self::demands_a_word))
            }
            Self::Optional(_) | Self::Gap | Self::Start | Self::End => false,
        }
    }
}

/// Nesting deeper than this is refused, so that no file can exhaust the stack.
const MAX_DEPTH: u8 = 8;

struct Parser<'s> {
    source: &'s str,
    at: usize,
    depth: u8,
}

impl<'s> Parser<'s> {
    fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn fail<T>(&self, problem: impl Into<String>) -> Result<T, PatternError> {
        Err(PatternError { at: self.at, problem: problem.into() })
    }

    fn sequence(&mut self) -> Result<Vec<Part<'s>>, PatternError> {
        let mut parts = Vec::new();
        loop {
            self.skip_spaces();
            if matches!(self.peek(), None | Some('|' | ')')) {
                return Ok(parts);
            }
            let part = self.part()?;
            let part = if self.eat("?") { Part::Optional(Box::new(part)) } else { part };
            parts.push(part);
        }
    }

    fn part(&mut self) -> Result<Part<'s>, PatternError> {
        if self.eat("...") {
            return Ok(Part::Gap);
        }
        match self.peek() {
            Some('^') => {
                self.at += 1;
                Ok(Part::Start)
            }
            Some('$') => {
                self.at += 1;
                Ok(Part::End)
            }
            Some('(') => self.choices(),
            Some('{') => self.class(),
            Some('=') => {
                self.at += 1;
                Ok(Part::Exact(self.word()?))
            }
            _ => Ok(Part::Word(self.word()?)),
        }
    }

    fn choices(&mut self) -> Result<Part<'s>, PatternError> {
        let opened = self.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail("parentheses are nested too deeply");
        }
        self.at += 1;
        let mut choices = Vec::new();
        loop {
            let choice = self.sequence()?;
            if choice.is_empty() {
                return self.fail(
                    "an alternative is empty; write (a|b)? for something that may be missing",
                );
            }
            choices.push(choice);
            if self.eat(")") {
                self.depth -= 1;
                return Ok(Part::OneOf(choices));
            }
            if !self.eat("|") {
                self.at = opened;
                return self.fail("this parenthesis is never closed");
            }
        }
    }

    fn class(&mut self) -> Result<Part<'s>, PatternError> {
        let Some(length) = self.rest().find('}') else {
            return self.fail("this brace is never closed");
        };
        let name = self.rest()[1..length].trim();
        if name.contains('{') {
            return self.fail("this brace is never closed");
        }
        if name.is_empty() {
            return self.fail("name a class between the braces, such as {condition}");
        }
        self.at += length + 1;
        Ok(Part::Class(name))
    }

    fn word(&mut self) -> Result<Cow<'s, str>, PatternError> {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if length == 0 {
            return match rest.chars().next() {
                Some('\'' | '’') => self.fail("write words without apostrophes: dont, mums"),
                Some(c) => self.fail(format!("'{c}' is not part of the pattern language")),
                None => self.fail("a word is missing here"),
            };
        }
        let word = &rest[..length];
        let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
        let word = if is_plain { word.into() } else { word.to_lowercase().into() };
        self.at += length;
        if matches!(self.peek(), Some('\'' | '’')) {
            return self.fail("write words without apostrophes: dont, mums");
        }
        Ok(word)
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Pattern};

    fn word(text: &str) -> Part<'_> {
        Part::Word(text.into())
    }

    #[test]
    fn reads_every_kind_of_part() {
        let pattern =
            Pattern::parse("^ (Is this|could it be) very? { condition } ... =ill $").unwrap();
        assert_eq!(
            pattern.parts(),
            [
                Part::Start,
                Part::OneOf(vec![
                    vec![word("is"), word("this")],
                    vec![word("could"), word("it"), word("be")]
                ]),
                Part::Optional(Box::new(word("very"))),
                Part::Class("condition"),
                Part::Gap,
                Part::Exact("ill".into()),
                Part::End,
            ]
        );
        assert!(pattern.classes().eq(["condition"]));
        assert!(pattern.words().eq(["Is", "this", "could", "it", "be", "very", "ill"]));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (source, at, problem) in [
            ("do i (have", 5, "never closed"),
            ("do i have}", 9, "not part of"),
            ("a ) b", 2, "nothing opens this"),
            ("(a||b)", 3, "alternative is empty"),
            ("is {this", 3, "brace is never closed"),
            ("is {a {condition}", 3, "brace is never closed"),
            ("don't", 3, "without apostrophes"),
            ("really? ...", 0, "would match any message"),
            ("((((((((((a))))))))))", 8, "nested too deeply"),
        ] {
            let error = Pattern::parse(source).expect_err(source);
            assert!(error.problem.contains(problem), "{source}: {error}");
            assert_eq!(error.at, at, "{source}: {error}");
        }
    }
}
