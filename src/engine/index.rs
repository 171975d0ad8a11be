//! The phrasings of a knowledge base, ready to be compared with a query.
//!
//! A query meets each phrasing in three ways, word n-grams, letter n-grams and word vectors, each a cosine; the vectors
//! count as much as the two others together. An answer's score is half the mean of its own best phrasings and half the
//! mean of its topic's best, less a share of the similarity to the nearest negative. Means, because the single best
//! phrasing was measured to be a worse judge than a few (ARCHITECTURE.md, "Matching").

use std::ops::Range;

use crate::model::{AnswerRef, Contribution, Corpus, Explanation, Query, Ranked, Token};
use crate::text::Reader;

use super::features::{self, Features, Space, Sparse};

/// How many topics a ranking names.
const RANKED: usize = 5;
/// The best phrasings of an answer, and of its topic, whose means make the score.
const OWN_BEST: usize = 3;
const TOPIC_BEST: usize = 6;
/// What the nearest negative takes off a score, as a share of its similarity.
const NEGATIVE_WEIGHT: f32 = 0.6;
/// Shares of the three cosines in a similarity; they add up to 1.
const WORDS: f32 = 0.25;
const LETTERS: f32 = 0.25;
const VECTORS: f32 = 0.5;

/// Everything the engine knows, built once when knowledge loads.
#[derive(Debug)]
pub struct Index {
    words: Block,
    letters: Block,
    /// One row after the other, each as long as the word vectors.
    dense: Vec<f32>,
    dim: usize,
    /// Topic by topic: the phrasings answer by answer, then title and aliases. Then negatives group by group.
    entries: Vec<Entry>,
    topics: Vec<TopicEntries>,
    /// By group: its negatives among the entries.
    negatives: Vec<Range<usize>>,
}

/// Where a topic's texts stand among the entries.
#[derive(Debug)]
struct TopicEntries {
    /// By answer: its phrasings.
    answers: Vec<Range<usize>>,
    /// Phrasings, title and aliases. Names speak for the topic but for none of its answers.
    all: Range<usize>,
}

/// One phrasing, name or negative.
#[derive(Debug)]
struct Entry {
    text: String,
    /// Of the words that carry a topic.
    stems: Vec<String>,
}

/// A ranking with its explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The best answer of each topic, the best topic first.
    pub topics: Vec<Ranked>,
    /// The group of the nearest negative, when that is nearer than the best answer.
    pub negative_group: Option<usize>,
    pub explanation: Explanation,
}

/// An entry and what it adds to a score.
type Share = (usize, f32);

impl Index {
    /// Indexes every phrasing, every title and alias and every negative.
    #[must_use]
    pub fn build(corpus: &Corpus, reader: &Reader) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        let mut topics = Vec::new();
        for topic in &corpus.topics {
            let start = texts.len();
            let mut answers = Vec::new();
            for answer in &topic.answers {
                answers.push(add(&mut texts, answer.phrasings.iter()));
            }
            add(&mut texts, topic.aliases.iter().chain([&topic.title]));
            topics.push(TopicEntries { answers, all: start..texts.len() });
        }
        let mut negatives = Vec::new();
        for group in &corpus.silence {
            negatives.push(add(&mut texts, group.negatives.iter()));
        }

