//! Contract C3: one JSON object per question. Keys are only ever added; every key is on every line.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{AnswerRef, Corpus, Outcome};
use crate::pipeline::{Answered, Snapshot};

/// One line of `gutskin ask --json`.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    question: &'a str,
    outcome: &'static str,
    label: String,
    answer: Option<String>,
    /// The second answer of a reply that has two; its sentences and citations follow those of the first.
    also: Option<&'a str>,
    /// Of an answer: whether it is about what was asked; if not, it is the topic's card.
    exact: Option<bool>,
    score: Option<f32>,
    runner_up: Option<Value>,
    suggestions: Vec<String>,
    cautions: Vec<&'a str>,
    sentences: Vec<Value>,
    citations: Vec<Value>,
    text: String,
    elapsed_us: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Value>,
}

/// The line for one answered question.
#[must_use]
pub fn line<'a>(
    question: &'a str,
    answered: &'a Answered,
    snapshot: &'a Snapshot,
    elapsed: Duration,
    explain: bool,
) -> Line<'a> {
    let corpus = snapshot.corpus();
    let (decision, reply) = (&answered.decision, &answered.reply);
    let answer = match &decision.outcome {
        Outcome::Answer(at) => Some(*at),
        Outcome::Refuse { card, .. } => *card,
        Outcome::Suggest(_) | Outcome::Emergency | Outcome::NoMatch { .. } => None,
    };
    let suggestions = match &decision.outcome {
        Outcome::Suggest(answers) => answers.iter().map(|at| corpus.key(*at)).collect(),
        _ => Vec::new(),
    };
    Line {
        question,
        outcome: decision.outcome.name(),
        label: label(&decision.outcome, corpus),
        answer: answer.map(|at| corpus.key(at)),
        also: reply.also.as_ref().map(|also| also.key.as_str()),
        exact: matches!(decision.outcome, Outcome::Answer(_)).then_some(decision.exact),
        score: decision.score(),
        runner_up: decision
            .runner_up()
            .map(|ranked| json!({ "answer": corpus.key(ranked.answer), "score": ranked.score })),
        suggestions,
        cautions: reply.cautions.iter().map(|(label, _)| label.as_str()).collect(),
        sentences: reply
            .all_sentences()
            .map(|sentence| json!({ "text": sentence.text, "citations": sentence.citations }))
            .collect(),
        citations: reply
            .citations
            .iter()
            .map(|citation| {
                json!({
                    "n": citation.n, "source": citation.source, "finding": citation.finding, "title": citation.title,
                    "publisher": citation.publisher, "year": citation.year, "url": citation.url,
                })
            })
            .collect(),
        text: reply.plain_text(),
        elapsed_us: u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
        explanation: explain.then(|| explanation(answered, snapshot)),
    }
}

/// The token that evaluation files use for an outcome.
#[must_use]
pub fn label(outcome: &Outcome, corpus: &Corpus) -> String {
    match outcome {
        Outcome::Answer(at) => format!("answer:{}", corpus.topics[at.topic].id),
        Outcome::Suggest(_) => "suggest".to_owned(),
        Outcome::Refuse { kind, .. } => format!("refuse:{}", kind.as_str()),
        Outcome::Emergency => "emergency".to_owned(),
        Outcome::NoMatch { .. } => "off_topic".to_owned(),
    }
}

fn explanation(answered: &Answered, snapshot: &Snapshot) -> Value {
    let (decision, corpus) = (&answered.decision, snapshot.corpus());
    let why = snapshot.explain(answered);
    let key = |at: AnswerRef| corpus.key(at);
    let thresholds = corpus.settings.thresholds;
    json!({
        "words": answered.query.tokens.iter().map(|token| &token.word).collect::<Vec<_>>(),
        "asked": decision.part.as_ref()
            .map(|part| part.tokens.iter().map(|token| &token.word).collect::<Vec<_>>()),
        "repairs": answered.query.repairs.iter()
            .map(|repair| json!({ "written": repair.written, "read_as": repair.read_as })).collect::<Vec<_>>(),
        "rules": super::fired(answered, corpus).into_iter()
            .map(|fired| json!({
                "rule": fired.rule,
                "words": fired.words,
                "found_by": fired.found_by,
                "gave_way": fired.gave_way,
                "examples": fired.examples.map(|(score, leanings)| json!({
                    "score": score,
                    "words": leanings.iter()
                        .map(|(words, weight)| json!({ "words": words, "weight": weight })).collect::<Vec<_>>(),
                })),
            })).collect::<Vec<_>>(),
        "phrasings": why.contributions.iter()
            .map(|part| json!({
                "phrasing": part.phrasing, "answer": part.answer.map(key), "share": part.share, "words": part.words,
                "near": part.near.iter().map(|(asked, there)| json!({ "word": asked, "near": there })).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
        "rest": why.rest,
        "nearest_negative": why.nearest_negative.as_ref()
            .map(|(text, similarity)| json!({ "negative": text, "similarity": similarity, "takes_off": why.penalty })),
        "ranking": decision.ranking.iter()
            .map(|ranked| json!({ "answer": key(ranked.answer), "score": ranked.score, "fit": ranked.fit })).collect::<Vec<_>>(),
        "thresholds": { "suggest": thresholds.suggest, "answer": thresholds.answer, "margin": thresholds.lead(decision.exact), "fit": thresholds.fit },
    })
}
