//! What a person does with the bot's own controls: a command, an option being typed, a button, a menu, a form.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, RoleId, UserId};

use super::message::{Metadata, Reference};
use super::{Channel, Message, User};
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
    #[serde(default, deserialize_with = "super::lenient")]
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
struct Member {
    user: User,
    #[serde(default)]
    permissions: String,
    #[serde(default)]
    roles: Vec<RoleId>,
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

    /// The roles of that person; none outside guilds.
    #[must_use]
    pub(in crate::discord) fn roles(&self) -> &[RoleId] {
        self.member.as_ref().map_or(&[], |member| &member.roles)
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

/// Of a command, an autocomplete request, a component or a form.
#[derive(Deserialize)]
pub(in crate::discord) struct Data {
    #[serde(default)]
    pub(in crate::discord) name: String,
    #[serde(default)]
    options: Vec<OptionValue>,
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
    /// What was filled into a form.
    #[serde(default)]
    components: Vec<Part>,
}

#[derive(Default, Deserialize)]
struct Resolved {
    #[serde(default)]
    messages: BTreeMap<String, Message>,
}

#[derive(Deserialize)]
struct OptionValue {
    name: String,
    #[serde(default, rename = "type")]
    kind: u64,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    focused: bool,
    /// Those of a subcommand or a group of them.
    #[serde(default)]
    options: Vec<OptionValue>,
}

/// A row of a form, or a field in it.
#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    custom_id: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    components: Vec<Part>,
}

/// An option that is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::discord) struct Typing<'d> {
    /// Empty where the command has none.
    pub(in crate::discord) subcommand: &'d str,
    pub(in crate::discord) option: &'d str,
    pub(in crate::discord) text: &'d str,
}

/// Kinds of option that hold options: a subcommand, and a group of subcommands.
const BRANCHES: [u64; 2] = [1, 2];

impl Data {
    /// The subcommand; empty where the command has none.
    #[must_use]
    pub(in crate::discord) fn subcommand(&self) -> &str {
        self.branch().map_or("", |branch| &branch.name)
    }

    /// The text of an option, or the id it names; empty where it was not given.
    #[must_use]
    pub(in crate::discord) fn text(&self, name: &str) -> &str {
        self.option(name).and_then(|option| option.value.as_str()).unwrap_or_default()
    }

    /// Whether an option was given and set.
    #[must_use]
    pub(in crate::discord) fn flag(&self, name: &str) -> bool {
        self.option(name).and_then(|option| option.value.as_bool()).unwrap_or_default()
    }

    /// The id of the channel, role or person that an option names.
    #[must_use]
    pub(in crate::discord) fn id(&self, name: &str) -> Option<u64> {
        self.text(name).parse().ok().filter(|id| *id != 0)
    }

    /// What was written into a field of a form.
    #[must_use]
    pub(in crate::discord) fn field(&self, name: &str) -> &str {
        let fields = self.components.iter().flat_map(|row| &row.components);
        fields.into_iter().find(|field| field.custom_id == name).map_or("", |field| &field.value)
    }

    /// The option that is being typed.
    #[must_use]
    pub(in crate::discord) fn typing(&self) -> Option<Typing<'_>> {
        let option = self.given().iter().find(|option| option.focused)?;
        let text = option.value.as_str().unwrap_or_default();
        Some(Typing { subcommand: self.subcommand(), option: &option.name, text })
    }

    /// The message that was right-clicked.
    #[must_use]
    pub(in crate::discord) fn target(&self) -> Option<&Message> {
        self.resolved.messages.get(&self.target_id?.to_string())
    }

    fn option(&self, name: &str) -> Option<&OptionValue> {
        self.given().iter().find(|option| option.name == name)
    }

    /// The options that people fill in.
    fn given(&self) -> &[OptionValue] {
        self.branch().map_or(&self.options, |branch| &branch.options)
    }

    fn branch(&self) -> Option<&OptionValue> {
        let mut found: Option<&OptionValue> = None;
        while let Some(inner) = found
            .map_or(&self.options, |branch| &branch.options)
            .iter()
            .find(|option| BRANCHES.contains(&option.kind))
        {
            found = Some(inner);
        }
        found
    }
}

fn secret<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}
