//! `/privacy`: what is kept, what of it is the asker's, and a button that forgets it.

use serenity::builder::{CreateActionRow, CreateCommand};

use super::words::Words;
use super::{Command, Run, everywhere};
use crate::discord::act::{Decided, Scene};
use crate::discord::card::{self, Card};
use crate::discord::controls;
use crate::discord::custom_id::Action;
use crate::discord::render::Post;
use crate::discord::wire::Data;

pub(super) const COMMAND: Command =
    Command { name: "privacy", define, run: Run::AtOnce(run), complete: None };

const ABOUT: Words = Words {
    english: "What is kept about you, and how to delete it",
    german: "Was über dich gespeichert ist und wie du es löschst",
    spanish: "Qué se guarda sobre ti y cómo borrarlo",
    french: "Ce qui est conservé sur vous et comment l'effacer",
};

const KEPT: &str = "Nothing is written to disk: no message, no name, no id. In memory, and gone when I restart:\n\
    • your question and where it was asked, for an hour, to explain an answer;\n\
    • which of my replies belongs to which message, for a day, so that it follows your edits and goes when yours goes;\n\
    • when you last asked, judged an answer or got a hint, for an hour at most, so that nobody floods a channel.\n\
    Whoever runs this bot can read none of it in its log. Buttons under a reply carry your id and the name of the \
    answer, never your words.";

fn define() -> CreateCommand {
    everywhere(COMMAND.name, &ABOUT)
}

fn run(scene: &Scene, _data: &Data) -> Decided {
    let yours = match scene.held {
        0 => "Nothing.".to_owned(),
        1 => "One question of the last hour.".to_owned(),
        many => format!("{many} questions of the last hour."),
    };
    let card = Card {
        colour: card::TEAL,
        title: Some("What is kept".to_owned()),
        description: KEPT.to_owned(),
        fields: vec![("Yours, at this moment".to_owned(), yours)],
        footer: None,
    };
    let forget = controls::button(Action::Forget, "Forget it now", scene.asker, "");
    let row = CreateActionRow::Buttons(forget.into_iter().collect());
    Decided::tell(Post::card(card).with(vec![row]), "privacy")
}
