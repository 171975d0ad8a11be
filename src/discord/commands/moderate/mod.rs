//! `/mod`: what moderators steer and see. One list of subcommands, one file each with definition, handler and controls.
//!
//! Discord shows the command to whoever may manage messages; here that is checked again, since server settings can show it
//! to others and a button stays where it is. Everything said is for the moderator alone.

mod channel;
mod corrections;
mod explain;
mod forget;
mod log;
mod pause;
mod reload;
mod role;
mod shadow;
mod stats;
mod status;
mod topic;
mod unanswered;
pub(in crate::discord) mod wrong_answer;

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::Permissions;
use serenity::model::application::{CommandOptionType, InstallationContext, InteractionContext};
use serenity::model::id::UserId;

pub(in crate::discord) use shadow::Shadow;

use super::words::Words;
use super::{Choice, Command, Complete, Run};
use crate::discord::act::{Decided, Desk, Scene, Standing, Work, done};
use crate::discord::custom_id::{Action, CustomId};
use crate::discord::wire::Typing;
use crate::model::Change;
use crate::store::{Saved, Store};

pub(super) const COMMAND: Command =
    Command { name: "mod", define, run: Run::Waiting(run), complete: Some(complete) };

const ABOUT: Words = Words {
    english: "Steer the bot on this server",
    german: "Den Bot auf diesem Server steuern",
    spanish: "Dirigir el bot en este servidor",
    french: "Diriger le bot sur ce serveur",
};

const NOT_YOURS: &str = "That is for moderators: members who may manage messages, or who have the role that `/mod role` names.";
const NOTHING_KEPT: &str = "I keep no settings here: whoever runs me has to switch the store on.";
const NOT_KEPT: &str = "My database is away, and there is no room left to keep that until it is back. Nothing is changed.";
const AWAY: &str = "My database does not answer just now. Please try again in a while.";
const OUTDATED: &str =
    "That button is from an earlier version of me. Please use the command again.";

type Handler = for<'d> fn(&'d Desk<'d>, Office<'d>) -> Work<'d>;
type Press = for<'d> fn(&'d Desk<'d>, Office<'d>, detail: String) -> Work<'d>;

/// Where a server's settings are kept, for whoever may steer it.
#[derive(Clone, Copy)]
struct Office<'d> {
    store: &'d Store,
    guild: u64,
}

impl Office<'_> {
    async fn change(&self, change: Change) -> Saved {
        self.store.change(self.guild, change).await
    }
}

/// One subcommand of `/mod`.
#[derive(Clone, Copy)]
struct Subcommand {
    name: &'static str,
    about: Words,
    /// Its options, if it has any.
    options: fn() -> Vec<CreateCommandOption>,
    run: Handler,
    complete: Option<Complete>,
    /// What its buttons, menus and forms do. Their custom ids are made by [`custom_id`].
    press: Option<Press>,
}

/// Every subcommand, in the order in which people read about them.
const fn all() -> &'static [Subcommand] {
    &[
        channel::SUBCOMMAND,
        topic::SUBCOMMAND,
        unanswered::SUBCOMMAND,
        corrections::SUBCOMMAND,
        explain::SUBCOMMAND,
        stats::SUBCOMMAND,
        reload::SUBCOMMAND,
        pause::PAUSE,
        pause::RESUME,
        status::SUBCOMMAND,
        role::SUBCOMMAND,
        log::SUBCOMMAND,
        forget::SUBCOMMAND,
    ]
}

/// Controls that belong to no subcommand: the first part of their details, and what they do.
const OTHERS: &[(&str, Press)] = &[
    (shadow::NAME, |desk, office, detail| Box::pin(shadow::judge(desk, office, detail))),
    (wrong_answer::NAME, |desk, office, detail| wrong_answer::press(desk, office, &detail)),
];

fn define() -> CreateCommand {
    let subcommand = |one: &Subcommand| {
        let option = one.about.option(CommandOptionType::SubCommand, one.name);
        (one.options)().into_iter().fold(option, CreateCommandOption::add_sub_option)
    };
    let command = for_moderators(COMMAND.name);
    all().iter().map(subcommand).fold(ABOUT.describe(command), CreateCommand::add_option)
}

/// A command that moderators see, in servers that the bot is a member of.
fn for_moderators(name: &str) -> CreateCommand {
    CreateCommand::new(name)
        .contexts(vec![InteractionContext::Guild])
        .integration_types(vec![InstallationContext::Guild])
        .default_member_permissions(Permissions::MANAGE_MESSAGES)
}

fn run<'d>(desk: &'d Desk<'d>) -> Work<'d> {
    let found = all().iter().find(|one| one.name == desk.data.subcommand());
    match (admitted(desk), found) {
        (Ok(office), Some(subcommand)) => (subcommand.run)(desk, office),
        (Ok(_), None) => done(Decided::line("I no longer have that command.", "unknown")),
        (Err(why), _) => done(Decided::line(why, "not a moderator")),
    }
}

/// A control or a form; `detail` is as [`custom_id`] wrote it.
pub(super) fn pressed<'d>(desk: &'d Desk<'d>, detail: &str) -> Work<'d> {
    let (name, detail) = detail.split_once(':').unwrap_or((detail, ""));
    let of_subcommand = all().iter().find(|one| one.name == name).and_then(|one| one.press);
    let other = || OTHERS.iter().find(|(other, _)| *other == name).map(|(_, press)| *press);
    let found = of_subcommand.or_else(other);
    match (admitted(desk), found) {
        (Ok(office), Some(press)) => press(desk, office, detail.to_owned()),
        (Ok(_), None) => done(Decided::line(OUTDATED, "outdated")),
        (Err(why), _) => done(Decided::line(why, "not a moderator")),
    }
}

/// The custom id of a control of a subcommand, or of one of [`OTHERS`]; none where the detail is too long.
fn custom_id(asker: UserId, owner: &str, detail: &str) -> Option<String> {
    CustomId::encode(Action::Moderate, asker, &format!("{owner}:{detail}"))
}

fn admitted<'d>(desk: &'d Desk<'d>) -> Result<Office<'d>, &'static str> {
    let guild = desk.scene.guild.filter(|_| desk.scene.standing >= Standing::Moderator);
    match (guild, desk.app.store()) {
        (Some(guild), Some(store)) => Ok(Office { store, guild: guild.get() }),
        (Some(_), None) => Err(NOTHING_KEPT),
        (None, _) => Err(NOT_YOURS),
    }
}

fn complete(scene: &Scene, typing: &Typing) -> Vec<Choice> {
    let subcommand = all().iter().find(|one| one.name == typing.subcommand);
    let complete = subcommand.and_then(|one| one.complete);
    let complete = complete.filter(|_| scene.standing >= Standing::Moderator);
    complete.map(|complete| complete(scene, typing)).unwrap_or_default()
}

/// A line that says what was done, and that it may not last where the database is away.
fn said_when_saved(what: &str, saved: Saved, outcome: &'static str) -> Decided {
    match saved {
        Saved::Now => Decided::line(what, outcome),
        Saved::Not => Decided::line(NOT_KEPT, "not kept"),
        Saved::Later => {
            let line = format!(
                "{what} It holds from now on; my database is away, so I write it down when it is back."
            );
            Decided::line(&line, outcome)
        }
    }
}
