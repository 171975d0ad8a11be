//! A [`Reply`] as the bodies Discord takes: messages, interaction responses, choices.
//!
//! Decides nothing about content; what fits where is `card`'s, what may be sent is `rest`'s.

use serenity::builder::{
    AutocompleteChoice, CreateAllowedMentions, CreateAutocompleteResponse, CreateEmbed,
    CreateEmbedFooter, CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage,
};
use serenity::model::channel::{MessageFlags, MessageReference, MessageReferenceKind, Nonce};
use serenity::model::id::{ChannelId, MessageId};

use crate::model::{Reply, ReplyKind};

use super::card::{self, Card};
use super::limits::{self, cut};

/// What a person may read: an embed, or one plain line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Card(Card),
    Line(String),
}

/// The message a reply replies to.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub channel: ChannelId,
    pub message: MessageId,
}

/// One line where the bot has nothing to say, a card everywhere else.
#[must_use]
pub fn body(reply: &Reply) -> Body {
    if reply.kind == ReplyKind::NoMatch && reply.cautions.is_empty() {
        let lead = reply.lead.as_deref().unwrap_or("I have no answer to that.");
        return Body::Line(lead.to_owned());
    }
    Body::Card(card::card(reply))
}

/// A reply to a message.
pub fn message(body: Body, target: Target) -> CreateMessage {
    let message = addressed(target);
    match body {
        Body::Card(card) => message.embed(embed(card)),
        Body::Line(line) => message.content(cut(&line, limits::CONTENT)),
    }
}

/// The same reply where the bot may not embed.
pub fn plain_message(reply: &Reply, target: Target) -> CreateMessage {
    let text = card::text(reply);
    addressed(target).content(text).flags(MessageFlags::SUPPRESS_EMBEDS)
}

fn addressed(target: Target) -> CreateMessage {
    let reference = MessageReference::new(MessageReferenceKind::Default, target.channel)
        .message_id(target.message)
        .fail_if_not_exists(false);
    CreateMessage::new()
        .reference_message(reference)
        .allowed_mentions(nobody().replied_user(true))
        // Makes sending again after an unclear failure harmless: Discord drops the second one.
        .nonce(Nonce::String(format!("re-{}", target.message)))
        .enforce_nonce(true)
}

/// A direct answer to a command (callback type 4).
#[must_use]
pub fn response(body: Body, private: bool) -> CreateInteractionResponse {
    let message = CreateInteractionResponseMessage::new().allowed_mentions(nobody());
    let message = match body {
        Body::Card(card) => message.embed(embed(card)),
        Body::Line(line) => message.content(cut(&line, limits::CONTENT)),
    };
    CreateInteractionResponse::Message(message.ephemeral(private))
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
