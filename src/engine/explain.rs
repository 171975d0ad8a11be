//! Why an answer has the score it has: the exact share of every text, and the words that matched.
//!
//! Works out again what `index` did for one answer, text by text; made for people who ask, not for every question.

use std::ops::Range;

use super::best::Best;
use super::features::{Direction, dense};
use super::index::{CENTRE, CLASSIFIER, Compared, Index, Layout, NEAREST, SCALE, TOPIC_BEST};
use crate::model::{AnswerRef, Contribution, Corpus, Explanation, Query, Token};
use crate::text::{Reader, WordVectors};

/// How many texts an explanation names.
const NAMED: usize = 8;
/// From this cosine on two words mean nearly the same; "zits" and "pimples" have 0.7.
const NEARLY: f32 = 0.5;

impl Index {
    /// Explains the score that `rank` gave an answer. `corpus` is the one the index was built from.
    #[must_use]
    pub fn explain(
        &self,
        answer: AnswerRef,
        query: &Query,
        corpus: &Corpus,
        reader: &Reader,
    ) -> Explanation {
        let entries = Layout::of(corpus).entries;
        let compared = self.compare_all(query, reader);
        let mut shares = self.shares(answer, &compared, &self.meaning(query, reader));
        shares.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        let named = shares.len().min(NAMED);
        let contribution = |(text, share): &(usize, f32)| {
            let phrasing = entries[*text];
            let (words, near) = matches(&query.tokens, &reader.tokens(phrasing), reader.vectors());
            Contribution {
                phrasing: phrasing.to_owned(),
                answer: self.owner(*text),
                share: *share,
                words,
                near,
            }
        };
        Explanation {
            contributions: shares[..named].iter().map(contribution).collect(),
            rest: shares[named..].iter().map(|(_, share)| share).sum(),
            nearest_negative: compared
                .negative
                .map(|(_, at)| (entries[at].to_owned(), compared.similarities[at])),
            penalty: SCALE * compared.penalty(),
        }
    }

    /// The cosine of a query's vector with that of each text.
    fn meaning(&self, query: &Query, reader: &Reader) -> Vec<f32> {
        let direction = Direction::new(&dense(&query.tokens, reader.vectors()));
        let mut cosines = Vec::new();
        self.texts.meaning(&direction, 0..self.texts.count(), &mut cosines);
        cosines
    }

    /// What each text adds to the score of an answer.
    fn shares(&self, answer: AnswerRef, compared: &Compared, meaning: &[f32]) -> Vec<(usize, f32)> {
        let subject = self.subject_weight();
        let mut shares: Vec<f32> = compared
            .similarities
            .iter()
            .enumerate()
            .map(|(text, similarity)| {
                let (own, all) = self.classifier.coefficient(text, answer.topic);
                (CLASSIFIER * own + subject * all) * similarity
            })
            .collect();
        let all = self.topics[answer.topic].all.clone();
        let nearest = Best::<TOPIC_BEST>::of(all, &compared.similarities);
        for (text, similarity) in nearest.iter() {
            shares[text] += NEAREST * nearest.each() * similarity;
        }
        let (answer, to_centre) = self.nearest_centre(answer.topic, meaning);
        for text in answer {
            shares[text] += CENTRE * to_centre * meaning[text];
        }
        shares.into_iter().map(|share| SCALE * share).enumerate().collect()
    }

    /// The phrasings of a topic's answer whose centre is nearest, and what makes their cosines the centre's; none if all
    /// point away.
    fn nearest_centre(&self, topic: usize, meaning: &[f32]) -> (Range<usize>, f32) {
        let answers = self.topics[topic].answers.iter().zip(&self.to_centre[topic]);
        let cosine = |(range, to_centre): &(&Range<usize>, &f32)| -> f32 {
            *to_centre * meaning[(*range).clone()].iter().sum::<f32>()
        };
        let near = answers.filter(|answer| cosine(answer) > 0.0);
        let nearest = near.max_by(|a, b| cosine(a).total_cmp(&cosine(b)));
        nearest.map_or((0..0, 0.0), |(range, to_centre)| (range.clone(), *to_centre))
    }

    fn owner(&self, text: usize) -> Option<AnswerRef> {
        let topic = self.topics.iter().position(|topic| topic.all.contains(&text))?;
        let answer = self.topics[topic].answers.iter().position(|range| range.contains(&text));
        Some(AnswerRef { topic, answer: answer.unwrap_or_default() })
    }
}

/// The words of a query that a text has too, and those that mean nearly the same as one of its words.
fn matches(
    query: &[Token],
    text: &[Token],
    vectors: &WordVectors,
) -> (Vec<String>, Vec<(String, String)>) {
    let (mut same, mut near) = (Vec::new(), Vec::new());
    for token in query.iter().filter(|token| !token.stop) {
        if text.iter().any(|other| other.stem == token.stem) {
            same.push(token.word.clone());
            continue;
        }
        let nearest = text
            .iter()
            .filter(|other| !other.stop)
            .map(|other| (&other.word, vectors.similarity(&token.word, &other.word)))
            .filter(|(_, cosine)| *cosine >= NEARLY)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        near.extend(nearest.map(|(other, _)| (token.word.clone(), other.clone())));
    }
    (same, near)
}
