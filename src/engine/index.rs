//! The phrasings of a knowledge base, ready to be compared with a query, and the score of an answer.
//!
//! A topic's score has four parts, each a sum over texts (ARCHITECTURE.md, "Matching", says what each was measured to be
//! worth): half the mean of the best answer's own best phrasings and half the mean of the topic's best; what the
//! classifier says for this topic; what it says for all topics together, which tells our subject from others; less the
//! similarity to the nearest negative.

use std::ops::Range;

use super::best::Best;
use super::candidates::Candidates;
use super::classifier::Classifier;
use super::features::Features;
use super::texts::Texts;
use crate::model::{AnswerRef, Corpus, Query, Ranked, Token};
use crate::text::Reader;

/// How many topics a ranking names.
const RANKED: usize = 5;
/// The best phrasings of an answer, and of its topic, whose means make a score.
pub(super) const OWN_BEST: usize = 3;
pub(super) const TOPIC_BEST: usize = 6;
/// Weights of the other parts of a score beside the phrasings' 1.
pub(super) const CLASSIFIER: f32 = 0.7;
const SUBJECT: f32 = 0.4;
pub(super) const NEGATIVE: f32 = 0.8;
/// Brings a score to 0 to 1.
pub(super) const SCALE: f32 = 1.0 / (1.0 + CLASSIFIER + SUBJECT);

/// What a term that is nearer than every phrasing takes off an answer's fit.
const TERM: f32 = 0.5;

/// Everything the engine knows, built once when knowledge loads.
#[derive(Debug)]
pub struct Index {
    pub(super) texts: Texts,
    pub(super) classifier: Classifier,
    candidates: Candidates,
    /// Topic by topic: the phrasings answer by answer, then title, aliases and terms. Then negatives group by group.
    pub(super) entries: Vec<String>,
    pub(super) topics: Vec<TopicEntries>,
    /// By group: its negatives among the entries.
    pub(super) negatives: Vec<Range<usize>>,
}

/// Where a topic's texts stand among the entries.
#[derive(Debug)]
pub(super) struct TopicEntries {
    /// By answer: its phrasings.
    pub(super) answers: Vec<Range<usize>>,
    /// Phrasings, title, aliases and terms. Names and terms speak for the topic but for none of its answers.
    pub(super) all: Range<usize>,
    /// Of these, the terms.
    terms: Range<usize>,
}

/// What a query was found to be like.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The best answer of each topic, the best topic first.
    pub topics: Vec<Ranked>,
    /// The group of the nearest negative, when that is nearer than the best answer.
    pub negative_group: Option<usize>,
    /// The query asks about two things, "stress or dairy", and the two best answers have one of them each.
    pub two_parts: bool,
}

/// Words that join two things asked about. "And" does not: "stress and acne" is one question.
const JOINS: [&str; 3] = ["or", "vs", "versus"];

/// A query compared with the texts.
pub(super) struct Compared {
    /// By text: up to 1; not whole for texts of topics and groups that are no candidates.
    pub(super) similarities: Vec<f32>,
    /// What the classifier says by topic, and for all together; empty and 0 where it learnt nothing.
    pub(super) classified: Vec<f32>,
    pub(super) subject: f32,
    topics: Vec<usize>,
    /// Group and text of the nearest negative.
    pub(super) negative: Option<(usize, usize)>,
}

impl Index {
    /// Indexes every phrasing, every title, alias and term and every negative, and trains the classifier on them.
    #[must_use]
    pub fn build(corpus: &Corpus, reader: &Reader) -> Self {
        let mut entries: Vec<&str> = Vec::new();
        let mut topics = Vec::new();
        for topic in &corpus.topics {
            let start = entries.len();
            let mut answers = Vec::new();
            for answer in &topic.answers {
                answers.push(add(&mut entries, answer.phrasings.iter()));
            }
            add(&mut entries, topic.aliases.iter().chain([&topic.title]));
            let terms = add(&mut entries, topic.terms.iter());
            topics.push(TopicEntries { answers, all: start..entries.len(), terms });
        }
        let mut negatives = Vec::new();
        for group in &corpus.silence {
            negatives.push(add(&mut entries, group.negatives.iter()));
        }

        let tokens = entries.iter().map(|text| reader.tokens(text));
        let (texts, parts) = Texts::build(tokens, reader);
        let mut labels = vec![None; entries.len()];
        for (topic, entries) in topics.iter().enumerate() {
            labels[entries.all.clone()].fill(Some(topic));
        }
        let topic_ranges = topics.iter().map(|topic| topic.all.clone()).collect();
        let row = |text: usize| texts.own_row(text, &parts[text]);
        Self {
            classifier: Classifier::train(&entries, &labels, topics.len(), texts.width(), row),
            candidates: Candidates::new(topic_ranges, negatives.clone(), &texts),
            texts,
            entries: entries.into_iter().map(str::to_owned).collect(),
            topics,
            negatives,
        }
    }

