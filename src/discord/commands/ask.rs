//! `/ask question: [private:]`: answers a question; known questions are offered while it is typed.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::CommandOptionType;

use super::{Answer, Choice, Command, Scene, everywhere};
use crate::discord::limits::{self, cut};
use crate::discord::render;
use crate::discord::wire::Data;
use crate::model::{Question, ReplyKind};

pub(super) const COMMAND: Command = Command { name: "ask", define, run, complete: Some(complete) };

const QUESTION: &str = "question";
const PRIVATE: &str = "private";

fn define() -> CreateCommand {
    let question = CreateCommandOption::new(
        CommandOptionType::String,
        QUESTION,
        "What you would like to know, in your own words",
    );
    let private = CreateCommandOption::new(
        CommandOptionType::Boolean,
        PRIVATE,
        "Show the answer only to you",
    );
    everywhere(COMMAND.name, "Ask a question and get a short answer with its sources")
        .add_option(question.required(true).set_autocomplete(true))
        .add_option(private.required(false))
}

fn run(scene: &Scene, data: &Data) -> Answer {
    answer(scene, data.text(QUESTION), data.flag(PRIVATE))
}

/// Answers free text. What has no answer is shown to the asker alone.
pub(super) fn answer(scene: &Scene, text: &str, private: bool) -> Answer {
    let answered = scene.snapshot.ask(&Question::new(text), scene.today);
    let private = private || answered.reply.kind == ReplyKind::NoMatch;
    Answer::new(render::body(&answered.reply), private, answered.decision.outcome.name())
}

fn complete(scene: &Scene, _option: &str, typed: &str) -> Vec<Choice> {
    let known = scene.snapshot.complete(typed, limits::CHOICES);
    // A question that is too long for a choice is still a good question without its end.
    known
        .into_iter()
        .map(|known| (cut(&known.text, limits::CHOICE_NAME), known.text))
        .map(shorten)
        .collect()
}

fn shorten((name, value): Choice) -> Choice {
    let value = value.chars().take(limits::CHOICE_VALUE).collect();
    (name, value)
}
