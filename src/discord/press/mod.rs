//! What happens when a button is pressed or a menu chosen from: one file each, one list.
//!
//! Plain functions like the commands'. All a press needs stands in its custom id, so it works after a restart and
//! however old the message is; what can no longer be known is said politely.

mod choose;
mod dismiss;
mod forget;
mod judge;
mod sources;
mod why;

use super::act::{Decided, Scene};
use super::commands;
use super::custom_id::{Action, CustomId};
use super::wire::{Data, Shown};

/// A custom id of an earlier version, or an answer that is no longer in the knowledge.
const OUTDATED: &str =
    "That button is from an earlier version of me. Please ask again with `/ask`.";
const GONE: &str = "I no longer have that answer. Please ask again with `/ask`.";

/// Decides what a press does.
#[must_use]
pub(super) fn run(scene: &Scene, data: &Data, shown: &Shown) -> Decided {
    let Some(pressed) = CustomId::decode(&data.custom_id) else {
        return Decided::line(OUTDATED, "outdated");
    };
    match pressed.action {
        Action::Helpful => judge::run(&pressed, true),
        Action::NotHelpful => judge::run(&pressed, false),
        Action::Sources => sources::run(scene, &pressed),
        Action::Why => why::run(scene, &pressed),
        Action::Dismiss => dismiss::run(scene, &pressed, shown),
        Action::Show => choose::related(scene, data.values.first().map_or("", String::as_str)),
        Action::Choose => choose::suggestion(scene, &pressed),
        Action::Topics => commands::turn_topics(scene, &pressed),
        Action::Bibliography => commands::turn_sources(scene, &pressed),
        Action::Forget => forget::run(),
    }
}
