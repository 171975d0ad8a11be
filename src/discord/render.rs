//! What is said as the bodies Discord takes: messages, edits of them, interaction responses, choices.
//!
//! Decides nothing about content; what fits where is `card`'s, which controls stand below is `controls`'.

use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse,
    CreateEmbed, CreateEmbedFooter, CreateInteractionResponse, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, CreateModal, EditMessage,
};
use serenity::model::application::InteractionResponseFlags;
use serenity::model::channel::{MessageFlags, MessageReference, MessageReferenceKind, Nonce};
use serenity::model::id::{ChannelId, MessageId, UserId};

use crate::model::{Corpus, Reply, ReplyKind};
use crate::pipeline::{Answered, Snapshot};

use super::card::{self, Card};
use super::controls;
use super::limits::{self, cut};
use super::{explanation, references};

/// What a person may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Card(Card),
    /// One plain line.
    Line(String),
    /// A card as text, whose links are to show no previews.
    Text(String),
}

/// One message of the bot: what it says and what can be pressed below.
#[derive(Debug, Clone)]
pub struct Post {
    /// One line above a card.
    pub above: Option<String>,
    pub body: Body,
    pub controls: Vec<CreateActionRow>,
    /// Go along with the answer to a moderator.
    pub files: Vec<Attachment>,
}

/// A file that goes along with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// With its ending, by which Discord knows what it is.
    pub name: String,
    pub content: Vec<u8>,
}

/// The message a reply replies to.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub channel: ChannelId,
    pub message: MessageId,
    /// The event that led to it. Of two messages for the same turn of the same event Discord drops the second.
    pub cause: u64,
    /// Which state of what was asked it is about, from 0: an edit may be answered where the text before got a notice.
    pub turn: u64,
}

impl Post {
    #[must_use]
    pub fn line(text: impl Into<String>) -> Self {
        Self::new(Body::Line(text.into()), Vec::new())
    }

    #[must_use]
    pub fn card(card: Card) -> Self {
        Self::new(Body::Card(card), Vec::new())
    }

    #[must_use]
    pub fn with(self, controls: Vec<CreateActionRow>) -> Self {
        Self { controls, ..self }
    }

    #[must_use]
    pub fn attaching(self, file: Attachment) -> Self {
        Self { files: vec![file], ..self }
    }

    /// The reply to a question of `asker`, with what can be done about it.
    #[must_use]
    pub fn answered(answered: &Answered, corpus: &Corpus, asker: UserId) -> Self {
        let controls = controls::under_answered(answered, corpus, asker);
        Self::new(body(&answered.reply), controls)
    }

    /// A reply that was asked for by name.
    #[must_use]
    pub fn shown(reply: &Reply, asker: UserId) -> Self {
        Self::new(body(reply), controls::under_shown(reply, asker))
    }

    /// The full references of a reply.
    #[must_use]
    pub fn references(reply: &Reply) -> Self {
        Self::card(references::card(reply))
    }

    /// Why a decision came out as it did.
    #[must_use]
    pub fn explanation(answered: &Answered, snapshot: &Snapshot) -> Self {
        Self::card(explanation::card(answered, snapshot))
    }

    const fn new(body: Body, controls: Vec<CreateActionRow>) -> Self {
        Self { above: None, body, controls, files: Vec::new() }
    }

    /// The same below one line.
    #[must_use]
    pub fn under(self, line: &str) -> Self {
        Self { above: Some(line.to_owned()), ..self }
    }

    /// The same without an embed.
    #[must_use]
    pub fn plain(self) -> Self {
        let body = match self.body {
            Body::Card(card) => Body::Text(card::text(&card)),
            body => body,
        };
        Self { body, ..self }
    }

    #[must_use]
    pub const fn is_card(&self) -> bool {
        matches!(self.body, Body::Card(_))
    }
}

/// One line where the bot has nothing to say, a card everywhere else.
fn body(reply: &Reply) -> Body {
    if reply.kind == ReplyKind::NoMatch && reply.cautions.is_empty() {
        let lead = reply.lead.as_deref().unwrap_or("I have no answer to that.");
        return Body::Line(lead.to_owned());
    }
    Body::Card(card::card(reply))
}

/// The text, the embed and the flags of a message, each said outright so that an edit leaves nothing behind.
fn parts(above: Option<String>, body: Body) -> (String, Vec<CreateEmbed>, MessageFlags) {
    let (text, embeds, flags) = match body {
        Body::Card(card) => (String::new(), vec![embed(card)], MessageFlags::empty()),
        Body::Line(line) => (line, Vec::new(), MessageFlags::empty()),
        Body::Text(text) => (text, Vec::new(), MessageFlags::SUPPRESS_EMBEDS),
    };
    let text: Vec<String> =
        above.into_iter().chain([text]).filter(|part| !part.is_empty()).collect();
    (cut(&text.join("\n"), limits::CONTENT), embeds, flags)
}

