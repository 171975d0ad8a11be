//! `/mod pause` and `/mod resume`: the bot keeps quiet on the whole server, emergencies aside.

use super::{Office, Subcommand, Words, said_when_saved};
use crate::discord::act::Decided;
use crate::model::Change;

pub(super) const PAUSE: Subcommand = Subcommand {
    name: "pause",
    about: Words {
        english: "Keep quiet on this server, emergencies aside",
        german: "Auf diesem Server schweigen, außer in Notfällen",
        spanish: "Callar en este servidor, salvo en emergencias",
        french: "Se taire sur ce serveur, sauf en cas d'urgence",
    },
    options: Vec::new,
    run: |_, office| Box::pin(pause(office, true)),
    complete: None,
    press: None,
};

pub(super) const RESUME: Subcommand = Subcommand {
    name: "resume",
    about: Words {
        english: "Answer on this server again",
        german: "Auf diesem Server wieder antworten",
        spanish: "Volver a responder en este servidor",
        french: "Répondre de nouveau sur ce serveur",
    },
    run: |_, office| Box::pin(pause(office, false)),
    ..PAUSE
};

async fn pause(office: Office<'_>, paused: bool) -> Decided {
    let saved = office.change(Change::Paused(paused)).await;
    if paused {
        let what = "I keep quiet on this server now; emergencies are still answered. `/mod resume` ends it.";
        said_when_saved(what, saved, "paused")
    } else {
        said_when_saved("I answer on this server again.", saved, "resumed")
    }
}
