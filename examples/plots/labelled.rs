//! Labelled questions, and what the ranking says of them.

use std::sync::Arc;

use gutskin::engine::Index;
use gutskin::model::{Corpus, Question};
use gutskin::text::{Reader, WordVectors};

/// A labelled question: its text and the topics that are right; none if it is off topic.
pub(crate) type Labelled = (String, Vec<String>);

/// The best score of a question, and whether its topic is right.
pub(crate) type Best = (f32, bool);

pub(crate) fn questions(file: &str) -> Vec<Labelled> {
    let rows = file.lines().filter_map(|line| line.split_once('\t'));
    let labelled = rows.filter_map(|(question, expected)| {
        let topics = match expected.strip_prefix("answer:") {
            Some(topics) => topics.split('|').map(str::to_owned).collect(),
            None if expected == "off_topic" => Vec::new(),
            None => return None,
        };
        Some((question.to_owned(), topics))
    });
    labelled.collect()
}

pub(crate) fn ask(corpus: &Corpus, words: &Arc<WordVectors>, questions: &[Labelled]) -> Vec<Best> {
    let reader = Reader::new(corpus, Arc::clone(words));
    let index = Index::build(corpus, &reader);
    let best = questions.iter().map(|(question, topics)| {
        let ranking = index.rank(&reader.query(&Question::new(question.as_str())), &reader);
        ranking.topics.first().map_or((0.0, false), |best| {
            (best.score, topics.contains(&corpus.topics[best.answer.topic].id))
        })
    });
    best.collect()
}
