//! `/mod role`: members of which role steer the bot besides those who may manage messages.
//!
//! Only the latter settle that: a role that could hand itself on could not be taken back.

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::{Office, Subcommand, Words, said_when_saved};
use crate::discord::act::{Decided, Desk, Standing};
use crate::model::Change;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "role",
    about: Words {
        english: "Let members of a role use /mod; without a role, who may now",
        german: "Mitglieder einer Rolle /mod benutzen lassen; ohne Rolle: wer es jetzt darf",
        spanish: "Permitir /mod a los miembros de un rol; sin rol, quién puede ahora",
        french: "Permettre /mod aux membres d'un rôle ; sans rôle, qui le peut",
    },
    options,
    run: |desk, office| Box::pin(run(desk, office)),
    complete: None,
    press: None,
};

const ROLE: &str = "role";
const NOBODY: &str = "nobody";

const ABOUT_ROLE: Words =
    Words { english: "The role", german: "Die Rolle", spanish: "El rol", french: "Le rôle" };
const ABOUT_NOBODY: Words = Words {
    english: "Take it back: only members who may manage messages",
    german: "Zurücknehmen: nur Mitglieder, die Nachrichten verwalten dürfen",
    spanish: "Retirarlo: solo quienes pueden gestionar mensajes",
    french: "Le retirer : seuls ceux qui peuvent gérer les messages",
};

/// What every answer about the role ends with: Discord itself decides who is shown the command.
pub(super) const WHO_SEES_IT: &str = "Discord shows `/mod` to members who may manage messages. For others an administrator \
    allows it under Server Settings, Integrations, by my name.";
const NOT_BY_ROLE: &str = "Only members who may manage messages settle who else may steer me.";

fn options() -> Vec<CreateCommandOption> {
    vec![
        ABOUT_ROLE.option(CommandOptionType::Role, ROLE).required(false),
        ABOUT_NOBODY.option(CommandOptionType::Boolean, NOBODY).required(false),
    ]
}

async fn run(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let (role, nobody) = (desk.data.id(ROLE), desk.data.flag(NOBODY));
    if role.is_none() && !nobody {
        let now = match desk.scene.community.moderator_role {
            Some(role) => format!("Members with <@&{role}> use `/mod` too."),
            None => "No role uses `/mod` besides members who may manage messages.".to_owned(),
        };
        return Decided::line(&format!("{now} {WHO_SEES_IT}"), "role");
    }
    if desk.scene.standing < Standing::Manages {
        return Decided::line(NOT_BY_ROLE, "not a moderator");
    }
    let role = role.filter(|_| !nobody);
    let what = match role {
        Some(role) => format!("Members with <@&{role}> may use `/mod` now. {WHO_SEES_IT}"),
        None => "Only members who may manage messages use `/mod` now.".to_owned(),
    };
    said_when_saved(&what, office.change(Change::ModeratorRole(role)).await, "role settled")
}
