//! A message as the gateway sends it: new, edited, or gone.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, RoleId, WebhookId};

use super::User;

#[derive(Clone, Deserialize)]
pub(in crate::discord) struct Message {
    pub(in crate::discord) id: MessageId,
    pub(in crate::discord) channel_id: ChannelId,
    /// Absent in a direct message.
    #[serde(default)]
    pub(in crate::discord) guild_id: Option<GuildId>,
    pub(in crate::discord) author: User,
    /// The author as a member of the guild.
    #[serde(default, deserialize_with = "super::lenient")]
    member: Option<Member>,
    #[serde(default)]
    pub(in crate::discord) webhook_id: Option<WebhookId>,
    /// Empty where Discord does not let the bot read it.
    #[serde(default)]
    pub(in crate::discord) content: String,
    #[serde(default)]
    pub(in crate::discord) mentions: Vec<User>,
    #[serde(default)]
    pub(in crate::discord) mention_roles: Vec<RoleId>,
    #[serde(default)]
    pub(in crate::discord) attachments: Vec<IgnoredAny>,
    #[serde(default)]
    pub(in crate::discord) sticker_items: Vec<IgnoredAny>,
    #[serde(default, rename = "referenced_message", deserialize_with = "super::lenient")]
    pub(in crate::discord) replies_to: Option<Box<Self>>,
    #[serde(default, rename = "type")]
    pub(in crate::discord) kind: u64,
    #[serde(default)]
    pub(in crate::discord) flags: u64,
    #[serde(default, deserialize_with = "super::lenient")]
    message_reference: Option<Reference>,
    #[serde(default, deserialize_with = "super::lenient")]
    interaction_metadata: Option<Metadata>,
}

/// Which message a reply replies to.
#[derive(Clone, Deserialize)]
pub(super) struct Reference {
    #[serde(default)]
    pub(super) message_id: Option<MessageId>,
}

/// Which interaction a message answers.
#[derive(Clone, Deserialize)]
pub(super) struct Metadata {
    pub(super) id: InteractionId,
}

impl Message {
    /// The id of what led to a message of the bot: the message it replies to, or the command it answers.
    #[must_use]
    pub(in crate::discord) fn origin(&self) -> Option<u64> {
        let replied = self.message_reference.as_ref().and_then(|reference| reference.message_id);
        let commanded = || self.interaction_metadata.as_ref().map(|metadata| metadata.id.get());
        replied.map(MessageId::get).or_else(commanded)
    }
}

#[derive(Clone, Deserialize)]
struct Member {
    #[serde(default)]
    roles: Vec<RoleId>,
}

impl Message {
    /// The roles of who wrote it; none outside guilds.
    #[must_use]
    pub(in crate::discord) fn roles(&self) -> &[RoleId] {
        self.member.as_ref().map_or(&[], |member| &member.roles)
    }
}

/// One message or several that are gone.
#[derive(Deserialize)]
pub(in crate::discord) struct Deleted {
    pub(in crate::discord) channel_id: ChannelId,
    #[serde(default)]
    id: Option<MessageId>,
    #[serde(default)]
    ids: Vec<MessageId>,
}

impl Deleted {
    pub(in crate::discord) fn ids(&self) -> impl Iterator<Item = MessageId> {
        self.id.iter().chain(&self.ids).copied()
    }
}
