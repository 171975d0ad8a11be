//! The few lines that point somewhere or ask for patience. Pure.

use serenity::model::id::{ChannelId, GuildId, MessageId};

use super::manners::Wait;

/// The address of a message, inside Discord.
#[must_use]
pub(super) fn jump(guild: Option<GuildId>, channel: ChannelId, message: MessageId) -> String {
    let guild = guild.map_or_else(|| "@me".to_owned(), |guild| guild.to_string());
    format!("https://discord.com/channels/{guild}/{channel}/{message}")
}

/// For who asks the same again.
#[must_use]
pub(super) fn earlier(
    guild: Option<GuildId>,
    channel: ChannelId,
    reply: Option<MessageId>,
) -> String {
    match reply {
        Some(reply) => format!("I answered that a moment ago: {}", jump(guild, channel, reply)),
        None => "I am answering that already, a little further up.".to_owned(),
    }
}

/// For who asks too often.
#[must_use]
pub(super) fn too_many(wait: Wait) -> String {
    format!("That is a lot of questions at once. Please ask again in {}.", seconds(wait))
}

/// For who asks where many do.
#[must_use]
pub(super) fn crowded(wait: Wait) -> String {
    format!(
        "This channel has had many answers just now. Please ask again in {}, or with `/ask` and `private`.",
        seconds(wait)
    )
}

fn seconds(wait: Wait) -> String {
    match wait.seconds() {
        1 => "a second".to_owned(),
        many => format!("{many} seconds"),
    }
}
