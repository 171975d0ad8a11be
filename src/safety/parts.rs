//! A message with two parts: one to refuse, and a general question that can be answered beside it.

use std::ops::Range;

use super::Screen;
use super::lexis::{ClassId, Text};
use crate::model::{Query, Token};

/// Classes of the lexicon: words that turn to something else, and words that begin a question.
pub(super) const ASIDE: &str = "aside";
pub(super) const ASKING: &str = "asking";

/// A question has at least so many words; fewer say too little to be found by.
const LEAST_WORDS: usize = 3;

impl Screen {
    /// The general question inside a message that is refused for another part of it, if there is one.
    #[must_use]
    pub fn general_part(&self, query: &Query) -> Option<Query> {
        let text = self.lexis.look_up(&query.tokens);
        let parts = self.parts(&text);
        if parts.len() < 2 {
            return None;
        }
        let general: Vec<Token> = parts
            .into_iter()
            .map(|part| text.part(part))
            .filter(|part| part.words.len() >= LEAST_WORDS && self.asks(part))
            .map(|part| part.words.iter().map(|word| word.token.clone()).collect())
            .filter(|tokens: &Vec<Token>| self.is_harmless(tokens))
            .flatten()
            .collect();
        let query = Query { tokens: general, repairs: Vec::new(), has_attachment: false };
        (!query.tokens.is_empty()).then_some(query)
    }

    /// Whether a part is a question: a question mark ends it, or it begins like one.
    pub(super) fn asks(&self, part: &Text<'_>) -> bool {
        let begins = self.lexis.class(ASKING).is_some_and(|class| begins_with(part, 0, class));
        begins || part.words.iter().any(|word| word.token.asked)
    }

    /// The sentences of a text, and what follows an aside inside them.
    pub(super) fn parts(&self, text: &Text<'_>) -> Vec<Range<usize>> {
        let aside = self.lexis.class(ASIDE);
        let turns = |at: usize| aside.is_some_and(|class| begins_with(text, at, class));
        let mut borders: Vec<usize> =
            (0..text.words.len()).filter(|at| text.is_border(*at) || turns(*at)).collect();
        borders.push(text.words.len());
        borders.windows(2).map(|pair| pair[0]..pair[1]).collect()
    }

    fn is_harmless(&self, tokens: &[Token]) -> bool {
        let alone = Query { tokens: tokens.to_vec(), ..Query::default() };
        let screening = self.screen(&alone);
        screening.emergency.is_none() && screening.refusal.is_none()
    }
}

fn begins_with(text: &Text<'_>, at: usize, class: ClassId) -> bool {
    text.spans[at].iter().any(|(found, _)| *found == class)
}
