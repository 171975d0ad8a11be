//! The commands: one list, one file each with its definition beside its handler.
//!
//! A handler is a plain function from what was asked to what is to be done; it sends nothing, and waits for nothing unless
//! it says so. What is for moderators stands in `moderate`.

mod about;
mod answer_this;
mod ask;
pub(super) mod moderate;
mod privacy;
mod sources;
mod topic;
mod topics;
mod words;

use serenity::builder::{CreateCommand, CreateInteractionResponse};
use serenity::model::application::{InstallationContext, InteractionContext};

use super::act::{Decided, Desk, Scene, Work, done};
use super::custom_id::CustomId;
use super::render;
use super::wire::{Data, Typing};
pub(super) use moderate::Shadow;
use words::Words;

type Complete = fn(&Scene, &Typing) -> Vec<Choice>;

/// What is shown and what is chosen by it.
type Choice = (String, String);

/// A slash command or an entry of a message's context menu.
#[derive(Clone, Copy)]
pub(super) struct Command {
    pub(super) name: &'static str,
    pub(super) define: fn() -> CreateCommand,
    pub(super) run: Run,
    /// Names and values to choose from, for what was typed into the option of that name.
    pub(super) complete: Option<Complete>,
}

/// How a command is carried out.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// From what is at hand.
    AtOnce(fn(&Scene, &Data) -> Decided),
    /// After what it may have to wait for.
    Waiting(for<'d> fn(&'d Desk<'d>) -> Work<'d>),
}

/// Every command, in the order in which people read about them.
#[must_use]
pub(super) const fn all() -> &'static [Command] {
    &[
        ask::COMMAND,
        topic::COMMAND,
        topics::COMMAND,
        sources::COMMAND,
        about::COMMAND,
        privacy::COMMAND,
        answer_this::COMMAND,
        moderate::COMMAND,
        moderate::wrong_answer::COMMAND,
    ]
}

/// The definition of every command.
#[must_use]
pub(super) fn definitions() -> Vec<CreateCommand> {
    all().iter().map(|command| (command.define)()).collect()
}

/// Answers a command.
#[must_use]
pub(super) fn run<'d>(desk: &'d Desk<'d>) -> Work<'d> {
    let command = all().iter().find(|command| command.name == desk.data.name);
    match command.map(|command| command.run) {
        Some(Run::AtOnce(run)) => done(run(desk.scene, desk.data)),
        Some(Run::Waiting(run)) => run(desk),
        // Discord may show a command for a while after it has gone.
        None => done(Decided::line("I no longer have that command. Try `/ask`.", "unknown")),
    }
}

/// Answers a control or a form of a moderator's; `detail` begins with the subcommand it belongs to.
#[must_use]
pub(super) fn pressed_by_moderator<'d>(desk: &'d Desk<'d>, detail: String) -> Work<'d> {
    moderate::pressed(desk, detail)
}

/// Answers an option that is being typed; with nothing to choose where there is nothing.
#[must_use]
pub(super) fn complete(scene: &Scene, data: &Data) -> CreateInteractionResponse {
    let command = all().iter().find(|command| command.name == data.name);
    let list = command
        .and_then(|command| command.complete)
        .zip(data.typing())
        .map(|(complete, typing)| complete(scene, &typing));
    render::choices(list.unwrap_or_default())
}

/// Turns the pages of `/topics`.
#[must_use]
pub(super) fn turn_topics(scene: &Scene, pressed: &CustomId) -> Decided {
    topics::turn(scene, pressed)
}

/// Turns the pages of `/sources`.
#[must_use]
pub(super) fn turn_sources(scene: &Scene, pressed: &CustomId) -> Decided {
    sources::turn(scene, pressed)
}

/// A slash command that everybody can use everywhere, installed by a server or by a person.
fn everywhere(name: &str, words: &Words) -> CreateCommand {
    words.describe(placed(name))
}

/// A command without a description: what it is, where, and for whom.
fn placed(name: &str) -> CreateCommand {
    CreateCommand::new(name)
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
    use super::words::LOCALES;
    use super::{all, definitions};

    const MESSAGE: u64 = 3;

    fn values() -> Vec<Value> {
        definitions()
            .into_iter()
            .map(|definition| serde_json::to_value(definition).unwrap())
            .collect()
    }

    #[test]
    fn definitions_fit_and_carry_their_names() {
        for (command, value) in all().iter().zip(values()) {
            assert_eq!(value["name"], command.name);
            let for_moderators = value.get("default_member_permissions").is_some();
            let (contexts, types) = if for_moderators {
                (json!([0]), json!([0]))
            } else {
                (json!([0, 1, 2]), json!([0, 1]))
            };
            assert_eq!(value["contexts"], contexts, "{}", command.name);
            assert_eq!(value["integration_types"], types, "{}", command.name);
            check(&value);
            assert_eq!(completes(&value), command.complete.is_some(), "{}", command.name);
        }
    }

    /// Whether any option, of a subcommand too, offers choices while it is typed.
    fn completes(value: &Value) -> bool {
        value["autocomplete"] == true || list(&value["options"]).iter().any(completes)
    }

    fn list(value: &Value) -> &[Value] {
        value.as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Everything that people read is there in every language, and within its limit.
    fn check(part: &Value) {
        let fits =
            |text: &Value, most| (1..=most).contains(&count(text.as_str().unwrap_or_default()));
        assert!(fits(&part["name"], limits::COMMAND_NAME), "{part}");
        if part["type"] == MESSAGE && part.get("contexts").is_some() {
            assert!(part.get("description").is_none(), "{part}");
        } else {
            assert!(fits(&part["description"], limits::COMMAND_DESCRIPTION), "{part}");
            let localised = part["description_localizations"].as_object().unwrap();
            let locales: Vec<&str> = localised.keys().map(String::as_str).collect();
            assert_eq!(locales, LOCALES);
            assert!(localised.values().all(|text| fits(text, limits::COMMAND_DESCRIPTION)));
        }
        list(&part["options"]).iter().for_each(check);
    }

    #[test]
    fn names_and_options_are_those_of_the_contract() {
        let list: Vec<String> = values()
            .into_iter()
            .map(|value| {
                let options = list(&value["options"]).iter().map(|option| {
                    let required = if option["required"] == true { "!" } else { "" };
                    format!(" {}{required}", option["name"].as_str().unwrap())
                });
                format!("{}{}", value["name"].as_str().unwrap(), options.collect::<String>())
            })
            .collect();
        assert_eq!(
            list,
            [
                "ask question! private",
                "topic name!",
                "topics",
                "sources topic",
                "about",
                "privacy",
                "Answer this",
                "mod channel topic unanswered corrections explain stats reload pause resume status role log forget",
                "Wrong answer",
            ]
        );
    }
}
