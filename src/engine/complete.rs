//! Known questions that fit what somebody is typing.

use std::cmp::Reverse;

use crate::model::{AnswerRef, Corpus};

/// Below this similarity a candidate has nothing to do with what was typed.
const SIMILAR: f64 = 0.80;

/// One known question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'c> {
    pub text: &'c str,
    pub answer: AnswerRef,
}

/// At most `limit` known questions for what was typed, best first and one per answer; the cards when nothing was.
///
/// Every typed word must begin a word of the question, or be a slip away from one.
#[must_use]
pub fn complete<'c>(typed: &str, limit: usize, corpus: &'c Corpus) -> Vec<Known<'c>> {
    let typed: Vec<String> = words(typed);
    let mut ranked: Vec<(Rank, Known<'c>)> = corpus
        .answers()
        .filter(|(at, ..)| !typed.is_empty() || at.answer == 0)
        .filter_map(|(at, topic, answer)| {
            let names = topic
                .aliases
                .iter()
                .chain([&topic.title])
                .map(|name| words(name))
                .collect::<Vec<_>>();
            answer
                .phrasings
                .iter()
                .enumerate()
                .filter_map(|(n, text)| {
                    let rank = rank(&typed, &words(text), &names, at, n)?;
                    Some((rank, Known { text, answer: at }))
                })
                .min_by_key(|(rank, _)| *rank)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(limit).map(|(_, known)| known).collect()
}

/// Smaller is better: whole words, then beginnings, then slips; the topic named; cards; earlier phrasings.
type Rank = (Reverse<u32>, bool, usize, usize, usize);

fn rank(
    typed: &[String],
    question: &[String],
    names: &[Vec<String>],
    at: AnswerRef,
    n: usize,
) -> Option<Rank> {
    let mut fit = 0;
    for word in typed {
        fit += question.iter().map(|other| fits(word, other)).max().filter(|fit| *fit > 0)?;
    }
    let named = names.iter().flatten().any(|name| typed.iter().any(|word| fits(word, name) > 1));
    Some((Reverse(fit), !named, at.answer, n, at.topic))
}

/// 3 for the word itself, 2 for its beginning, 1 for a slip, 0 for nothing.
fn fits(typed: &str, word: &str) -> u32 {
    if typed == word {
        return 3;
    }
    if word.starts_with(typed) {
        return 2;
    }
    let begun: String = word.chars().take(typed.chars().count()).collect();
    let slip = typed.chars().count() >= 4
        && strsim::normalized_damerau_levenshtein(typed, &begun) >= SIMILAR;
    u32::from(slip)
}

fn words(text: &str) -> Vec<String> {
    crate::text::clean::words(text).into_iter().map(|word| word.text).collect()
}
