//! The slash commands: one list, one file each with its definition beside its handler.
//!
//! A handler is a plain function from what was asked to what is answered; it never waits and sends nothing.

mod about;
mod ask;
mod topic;

use std::sync::Arc;

use serenity::builder::{CreateCommand, CreateInteractionResponse};
use serenity::model::application::{InstallationContext, InteractionContext};
use time::Date;

use super::render::{self, Body};
use super::wire::Data;
use crate::pipeline::Snapshot;

/// What a handler may look at.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) today: Date,
}

/// What a handler decided, and the word for it in the log.
pub(super) struct Answer {
    pub(super) response: CreateInteractionResponse,
    pub(super) outcome: &'static str,
}

impl Answer {
    fn new(body: Body, private: bool, outcome: &'static str) -> Self {
        Self { response: render::response(body, private), outcome }
    }
}

type Complete = fn(&Scene, &str, &str) -> Vec<Choice>;

/// What is shown and what is chosen by it.
type Choice = (String, String);

/// A slash command.
#[derive(Clone, Copy)]
pub(super) struct Command {
    pub(super) name: &'static str,
    pub(super) define: fn() -> CreateCommand,
    pub(super) run: fn(&Scene, &Data) -> Answer,
    /// Names and values to choose from, for what was typed into the option of that name.
    pub(super) complete: Option<Complete>,
}

/// Every command, in the order in which they were added.
#[must_use]
pub(super) const fn all() -> &'static [Command] {
    &[ask::COMMAND, topic::COMMAND, about::COMMAND]
}

/// The definition of every command.
#[must_use]
pub(super) fn definitions() -> Vec<CreateCommand> {
    all().iter().map(|command| (command.define)()).collect()
}

/// Answers a command.
#[must_use]
pub(super) fn run(scene: &Scene, data: &Data) -> Answer {
    match all().iter().find(|command| command.name == data.name) {
        Some(command) => (command.run)(scene, data),
        // Discord may show a command for a while after it has gone.
        None => Answer::new(
            Body::Line("I no longer have that command. Try `/ask`.".into()),
            true,
            "unknown",
        ),
    }
}

/// Answers an option that is being typed; with nothing to choose where there is nothing.
#[must_use]
pub(super) fn complete(scene: &Scene, data: &Data) -> CreateInteractionResponse {
    let command = all().iter().find(|command| command.name == data.name);
    let list = command
        .and_then(|command| command.complete)
        .zip(data.focused())
        .map(|(complete, (option, typed))| complete(scene, option, typed));
    render::choices(list.unwrap_or_default())
}

/// A command that can be used everywhere and installed by servers and by people.
fn everywhere(name: &str, description: &str) -> CreateCommand {
    CreateCommand::new(name)
        .description(description)
        .contexts(vec![
            InteractionContext::Guild,
            InteractionContext::BotDm,
            InteractionContext::PrivateChannel,
        ])
        .integration_types(vec![InstallationContext::Guild, InstallationContext::User])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::limits::{self, count};
    use super::{all, definitions};

    #[test]
    fn definitions_fit_and_carry_their_names() {
        for (command, definition) in all().iter().zip(definitions()) {
            let value = serde_json::to_value(definition).unwrap();
            assert_eq!(value["name"], command.name);
            assert_eq!(value["contexts"], json!([0, 1, 2]), "{}", command.name);
            assert_eq!(value["integration_types"], json!([0, 1]), "{}", command.name);
            check(&value);
            let completes = value["options"]
                .as_array()
                .unwrap()
                .iter()
                .any(|option| option["autocomplete"] == true);
            assert_eq!(completes, command.complete.is_some(), "{}", command.name);
        }
    }

    fn check(part: &Value) {
        let length = |key: &str| count(part[key].as_str().unwrap());
        assert!((1..=limits::COMMAND_NAME).contains(&length("name")), "{part}");
        assert!((1..=limits::COMMAND_DESCRIPTION).contains(&length("description")), "{part}");
        part["options"].as_array().into_iter().flatten().for_each(check);
    }

    #[test]
    fn names_and_options_are_those_of_the_contract() {
        let list: Vec<String> = definitions()
            .into_iter()
            .map(|definition| {
                let value = serde_json::to_value(definition).unwrap();
                let options = value["options"].as_array().unwrap().iter();
                let options: Vec<String> = options
                    .map(|option| {
                        let required = if option["required"] == true { "!" } else { "" };
                        format!("{}{required}", option["name"].as_str().unwrap())
                    })
                    .collect();
                format!("{} {}", value["name"].as_str().unwrap(), options.join(" "))
            })
            .collect();
        assert_eq!(list, ["ask question! private", "topic name!", "about "]);
    }
}