/// A reply to a message.
pub fn message(post: Post, target: Target) -> CreateMessage {
    let (content, embeds, flags) = parts(post.above, post.body);
    addressed(target)
        .content(content)
        .embeds(embeds)
        .flags(flags)
        .components(post.controls)
        .allowed_mentions(nobody().replied_user(true))
}

/// A line to one person in a place where all read: it makes no sound and names nobody.
pub fn notice(line: &str, target: Target) -> CreateMessage {
    addressed(target)
        .content(cut(line, limits::CONTENT))
        .flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
        .allowed_mentions(nobody().replied_user(false))
}

fn addressed(target: Target) -> CreateMessage {
    let reference = MessageReference::new(MessageReferenceKind::Default, target.channel)
        .message_id(target.message)
        .fail_if_not_exists(false);
    CreateMessage::new()
        .reference_message(reference)
        // Makes sending again after an unclear failure harmless: Discord drops the second one.
        .nonce(Nonce::String(format!("re-{:x}-{}", target.cause, target.turn)))
        .enforce_nonce(true)
}

/// What a message of the bot becomes.
pub fn edit(post: Post) -> EditMessage {
    let (content, embeds, flags) = parts(post.above, post.body);
    EditMessage::new()
        .content(content)
        .embeds(embeds)
        .flags(flags)
        .components(post.controls)
        .allowed_mentions(nobody())
}

/// A direct answer to a command or a press (callback type 4).
#[must_use]
pub fn response(post: Post, private: bool) -> CreateInteractionResponse {
    CreateInteractionResponse::Message(response_message(post).ephemeral(private))
}

/// What the message becomes whose button was pressed (callback type 7).
#[must_use]
pub fn update(post: Post) -> CreateInteractionResponse {
    CreateInteractionResponse::UpdateMessage(response_message(post))
}

/// What follows an interaction that was acknowledged without a message of its own.
pub fn follow_up(post: Post, private: bool) -> CreateInteractionResponseFollowup {
    let (content, embeds, flags) = parts(post.above, post.body);
    CreateInteractionResponseFollowup::new()
        .content(content)
        .embeds(embeds)
        .flags(flags)
        .components(post.controls)
        .allowed_mentions(nobody())
        .ephemeral(private)
}

/// A message of the bot's own accord, such as a report to moderators: it replies to nothing and makes no sound. Of two with
/// one `cause` Discord drops the second.
pub fn report(post: Post, cause: u64) -> CreateMessage {
    let (content, embeds, flags) = parts(post.above, post.body);
    CreateMessage::new()
        .nonce(Nonce::String(format!("rp-{cause:x}")))
        .enforce_nonce(true)
        .content(content)
        .embeds(embeds)
        .flags(flags | MessageFlags::SUPPRESS_NOTIFICATIONS)
        .components(post.controls)
        .allowed_mentions(nobody())
}

/// Something private is coming (callback type 5).
#[must_use]
pub fn thinking() -> CreateInteractionResponse {
    let message = CreateInteractionResponseMessage::new().allowed_mentions(nobody());
    CreateInteractionResponse::Defer(message.ephemeral(true))
}

/// A form to fill in (callback type 9).
#[must_use]
pub fn form(form: CreateModal) -> CreateInteractionResponse {
    CreateInteractionResponse::Modal(form)
}

fn response_message(post: Post) -> CreateInteractionResponseMessage {
    let (content, embeds, flags) = parts(post.above, post.body);
    let flags = if flags.contains(MessageFlags::SUPPRESS_EMBEDS) {
        InteractionResponseFlags::SUPPRESS_EMBEDS
    } else {
        InteractionResponseFlags::empty()
    };
    CreateInteractionResponseMessage::new()
        .content(content)
        .embeds(embeds)
        .flags(flags)
        .components(post.controls)
        .allowed_mentions(nobody())
}

/// Choices for an option that is being typed, as names and values.
#[must_use]
pub fn choices(list: impl IntoIterator<Item = (String, String)>) -> CreateInteractionResponse {
    let choices = list
        .into_iter()
        .filter(|(name, value)| {
            !name.trim().is_empty() && limits::count(value) <= limits::CHOICE_VALUE
        })
        .take(limits::CHOICES)
        .map(|(name, value)| AutocompleteChoice::new(cut(&name, limits::CHOICE_NAME), value))
        .collect();
    CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(choices))
}

/// Nobody is pinged, whatever a text says.
fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

fn embed(card: Card) -> CreateEmbed {
    let fields = card.fields.into_iter().map(|(name, value)| (name, value, false));
    let mut embed = CreateEmbed::new().colour(card.colour).fields(fields);
    if let Some(title) = card.title {
        embed = embed.title(title);
    }
    if !card.description.is_empty() {
        embed = embed.description(card.description);
    }
    if let Some(footer) = card.footer {
        embed = embed.footer(CreateEmbedFooter::new(footer));
    }
    embed
}
