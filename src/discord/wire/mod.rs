//! What the bot reads of Discord's dispatches: a few fields each, so that a field that Discord leaves out or
//! adds elsewhere never costs an answer.
//!
//! No `Debug`: these hold what members wrote. Knows nothing of what is done with an event. Here is what frames them;
//! `message` and `interaction` are the two large kinds, `guild` is what servers consist of.

mod guild;
mod interaction;
mod message;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serenity::model::id::UserId;
use twilight_model::gateway::event::GatewayEventDeserializer;

pub(super) use guild::{Channel, Guild, GuildChannel, GuildGone, GuildRole, Role, Threads};
pub(super) use interaction::{Data, Interaction, Shown, Typing};
pub(super) use message::{Deleted, Message};

const DISPATCH: u8 = 0;
const HELLO: u8 = 10;

/// One payload of the gateway, as far as it concerns the bot.
pub(super) enum Event {
    /// The gateway's heartbeat interval in milliseconds.
    Hello(u64),
    Ready(Ready),
    Resumed,
    Guild(Guild),
    /// Something about the server itself has changed; its channels are not told.
    GuildChanged(Guild),
    Role(GuildRole),
    GuildGone(GuildGone),
    /// A channel or thread that is new or has changed.
    Channel(GuildChannel),
    ChannelGone(GuildChannel),
    /// Threads that the bot has come to see.
    Threads(Threads),
    Message(Box<Message>),
    Edited(Box<Message>),
    Deleted(Deleted),
    Interaction(Box<Interaction>),
    /// A dispatch of a kind that the bot does not use.
    Other,
}

#[derive(Deserialize)]
pub(super) struct Ready {
    pub(super) user: User,
    /// The servers of this shard; none of them is available yet.
    #[serde(default)]
    pub(super) guilds: Vec<Guild>,
}

#[derive(Clone, Deserialize)]
pub(super) struct User {
    pub(super) id: UserId,
    #[serde(default)]
    pub(super) bot: bool,
}

/// The dispatch's own data.
#[derive(Deserialize)]
struct Payload<T> {
    d: T,
}

#[derive(Deserialize)]
struct HelloData {
    heartbeat_interval: u64,
}

/// Reads one payload; `None` for what is no dispatch and no hello.
///
/// # Errors
/// With the kind of the event where its data is not as expected. The reason may quote the data and is dropped.
pub(super) fn read(text: &str) -> Result<Option<Event>, String> {
    let Some((op, _, kind)) =
        GatewayEventDeserializer::from_json(text).map(GatewayEventDeserializer::into_parts)
    else {
        return Err("payload without opcode".to_owned());
    };
    let kind = kind.as_deref().unwrap_or_default();
    let event = match (op, kind) {
        (HELLO, _) => data::<HelloData>(text).map(|hello| Event::Hello(hello.heartbeat_interval)),
        (DISPATCH, "READY") => data(text).map(Event::Ready),
        (DISPATCH, "RESUMED") => Some(Event::Resumed),
        (DISPATCH, "GUILD_CREATE") => data(text).map(Event::Guild),
        (DISPATCH, "GUILD_UPDATE") => data(text).map(Event::GuildChanged),
        (DISPATCH, "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE") => data(text).map(Event::Role),
        (DISPATCH, "GUILD_DELETE") => data(text).map(Event::GuildGone),
        (DISPATCH, "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE") => {
            data(text).map(Event::Channel)
        }
        (DISPATCH, "CHANNEL_DELETE" | "THREAD_DELETE") => data(text).map(Event::ChannelGone),
        (DISPATCH, "THREAD_LIST_SYNC") => data(text).map(Event::Threads),
        (DISPATCH, "MESSAGE_CREATE") => data(text).map(|message| Event::Message(Box::new(message))),
        // Discord also tells of link previews and the like, in parts that are no whole message.
        (DISPATCH, "MESSAGE_UPDATE") => {
            Some(data(text).map_or(Event::Other, |message| Event::Edited(Box::new(message))))
        }
        (DISPATCH, "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK") => data(text).map(Event::Deleted),
        (DISPATCH, "INTERACTION_CREATE") => {
            data(text).map(|interaction| Event::Interaction(Box::new(interaction)))
        }
        (DISPATCH, _) => Some(Event::Other),
        _ => return Ok(None),
    };
    event.map(Some).ok_or_else(|| if op == HELLO { "HELLO" } else { kind }.to_owned())
}

