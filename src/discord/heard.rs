//! Which messages are for the bot, and what they ask. Pure.

use serenity::model::id::{RoleId, UserId};

use crate::model::Question;

use super::wire::Message;

/// Kinds of message that people write: a plain one and a reply. Everything else is made by Discord.
const WRITTEN: [u64; 2] = [PLAIN, 19];
const PLAIN: u64 = 0;
const VOICE: u64 = 1 << 13;

/// What a message wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    Ask(Question),
    /// Nothing that the bot could read.
    Wordless(Lack),
}

/// Why there is nothing to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Lack {
    /// A bare mention, or a sticker.
    Question,
    /// Discord keeps the words from the bot, or there are none.
    Sight,
    /// A picture or file, and no words with it.
    Picture,
}

impl Lack {
    /// One line that says how to ask.
    #[must_use]
    pub(super) const fn hint(self, direct: bool) -> &'static str {
        match self {
            Self::Picture => {
                "I can't look at pictures or files. Please ask in words, here or with `/ask`."
            }
            Self::Question | Self::Sight if direct => {
                "Send me your question as text, or ask with `/ask`."
            }
            Self::Question => {
                "I see no question there. Ask with `/ask`, or mention me and write the question in the same message."
            }
            Self::Sight => {
                "Discord keeps that message from me. Right-click it and choose **Apps**, **Answer this**, or ask with \
                 `/ask`."
            }
        }
    }
}

/// How a message came to be for the bot; a word for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Direct,
    Mention,
    RoleMention,
    Reply,
    /// Somebody had it answered who need not have written it.
    Summons,
    /// Nobody asked: a channel in `auto` mode.
    Unasked,
}

impl Way {
    #[must_use]
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct message",
            Self::Mention => "mention",
            Self::RoleMention => "role mention",
            Self::Reply => "reply",
            Self::Summons => "summons",
            Self::Unasked => "unasked",
        }
    }
}

/// Whether a message is for the bot, and what it wants. `role` is the bot's managed role in that guild.
#[must_use]
pub(super) fn call(message: &Message, me: UserId, role: Option<RoleId>) -> Option<(Way, Call)> {
    if !by_a_person(message, me) {
        return None;
    }
    let way = way(message, me, role)?;
    let own = words(message, me, role);
    // A bare mention in a reply to somebody means what that one wrote.
    let meant = message.replies_to.as_deref().filter(|to| {
        let by_a_person = !to.author.bot || to.webhook_id.is_some();
        way != Way::Reply && by_a_person && to.author.id != me
    });
    if let (Call::Wordless(Lack::Question), Some(meant)) = (&own, meant) {
        return Some((
            way,
            match words(meant, me, role) {
                Call::Ask(question) => Call::Ask(question),
                Call::Wordless(_) => Call::Wordless(Lack::Sight),
            },
        ));
    }
    Some((way, own))
}

/// The question of a message that is for nobody in particular: no reply, no mention, nothing but words of a person.
#[must_use]
pub(super) fn unasked(message: &Message, me: UserId) -> Option<Question> {
    let for_somebody = message.replies_to.is_some() || !message.mentions.is_empty();
    if !by_a_person(message, me) || message.kind != PLAIN || for_somebody {
        return None;
    }
    match words(message, me, None) {
        Call::Ask(question) if !question.has_attachment => Some(question),
        _ => None,
    }
}

/// Whether a person wrote a message, and not Discord, a bot or a webhook.
#[must_use]
pub(super) fn by_a_person(message: &Message, me: UserId) -> bool {
    let person = !message.author.bot && message.webhook_id.is_none() && message.author.id != me;
    person && WRITTEN.contains(&message.kind)
}

fn way(message: &Message, me: UserId, role: Option<RoleId>) -> Option<Way> {
    if message.guild_id.is_none() {
        Some(Way::Direct)
    } else if message.mentions.iter().any(|user| user.id == me) {
        Some(Way::Mention)
    } else if role.is_some_and(|role| message.mention_roles.contains(&role)) {
        Some(Way::RoleMention)
    } else {
        let answers_me = message.replies_to.as_ref().is_some_and(|to| to.author.id == me);
        answers_me.then_some(Way::Reply)
    }
}

