//! `/privacy`: what is kept, what of it is the asker's, and buttons that delete it and keep it from coming back.

use serenity::builder::{CreateActionRow, CreateButton, CreateCommand};

use super::words::Words;
use super::{Command, Run, everywhere};
use crate::discord::act::{Decided, Desk, Scene};
use crate::discord::card::{self, Card};
use crate::discord::controls;
use crate::discord::custom_id::Action;
use crate::discord::press::record::{AGAIN, NEVER};
use crate::discord::render::Post;
use crate::store::Held;

pub(super) const COMMAND: Command = Command {
    name: "privacy",
    define,
    run: Run::Waiting(|desk| Box::pin(show(desk))),
    complete: None,
};

const ABOUT: Words = Words {
    english: "What is kept about you, and how to delete it",
    german: "Was über dich gespeichert ist und wie du es löschst",
    spanish: "Qué se guarda sobre ti y cómo borrarlo",
    french: "Ce qui est conservé sur vous et comment l'effacer",
};

/// Stands in docs/privacy.md too; a test compares them.
const KEPT: &str = "**In memory**, and gone when I restart:\n\
    • your question and where it was asked, for an hour, to explain an answer or correct it;\n\
    • which of my replies belongs to which message, for a day, so that it follows your edits and goes when yours goes;\n\
    • when you last asked, judged an answer or got a hint, for an hour at most, so that nobody floods a channel.\n\
    **In a database**, never with your name or your id:\n\
    • counts by day: how many questions came to what, and how many found an answer helpful;\n\
    • where moderators switched it on: a question that I could not answer, once 3 different people asked it within a week; \
    without names, numbers and links, encrypted, for 30 days at most;\n\
    • a question whose answer a moderator corrected, encrypted, until the correction is taken back;\n\
    • that you do not want to be recorded, if you said so.\n\
    Never a direct message, and never what you only began to type. Whoever runs this bot can read none of it in its log. \
    Buttons under a reply carry your id and the name of the answer, never your words.";

const AWAY: &str = "My database does not answer just now. Please try again in a while; the buttons work all the same.";

fn define() -> CreateCommand {
    everywhere(COMMAND.name, &ABOUT)
}

async fn show(desk: &Desk<'_>) -> Decided {
    let scene = desk.scene;
    let held = match desk.app.store() {
        Some(store) => Some(store.held(scene.asker.get()).await.ok()),
        None => None,
    };
    let mut fields = vec![("Yours in memory, at this moment".to_owned(), remembered(scene.held))];
    fields.extend(held.map(|held| ("Yours in the database".to_owned(), stored(held))));
    let card = Card {
        colour: card::TEAL,
        title: Some("What is kept".to_owned()),
        description: KEPT.to_owned(),
        fields,
        footer: None,
    };
    let forget = controls::button(Action::Forget, "Forget it now", scene.asker, "");
    let recording = held.and_then(|held| match held {
        Some(Held { recorded: false, .. }) => recording(scene, "Record me again", AGAIN),
        _ => recording(scene, "Never record me", NEVER),
    });
    let row = CreateActionRow::Buttons(forget.into_iter().chain(recording).collect());
    Decided::tell(Post::card(card).with(vec![row]), "privacy")
}

fn recording(scene: &Scene, label: &str, detail: &str) -> Option<CreateButton> {
    controls::button(Action::Recording, label, scene.asker, detail)
}

fn remembered(questions: usize) -> String {
    match questions {
        0 => "Nothing.".to_owned(),
        1 => "One question of the last hour.".to_owned(),
        many => format!("{many} questions of the last hour."),
    }
}

/// What the database has of a person; nothing known where it does not answer.
fn stored(held: Option<Held>) -> String {
    let Some(held) = held else { return AWAY.to_owned() };
    let mut parts = Vec::new();
    if held.askings > 0 {
        parts.push(format!("that you were among those who asked {} of this week's unanswered questions, as a code that is thrown away with the week", held.askings));
    }
    if held.corrections > 0 {
        parts.push(format!("{} of your questions, in corrections", held.corrections));
    }
    let since = held.since.map(|day| format!(" Since {day}.")).unwrap_or_default();
    let stored = if parts.is_empty() {
        "Nothing.".to_owned()
    } else {
        format!("{}.{since}", capital(&parts.join("; ")))
    };
    let never = "You said that you are never to be recorded; only that is kept, as a code.";
    if held.recorded { stored } else { format!("{stored} {never}") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
