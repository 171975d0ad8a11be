//! The phrasings of a knowledge base, ready to be compared with a query, and the score of an answer.
//!
//! A topic's score has five parts, each a sum over texts (ARCHITECTURE.md, "Matching"): the mean of the topic's nearest
//! texts; the cosine with the centre of the vectors of an answer's phrasings, of the nearest one; what the classifier says for this topic; what it says for
//! all topics together, which tells our subject from others; less the similarity to the nearest negative. Which of its
//! answers is meant, their own nearest phrasings say.

use std::ops::Range;

use super::best::{Best, highest};
use super::candidates::{Candidates, Chosen};
use super::classifier::{Classifier, Row};
use super::features::{Direction, Features};
use super::texts::Texts;
use crate::model::{AnswerRef, Corpus, Query, Ranked, Token};
use crate::text::Reader;

/// How many topics a ranking names.
const RANKED: usize = 5;
/// The nearest texts of a topic whose mean is a part of its score.
pub(super) const TOPIC_BEST: usize = 6;
/// The nearest phrasings of an answer whose mean chooses it.
const ANSWER_BEST: usize = 3;
/// Weights of the parts of a score; those of the nearest texts and the centre make 1.
pub(super) const NEAREST: f32 = 0.8;
pub(super) const CENTRE: f32 = 0.2;
pub(super) const CLASSIFIER: f32 = 0.7;
const SUBJECT: f32 = 0.3;
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
    pub(super) topics: Vec<TopicEntries>,
    /// By topic and answer, see [`Texts::to_centre`].
    pub(super) to_centre: Vec<Vec<f32>>,
    /// By group: its negatives among the entries.
    pub(super) negatives: Vec<Range<usize>>,
}

/// The texts of a corpus in the order of their numbers.
pub(super) struct Layout<'c> {
    /// Topic by topic: the phrasings answer by answer, then title, aliases and terms. Then negatives group by group.
    pub(super) entries: Vec<&'c str>,
    topics: Vec<TopicEntries>,
    negatives: Vec<Range<usize>>,
}

/// Where a topic's texts stand among the entries.
#[derive(Debug)]
pub(super) struct TopicEntries {
    /// By answer: its phrasings.
    pub(super) answers: Vec<Range<usize>>,
    /// Phrasings, title, aliases and terms. Names and terms speak for the topic but for none of its answers.
    pub(super) all: Range<usize>,
    /// Of these, title and aliases.
    names: Range<usize>,
    /// Of these, the terms.
    terms: Range<usize>,
    /// What it is filed under.
    area: Option<String>,
}

/// What a query was found to be like.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The best answer of each topic, the best topic first.
    pub topics: Vec<Ranked>,
    /// The group of the nearest negative, when that is nearer than the best answer.
    pub negative_group: Option<usize>,
    /// The query asks about two things, and the two best answers have one of them each.
    pub two_parts: bool,
}

/// A query compared with the texts.
pub(super) struct Compared {
    /// By text: up to 1; not whole for texts of topics and groups that are no candidates.
    pub(super) similarities: Vec<f32>,
    /// What the classifier says by topic, and for all together; empty and 0 where it learnt nothing.
    pub(super) classified: Vec<f32>,
    pub(super) subject: f32,
    /// The candidates, each with the cosine of the centre of its nearest answer, 0 if all point away.
    topics: Vec<(usize, f32)>,
    /// Group and text of the nearest negative.
    pub(super) negative: Option<(usize, usize)>,
}

impl<'c> Layout<'c> {
    pub(super) fn of(corpus: &'c Corpus) -> Self {
        let mut entries = Vec::new();
        let mut topics = Vec::new();
        for topic in &corpus.topics {
            let start = entries.len();
            let mut answers = Vec::new();
            for answer in &topic.answers {
                answers.push(add(&mut entries, answer.phrasings.iter()));
            }
            let names = add(&mut entries, topic.aliases.iter().chain([&topic.title]));
            let terms = add(&mut entries, topic.terms.iter());
            let area = topic.area.clone();
            topics.push(TopicEntries { answers, all: start..entries.len(), names, terms, area });
        }
        let mut negatives = Vec::new();
        for group in &corpus.silence {
            negatives.push(add(&mut entries, group.negatives.iter()));
        }
        Self { entries, topics, negatives }
    }
}