/// Whether the copy that a proxy made of a message mentions the bot, and the question in it. Who wrote it, and whether
/// the webhook that posted it is such a proxy at all, is `proxy`'s to say.
#[must_use]
pub(super) fn copied(message: &Message, me: UserId, role: Option<RoleId>) -> Option<Question> {
    let copy = message.webhook_id.is_some() && way(message, me, role).is_some();
    match words(message, me, role) {
        Call::Ask(question) if copy => Some(question),
        _ => None,
    }
}

/// What a message says, whoever it is for.
#[must_use]
pub(super) fn words(message: &Message, me: UserId, role: Option<RoleId>) -> Call {
    let text = without_mention(&message.content, me, role);
    // A voice message is a file, but nothing that one could ask "what is this?" about.
    let has_attachment = !message.attachments.is_empty() && message.flags & VOICE == 0;
    if !text.is_empty() {
        return Call::Ask(Question { text, has_attachment });
    }
    let hidden = message.content.is_empty()
        && message.attachments.is_empty()
        && message.sticker_items.is_empty();
    Call::Wordless(match (has_attachment, hidden) {
        (true, _) => Lack::Picture,
        (false, true) => Lack::Sight,
        (false, false) => Lack::Question,
    })
}

/// The text without the mention of the bot; other markup is for the core to read.
fn without_mention(content: &str, me: UserId, role: Option<RoleId>) -> String {
    let mut text = content.replace(&format!("<@{me}>"), " ").replace(&format!("<@!{me}>"), " ");
    if let Some(role) = role {
        text = text.replace(&format!("<@&{role}>"), " ");
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use serenity::model::id::{RoleId, UserId};

    use super::super::wire::{Event, read};
    use super::{Call, Way, call};

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
            Call::Wordless(lack) => (way, format!("({lack:?})")),
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
        let to_me = json!({"id": "9", "channel_id": "11", "author": {"id": "1", "bot": true}});
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
        check(&json!({"mentions": me, "content": " <@1> "}), Some((Way::Mention, "(Question)")));
        check(&json!({"mention_roles": ["2"]}), Some((Way::RoleMention, "(Sight)")));
        check(&json!({"guild_id": null}), Some((Way::Direct, "(Sight)")));
        check(&json!({"guild_id": null, "sticker_items": [{}]}), Some((Way::Direct, "(Question)")));
        check(
            &json!({"mentions": me, "content": "<@1>", "attachments": [{}]}),
            Some((Way::Mention, "(Picture)")),
        );
        check(
            &json!({"mentions": me, "content": "<@1> what is this?", "attachments": [{}]}),
            Some((Way::Mention, "what is this? +file")),
        );
        check(
            &json!({"guild_id": null, "attachments": [{}], "flags": 1 << 13}),
            Some((Way::Direct, "(Question)")),
        );
    }

    #[test]
    fn a_bare_mention_means_the_message_it_replies_to() {
        let replying = |author: Value, content: &str| {
            json!({"mentions": [{"id": "1"}], "content": "<@1>", "type": 19, "referenced_message": {
                "id": "9", "channel_id": "11", "author": author, "content": content,
            }})
        };
        let person = json!({"id": "5"});
        check(&replying(person.clone(), "acne?"), Some((Way::Mention, "acne?")));
        check(&replying(person, ""), Some((Way::Mention, "(Sight)")));
        let bot = json!({"id": "5", "bot": true});
        check(&replying(bot, "acne?"), Some((Way::Mention, "(Question)")));
        check(&replying(json!({"id": "1"}), "acne?"), Some((Way::Mention, "(Question)")));
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
            json!({"type": 19, "referenced_message": {
                "id": "9", "channel_id": "11", "author": {"id": "9"},
            }}),
            json!({"type": 19, "referenced_message": null}),
        ] {
            check(&with, None);
        }
    }
}
