//! Which messages are for the bot, what they ask, and which events it has had before.
//!
//! Pure but for the memory of what was seen; sends nothing.

use std::collections::{HashSet, VecDeque};

use serenity::model::id::{RoleId, UserId};

use crate::model::Question;

use super::wire::Message;

/// Kinds of message that people write: a plain one and a reply. Everything else is made by Discord.
const WRITTEN: [u64; 2] = [0, 19];
const VOICE: u64 = 1 << 13;

/// What a message that is for the bot wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    Ask(Question),
    /// Nothing that the bot could read.
    Wordless,
}

/// How a message came to be for the bot; a word for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Direct,
    Mention,
    RoleMention,
    Reply,
}

impl Way {
    #[must_use]
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct message",
            Self::Mention => "mention",
            Self::RoleMention => "role mention",
            Self::Reply => "reply",
        }
    }
}

/// Whether a message is for the bot, and what it wants. `role` is the bot's managed role in that guild.
#[must_use]
pub(super) fn call(message: &Message, me: UserId, role: Option<RoleId>) -> Option<(Way, Call)> {
    let by_a_person =
        !message.author.bot && message.webhook_id.is_none() && message.author.id != me;
    if !by_a_person || !WRITTEN.contains(&message.kind) {
        return None;
    }
    let way = if message.guild_id.is_none() {
        Way::Direct
    } else if message.mentions.iter().any(|user| user.id == me) {
        Way::Mention
    } else if role.is_some_and(|role| message.mention_roles.contains(&role)) {
        Way::RoleMention
    } else if message.replies_to.as_ref().is_some_and(|to| to.author.id == me) {
        Way::Reply
    } else {
        return None;
    };

    let text = without_mention(&message.content, me, role);
    // A voice message is a file, but nothing that one could ask "what is this?" about.
    let has_attachment = !message.attachments.is_empty() && message.flags & VOICE == 0;
    if text.is_empty() && !has_attachment {
        return Some((way, Call::Wordless));
    }
    Some((way, Call::Ask(Question { text, has_attachment })))
}

/// The text without the mention of the bot; other markup is for the core to read.
fn without_mention(content: &str, me: UserId, role: Option<RoleId>) -> String {
    let mut text = content.replace(&format!("<@{me}>"), " ").replace(&format!("<@!{me}>"), " ");
    if let Some(role) = role {
        text = text.replace(&format!("<@&{role}>"), " ");
    }
    text.trim().to_owned()
}

/// Remembers the latest events, so that one that is delivered again is not answered again.
#[derive(Debug, Default)]
pub(super) struct Seen {
    known: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Seen {
    /// How many events are remembered: hours of a busy bot, some hundred kilobytes.
    pub(super) const CAPACITY: usize = 4096;

    /// Whether `id` is new; it is not the next time.
    pub(super) fn first_time(&mut self, id: u64) -> bool {
        if !self.known.insert(id) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > Self::CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use serenity::model::id::{RoleId, UserId};

    use super::super::wire::{Event, read};
    use super::{Call, Seen, Way, call};

    const ME: UserId = UserId::new(1);
    const ROLE: RoleId = RoleId::new(2);

    /// A guild message by a person, changed by `with`.
    #[track_caller]
    fn check(with: &Value, expected: Option<(Way, &str)>) {
        let mut message = json!({
            "id": "10", "channel_id": "11", "guild_id": "12", "author": {"id": "13"}, "type": 0,
            "content": "", "mentions": [], "mention_roles": [], "attachments": [],
        });
        for (key, value) in with.as_object().cloned().unwrap_or_default() {
            message[key] = value;
        }
        let text = json!({"op": 0, "s": 1, "t": "MESSAGE_CREATE", "d": message}).to_string();
        let Ok(Some(Event::Message(message))) = read(&text) else { panic!("{text}") };
        let got = call(&message, ME, Some(ROLE)).map(|(way, call)| match call {
            Call::Ask(question) if question.has_attachment => {
                (way, format!("{} +file", question.text))
            }
            Call::Ask(question) => (way, question.text),
            Call::Wordless => (way, "(wordless)".to_owned()),
        });
        assert_eq!(got, expected.map(|(way, text)| (way, text.to_owned())), "{with}");
    }

    #[test]
    fn the_ways_in() {
        check(&json!({"guild_id": null, "content": "acne?"}), Some((Way::Direct, "acne?")));
        let me = json!([{"id": "1"}]);
        check(&json!({"mentions": me, "content": "<@1> acne?"}), Some((Way::Mention, "acne?")));
        check(&json!({"mentions": me, "content": "<@!1>acne?"}), Some((Way::Mention, "acne?")));
        check(
            &json!({"mentions": me, "content": "is acne <@1> <@9> bad"}),
            Some((Way::Mention, "is acne   <@9> bad")),
        );
        check(
            &json!({"mention_roles": ["2"], "content": "<@&2> acne?"}),
            Some((Way::RoleMention, "acne?")),
        );
        let to_me = json!({"author": {"id": "1", "bot": true}});
        check(
            &json!({"type": 19, "referenced_message": to_me, "content": "and rosacea?"}),
            Some((Way::Reply, "and rosacea?")),
        );
        check(
            &json!({"mentions": me, "type": 19, "content": "and?"}),
            Some((Way::Mention, "and?")),
        );
    }

    #[test]
    fn no_words() {
        let me = json!([{"id": "1"}]);
        check(&json!({"mentions": me, "content": " <@1> "}), Some((Way::Mention, "(wordless)")));
        check(&json!({"mention_roles": ["2"]}), Some((Way::RoleMention, "(wordless)")));
        check(&json!({"guild_id": null}), Some((Way::Direct, "(wordless)")));
        check(
            &json!({"mentions": me, "content": "<@1>", "attachments": [{}]}),
            Some((Way::Mention, " +file")),
        );
        check(
            &json!({"guild_id": null, "attachments": [{}], "flags": 1 << 13}),
            Some((Way::Direct, "(wordless)")),
        );
    }

    #[test]
    fn not_for_the_bot() {
        let me = json!([{"id": "1"}]);
        for with in [
            json!({"content": "acne?"}),
            json!({"content": "<@9> acne?", "mentions": [{"id": "9"}]}),
            json!({"content": "@everyone", "mention_everyone": true}),
            json!({"mention_roles": ["3"], "content": "<@&3>"}),
            json!({"mentions": me, "author": {"id": "13", "bot": true}}),
            json!({"mentions": me, "author": {"id": "1"}}),
            json!({"mentions": me, "webhook_id": "14"}),
            json!({"mentions": me, "type": 7}),
            json!({"guild_id": null, "type": 3}),
            json!({"type": 19, "referenced_message": {"author": {"id": "9"}}}),
            json!({"type": 19, "referenced_message": null}),
        ] {
            check(&with, None);
        }
    }

    #[test]
    fn an_event_is_new_once() {
        let mut seen = Seen::default();
        assert!(seen.first_time(7));
        assert!(!seen.first_time(7));
        for id in 100..(100 + Seen::CAPACITY as u64) {
            assert!(seen.first_time(id));
        }
        assert!(seen.first_time(7), "the oldest is forgotten");
        assert_eq!(seen.known.len(), Seen::CAPACITY);
    }
}