    /// Ranks answers for a query.
    #[must_use]
    pub fn rank(&self, query: &Query, reader: &Reader) -> Ranking {
        self.rank_among(query, reader, &|_| true)
    }

    /// As `rank`, among those answers alone that `given` lets through.
    #[must_use]
    pub fn rank_among(
        &self,
        query: &Query,
        reader: &Reader,
        given: &dyn Fn(AnswerRef) -> bool,
    ) -> Ranking {
        self.ranking(query, &self.compare(query, reader), given)
    }

    /// As `rank`, with every text compared in full however many there are: what `rank` is measured against.
    #[must_use]
    pub fn rank_all(&self, query: &Query, reader: &Reader) -> Ranking {
        self.ranking(query, &self.compare_all(query, reader), &|_| true)
    }

    /// Without negatives the classifier has not seen another subject and cannot tell ours from it.
    pub(super) fn subject_weight(&self) -> f32 {
        if self.negatives.is_empty() { 0.0 } else { SUBJECT }
    }

    /// How many phrasings, names and negatives there are.
    #[must_use]
    pub fn texts(&self) -> usize {
        self.entries.len()
    }

    fn ranking(
        &self,
        query: &Query,
        compared: &Compared,
        given: &dyn Fn(AnswerRef) -> bool,
    ) -> Ranking {
        let penalty = compared.penalty();
        let best = |topic: &usize| self.best_answer(*topic, compared, given);
        let mut topics: Vec<(Ranked, f32)> = compared.topics.iter().filter_map(best).collect();
        topics.sort_by(|a, b| b.0.score.total_cmp(&a.0.score).then(a.0.answer.cmp(&b.0.answer)));
        topics.truncate(RANKED);
        let nearest = topics.first().map_or(0.0, |(_, nearest)| *nearest);
        let negative = compared.negative.filter(|(_, at)| compared.similarities[*at] >= nearest);
        let shared = self.subject_weight() * compared.subject - penalty;
        let finished = |ranked: Ranked| Ranked {
            score: (SCALE * (ranked.score + shared)).clamp(0.0, 1.0),
            fit: self.fit(ranked.answer, &query.tokens, &compared.similarities),
            ..ranked
        };
        let answer = |place: usize| topics.get(place).map(|(ranked, _)| ranked.answer);
        let two_parts = answer(0)
            .zip(answer(1))
            .is_some_and(|(first, second)| self.share_parts(first, second, &query.tokens));
        Ranking {
            two_parts,
            topics: topics.into_iter().map(|(ranked, _)| finished(ranked)).collect(),
            negative_group: negative.map(|(group, _)| group),
        }
    }

    fn compare(&self, query: &Query, reader: &Reader) -> Compared {
        self.compare_with(query, reader, |features, similarities, classified| {
            self.candidates.choose(features, similarities, classified)
        })
    }

    /// As for a ranking, with every topic and group taken in.
    pub(super) fn compare_all(&self, query: &Query, reader: &Reader) -> Compared {
        self.compare_with(query, reader, |_, _, _| {
            ((0..self.topics.len()).collect(), (0..self.negatives.len()).collect())
        })
    }

