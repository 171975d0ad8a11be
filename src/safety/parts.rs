//! The parts of a message: which of them ask, which only tell, and which general question stands beside what is refused.

use std::ops::Range;

use super::Screen;
use super::lexis::{ClassId, Lexis, Text};
use crate::model::{Query, Token};

/// A sentence, or what follows an aside inside one.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) words: Range<usize>,
    /// Whether it is a question or a wish.
    pub(super) asks: bool,
    /// Whether it is neither, in a longer message that has one.
    pub(super) told: bool,
}

/// The classes of the lexicon that say how a message is built.
#[derive(Debug)]
pub(super) struct Turns {
    /// Words that turn to something else.
    aside: Option<ClassId>,
    /// Words that begin a question.
    asking: Option<ClassId>,
    /// Words that make a sentence a wish wherever in it they stand.
    wishing: Option<ClassId>,
}

/// A question that is answered beside a refusal has at least so many words; fewer say too little to be found by.
const LEAST_WORDS: usize = 3;

/// All of a message of up to so many words is what it asks: cutting "covered in lumps. thoughts?" in two leaves nothing.
const LONGEST_ASKED: usize = 25;
/// Fewer words ask nothing by themselves: "hi, how are you?".
const LEAST_ASKED: usize = 4;

impl Turns {
    pub(super) fn new(lexis: &Lexis) -> Self {
        let [aside, asking, wishing] = ["aside", "asking", "wishing"].map(|name| lexis.class(name));
        Self { aside, asking, wishing }
    }

    /// All of them.
    pub(super) fn classes(&self) -> Vec<ClassId> {
        [self.aside, self.asking, self.wishing].into_iter().flatten().collect()
    }

    /// The parts of a text, in order.
    pub(super) fn parts(&self, text: &Text<'_>) -> Vec<Part> {
        let is_border = |at: &usize| text.is_border(*at) || begins(text, *at, self.aside);
        let mut borders: Vec<usize> = (0..text.words.len()).filter(is_border).collect();
        borders.push(text.words.len());
        let ranges = borders.windows(2).map(|pair| pair[0]..pair[1]);
        let mut parts: Vec<Part> = ranges
            .map(|words| Part { asks: self.asks(text, words.clone()), words, told: false })
            .collect();
        let is_question = |part: &Part| part.asks && part.words.len() >= LEAST_ASKED;
        if text.words.len() > LONGEST_ASKED && parts.iter().any(is_question) {
            parts.iter_mut().for_each(|part| part.told = !part.asks);
        }
        parts
    }

    /// Whether a question mark ends the words, or they begin like a question, or something is wished for in them.
    fn asks(&self, text: &Text<'_>, mut words: Range<usize>) -> bool {
        begins(text, words.start, self.asking)
            || words.any(|at| text.words[at].token.asked || begins(text, at, self.wishing))
    }
}

impl Screen {
    /// The general question inside a message that is refused for another part of it, if there is one.
    #[must_use]
    pub fn general_part(&self, query: &Query) -> Option<Query> {
        let text = self.lexis.look_up(&query.tokens);
        let parts = self.turns.parts(&text);
        if parts.len() < 2 {
            return None;
        }
        let general: Vec<Token> = parts
            .into_iter()
            .filter(|part| part.asks && part.words.len() >= LEAST_WORDS)
            .map(|part| query.tokens[part.words].to_vec())
            .filter(|tokens| self.is_harmless(tokens))
            .flatten()
            .collect();
        let query = Query { tokens: general, repairs: Vec::new(), has_attachment: false };
        (!query.tokens.is_empty()).then_some(query)
    }

    fn is_harmless(&self, tokens: &[Token]) -> bool {
        let alone = Query { tokens: tokens.to_vec(), ..Query::default() };
        let screening = self.screen(&alone);
        screening.emergency.is_none() && screening.refusal.is_none()
    }
}

fn begins(text: &Text<'_>, at: usize, class: Option<ClassId>) -> bool {
    class.is_some_and(|class| text.spans.of(at).iter().any(|(found, _)| *found == class))
}
