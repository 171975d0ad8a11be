//! `/mod unanswered`: questions that several people asked and that had no answer, similar ones together.
//!
//! Kept only where a moderator switched it on. A question that the knowledge answers by now is closed on the way.

use std::collections::BTreeSet;

use serenity::builder::{
    CreateActionRow, CreateCommandOption, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption,
};
use serenity::model::application::CommandOptionType;

use super::{AWAY, Office, Subcommand, Words, custom_id, said_when_saved};
use crate::discord::act::{Act, Decided, Desk, Scene, Work};
use crate::discord::attach;
use crate::discord::card::{self, Card};
use crate::discord::limits::{self, cut};
use crate::discord::markup;
use crate::discord::render::Post;
use crate::model::{Change, Outcome, Question};
use crate::store::{Store, Unanswered, UnansweredRow};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: NAME,
    about: Words {
        english: "Questions that several members asked and I could not answer",
        german: "Fragen, die mehrere Mitglieder stellten und ich nicht beantworten konnte",
        spanish: "Preguntas de varios miembros que no supe responder",
        french: "Questions de plusieurs membres auxquelles je n'ai pas su répondre",
    },
    options,
    run: |desk, office| Box::pin(run(desk, office)),
    complete: None,
    press: Some(press),
};

const NAME: &str = "unanswered";
const KEEP: &str = "keep";
/// Of a question in the list.
const QUOTED: usize = 160;

const OFF: &str = "I keep no questions on this server. `/mod unanswered keep:on` changes that: then a question that I had \
    no answer to, and that 3 different people asked within a week, is shown here, without names, numbers and links, for 30 \
    days at most. Nothing else is kept, and never a direct message.";
const NONE: &str =
    "Nothing yet: no question without an answer was asked by 3 different people within a week.";

fn options() -> Vec<CreateCommandOption> {
    let words = Words {
        english: "Whether such questions are kept on this server",
        german: "Ob solche Fragen auf diesem Server aufbewahrt werden",
        spanish: "Si tales preguntas se guardan en este servidor",
        french: "Si ces questions sont conservées sur ce serveur",
    };
    let keep = words.option(CommandOptionType::String, KEEP);
    vec![keep.add_string_choice("on", "on").add_string_choice("off", "off")]
}

async fn run(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    match desk.data.text(KEEP) {
        "on" => {
            let what = "From now on I keep questions that I have no answer to, once 3 different people asked them within \
                a week: without names, numbers and links, for 30 days at most. Please tell your members.";
            said_when_saved(what, office.change(Change::KeepsUnanswered(true)).await, "kept")
        }
        "off" => {
            let what = "I keep no questions on this server any more, and what was kept is deleted.";
            said_when_saved(what, office.change(Change::KeepsUnanswered(false)).await, "not kept")
        }
        _ => match open(desk.scene, office).await {
            Some(open) => Decided::tell(list(desk.scene, office.guild, open), NAME),
            None => Decided::line(AWAY, NAME),
        },
    }
}

/// Questions that are still without an answer.
struct Open {
    questions: Vec<Unanswered>,
    /// How many the knowledge answers by now.
    closed: usize,
}

/// None where the database is away.
async fn open(scene: &Scene, office: Office<'_>) -> Option<Open> {
    let all = office.store.unanswered(office.guild).await.ok()?;
    let (closed, questions): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|one| is_answered(scene, one));
    let ids: Vec<u64> = closed.iter().map(|one| one.id).collect();
    close(office.store, office.guild, &ids).await;
    Some(Open { questions, closed: ids.len() })
}

/// Whether another revision of the knowledge, or a correction, has something to say to a question.
fn is_answered(scene: &Scene, one: &Unanswered) -> bool {
    let changed = one.revision != scene.snapshot.corpus().revision;
    let decision = scene.ask(&Question::new(&one.text), true).decision;
    decision.corrected.is_some()
        || (changed && !matches!(decision.outcome, Outcome::NoMatch { .. }))
}

async fn close(store: &Store, guild: u64, ids: &[u64]) {
    // What could not be marked now is found answered the next time too.
    if !ids.is_empty() {
        let _ = store.done(guild, ids).await;
    }
}

