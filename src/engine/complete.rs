//! Known questions that fit what somebody is typing.
//!
//! Every typed word must begin a word of the question, or be a slip away from one. Each different word of the knowledge
//! is compared once with each typed word, not each phrasing, so that a keystroke costs little however much is known.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::features::number;
use crate::model::{AnswerRef, Corpus};
use crate::text::clean;
use crate::text::lists::Lists;

/// Below this similarity a slip is another word.
const SIMILAR: f64 = 0.80;

/// All phrasings as numbers of their words.
#[derive(Debug)]
pub struct Completions {
    words: Vec<String>,
    questions: Vec<Known>,
    /// By question.
    of_questions: Lists<u32>,
    /// By topic: the words of its title and aliases.
    names: Vec<Vec<u32>>,
    /// The words of the longest question.
    longest: usize,
}

/// One known question.
#[derive(Debug)]
struct Known {
    answer: AnswerRef,
    /// Position among the phrasings of its answer; earlier ones are the plainer ones.
    phrasing: usize,
}

/// Smaller is better: whole words, then beginnings, then slips; the topic named; cards; earlier phrasings.
type Rank = (Reverse<u32>, bool, usize, usize, usize);

impl Completions {
    #[must_use]
    pub fn build(corpus: &Corpus) -> Self {
        let mut numbers = BTreeMap::new();
        let mut count = |text: &str| -> Vec<u32> {
            let words = clean::words(text).into_iter();
            let next = |numbers: &BTreeMap<String, u32>| number(numbers.len());
            words
                .map(|word| {
                    let new = next(&numbers);
                    *numbers.entry(word.text).or_insert(new)
                })
                .collect()
        };
        let (mut questions, mut of_questions) = (Vec::new(), Lists::with_room(0, 0));
        for (at, _, answer) in corpus.answers() {
            for (phrasing, text) in answer.phrasings.iter().enumerate() {
                questions.push(Known { answer: at, phrasing });
                of_questions.push(count(text));
            }
        }
        let names = corpus
            .topics
            .iter()
            .map(|topic| {
                topic.aliases.iter().chain([&topic.title]).flat_map(|n| count(n)).collect()
            })
            .collect();
        let mut words = vec![String::new(); numbers.len()];
        numbers.into_iter().for_each(|(word, number)| words[number as usize] = word);
        of_questions.shrink();
        let longest = of_questions.iter().map(<[u32]>::len).max().unwrap_or_default();
        Self { words, questions, of_questions, names, longest }
    }

    /// At most `limit` answers with the position of the phrasing that fits what was typed, best first and one phrasing
    /// per answer; the cards when nothing was typed.
    #[must_use]
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<(AnswerRef, usize)> {
        let typed = clean::words(typed);
        // Every word of it would have to occur.
        if typed.len() > self.longest {
            return Vec::new();
        }
        let fits: Vec<Vec<u32>> = typed
            .iter()
            .map(|typed| self.words.iter().map(|word| fits(&typed.text, word)).collect())
            .collect();
        let named: Vec<bool> = self
            .names
            .iter()
            .map(|names| fits.iter().any(|fits| names.iter().any(|word| fits[*word as usize] > 1)))
            .collect();
        let mut best: BTreeMap<AnswerRef, Rank> = BTreeMap::new();
        let questions = self.questions.iter().zip(self.of_questions.iter());
        for (known, words) in
            questions.filter(|(known, _)| !typed.is_empty() || known.answer.answer == 0)
        {
            let is_named = named[known.answer.topic];
            let Some(rank) = rank(known, words, &fits, is_named) else { continue };
            let place = best.entry(known.answer).or_insert(rank);
            *place = (*place).min(rank);
        }
        let mut ranked: Vec<(Rank, AnswerRef)> =
            best.into_iter().map(|(answer, rank)| (rank, answer)).collect();
        ranked.sort_unstable();
        ranked
            .into_iter()
            .take(limit)
            .map(|((.., phrasing, _), answer)| (answer, phrasing))
            .collect()
    }
}

/// How well a question fits; none if some typed word does not occur.
fn rank(known: &Known, words: &[u32], fits: &[Vec<u32>], named: bool) -> Option<Rank> {
    let mut sum = 0;
    for fits in fits {
        let best = words.iter().map(|word| fits[*word as usize]).max();
        sum += best.filter(|fit| *fit > 0)?;
    }
    Some((Reverse(sum), !named, known.answer.answer, known.phrasing, known.answer.topic))
}

/// 3 for the word itself, 2 for its beginning, 1 for a slip, 0 for nothing.
fn fits(typed: &str, word: &str) -> u32 {
    if typed == word {
        return 3;
    }
    if word.starts_with(typed) {
        return 2;
    }
    let length = typed.chars().count();
    // Most words are told apart without measuring: a slip keeps one of the first two letters, and most of the length.
    if length < 4
        || 5 * word.chars().count() < 4 * length
        || !typed.chars().take(2).any(|c| word.chars().take(2).any(|other| c == other))
    {
        return 0;
    }
    // With a letter left out, what was typed stands for one letter more.
    let slip = [length, length + 1].into_iter().any(|length| {
        let begun: String = word.chars().take(length).collect();
        strsim::normalized_damerau_levenshtein(typed, &begun) >= SIMILAR
    });
    u32::from(slip)
}