    fn compare_with(
        &self,
        query: &Query,
        reader: &Reader,
        choose: impl Fn(&Features, &[f32], &[f32]) -> (Vec<usize>, Vec<usize>),
    ) -> Compared {
        let features = self.texts.features(&query.tokens, reader);
        let mut similarities = self.texts.spelling(&features);
        let (classified, subject) = self.classifier.scores(self.texts.row(&features));
        let (topics, groups) = choose(&features, &similarities, &classified);
        let chosen = topics.iter().map(|topic| &self.topics[*topic].all);
        for range in chosen.chain(groups.iter().map(|group| &self.negatives[*group])) {
            self.texts.add_meaning(&features, range.clone(), &mut similarities);
        }
        let negative = groups
            .iter()
            .flat_map(|group| self.negatives[*group].clone().map(move |at| (*group, at)))
            .max_by(|a, b| similarities[a.1].total_cmp(&similarities[b.1]).then(b.1.cmp(&a.1)));
        Compared { similarities, classified, subject, topics, negative }
    }

    /// The best answer of a topic with the topic's score, still without the parts that all topics share and unscaled;
    /// and the mean of its phrasings, which a negative has to beat.
    fn best_answer(
        &self,
        topic: usize,
        compared: &Compared,
        given: &dyn Fn(AnswerRef) -> bool,
    ) -> Option<(Ranked, f32)> {
        let entries = &self.topics[topic];
        let (answer, own) = entries
            .answers
            .iter()
            .enumerate()
            .filter(|(answer, _)| given(AnswerRef { topic, answer: *answer }))
            .map(|(answer, range)| {
                (answer, Best::<OWN_BEST>::of(range.clone(), &compared.similarities))
            })
            .max_by(|a, b| a.1.mean().total_cmp(&b.1.mean()).then(b.0.cmp(&a.0)))?;
        let all = Best::<TOPIC_BEST>::of(entries.all.clone(), &compared.similarities);
        let near = 0.5 * own.mean() + 0.5 * all.mean();
        let classified = compared.classified.get(topic).copied().unwrap_or_default();
        let score = near + CLASSIFIER * classified;
        Some((Ranked { answer: AnswerRef { topic, answer }, score, fit: 0.0 }, near))
    }

    /// Whether two answers have one part each of a query that joins two things.
    fn share_parts(&self, first: AnswerRef, second: AnswerRef, query: &[Token]) -> bool {
        let Some(join) = query.iter().position(|token| JOINS.contains(&token.word.as_str())) else {
            return false;
        };
        let (left, right) = (&query[..join], &query[join + 1..]);
        // The word just beside the join is the thing itself; what follows is asked about both.
        let (Some(left), Some(right)) =
            (left.iter().rev().find(|token| !token.stop), right.iter().find(|token| !token.stop))
        else {
            return false;
        };
        let has = |at: AnswerRef, token: &Token| {
            let range = &self.topics[at.topic].answers[at.answer];
            self.texts.coverage(std::slice::from_ref(token), range) > 0.0
        };
        let only = |at, one, other| has(at, one) && !has(at, other);
        (only(first, left, right) && only(second, right, left))
            || (only(first, right, left) && only(second, left, right))
    }

    /// Whether an answer is about what was asked, 0 to 1: half the similarity of its nearest phrasing, half the share
    /// of the query's telling words that any of its phrasings has. A term of the topic that is nearer than every phrasing
    /// takes off as much as it is nearer by, [`TERM`] times: the query is about that.
    fn fit(&self, at: AnswerRef, query: &[Token], similarities: &[f32]) -> f32 {
        let topic = &self.topics[at.topic];
        let range = &topic.answers[at.answer];
        let nearest = Best::<1>::of(range.clone(), similarities).mean();
        let term = Best::<1>::of(topic.terms.clone(), similarities).mean();
        let nearer = (term - nearest).max(0.0);
        let covered = self.texts.coverage(query, range);
        (0.5 * nearest + 0.5 * covered - TERM * nearer).clamp(0.0, 1.0)
    }
}

impl Compared {
    /// What the nearest negative takes off every score, unscaled.
    pub(super) fn penalty(&self) -> f32 {
        self.negative.map_or(0.0, |(_, at)| NEGATIVE * self.similarities[at].max(0.0))
    }
}

/// Adds texts to the entries; returns where they stand.
fn add<'c>(entries: &mut Vec<&'c str>, new: impl Iterator<Item = &'c String>) -> Range<usize> {
    let start = entries.len();
    entries.extend(new.map(String::as_str));
    start..entries.len()
}
