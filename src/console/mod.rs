//! The terminal as a surface: what `gutskin chat` and `gutskin ask` show. It translates and nothing more.

pub mod json;
pub mod render;
pub mod session;

pub use render::Look;

use crate::model::Corpus;
use crate::pipeline::Answered;

/// Every rule that fired, with the words it fired on.
pub(crate) fn fired(answered: &Answered, corpus: &Corpus) -> Vec<(String, String)> {
    let matches = answered.decision.screening.matches();
    matches
        .map(|matched| {
            let tokens = answered.query.tokens.get(matched.tokens.clone()).unwrap_or_default();
            let words: Vec<&str> = tokens
                .iter()
                .map(|token| token.surface.as_str())
                .filter(|surface| !surface.is_empty())
                .collect();
            (corpus.rules[matched.rule].id.clone(), words.join(" "))
        })
        .collect()
}
