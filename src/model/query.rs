//! A question as it was asked, and the same question as the engine reads it.

use std::collections::BTreeSet;
use std::sync::Arc;

/// What a person sent, from whichever surface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    pub text: String,
    /// A picture or file came with it: "what is this?" then asks about the picture.
    pub has_attachment: bool,
}

impl Question {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), has_attachment: false }
    }
}

/// A question after normalisation: what a person would read, word by word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub tokens: Vec<Token>,
    /// In the order of the words.
    pub repairs: Vec<Repair>,
    pub has_attachment: bool,
}

impl Query {
    /// What questions that ask the same share: the stems that carry a topic, each once, in the order of the alphabet.
    /// Nothing where no word carries one.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        let stems: BTreeSet<&str> = self
            .tokens
            .iter()
            .filter(|token| !token.stop && !token.stem.is_empty())
            .map(|token| &*token.stem)
            .collect();
        let stems: Vec<&str> = stems.into_iter().collect();
        (!stems.is_empty()).then(|| stems.join(" "))
    }
}

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As written, after Unicode clean-up and lower casing; none for a word that is read as it is written.
    pub surface: Option<String>,
    /// As read, after the lexicon and typo repair.
    pub word: String,
    /// The word without its ending; what matching compares.
    pub stem: Arc<str>,
    /// Carries no topic.
    pub stop: bool,
    /// Counts sentences from 0.
    pub sentence: u32,
    /// A question mark ends its sentence.
    pub asked: bool,
}

impl Token {
    /// As written; empty for all but the first of several that one word was read as.
    #[must_use]
    pub fn written(&self) -> &str {
        self.surface.as_ref().unwrap_or(&self.word)
    }
}

/// A word that was read as another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub written: String,
    pub read_as: String,
}
