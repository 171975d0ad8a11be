//! A server as the gateway describes it: its roles, its channels and threads, and that it is gone.

use serde::Deserialize;
use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

#[derive(Deserialize)]
pub(in crate::discord) struct Guild {
    pub(in crate::discord) id: GuildId,
    #[serde(default)]
    pub(in crate::discord) owner_id: Option<UserId>,
    /// Absent while the guild is unavailable, as are the channels.
    #[serde(default)]
    pub(in crate::discord) roles: Vec<Role>,
    #[serde(default)]
    pub(in crate::discord) channels: Vec<Channel>,
    #[serde(default)]
    pub(in crate::discord) threads: Vec<Channel>,
    /// An outage.
    #[serde(default)]
    pub(in crate::discord) unavailable: bool,
}

#[derive(Deserialize)]
pub(in crate::discord) struct GuildRole {
    pub(in crate::discord) guild_id: GuildId,
    pub(in crate::discord) role: Role,
}

#[derive(Deserialize)]
pub(in crate::discord) struct GuildGone {
    pub(in crate::discord) id: GuildId,
    /// An outage; absent where the bot was removed.
    #[serde(default)]
    pub(in crate::discord) unavailable: bool,
}

#[derive(Deserialize)]
pub(in crate::discord) struct Role {
    pub(in crate::discord) id: RoleId,
    #[serde(default)]
    permissions: String,
    #[serde(default)]
    tags: Option<RoleTags>,
}

#[derive(Deserialize)]
struct RoleTags {
    #[serde(default)]
    bot_id: Option<UserId>,
}

impl Role {
    /// Whether Discord made this role for the bot itself.
    #[must_use]
    pub(in crate::discord) fn manages(&self, bot: UserId) -> bool {
        self.tags.as_ref().and_then(|tags| tags.bot_id) == Some(bot)
    }

    /// What its members may do, as bits.
    #[must_use]
    pub(in crate::discord) fn permissions(&self) -> u64 {
        self.permissions.parse().unwrap_or_default()
    }
}

/// A channel, a category or a thread.
#[derive(Deserialize)]
pub(in crate::discord) struct Channel {
    pub(in crate::discord) id: ChannelId,
    #[serde(default, rename = "type")]
    pub(in crate::discord) kind: u64,
    /// The channel of a thread, or the category of a channel.
    #[serde(default)]
    pub(in crate::discord) parent_id: Option<ChannelId>,
    #[serde(default)]
    thread_metadata: Option<ThreadMetadata>,
}

#[derive(Deserialize)]
struct ThreadMetadata {
    #[serde(default)]
    archived: bool,
}

impl Channel {
    #[must_use]
    pub(in crate::discord) fn is_archived(&self) -> bool {
        self.thread_metadata.as_ref().is_some_and(|about| about.archived)
    }
}

#[derive(Deserialize)]
pub(in crate::discord) struct GuildChannel {
    pub(in crate::discord) guild_id: GuildId,
    #[serde(flatten)]
    pub(in crate::discord) channel: Channel,
}

#[derive(Deserialize)]
pub(in crate::discord) struct Threads {
    pub(in crate::discord) guild_id: GuildId,
    #[serde(default)]
    pub(in crate::discord) threads: Vec<Channel>,
}
