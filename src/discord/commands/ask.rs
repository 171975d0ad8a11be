//! `/ask question: [private:]`: answers a question; known questions are offered while it is typed.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandOptionType;

use super::words::Words;
use super::{Choice, Command, Run, everywhere};
use crate::discord::act::{Act, Decided, Scene};
use crate::discord::limits::{self, cut};
use crate::discord::render::Post;
use crate::discord::wire::{Data, Typing};
use crate::model::{Question, ReplyKind};

pub(super) const COMMAND: Command =
    Command { name: "ask", define, run: Run::AtOnce(run), complete: Some(complete) };

const QUESTION: &str = "question";
const PRIVATE: &str = "private";

const ABOUT: Words = Words {
    english: "Ask a question and get a short answer with its sources",
    german: "Stelle eine Frage und erhalte eine kurze Antwort mit Quellen (auf Englisch)",
    spanish: "Haz una pregunta y recibe una respuesta breve con sus fuentes (en inglés)",
    french: "Poser une question et recevoir une réponse courte avec ses sources (en anglais)",
};
const ABOUT_QUESTION: Words = Words {
    english: "What you would like to know, in your own words",
    german: "Was du wissen möchtest, in eigenen Worten (auf Englisch)",
    spanish: "Lo que quieres saber, con tus propias palabras (en inglés)",
    french: "Ce que vous voulez savoir, avec vos propres mots (en anglais)",
};
const ABOUT_PRIVATE: Words = Words {
    english: "Show the answer only to you",
    german: "Die Antwort nur dir zeigen",
    spanish: "Mostrarte la respuesta solo a ti",
    french: "N'afficher la réponse qu'à vous",
};

fn define() -> CreateCommand {
    let question = ABOUT_QUESTION.option(CommandOptionType::String, QUESTION);
    let private = ABOUT_PRIVATE.option(CommandOptionType::Boolean, PRIVATE);
    everywhere(COMMAND.name, &ABOUT)
        .add_option(question.required(true).set_autocomplete(true))
        .add_option(private.required(false))
}

fn run(scene: &Scene, data: &Data) -> Decided {
    answer(scene, data.text(QUESTION), data.flag(PRIVATE))
}

/// Answers free text. What has no answer is shown to the asker alone.
pub(super) fn answer(scene: &Scene, text: &str, private: bool) -> Decided {
    let question = Question::new(text);
    let answered = scene.ask(&question, private);
    let private = private || answered.reply.kind == ReplyKind::NoMatch;
    let post = Post::answered(&answered, scene.snapshot.corpus(), scene.asker);
    Decided::answered(Act::Say { post, private }, &answered, question, scene.origin())
}

/// Known questions that go on as what was typed; then those that the matcher takes it for.
fn complete(scene: &Scene, typing: &Typing) -> Vec<Choice> {
    let corpus = scene.snapshot.corpus();
    let known = scene.known(typing.text);
    let likely = scene.likely(typing.text).into_iter();
    let likely = likely.filter(|key| known.iter().all(|one| one.key != *key));
    let likely: Vec<String> = likely
        .filter_map(|key| corpus.answer(corpus.find(&key)?).1.phrasings.first().cloned())
        .collect();
    known.into_iter().map(|one| one.text).chain(likely).map(|text| choice(&text)).collect()
}

/// A question that is too long for a choice is still a good question without its end.
fn choice(question: &str) -> Choice {
    let value = question.chars().take(limits::CHOICE_VALUE).collect();
    (cut(question, limits::CHOICE_NAME), value)
}
