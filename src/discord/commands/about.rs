//! `/about`: what the bot is, what it knows, and which revision of it.

use serenity::builder::CreateCommand;

use super::{Answer, Command, Scene, everywhere};
use crate::discord::card;
use crate::discord::render::Body;
use crate::discord::wire::Data;

pub(super) const COMMAND: Command = Command { name: "about", define, run, complete: None };

fn define() -> CreateCommand {
    everywhere(COMMAND.name, "What this bot is, and what it knows")
}

fn run(scene: &Scene, _data: &Data) -> Answer {
    Answer::new(Body::Card(card::about(scene.snapshot.corpus())), false, "about")
}