        let tokens: Vec<Vec<Token>> = texts.iter().map(|text| reader.tokens(text)).collect();
        let vectors = reader.vectors();
        Self {
            words: Block::build(tokens.iter().map(|tokens| features::word_grams(tokens)).collect()),
            letters: Block::build(
                tokens.iter().map(|tokens| features::letter_grams(tokens)).collect(),
            ),
            dense: tokens.iter().flat_map(|tokens| features::dense(tokens, vectors)).collect(),
            dim: vectors.dim(),
            entries: texts
                .iter()
                .zip(&tokens)
                .map(|(text, tokens)| Entry {
                    text: (*text).to_owned(),
                    stems: tokens.iter().filter(|t| !t.stop).map(|t| t.stem.clone()).collect(),
                })
                .collect(),
            topics,
            negatives,
        }
    }

    /// Ranks answers for a query.
    #[must_use]
    pub fn rank(&self, query: &Query, reader: &Reader) -> Ranking {
        let similarities = self.similarities(&self.features(&query.tokens, reader));
        let negative = self.nearest_negative(&similarities);
        let penalty = negative.map_or(0.0, |(_, at)| NEGATIVE_WEIGHT * similarities[at]);

        let mut topics: Vec<(Ranked, Vec<Share>)> = (0..self.topics.len())
            .filter_map(|topic| self.best_answer(topic, &similarities))
            .collect();
        topics.sort_by(|a, b| b.0.score.total_cmp(&a.0.score).then(a.0.answer.cmp(&b.0.answer)));
        topics.truncate(RANKED);

        let best = topics.first().map_or(0.0, |(ranked, _)| ranked.score);
        let contributions = topics.first().map_or_else(Vec::new, |(ranked, shares)| {
            self.contributions(ranked.answer, shares, &query.tokens)
        });
        let final_score =
            |ranked: Ranked| Ranked { score: (ranked.score - penalty).clamp(0.0, 1.0), ..ranked };
        Ranking {
            topics: topics.into_iter().map(|(ranked, _)| final_score(ranked)).collect(),
            negative_group: negative
                .filter(|(_, at)| similarities[*at] >= best)
                .map(|(group, _)| group),
            explanation: Explanation {
                contributions,
                nearest_negative: negative
                    .map(|(_, at)| (self.entries[at].text.clone(), similarities[at])),
                penalty,
            },
        }
    }

    fn features(&self, tokens: &[Token], reader: &Reader) -> Features {
        Features {
            words: self.words.space.vector(features::word_grams(tokens)),
            letters: self.letters.space.vector(features::letter_grams(tokens)),
            dense: features::dense(tokens, reader.vectors()),
        }
    }

    /// The similarity of the query with every entry, 0 to 1.
    fn similarities(&self, query: &Features) -> Vec<f32> {
        let mut sums = vec![0.0; self.entries.len()];
        self.words.add_cosines(&query.words, WORDS, &mut sums);
        self.letters.add_cosines(&query.letters, LETTERS, &mut sums);
        if self.dim > 0 {
            for (sum, row) in sums.iter_mut().zip(self.dense.chunks_exact(self.dim)) {
                *sum += VECTORS * features::dot(&query.dense, row);
            }
        }
        sums.iter_mut().for_each(|sum| *sum = sum.max(0.0));
        sums
    }

    /// Group and entry of the negative most like the query.
    fn nearest_negative(&self, similarities: &[f32]) -> Option<(usize, usize)> {
        let groups = self.negatives.iter().enumerate();
        groups
            .flat_map(|(group, range)| range.clone().map(move |at| (group, at)))
            .max_by(|a, b| similarities[a.1].total_cmp(&similarities[b.1]).then(b.1.cmp(&a.1)))
    }

    /// The best answer of a topic, and what each phrasing adds to its score.
    fn best_answer(&self, topic: usize, similarities: &[f32]) -> Option<(Ranked, Vec<Share>)> {
        let shares_of = |entries: Range<usize>, best: usize| {
            let mut list: Vec<Share> = entries.map(|at| (at, similarities[at])).collect();
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            half_mean(&list[..list.len().min(best)])
        };
        let entries = &self.topics[topic];
        let (answer, mut shares) = entries
            .answers
            .iter()
            .map(|entries| shares_of(entries.clone(), OWN_BEST))
            .enumerate()
            .max_by(|a, b| total(&a.1).total_cmp(&total(&b.1)).then(b.0.cmp(&a.0)))?;
        shares.extend(shares_of(entries.all.clone(), TOPIC_BEST));
        Some((Ranked { answer: AnswerRef { topic, answer }, score: total(&shares) }, shares))
    }

    /// One contribution per phrasing, the strongest first.
    fn contributions(
        &self,
        winner: AnswerRef,
        shares: &[Share],
        tokens: &[Token],
    ) -> Vec<Contribution> {
        let mut merged: Vec<Share> = Vec::new();
        for (at, share) in shares.iter().filter(|(_, share)| *share > 0.0) {
            match merged.iter_mut().find(|(other, _)| other == at) {
                Some((_, sum)) => *sum += share,
                None => merged.push((*at, *share)),
            }
        }
        merged.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let owner = |at: usize| {
            let answers = &self.topics[winner.topic].answers;
            let answer = answers.iter().position(|range| range.contains(&at));
            AnswerRef { answer: answer.unwrap_or(winner.answer), ..winner }
        };
        merged
            .into_iter()
            .map(|(at, share)| {
                let entry = &self.entries[at];
                let common = tokens.iter().filter(|token| entry.stems.contains(&token.stem));
                Contribution {
                    phrasing: entry.text.clone(),
                    answer: owner(at),
                    share,
                    words: common.map(|token| token.word.clone()).collect(),
                }
            })
            .collect()
    }
}

/// Adds texts to the entries; returns where they stand.
fn add<'c>(texts: &mut Vec<&'c str>, new: impl Iterator<Item = &'c String>) -> Range<usize> {
    let start = texts.len();
    texts.extend(new.map(String::as_str));
    start..texts.len()
}

/// Each entry's part in half the mean of a list.
fn half_mean(list: &[Share]) -> Vec<Share> {
    #[expect(clippy::cast_precision_loss, reason = "a count of a few")]
    let each = 0.5 / list.len().max(1) as f32;
    list.iter().map(|(at, similarity)| (*at, each * similarity)).collect()
}

fn total(shares: &[Share]) -> f32 {
    shares.iter().map(|(_, share)| share).sum()
}

/// One block of sparse features with the posting list of each feature.
#[derive(Debug)]
struct Block {
    space: Space,
    /// By feature: the entries that have it, with its weight there.
    postings: Vec<Vec<(u32, f32)>>,
}

impl Block {
    /// `grams` holds the n-grams of each entry.
    fn build(grams: Vec<Vec<u64>>) -> Self {
        let space = Space::learn(&grams);
        let mut postings = vec![Vec::new(); space.size()];
        for (entry, grams) in (0_u32..).zip(grams) {
            for (feature, weight) in space.vector(grams) {
                postings[feature as usize].push((entry, weight));
            }
        }
        Self { space, postings }
    }

    /// Adds this block's cosine of the query with every entry, times `share`.
    fn add_cosines(&self, query: &Sparse, share: f32, sums: &mut [f32]) {
        for (feature, weight) in query {
            for (entry, other) in &self.postings[*feature as usize] {
                sums[*entry as usize] += share * weight * other;
            }
        }
    }
}