/// Reads what an event gets by without: a part that is not as expected is as good as absent.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(from)?).ok())
}

fn data<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str::<Payload<T>>(text).ok().map(|payload| payload.d)
}

#[cfg(test)]
mod tests {
    use super::{Event, Typing, read};

    #[test]
    fn a_message_needs_little() {
        let text = r#"{"op":0,"s":3,"t":"MESSAGE_CREATE","d":{"id":"10","channel_id":"11",
            "author":{"id":"12","username":"x"},"new_field":[{}],"referenced_message":null}}"#;
        let Ok(Some(Event::Message(message))) = read(text) else { panic!("not read") };
        assert_eq!(
            (message.id.get(), message.author.bot, message.content.as_str()),
            (10, false, "")
        );
    }

    #[test]
    fn a_part_that_makes_no_sense_costs_no_answer() {
        let text = r#"{"op":0,"s":3,"t":"MESSAGE_CREATE","d":{"id":"10","channel_id":"11",
            "author":{"id":"12"},"referenced_message":{"id":"9"}}}"#;
        let Ok(Some(Event::Message(message))) = read(text) else { panic!("not read") };
        assert!(message.replies_to.is_none());
        let text = r#"{"op":0,"s":3,"t":"INTERACTION_CREATE","d":{"id":"10","type":3,"token":"t",
            "user":{"id":"12"},"message":{"content":"x"},"data":{"custom_id":"1:h:5:acne"}}}"#;
        let Ok(Some(Event::Interaction(interaction))) = read(text) else { panic!("not read") };
        assert!(interaction.message.is_none() && interaction.is_at_home());
        assert_eq!(interaction.person().map(u64::from), Some(12));
        assert_eq!(interaction.place().get(), 10, "a place of its own");
    }

    #[test]
    fn options_are_found_by_name() {
        let text = r#"{"t":"INTERACTION_CREATE","s":1,"op":0,"d":{"id":"1",
            "channel_id":"3","type":4,"token":"t","data":{"name":"ask",
            "options":[{"name":"question","type":3,"value":"acn","focused":true},
                       {"name":"private","type":5,"value":true}]}}}"#;
        let Ok(Some(Event::Interaction(interaction))) = read(text) else { panic!("not read") };
        let data = interaction.data.unwrap();
        let typing = Typing { subcommand: "", option: "question", text: "acn" };
        assert_eq!(data.typing(), Some(typing));
        assert!(data.flag("private") && !data.flag("question"));
        assert_eq!((data.text("question"), data.text("name")), ("acn", ""));
    }

    #[test]
    fn options_of_a_subcommand_and_fields_of_a_form_are_found() {
        let text = r#"{"t":"INTERACTION_CREATE","s":1,"op":0,"d":{"id":"1","channel_id":"3","type":2,
            "token":"t","channel":{"id":"3","type":11,"parent_id":"4"},"data":{"name":"mod",
            "options":[{"name":"channel","type":1,"options":[{"name":"channel","type":7,"value":"7"},
                       {"name":"mode","type":3,"value":"off"}]}],
            "components":[{"type":1,"components":[{"custom_id":"q","type":4,"value":"acne"}]}]}}}"#;
        let Ok(Some(Event::Interaction(interaction))) = read(text) else { panic!("not read") };
        let parent = interaction.channel.and_then(|channel| channel.parent_id);
        assert_eq!(parent.map(u64::from), Some(4));
        let data = interaction.data.unwrap();
        assert_eq!(
            (data.subcommand(), data.text("mode"), data.id("channel")),
            ("channel", "off", Some(7))
        );
        assert_eq!((data.field("q"), data.field("x"), data.typing()), ("acne", "", None));
    }

    #[test]
    fn what_cannot_be_read_is_named_and_not_quoted() {
        for (text, kind) in [
            (r#"{"op":0,"s":1,"t":"MESSAGE_CREATE","d":{"id":"ten"}}"#, "MESSAGE_CREATE"),
            (r#"{"op":10,"d":{}}"#, "HELLO"),
            ("{}", "payload without opcode"),
        ] {
            assert_eq!(read(text).err().as_deref(), Some(kind));
        }
        assert!(matches!(
            read(r#"{"op":0,"s":1,"t":"TYPING_START","d":{}}"#),
            Ok(Some(Event::Other))
        ));
        assert!(matches!(read(r#"{"op":11,"d":null}"#), Ok(None)));
    }
}
