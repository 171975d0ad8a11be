//! `/mod log`: the channel where moderators are told of emergencies, wrong answers and failed reloads.

use serenity::all::ChannelType;
use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::{Office, Subcommand, Words, said_when_saved};
use crate::discord::act::{Decided, Desk};
use crate::model::Change;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "log",
    about: Words {
        english: "Where I tell moderators of emergencies and wrong answers; without a channel, where now",
        german: "Wo ich Moderatoren von Notfällen und falschen Antworten berichte; ohne Kanal: wo jetzt",
        spanish: "Dónde aviso a moderadores de emergencias y errores; sin canal, dónde ahora",
        french: "Où je signale urgences et erreurs aux modérateurs ; sans salon, où maintenant",
    },
    options,
    run: |desk, office| Box::pin(run(desk, office)),
    complete: None,
    press: None,
};

const CHANNEL: &str = "channel";
const NOWHERE: &str = "nowhere";

const ABOUT_CHANNEL: Words = Words {
    english: "A channel that only moderators read",
    german: "Ein Kanal, den nur Moderatoren lesen",
    spanish: "Un canal que solo leen los moderadores",
    french: "Un salon que seuls les modérateurs lisent",
};
const ABOUT_NOWHERE: Words = Words {
    english: "Tell of nothing any more",
    german: "Nichts mehr berichten",
    spanish: "No avisar de nada más",
    french: "Ne plus rien signaler",
};

fn options() -> Vec<CreateCommandOption> {
    let channel = ABOUT_CHANNEL.option(CommandOptionType::Channel, CHANNEL).required(false);
    vec![
        channel.channel_types(vec![ChannelType::Text, ChannelType::News]),
        ABOUT_NOWHERE.option(CommandOptionType::Boolean, NOWHERE).required(false),
    ]
}

async fn run(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let (channel, nowhere) = (desk.data.id(CHANNEL), desk.data.flag(NOWHERE));
    if channel.is_none() && !nowhere {
        let now = match desk.scene.community.log_channel {
            Some(channel) => format!("I tell moderators what happens in <#{channel}>."),
            None => "I tell moderators of nothing: no log channel is named.".to_owned(),
        };
        return Decided::line(&now, "log channel");
    }
    let channel = channel.filter(|_| !nowhere);
    let what = match channel {
        Some(channel) => format!(
            "From now on <#{channel}> hears of emergencies (a link, never the text), of answers that were reported wrong, \
             and of knowledge that could not be loaded. See to it that I may write there, and that only moderators read it."
        ),
        None => "I tell moderators of nothing any more. Channels in `shadow` mode only answer when I am asked.".to_owned(),
    };
    said_when_saved(&what, office.change(Change::LogChannel(channel)).await, "log channel settled")
}
