//! Composes the message for a decision: sentences with numbered citations, notes, related answers.
//!
//! Pure. Every fixed sentence comes from the knowledge; lengths and markup of a platform are the surface's business.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod cite;

use time::{Date, Duration};

use crate::model::{
    Answer, AnswerRef, CautionEffect, Corpus, Decision, HelplineKind, Outcome, Related, Reply,
    ReplyKind, RuleKind, Topic,
};

/// The reply to a decision. `today` decides whether a review is overdue.
#[must_use]
pub fn compose(decision: &Decision, corpus: &Corpus, today: Date) -> Reply {
    let reply = match &decision.outcome {
        Outcome::Emergency => return emergency(decision, corpus),
        Outcome::Answer(at) if decision.exact => show(*at, corpus, today),
        Outcome::Answer(at) => not_exactly(*at, corpus, today),
        Outcome::Suggest(answers) => suggest(answers, corpus),
        Outcome::Refuse { card, .. } => refuse(decision, *card, corpus, today),
        Outcome::NoMatch { group } => no_match(*group, corpus),
    };
    with_cautions(reply, decision, corpus)
}

/// The reply that shows one answer, as when it is asked for by name.
#[must_use]
pub fn show(at: AnswerRef, corpus: &Corpus, today: Date) -> Reply {
    let (topic, answer) = corpus.answer(at);
    let (sentences, citations) = cite::number(&answer.sentences, corpus);
    let wording = &corpus.settings.wording;
    Reply {
        title: Some(answer.title.clone()),
        sentences,
        citations,
        notes: is_overdue(topic, corpus, today)
            .then(|| wording.overdue.clone())
            .into_iter()
            .collect(),
        evidence: Some(answer.evidence),
        reviewed: Some(topic.reviewed),
        related: related(at, corpus),
        disclaimer: Some(wording.disclaimer.clone()),
        ..empty(ReplyKind::Answer, corpus)
    }
}

fn empty(kind: ReplyKind, corpus: &Corpus) -> Reply {
    Reply {
        kind,
        title: None,
        lead: None,
        sentences: Vec::new(),
        citations: Vec::new(),
        notes: Vec::new(),
        cautions: Vec::new(),
        evidence: None,
        reviewed: None,
        related: Vec::new(),
        disclaimer: None,
        revision: corpus.revision.clone(),
    }
}

fn no_match(group: Option<usize>, corpus: &Corpus) -> Reply {
    let own = group.and_then(|group| corpus.silence[group].reply.clone());
    let lead = own.unwrap_or_else(|| corpus.settings.wording.no_match.clone());
    Reply { lead: Some(lead), ..empty(ReplyKind::NoMatch, corpus) }
}

fn suggest(answers: &[AnswerRef], corpus: &Corpus) -> Reply {
    Reply {
        lead: Some(corpus.settings.wording.suggest.clone()),
        related: answers.iter().map(|at| link(*at, corpus)).collect(),
        ..empty(ReplyKind::Suggest, corpus)
    }
}

/// The card of a topic that has no answer to exactly what was asked.
fn not_exactly(card: AnswerRef, corpus: &Corpus, today: Date) -> Reply {
    let lead = Some(corpus.settings.wording.not_exactly.clone());
    Reply { lead, ..show(card, corpus, today) }
}

fn refuse(decision: &Decision, card: Option<AnswerRef>, corpus: &Corpus, today: Date) -> Reply {
    let wording = &corpus.settings.wording;
    let declined = decision
        .screening
        .refusal
        .as_ref()
        .map(|(_, matched)| corpus.rules[matched.rule].reply.clone())
        .unwrap_or_default();
    let mut reply = match card {
        None => empty(ReplyKind::Refusal, corpus),
        Some(at) => Reply { kind: ReplyKind::Refusal, ..show(at, corpus, today) },
    };
    reply.lead = Some(match card {
        None => declined,
        Some(_) => format!("{declined} {}", wording.general_part),
    });
    reply.notes.insert(0, wording.see_someone.clone());
    reply
}

fn emergency(decision: &Decision, corpus: &Corpus) -> Reply {
    let message =
        decision.screening.emergency.as_ref().map(|matched| &corpus.rules[matched.rule].reply);
    let lead = message.map(|message| with_helplines(message, corpus));
    Reply { lead, ..empty(ReplyKind::Emergency, corpus) }
}

/// Adds the notes of the cautions. One that replaces leaves nothing of an answer, and speaks even where there is none:
/// somebody who writes of not eating is not left with "I don't know".
fn with_cautions(mut reply: Reply, decision: &Decision, corpus: &Corpus) -> Reply {
    for matched in &decision.screening.cautions {
        let rule = &corpus.rules[matched.rule];
        let RuleKind::Caution { label, effect } = &rule.kind else { continue };
        match effect {
            CautionEffect::Replace => {
                let kept = if reply.kind == ReplyKind::Refusal { reply.lead.take() } else { None };
                let cautions = std::mem::take(&mut reply.cautions);
                reply = Reply { lead: kept, cautions, ..empty(reply.kind, corpus) };
            }
            CautionEffect::Add if reply.kind == ReplyKind::NoMatch => continue,
            CautionEffect::Add => {}
        }
        reply.cautions.push((label.clone(), with_helplines(&rule.reply, corpus)));
    }
    reply
}

/// Fills `{crisis_lines}` and `{eating_lines}` with the helplines of the settings, separated by ` · `.
fn with_helplines(text: &str, corpus: &Corpus) -> String {
    let lines = |kind: HelplineKind| {
        let helplines = corpus.settings.helplines.iter().filter(|line| line.kind == kind);
        helplines
            .map(|line| format!("{}: {} ({})", line.region, line.contact, line.name))
            .collect::<Vec<_>>()
            .join(" · ")
    };
    text.replace("{crisis_lines}", &lines(HelplineKind::Crisis))
        .replace("{eating_lines}", &lines(HelplineKind::Eating))
}

fn is_overdue(topic: &Topic, corpus: &Corpus, today: Date) -> bool {
    today - topic.reviewed > Duration::days(i64::from(corpus.settings.review_period_days))
}

/// The topic's other answers, then the cards of its related topics.
fn related(at: AnswerRef, corpus: &Corpus) -> Vec<Related> {
    let (topic, _) = corpus.answer(at);
    let siblings = (0..topic.answers.len())
        .filter(|answer| *answer != at.answer)
        .map(|answer| AnswerRef { answer, ..at });
    let cards = topic.related.iter().filter_map(|id| corpus.find(id));
    siblings.chain(cards).map(|at| link(at, corpus)).collect()
}

fn link(at: AnswerRef, corpus: &Corpus) -> Related {
    let (_, answer): (&Topic, &Answer) = corpus.answer(at);
    Related { key: corpus.key(at), title: answer.title.clone() }
}