/// Similar questions together, those that most people asked first.
fn groups<'q>(scene: &Scene, questions: &'q [Unanswered]) -> Vec<Vec<&'q Unanswered>> {
    let mut order: Vec<&Unanswered> = questions.iter().collect();
    order.sort_by(|a, b| b.askers.cmp(&a.askers).then(b.last.cmp(&a.last)).then(a.id.cmp(&b.id)));
    let texts: Vec<&str> = order.iter().map(|one| one.text.as_str()).collect();
    let groups = scene.snapshot.group(&texts);
    groups.into_iter().map(|group| group.into_iter().map(|at| order[at]).collect()).collect()
}

fn list(scene: &Scene, guild: u64, Open { questions, closed }: Open) -> Post {
    let closed = match closed {
        0 => String::new(),
        1 => " One has an answer by now and is closed.".to_owned(),
        many => format!(" {many} have an answer by now and are closed."),
    };
    if questions.is_empty() {
        let line = if scene.community.keeps_unanswered { NONE } else { OFF };
        return Post::line(format!("{line}{closed}"));
    }
    let groups = groups(scene, &questions);
    let shown = &groups[..groups.len().min(limits::OPTIONS)];
    let lines: Vec<String> = shown.iter().map(|group| line(group)).collect();
    let card = Card {
        colour: card::BLUE,
        title: Some("Questions without an answer".to_owned()),
        description: limits::lines(&lines, card::DESCRIPTION),
        fields: Vec::new(),
        footer: Some(format!("{} questions in {} groups.{closed}", questions.len(), groups.len())),
    };
    let mut post = Post::card(card).with(menu(scene, shown).into_iter().collect());
    let rows = questions.iter().cloned().map(|one| {
        let row = UnansweredRow::new(guild, one);
        UnansweredRow { question: attach::no_formula(row.question), ..row }
    });
    post.files.extend(attach::csv("unanswered.csv", rows));
    post
}

/// A group by its best known question, with how many people asked that one, and since when.
fn line(group: &[&Unanswered]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let oldest = group.iter().map(|one| one.first).min().unwrap_or(first.first);
    let latest = group.iter().map(|one| one.last).max().unwrap_or(first.last);
    let others = match group.len() {
        1 => String::new(),
        2 => ", and one like it".to_owned(),
        many => format!(", and {} like it", many - 1),
    };
    let text = markup::plain(&cut(&first.text, QUOTED));
    format!("**{} people** · {oldest} to {latest}{others}\n\"{text}\"", first.askers)
}

fn menu(scene: &Scene, groups: &[Vec<&Unanswered>]) -> Option<CreateActionRow> {
    let options: Vec<CreateSelectMenuOption> = groups
        .iter()
        .filter_map(|group| group.first())
        .map(|one| {
            let label = cut(one.text.trim(), limits::OPTION);
            let label = if label.is_empty() { one.last.to_string() } else { label };
            CreateSelectMenuOption::new(label, one.id.to_string())
        })
        .collect();
    let most = u8::try_from(options.len()).unwrap_or(u8::MAX);
    let menu = CreateSelectMenu::new(
        custom_id(scene.asker, NAME, "done")?,
        CreateSelectMenuKind::String { options },
    );
    let menu = menu.placeholder("Mark as done").min_values(1).max_values(most);
    Some(CreateActionRow::SelectMenu(menu))
}

fn press<'d>(desk: &'d Desk<'d>, office: Office<'d>, _detail: String) -> Work<'d> {
    Box::pin(mark(desk, office))
}

/// Marks the chosen groups as done, and shows what is left.
async fn mark(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let scene = desk.scene;
    let Some(Open { questions, closed }) = open(scene, office).await else {
        return Decided::line(AWAY, NAME);
    };
    let chosen: BTreeSet<u64> = desk.data.values.iter().filter_map(|id| id.parse().ok()).collect();
    let done: BTreeSet<u64> = groups(scene, &questions)
        .into_iter()
        .filter(|group| group.iter().any(|one| chosen.contains(&one.id)))
        .flatten()
        .map(|one| one.id)
        .collect();
    let ids: Vec<u64> = done.iter().copied().collect();
    if !ids.is_empty() && office.store.done(office.guild, &ids).await.is_err() {
        return Decided::line(AWAY, NAME);
    }
    let questions = questions.into_iter().filter(|one| !done.contains(&one.id)).collect();
    let post = list(scene, office.guild, Open { questions, closed });
    Decided::new(Act::Change(post.under("Marked as done.")), "done")
}
