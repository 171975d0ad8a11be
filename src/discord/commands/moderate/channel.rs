//! `/mod channel`: when the bot speaks in a channel, or in a whole category; without a mode, a table of what is settled.

use serenity::all::ChannelType;
use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::{Office, Subcommand, Words, said_when_saved};
use crate::discord::act::{Decided, Desk};
use crate::discord::card::{self, Card};
use crate::discord::limits;
use crate::discord::precision::Precision;
use crate::discord::render::Post;
use crate::model::{Change, Community, Mode};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "channel",
    about: Words {
        english: "When I speak in a channel or category; without a mode, what is settled",
        german: "Wann ich in einem Kanal oder einer Kategorie spreche; ohne Modus: was gilt",
        spanish: "Cuándo hablo en un canal o categoría; sin modo, lo que está fijado",
        french: "Quand je parle dans un salon ou une catégorie ; sans mode, ce qui est réglé",
    },
    options,
    run: |desk, office| Box::pin(run(desk, office)),
    complete: None,
    press: None,
};

const MODE: &str = "mode";
const CHANNEL: &str = "channel";
const CATEGORY: &str = "category";
/// The choice that takes a setting back.
const INHERIT: &str = "inherit";

const ABOUT_MODE: Words = Words {
    english: "off: never · mention: when asked · auto: unasked when very sure · shadow: tells moderators only",
    german: "off: nie · mention: wenn gefragt · auto: ungefragt, wenn sehr sicher · shadow: nur den Moderatoren",
    spanish: "off: nunca · mention: si preguntan · auto: sin preguntar, muy seguro · shadow: solo a moderadores",
    french: "off : jamais · mention : si on demande · auto : si très sûr · shadow : aux modérateurs seuls",
};
const ABOUT_CHANNEL: Words = Words {
    english: "The channel; this one if you name none",
    german: "Der Kanal; dieser hier, wenn du keinen nennst",
    spanish: "El canal; este si no indicas ninguno",
    french: "Le salon ; celui-ci si vous n'en nommez aucun",
};
const ABOUT_CATEGORY: Words = Words {
    english: "A category: all its channels that have no mode of their own",
    german: "Eine Kategorie: alle Kanäle darin ohne eigenen Modus",
    spanish: "Una categoría: todos sus canales sin modo propio",
    french: "Une catégorie : tous ses salons sans mode propre",
};

const NO_SIGHT: &str = "In that mode I read messages that do not mention me, and Discord does not let me yet. Whoever runs me \
    has to switch on **Message Content Intent** under Bot at <https://discord.com/developers/applications>, set \
    `discord.message_content = true` in my configuration, and start me again. Nothing is changed.";
const NO_LOG: &str = "In shadow mode I show moderators what I would have said, in the log channel, and there is none yet. \
    Name one with `/mod log`, then try again. Nothing is changed.";

fn options() -> Vec<CreateCommandOption> {
    let mode = ABOUT_MODE.option(CommandOptionType::String, MODE).required(false);
    let modes = Mode::ALL.map(Mode::as_str).into_iter().chain([INHERIT]);
    let channel = ABOUT_CHANNEL.option(CommandOptionType::Channel, CHANNEL).required(false);
    let category = ABOUT_CATEGORY.option(CommandOptionType::Channel, CATEGORY).required(false);
    vec![
        modes.fold(mode, |mode, name| mode.add_string_choice(name, name)),
        channel.channel_types(vec![
            ChannelType::Text,
            ChannelType::News,
            ChannelType::Voice,
            ChannelType::Stage,
            ChannelType::Forum,
        ]),
        category.channel_types(vec![ChannelType::Category]),
    ]
}

async fn run(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let word = desk.data.text(MODE);
    if word.is_empty() {
        return table(desk, office).await;
    }
    let mode = Mode::parse(word);
    let community = &desk.scene.community;
    let reads = matches!(mode, Some(Mode::Auto | Mode::Shadow));
    if reads && !desk.running.message_content {
        return Decided::line(NO_SIGHT, "no message content");
    }
    if mode == Some(Mode::Shadow) && community.log_channel.is_none() {
        return Decided::line(NO_LOG, "no log channel");
    }
    let chosen = desk.data.id(CATEGORY).or(desk.data.id(CHANNEL));
    // A thread follows its channel, so it is the channel that is settled from inside one.
    let here = desk.scene.place.channel();
    let place = chosen.or(here).unwrap_or(desk.scene.channel.get());
    let saved = office.change(Change::Mode { channel: place, mode }).await;
    said_when_saved(&format!("<#{place}>: {}", meaning(mode)), saved, "mode")
}

fn meaning(mode: Option<Mode>) -> &'static str {
    match mode {
        Some(Mode::Off) => "I never speak there, emergencies aside.",
        Some(Mode::Mention) => "I answer there when I am asked.",
        Some(Mode::Auto) => {
            "I answer there when I am asked, and unasked when I am very sure, nobody is talking and staff did not write it."
        }
        Some(Mode::Shadow) => {
            "I answer there when I am asked; what I would have said unasked I show in the log channel."
        }
        None => "it follows its category again, or the default, `mention`.",
    }
}

/// What is settled; of channels in shadow mode also how often the bot was right there.
async fn table(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let community: &Community = &desk.scene.community;
    let mut lines = Vec::new();
    for mode in Mode::ALL {
        for (place, _) in community.modes.iter().filter(|(_, own)| **own == mode) {
            let mut line = format!("<#{place}> · {}", mode.as_str());
            if mode == Mode::Shadow {
                let judged = office.store.shadowed(office.guild, *place).await.unwrap_or_default();
                line = format!("{line} · {}", Precision::of(&judged));
            }
            lines.push(line);
        }
    }
    lines.push(format!("Everywhere else · {}", Mode::default().as_str()));
    if community.paused {
        lines.push("I am paused on this server: `/mod resume` ends it.".to_owned());
    }
    let (pages, left_out) = limits::pack(&lines, card::DESCRIPTION, card::DESCRIPTION);
    let more = (left_out > 0).then(|| format!("and {left_out} more"));
    let card = Card {
        colour: card::TEAL,
        title: Some("When I speak".to_owned()),
        description: pages.concat(),
        fields: Vec::new(),
        footer: more,
    };
    Decided::tell(Post::card(card), "modes")
}
