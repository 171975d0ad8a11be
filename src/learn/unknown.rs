//! The one word of a question that nobody knows, where it alone explains that the question was not understood.

use std::collections::BTreeSet;

use super::exam::labels;
use super::wording;
use crate::model::{AnswerRef, Query, Question};
use crate::pipeline::Snapshot;

/// Two words as alike as this (1 is the same) are one word, misspelt.
const MISSPELT: f64 = 0.5;
/// Shorter words stand for too many things.
const LEAST_LETTERS: usize = 4;
/// Longer names are not what one word of slang stands for.
const MOST_WORDS: usize = 2;

/// A word and what it was meant for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) word: String,
    pub(super) read_as: String,
}

impl Unknown {
    /// The table of the lexicon it belongs in.
    pub(super) fn table(&self) -> &'static str {
        let alike = strsim::normalized_damerau_levenshtein(&self.word, &self.read_as);
        if alike >= MISSPELT { "misspellings" } else { "slang" }
    }
}

/// What the only unknown word of a question stands for: a name of the topic it should have reached, else a word that the
/// lexicon has other variants of and the answer's phrasings use. With that in its place the question comes out right, and
/// without it in no way.
pub(super) fn explains(question: &str, target: AnswerRef, snapshot: &Snapshot) -> Option<Unknown> {
    let word = only_suspect(question, snapshot)?;
    if reaches(&with(question, &word, ""), target, snapshot).is_some() {
        return None;
    }
    let asked: BTreeSet<String> = wording::words(question).into_iter().collect();
    let stands_for = |names: Vec<&String>| {
        let names = names.into_iter().filter(|name| {
            let words = wording::words(name);
            words.len() <= MOST_WORDS && words.iter().all(|word| !asked.contains(word))
        });
        let scored = names.filter_map(|name| {
            Some((reaches(&with(question, &word, name), target, snapshot)?, name))
        });
        // The first of equals.
        scored
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(|(_, name)| name.to_lowercase())
    };
    let topic = snapshot.corpus().answer(target).0;
    let read_as = stands_for(topic.aliases.iter().collect())
        .or_else(|| stands_for(words_of_the_lexicon(target, snapshot)))?;
    Some(Unknown { word, read_as })
}

/// The only word that neither the knowledge nor the word vectors have; else the only one that was mended. A name, written
/// with a capital inside the question, is no slang.
fn only_suspect(question: &str, snapshot: &Snapshot) -> Option<String> {
    let reader = snapshot.reader();
    let query: Query = reader.query(&Question::new(question));
    let unknown: BTreeSet<&str> = query
        .tokens
        .iter()
        .filter(|token| token.surface.is_none() && !reader.is_known(&token.word))
        .map(|token| token.word.as_str())
        .collect();
    let mended: BTreeSet<&str> =
        query.repairs.iter().map(|repair| repair.written.as_str()).collect();
    let suspects = if unknown.is_empty() { mended } else { unknown };
    let mut suspects = suspects.into_iter();
    let word = suspects.next().filter(|word| {
        word.chars().count() >= LEAST_LETTERS && word.chars().all(char::is_alphabetic)
    })?;
    let is_name = question.split_whitespace().skip(1).any(|written| {
        written.starts_with(char::is_uppercase) && wording::words(written) == [word]
    });
    (suspects.next().is_none() && !is_name).then(|| word.to_owned())
}

/// The question with another text in place of a word.
fn with(question: &str, word: &str, text: &str) -> String {
    let words = question.split_whitespace();
    let replaced =
        words.map(|written| if wording::words(written) == [word] { text } else { written });
    replaced.filter(|written| !written.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The score of a question that reaches an answer.
fn reaches(question: &str, target: AnswerRef, snapshot: &Snapshot) -> Option<f32> {
    let decision = snapshot.decide(&Question::new(question));
    let wanted = format!("answer:{}", snapshot.corpus().key(target));
    labels(&decision, snapshot.corpus()).contains(&wanted).then(|| decision.score()).flatten()
}

fn words_of_the_lexicon(target: AnswerRef, snapshot: &Snapshot) -> Vec<&String> {
    let corpus = snapshot.corpus();
    let phrasings = &corpus.answer(target).1.phrasings;
    let used: BTreeSet<String> = phrasings
        .iter()
        .flat_map(|phrasing| snapshot.reader().tokens(phrasing))
        .filter(|token| !token.stop)
        .map(|token| token.word)
        .collect();
    corpus.lexicon.variants.keys().filter(|word| used.contains(*word)).collect()
}