impl Index {
    /// Indexes every phrasing, every title, alias and term and every negative, and trains the classifier on them.
    #[must_use]
    pub fn build(corpus: &Corpus, reader: &Reader) -> Self {
        let Layout { entries, topics, negatives } = Layout::of(corpus);
        let tokens = entries.iter().map(|text| reader.tokens(text));
        let (mut texts, parts) = Texts::build(tokens, reader);
        let mut labels = vec![None; entries.len()];
        for (topic, entries) in topics.iter().enumerate() {
            labels[entries.all.clone()].fill(Some(topic));
        }
        let topic_ranges = topics.iter().map(|topic| topic.all.clone()).collect();
        let row = |text: usize, row: &mut Row| texts.put_own_into(row, text, &parts);
        Self {
            classifier: Classifier::train(&entries, &labels, topics.len(), texts.sizes(), row),
            to_centre: topics.iter().map(|topic| centres(topic, &texts)).collect(),
            candidates: Candidates::new(topic_ranges, negatives.clone(), &mut texts),
            texts,
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
        self.texts.count()
    }

    fn ranking(
        &self,
        query: &Query,
        compared: &Compared,
        given: &dyn Fn(AnswerRef) -> bool,
    ) -> Ranking {
        let scores = self.best_topics(compared, given);
        let ranked = scores.into_iter().filter_map(|(topic, score)| {
            let answer = self.nearest_answer(topic, compared, given)?;
            let fit = self.fit(answer, &query.tokens, &compared.similarities);
            Some(Ranked { answer, score: score.clamp(0.0, 1.0), fit })
        });
        let topics: Vec<Ranked> = ranked.collect();
        Ranking {
            two_parts: self.has_two_parts(&topics, query),
            negative_group: self.negative_group(topics.first(), compared),
            topics,
        }
    }

    /// The topics with the highest scores that have a given answer, the best first.
    fn best_topics(
        &self,
        compared: &Compared,
        given: &dyn Fn(AnswerRef) -> bool,
    ) -> Vec<(usize, f32)> {
        let shared = self.subject_weight() * compared.subject - compared.penalty();
        let is_given = |topic: usize| {
            let mut answers = 0..self.topics[topic].answers.len();
            answers.any(|answer| given(AnswerRef { topic, answer }))
        };
        let score = |&(topic, centre): &(usize, f32)| {
            let nearest = compared.nearest::<TOPIC_BEST>(&self.topics[topic].all);
            let classified = compared.classified.get(topic).copied().unwrap_or_default();
            let own = NEAREST * nearest + CENTRE * centre + CLASSIFIER * classified;
            (topic, SCALE * (own + shared))
        };
        let candidates = compared.topics.iter().filter(|(topic, _)| is_given(*topic));
        let mut scores: Vec<(usize, f32)> = candidates.map(score).collect();
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scores.truncate(RANKED);
        scores
    }

    /// The group of the nearest negative if that is nearer than the best answer.
    fn negative_group(&self, best: Option<&Ranked>, compared: &Compared) -> Option<usize> {
        let (group, at) = compared.negative?;
        let phrasings =
            best.map(|Ranked { answer, .. }| &self.topics[answer.topic].answers[answer.answer]);
        let nearest = phrasings.map_or(0.0, |range| compared.nearest::<ANSWER_BEST>(range));
        (compared.similarities[at] >= nearest).then_some(group)
    }

    fn compare(&self, query: &Query, reader: &Reader) -> Compared {
        self.compare_with(query, reader, |features, direction, classified| {
            self.candidates.choose(&self.texts, features, direction, classified)
        })
    }

    /// As for a ranking, with every topic and group taken in.
    pub(super) fn compare_all(&self, query: &Query, reader: &Reader) -> Compared {
        self.compare_with(query, reader, |features, _, _| {
            self.candidates.all(&self.texts, features)
        })
    }

    fn compare_with(
        &self,
        query: &Query,
        reader: &Reader,
        choose: impl Fn(&Features, &Direction, &[f32]) -> Chosen,
    ) -> Compared {
        let features = self.texts.features(&query.tokens, reader);
        let (classified, subject) = self.classifier.scores(&self.texts.row(&features));
        let direction = Direction::new(&features.dense);
        let Chosen { topics, groups, spelling: mut similarities } =
            choose(&features, &direction, &classified);
        let mut cosines = Vec::new();
        let mut add = |range: &Range<usize>, cosines: &mut Vec<f32>| {
            self.texts.add_meaning(&direction, range.clone(), &mut similarities, cosines);
        };
        for group in &groups {
            add(&self.negatives[*group], &mut cosines);
        }
        let mut centred = Vec::with_capacity(topics.len());
        for topic in topics {
            let TopicEntries { answers, all, .. } = &self.topics[topic];
            add(all, &mut cosines);
            let nearest = answers.iter().zip(&self.to_centre[topic]).map(|(range, to_centre)| {
                let own = &cosines[range.start - all.start..range.end - all.start];
                to_centre * own.iter().sum::<f32>()
            });
            centred.push((topic, nearest.fold(0.0, f32::max)));
        }
        let topics = centred;
        let negative = self.nearest_negative(groups, &similarities);
        Compared { similarities, classified, subject, topics, negative }
    }

    /// Group and text of the nearest negative; of equal ones the first.
    fn nearest_negative(&self, groups: Vec<usize>, similarities: &[f32]) -> Option<(usize, usize)> {
        let nearest = |group: usize| (group, highest(&similarities[self.negatives[group].clone()]));
        let nearer =
            |best: (usize, f32), next: (usize, f32)| if next.1 > best.1 { next } else { best };
        let (group, highest) = groups.into_iter().map(nearest).reduce(nearer)?;
        let at = self.negatives[group].clone().find(|at| similarities[*at] >= highest)?;
        Some((group, at))
    }

    /// The given answer of a topic whose phrasings are nearest; none if none of it is given.
    fn nearest_answer(
        &self,
        topic: usize,
        compared: &Compared,
        given: &dyn Fn(AnswerRef) -> bool,
    ) -> Option<AnswerRef> {
        let answers = self.topics[topic].answers.iter().enumerate();
        let given = answers
            .map(|(answer, range)| (AnswerRef { topic, answer }, range))
            .filter(|(at, _)| given(*at));
        let nearest = given.map(|(at, range)| (at, compared.nearest::<ANSWER_BEST>(range)));
        let best = nearest.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        best.map(|(answer, _)| answer)
    }

    /// How rare a word is, and whether an answer's phrasings have it.
    pub(super) fn held(&self, at: AnswerRef, word: &Token) -> (f32, bool) {
        self.texts.held(word, &self.topics[at.topic].answers[at.answer])
    }

    /// Whether a topic's title or one of its aliases has a word.
    pub(super) fn is_named(&self, topic: usize, word: &Token) -> bool {
        self.texts.held(word, &self.topics[topic].names).1
    }

    /// Whether two topics are filed under the same area.
    pub(super) fn same_area(&self, one: usize, other: usize) -> bool {
        self.topics[one].area.is_some() && self.topics[one].area == self.topics[other].area
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
    /// The mean similarity of the `N` nearest texts of a range.
    fn nearest<const N: usize>(&self, range: &Range<usize>) -> f32 {
        Best::<N>::of(range.clone(), &self.similarities).mean()
    }

    /// What the nearest negative takes off every score, unscaled.
    pub(super) fn penalty(&self) -> f32 {
        self.negative.map_or(0.0, |(_, at)| NEGATIVE * self.similarities[at].max(0.0))
    }
}

/// What the sums of cosines with a topic's answers have to be multiplied with.
fn centres(topic: &TopicEntries, texts: &Texts) -> Vec<f32> {
    topic.answers.iter().map(|range| texts.to_centre(range.clone())).collect()
}

/// Adds texts to the entries; returns where they stand.
fn add<'c>(entries: &mut Vec<&'c str>, new: impl Iterator<Item = &'c String>) -> Range<usize> {
    let start = entries.len();
    entries.extend(new.map(String::as_str));
    start..entries.len()
}
