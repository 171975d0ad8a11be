//! The terminal as a surface: what `gutskin chat` and `gutskin ask` show. It translates and nothing more.

pub mod json;
pub mod render;
pub mod session;

use std::fmt;
use std::ops::Range;

pub use render::Look;

use crate::model::{Corpus, RuleMatch, Token};
use crate::pipeline::Answered;

/// A rule that fired, and on what.
pub(crate) struct Fired {
    pub(crate) rule: String,
    /// The words its pattern matched; empty where its examples decided.
    pub(crate) words: String,
    /// How like its examples the message is, 0 to 1, and the words that say so.
    pub(crate) examples: Option<(f32, Vec<(String, f32)>)>,
    /// The rule that matched on the words, where the examples say that its request is of another kind.
    pub(crate) found_by: Option<String>,
    /// A refusal that gave way to the answer.
    pub(crate) gave_way: bool,
}

/// Every rule that fired.
pub(crate) fn fired(answered: &Answered, corpus: &Corpus) -> Vec<Fired> {
    let (tokens, screening) = (&answered.query.tokens, &answered.decision.screening);
    let fired = |matched| explain(matched, screening.gave_way(matched), tokens, corpus);
    screening.matches().map(fired).collect()
}

fn explain(matched: &RuleMatch, gave_way: bool, tokens: &[Token], corpus: &Corpus) -> Fired {
    let words = |range: &Range<usize>| {
        let tokens = tokens.get(range.clone()).unwrap_or_default().iter();
        let surfaces = tokens.map(Token::written).filter(|word| !word.is_empty());
        surfaces.collect::<Vec<_>>().join(" ")
    };
    let examples = matched.examples.as_ref().map(|likeness| {
        let leanings = likeness.leanings.iter();
        (likeness.score, leanings.map(|lean| (words(&lean.tokens), lean.weight)).collect())
    });
    let id = |rule: usize| corpus.rules[rule].id.clone();
    Fired {
        rule: id(matched.rule),
        words: words(&matched.tokens),
        examples,
        found_by: matched.found_by.map(id),
        gave_way,
    }
}

impl fmt::Display for Fired {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.examples {
            None => write!(formatter, "{} on \"{}\"", self.rule, self.words),
            Some((score, leanings)) => {
                write!(formatter, "{}, {score:.2} like its examples", self.rule)?;
                leanings.iter().try_for_each(|(words, weight)| {
                    write!(formatter, " · \"{words}\" {weight:+.2}")
                })
            }
        }?;
        match &self.found_by {
            Some(rule) if self.words.is_empty() => write!(formatter, ", found by {rule}"),
            Some(rule) => write!(formatter, ", found by {rule} on \"{}\"", self.words),
            None => Ok(()),
        }?;
        if self.gave_way { formatter.write_str(", gave way to the answer") } else { Ok(()) }
    }
}
