//! What a person does with the bot's own controls: a command, an option being typed, a button, a menu.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, UserId};

use super::{Message, User};
use crate::config::Secret;

#[derive(Deserialize)]
pub(in crate::discord) struct Interaction {
    pub(in crate::discord) id: InteractionId,
    #[serde(rename = "type")]
    pub(in crate::discord) kind: u64,
    #[serde(deserialize_with = "secret")]
    pub(in crate::discord) token: Secret,
    #[serde(default)]
    pub(in crate::discord) data: Option<Data>,
    #[serde(default)]
    channel_id: Option<ChannelId>,
    #[serde(default)]
    pub(in crate::discord) channel: Option<Channel>,
    /// Absent outside guilds.
    #[serde(default)]
    pub(in crate::discord) guild_id: Option<GuildId>,
    #[serde(default)]
    member: Option<Member>,
    #[serde(default)]
    user: Option<User>,
    /// What the bot may do there: a number, written out.
    #[serde(default)]
    app_permissions: String,
    /// `"0"` where the guild installed the bot, `"1"` where a person did.
    #[serde(default)]
    authorizing_integration_owners: BTreeMap<String, Value>,
    /// The message whose button was pressed.
    #[serde(default, deserialize_with = "super::lenient")]
    pub(in crate::discord) message: Option<Box<Shown>>,
}

#[derive(Deserialize)]
pub(in crate::discord) struct Channel {
    #[serde(default, rename = "type")]
    pub(in crate::discord) kind: u64,
}

#[derive(Deserialize)]
struct Member {
    user: User,
    #[serde(default)]
    permissions: String,
}

/// A message of the bot's own, with controls.
#[derive(Deserialize)]
pub(in crate::discord) struct Shown {
    pub(in crate::discord) id: MessageId,
    #[serde(default)]
    message_reference: Option<Reference>,
    /// What it replies to, unless that is gone.
    #[serde(default, rename = "referenced_message", deserialize_with = "super::lenient")]
    pub(in crate::discord) replies_to: Option<Box<Message>>,
    #[serde(default)]
    interaction_metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default)]
    message_id: Option<MessageId>,
}

#[derive(Deserialize)]
struct Metadata {
    id: InteractionId,
}

impl Interaction {
    /// Who did it.
    #[must_use]
    pub(in crate::discord) fn person(&self) -> Option<UserId> {
        let member = self.member.as_ref().map(|member| &member.user);
        member.or(self.user.as_ref()).map(|user| user.id)
    }

    /// The channel; one of its own where Discord names none.
    #[must_use]
    pub(in crate::discord) fn place(&self) -> ChannelId {
        self.channel_id.unwrap_or_else(|| ChannelId::new(self.id.get()))
    }

    /// What that person may do there, as bits; nothing outside guilds.
    #[must_use]
    pub(in crate::discord) fn permissions(&self) -> u64 {
        self.member.as_ref().and_then(|member| member.permissions.parse().ok()).unwrap_or_default()
    }

    /// What the bot may do there, as bits.
    #[must_use]
    pub(in crate::discord) fn own_permissions(&self) -> u64 {
        // Everything where Discord says nothing: then it is Discord that refuses.
        self.app_permissions.parse().unwrap_or(u64::MAX)
    }

    /// Whether the bot is a member of the guild, or this is its own direct messages.
    #[must_use]
    pub(in crate::discord) fn is_at_home(&self) -> bool {
        self.authorizing_integration_owners.is_empty()
            || self.authorizing_integration_owners.contains_key("0")
    }
}

impl Shown {
    /// The message it replies to.
    #[must_use]
    pub(in crate::discord) fn answers(&self) -> Option<MessageId> {
        self.message_reference.as_ref().and_then(|reference| reference.message_id)
    }

    /// The id of what led to it: the message it replies to, or the command it answers.
    #[must_use]
    pub(in crate::discord) fn origin(&self) -> Option<u64> {
        let commanded = || self.interaction_metadata.as_ref().map(|metadata| metadata.id.get());
        self.answers().map(MessageId::get).or_else(commanded)
    }
}

/// Of a command, an autocomplete request or a component.
#[derive(Deserialize)]
pub(in crate::discord) struct Data {
    #[serde(default)]
    pub(in crate::discord) name: String,
    #[serde(default)]
    pub(in crate::discord) options: Vec<OptionValue>,
    /// The message of a context-menu command.
    #[serde(default)]
    target_id: Option<MessageId>,
    #[serde(default)]
    resolved: Resolved,
    #[serde(default)]
    pub(in crate::discord) custom_id: String,
    /// What was chosen from a menu.
    #[serde(default)]
    pub(in crate::discord) values: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Resolved {
    #[serde(default)]
    messages: BTreeMap<String, Message>,
}

#[derive(Deserialize)]
pub(in crate::discord) struct OptionValue {
    pub(in crate::discord) name: String,
    #[serde(default)]
    pub(in crate::discord) value: Value,
    #[serde(default)]
    pub(in crate::discord) focused: bool,
}

impl Data {
    /// The text of an option; empty where it was not given.
    #[must_use]
    pub(in crate::discord) fn text(&self, name: &str) -> &str {
        self.option(name).and_then(|option| option.value.as_str()).unwrap_or_default()
    }

    /// Whether an option was given and set.
    #[must_use]
    pub(in crate::discord) fn flag(&self, name: &str) -> bool {
        self.option(name).and_then(|option| option.value.as_bool()).unwrap_or_default()
    }

    /// The option that is being typed.
    #[must_use]
    pub(in crate::discord) fn focused(&self) -> Option<(&str, &str)> {
        let option = self.options.iter().find(|option| option.focused)?;
        Some((&option.name, option.value.as_str().unwrap_or_default()))
    }

    /// The message that was right-clicked.
    #[must_use]
    pub(in crate::discord) fn target(&self) -> Option<&Message> {
        self.resolved.messages.get(&self.target_id?.to_string())
    }

    fn option(&self, name: &str) -> Option<&OptionValue> {
        self.options.iter().find(|option| option.name == name)
    }
}

fn secret<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}
