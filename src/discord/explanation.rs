//! Why a decision came out as it did, as a card: the words that matched, the score against the threshold, the runner-up.
//!
//! Pure.

use std::collections::BTreeSet;

use super::card::{self, Card};
use super::limits::{self, cut};
use super::markup;
use crate::model::{AnswerRef, Corpus, Decision, Explanation, Outcome, Token};
use crate::pipeline::{Answered, Snapshot};

const FORGOTTEN: &str = "Which words matched is shown where the question can be read, or to who asked it, for an hour at most.";
const RUNNER_UP: &str = "Runner-up";
/// Of a question that is quoted.
const QUOTED: usize = 300;

/// The whole explanation of a decision.
pub(super) fn card(answered: &Answered, snapshot: &Snapshot) -> Card {
    let (why, corpus) = (snapshot.explain(answered), snapshot.corpus());
    let scores = scores(&answered.decision, &why, corpus);
    let rows = words(answered, &why).into_iter().chain(scores);
    framed(&rows.collect::<Vec<_>>(), corpus)
}

/// What can be said from a custom id alone: `KEY:SCORE[:TOPIC:SCORE]`.
pub(super) fn card_of_scores(detail: &str, corpus: &Corpus) -> Card {
    framed(&remembered(detail, corpus), corpus)
}

/// The same for moderators: what came of it, every rule of the screen with its name, every score, every threshold.
pub(super) fn whole(answered: &Answered, snapshot: &Snapshot) -> Card {
    let (why, corpus) = (snapshot.explain(answered), snapshot.corpus());
    let decision = &answered.decision;
    let mut rows = vec![row("Outcome", &outcome(decision, corpus))];
    rows.extend(words(answered, &why));
    rows.extend(near(&why));
    rows.extend(rules(answered, corpus));
    rows.extend(scores(decision, &why, corpus));
    rows.extend(ranking(decision, corpus));
    Card { title: Some("How I decide this".to_owned()), ..framed(&rows, corpus) }
}

fn outcome(decision: &Decision, corpus: &Corpus) -> String {
    let title = |at: &AnswerRef| markup::plain(&corpus.answer(*at).1.title);
    match &decision.outcome {
        Outcome::Answer(at) if decision.exact => {
            let titles = [at].into_iter().chain(&decision.beside).map(title);
            format!("answer: {}", titles.collect::<Vec<_>>().join("; "))
        }
        Outcome::Answer(at) => format!("sure of the topic, not of the answer: {}", title(at)),
        Outcome::Suggest(answers) => {
            format!("suggestions: {}", answers.iter().map(title).collect::<Vec<_>>().join("; "))
        }
        Outcome::Refuse { kind, card } => {
            let card = card.as_ref().map(|at| format!(", with {}", title(at))).unwrap_or_default();
            format!("refused ({}){card}", kind.as_str())
        }
        Outcome::Emergency => "emergency".to_owned(),
        Outcome::NoMatch { .. } => "no answer".to_owned(),
    }
}

/// Words of the question that mean nearly the same as words of known questions.
fn near(why: &Explanation) -> Option<String> {
    let pairs: BTreeSet<String> = why
        .contributions
        .iter()
        .flat_map(|part| &part.near)
        .map(|(asked, known)| markup::plain(&format!("{asked} like {known}")))
        .collect();
    let pairs: Vec<String> = pairs.into_iter().collect();
    (!pairs.is_empty()).then(|| row("Words that are near", &cut(&pairs.join(", "), QUOTED)))
}

/// The rules of the screen that matched, and what the examples said.
fn rules(answered: &Answered, corpus: &Corpus) -> Vec<String> {
    let screening = &answered.decision.screening;
    let rules = screening.matches().map(|matched| {
        let rule = &corpus.rules[matched.rule];
        let how = match &matched.examples {
            Some(likeness) => format!("its examples, {:.2} of 1", likeness.score),
            None => "a pattern".to_owned(),
        };
        let found = matched
            .found_by
            .map(|rule| format!(", found by {}", markup::plain(&corpus.rules[rule].id)));
        let found = found.unwrap_or_default();
        let end = if screening.gave_way(matched) { ", gave way to the answer" } else { "" };
        format!("{} by {how}{found}{end}", markup::plain(&rule.id))
    });
    let rules: Vec<String> = rules.collect();
    let said = if rules.is_empty() { "nothing matched".to_owned() } else { rules.join("; ") };
    vec![row("Screen", &said)]
}

