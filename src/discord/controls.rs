//! What can be pressed below a reply. Pure; what a press does is `press`'.

use serenity::all::ButtonStyle;
use serenity::builder::{
    CreateActionRow, CreateButton, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::id::UserId;

use super::custom_id::{Action, CustomId};
use super::limits::{self, cut};
use crate::model::{Corpus, Related, Reply, ReplyKind};
use crate::pipeline::Answered;

/// Below the reply to a question.
pub(super) fn under_answered(
    answered: &Answered,
    corpus: &Corpus,
    asker: UserId,
) -> Vec<CreateActionRow> {
    rows(&answered.reply, &why(answered, corpus), asker)
}

/// Below a reply that was asked for by name: there is nothing to explain about that.
pub(super) fn under_shown(reply: &Reply, asker: UserId) -> Vec<CreateActionRow> {
    rows(reply, &[], asker)
}

/// What explains a decision when the question is forgotten, the fullest form first: `rosacea/diet:0.412:acne:0.210`.
fn why(answered: &Answered, corpus: &Corpus) -> Vec<String> {
    let key = answered.reply.answer.as_deref().unwrap_or_default();
    let decision = &answered.decision;
    let best = decision.score().map(|score| format!("{score:.3}")).unwrap_or_default();
    let full = decision.runner_up().map(|second| {
        let topic = &corpus.topics[second.answer.topic].id;
        format!("{key}:{best}:{topic}:{:.3}", second.score)
    });
    full.into_iter().chain([format!("{key}:{best}")]).collect()
}

/// Between the keys of two answers in a custom id.
pub(super) const BESIDE: char = '+';

/// Of a reply with two answers, the sources are those of both where their keys fit into a custom id; what members judge
/// as helpful or moderators as wrong is the first, by which the reply is counted and corrected.
fn rows(reply: &Reply, why: &[String], asker: UserId) -> Vec<CreateActionRow> {
    let press = |action, label: &str, detail: &str| button(action, label, asker, detail);
    let key = reply.answer.as_deref();
    let sources = || {
        let cited = key.filter(|_| !reply.citations.is_empty());
        let both =
            reply.also.as_ref().zip(cited).map(|(also, key)| format!("{key}{BESIDE}{}", also.key));
        let both = both.and_then(|keys| press(Action::Sources, "Sources", &keys));
        both.or_else(|| press(Action::Sources, "Sources", cited?))
    };
    let why = || why.iter().find_map(|detail| press(Action::Why, "Why this answer?", detail));
    let dismiss = || press(Action::Dismiss, "Dismiss", "");
    let buttons = match reply.kind {
        ReplyKind::Answer => vec![
            key.and_then(|key| press(Action::Helpful, "Helpful", key)),
            key.and_then(|key| press(Action::NotHelpful, "Not helpful", key)),
            sources(),
            why(),
            dismiss(),
        ],
        ReplyKind::Refusal => vec![sources(), why(), dismiss()],
        ReplyKind::Suggest => {
            let offers = distinct(&reply.related).into_iter().take(limits::ROW - 1);
            let offer = |offer: &Related| press(Action::Choose, &offer.title, &offer.key);
            offers.map(offer).chain([dismiss()]).collect()
        }
        ReplyKind::NoMatch => vec![press(Action::Topics, "Browse topics", ""), dismiss()],
        // In an emergency nothing stands beside the message, but whoever it is for may want it gone.
        ReplyKind::Emergency => vec![dismiss()],
    };
    let mut rows = vec![CreateActionRow::Buttons(buttons.into_iter().flatten().collect())];
    if matches!(reply.kind, ReplyKind::Answer | ReplyKind::Refusal) {
        rows.extend(menu("Related answers", asker, &reply.related));
    }
    rows
}

/// A button; `None` where what it needs does not fit into a custom id, or it would say nothing.
pub(super) fn button(
    action: Action,
    label: &str,
    asker: UserId,
    detail: &str,
) -> Option<CreateButton> {
    let label = cut(label.trim(), limits::BUTTON_LABEL);
    let id = CustomId::encode(action, asker, detail).filter(|_| !label.is_empty())?;
    let style =
        if action == Action::Choose { ButtonStyle::Primary } else { ButtonStyle::Secondary };
    Some(CreateButton::new(id).label(label).style(style))
}

/// A menu of answers to show; `None` where there are none.
pub(super) fn menu(
    placeholder: &str,
    asker: UserId,
    answers: &[Related],
) -> Option<CreateActionRow> {
    let fits = |one: &&Related| limits::count(&one.key) <= limits::OPTION;
    let options: Vec<CreateSelectMenuOption> = distinct(answers)
        .into_iter()
        .filter(fits)
        .take(limits::OPTIONS)
        .map(|one| CreateSelectMenuOption::new(cut(&one.title, limits::OPTION), &one.key))
        .collect();
    let id = CustomId::encode(Action::Show, asker, "").filter(|_| !options.is_empty())?;
    let menu = CreateSelectMenu::new(id, CreateSelectMenuKind::String { options });
    Some(CreateActionRow::SelectMenu(menu.placeholder(placeholder)))
}

/// Each answer once, and only those with a name: Discord takes nothing twice and nothing empty.
fn distinct(answers: &[Related]) -> Vec<&Related> {
    let mut found: Vec<&Related> = Vec::new();
    for answer in answers {
        let known = found.iter().any(|one| one.key == answer.key);
        if !known && !answer.title.trim().is_empty() {
            found.push(answer);
        }
    }
    found
}

/// Buttons to the pages before and after page `number` of `of`; none where there is one page.
///
/// A button's detail is `prefix` and the number of the page it leads to.
pub(super) fn turning(
    action: Action,
    asker: UserId,
    prefix: &str,
    number: usize,
    of: usize,
) -> Option<CreateActionRow> {
    let to = |label, page: usize| {
        let at_end = page == number;
        // Discord wants every custom id once, that of a button that leads nowhere too.
        let detail = format!("{prefix}{page}{}", if at_end { "." } else { "" });
        button(action, label, asker, &detail).map(|button| button.disabled(at_end))
    };
    let last = of.checked_sub(1).filter(|last| *last > 0)?;
    let buttons = [to("Previous", number.saturating_sub(1)), to("Next", last.min(number + 1))];
    Some(CreateActionRow::Buttons(buttons.into_iter().flatten().collect()))
}
