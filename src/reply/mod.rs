//! Composes the message for a decision: sentences with numbered citations, notes, related answers.
//!
//! Pure. Every fixed sentence comes from the knowledge; lengths and markup of a platform are the surface's business.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod cite;

use time::{Date, Duration};

use crate::model::{
    Answer, AnswerRef, CautionEffect, Corpus, Decision, HelplineKind, Outcome, Part, Related,
    Reply, ReplyKind, RuleKind, Topic,
};

/// The reply to a decision. `today` decides whether a review is overdue.
#[must_use]
pub fn compose(decision: &Decision, corpus: &Corpus, today: Date) -> Reply {
    let reply = match &decision.outcome {
        Outcome::Emergency => return emergency(decision, corpus),
        Outcome::Answer(at) if decision.exact => match decision.beside {
            Some(beside) => show_both(*at, beside, corpus, today),
            None => show(*at, corpus, today),
        },
        Outcome::Answer(at) => not_exactly(*at, corpus, today),
        Outcome::Suggest(answers) => suggest(answers, corpus),
        Outcome::Refuse { card, .. } => refuse(decision, *card, corpus, today),
        Outcome::NoMatch { group } => no_match(*group, corpus),
    };
    with_cautions(reply, decision, corpus)
}

/// The reply that shows one answer, as when it is asked for by name.
///
/// Past the review period it says so; past the period of grace after that it is no longer said at all, and only its
/// sources are shown.
#[must_use]
pub fn show(at: AnswerRef, corpus: &Corpus, today: Date) -> Reply {
    let (topic, answer) = corpus.answer(at);
    let (sentences, citations) = cite::number(&answer.sentences, corpus);
    let wording = &corpus.settings.wording;
    let review = review(topic, corpus, today);
    let is_said = review != Review::LongOverdue;
    Reply {
        answer: Some(corpus.key(at)),
        title: Some(answer.title.clone()),
        sentences: if is_said { sentences } else { Vec::new() },
        citations,
        notes: (review != Review::Current).then(|| wording.overdue.clone()).into_iter().collect(),
        evidence: is_said.then_some(answer.evidence),
        reviewed: Some(topic.reviewed),
        related: related(at, corpus),
        disclaimer: Some(wording.disclaimer.clone()),
        ..empty(ReplyKind::Answer, corpus)
    }
}

/// One reply with two answers: the second below the first, citations numbered through, all else said once.
#[must_use]
pub fn show_both(at: AnswerRef, beside: AnswerRef, corpus: &Corpus, today: Date) -> Reply {
    let (first, mut second) = (show(at, corpus, today), show(beside, corpus, today));
    let keys = [corpus.key(at), corpus.key(beside)];
    let mut citations = first.citations;
    cite::number_on(&mut citations, &mut second.sentences, second.citations);
    let mut related: Vec<Related> = Vec::new();
    for one in first.related.into_iter().chain(second.related) {
        if !keys.contains(&one.key) && !related.contains(&one) {
            related.push(one);
        }
    }
    let mut notes = first.notes;
    notes.extend(second.notes.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>());
    let (topic, answer) = corpus.answer(beside);
    let [_, key] = keys;
    let also = Part {
        key,
        title: answer.title.clone(),
        sentences: second.sentences,
        evidence: second.evidence,
        reviewed: topic.reviewed,
    };
    Reply { also: Some(also), citations, related, notes, ..first }
}

fn empty(kind: ReplyKind, corpus: &Corpus) -> Reply {
    Reply {
        kind,
        answer: None,
        title: None,
        lead: None,
        sentences: Vec::new(),
        also: None,
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
    let declined = declined(decision, corpus);
    let mut reply = match card {
        None => empty(ReplyKind::Refusal, corpus),
        Some(at) => Reply { kind: ReplyKind::Refusal, ..show(at, corpus, today) },
    };
    reply.lead = Some(if reply.sentences.is_empty() {
        declined
    } else {
        format!("{declined} {}", wording.general_part)
    });
    reply.notes.insert(0, wording.see_someone.clone());
    reply
}

/// What the rule says that matched; where moderators decided that it is refused, what the first of that kind says.
fn declined(decision: &Decision, corpus: &Corpus) -> String {
    let Outcome::Refuse { kind: wanted, .. } = decision.outcome else { return String::new() };
    let matched = decision.screening.refusal.as_ref().filter(|(kind, _)| *kind == wanted);
    let of_kind = || corpus.rules.iter().find(|rule| rule.kind == RuleKind::Refuse(wanted));
    let rule = matched.map(|(_, matched)| &corpus.rules[matched.rule]).or_else(of_kind);
    rule.map(|rule| rule.reply.clone()).unwrap_or_default()
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
                // Without what leads over to the card, which goes.
                let refuses = reply.kind == ReplyKind::Refusal;
                let kept = refuses.then(|| declined(decision, corpus));
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

/// How long ago a person checked a topic, measured by the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Review {
    Current,
    Overdue,
    /// Past the period of grace too.
    LongOverdue,
}

fn review(topic: &Topic, corpus: &Corpus, today: Date) -> Review {
    let settings = &corpus.settings;
    let grace = Duration::days(settings.review_grace_days.into());
    if !settings.is_overdue(topic.reviewed, today) {
        Review::Current
    } else if settings.is_overdue(topic.reviewed + grace, today) {
        Review::LongOverdue
    } else {
        Review::Overdue
    }
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