/// Every ranked answer, and what the thresholds are.
fn ranking(decision: &Decision, corpus: &Corpus) -> Vec<String> {
    let thresholds = corpus.settings.thresholds;
    let listed = decision.ranking.iter().map(|one| {
        let title = markup::plain(&corpus.answer(one.answer).1.title);
        format!("{title}: score {:.2}, fit {:.2}", one.score, one.fit)
    });
    let listed: Vec<String> = listed.collect();
    let limits = format!(
        "suggest {:.2}, answer {:.2}; two topics nearer than {:.2} are both offered; below a fit of {:.2} the topic's card is \
         shown.",
        thresholds.suggest,
        thresholds.answer,
        thresholds.lead(decision.exact),
        thresholds.fit
    );
    let listed = (!listed.is_empty()).then(|| row("Ranking", &format!("\n{}", listed.join("\n"))));
    listed.into_iter().chain([row("Thresholds", &limits)]).collect()
}

/// That moderators decided, and when.
fn corrected(decision: &Decision) -> Option<String> {
    let corrected = decision.corrected?;
    let of = if corrected.same { "this question" } else { "a question much like this one" };
    Some(row(
        "Corrected here",
        &format!("on {}: a moderator decided what comes of {of}.", corrected.day),
    ))
}

fn framed(rows: &[String], corpus: &Corpus) -> Card {
    let footer =
        format!("Nothing is guessed: /about says how I work · knowledge {}", corpus.revision);
    Card {
        colour: card::TEAL,
        title: Some("Why this answer?".to_owned()),
        description: cut(&rows.join("\n"), card::DESCRIPTION),
        fields: Vec::new(),
        footer: Some(footer),
    }
}

fn row(name: &str, text: &str) -> String {
    format!("**{name}** {text}")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", markup::plain(&cut(text, QUOTED)))
}

/// How the question was read, and which of its words counted.
fn words(answered: &Answered, why: &Explanation) -> Vec<String> {
    let (query, decision) = (&answered.query, &answered.decision);
    let read: Vec<&str> = query.tokens.iter().map(|token| token.word.as_str()).collect();
    let mut rows = vec![row("Read as", &quoted(&read.join(" ")))];
    rows.extend(corrected(decision));
    for repair in &query.repairs {
        let text = format!("{} as {}", quoted(&repair.written), quoted(&repair.read_as));
        rows.push(row("Mended", &text));
    }
    for matched in decision.screening.matches() {
        let caught = query.tokens.get(matched.tokens.clone()).unwrap_or_default();
        let caught: Vec<&str> = caught.iter().map(Token::written).collect();
        rows.push(row("A safety rule", &format!("caught {}", quoted(&caught.join(" ")))));
    }
    let parts = &why.contributions;
    let matched: BTreeSet<&str> =
        parts.iter().flat_map(|part| &part.words).map(String::as_str).collect();
    if !matched.is_empty() {
        let matched: Vec<String> = matched.into_iter().map(markup::plain).collect();
        rows.push(row("Words that matched", &cut(&matched.join(", "), QUOTED)));
    }
    if let Some(nearest) = parts.first() {
        rows.push(row("Nearest known question", &quoted(&nearest.phrasing)));
    }
    rows
}

fn scores(decision: &Decision, why: &Explanation, corpus: &Corpus) -> Vec<String> {
    let mut rows = Vec::new();
    if let Some(score) = decision.score() {
        rows.push(row("Score", &against(&format!("{score:.2}"), corpus)));
    }
    if let Some(second) = decision.runner_up() {
        let (_, answer) = corpus.answer(second.answer);
        let name = if decision.beside.is_some() { "The other part" } else { RUNNER_UP };
        rows.push(scored(name, &answer.title, &format!("{:.2}", second.score)));
    }
    if let Some((negative, _)) = &why.nearest_negative
        && why.penalty >= 0.01
    {
        let name = format!("Less {:.2}", why.penalty);
        rows.push(row(&name, &format!("for being like {}, which I leave alone", quoted(negative))));
    }
    rows
}

fn against(score: &str, corpus: &Corpus) -> String {
    let thresholds = corpus.settings.thresholds;
    format!(
        "{score} of 1. I answer from {:.2} on, and offer suggestions from {:.2} on.",
        thresholds.answer, thresholds.suggest
    )
}

fn scored(name: &str, title: &str, score: &str) -> String {
    row(name, &format!("{}, {score}", markup::plain(title)))
}

fn remembered(detail: &str, corpus: &Corpus) -> Vec<String> {
    let parts: Vec<&str> = detail.split(':').collect();
    let score = |at: usize| {
        let number: f32 = parts.get(at)?.parse().ok()?;
        (0.0..=1.0).contains(&number).then(|| format!("{number:.2}"))
    };
    let mut rows = Vec::new();
    rows.extend(score(1).map(|best| row("Score", &against(&best, corpus))));
    let second = parts.get(2).and_then(|id| corpus.topic(id)).zip(score(3));
    rows.extend(second.map(|(at, score)| scored(RUNNER_UP, &corpus.topics[at].title, &score)));
    rows.push(FORGOTTEN.to_owned());
    rows
}

const _: () =
    assert!(QUOTED * 8 < limits::EMBED_DESCRIPTION, "rows are cut only where they are many");
