//! `/mod forget user:`: deletes what is stored of a member on this server, and what is remembered.

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;
use serenity::model::id::UserId;

use super::{Office, Subcommand, Words, said_when_saved};
use crate::discord::act::{Decided, Desk};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "forget",
    about: Words {
        english: "Delete everything of a member on this server",
        german: "Alles von einem Mitglied auf diesem Server löschen",
        spanish: "Borrar todo lo de un miembro en este servidor",
        french: "Effacer tout ce qui concerne un membre sur ce serveur",
    },
    options,
    run: |desk, office| Box::pin(run(desk, office)),
    complete: None,
    press: None,
};

const USER: &str = "user";

fn options() -> Vec<CreateCommandOption> {
    let words = Words {
        english: "The member",
        german: "Das Mitglied",
        spanish: "El miembro",
        french: "Le membre",
    };
    vec![words.option(CommandOptionType::User, USER).required(true)]
}

async fn run(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let Some(person) = desk.data.id(USER) else {
        return Decided::line("Discord did not say who.", "forget");
    };
    let saved = office.store.forget(person, Some(office.guild)).await;
    let what = "Forgotten: what I stored of that member on this server is deleted, corrections of their questions too, \
        and what I remembered. Anonymous counts stay; nothing in them leads back to anybody.";
    let forget = Some((UserId::new(person), desk.scene.guild));
    Decided { forget, ..said_when_saved(what, saved, "forgotten") }
}
