//! What a test makes people do with messages, and what it sees of the bot's.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::exchange::Event;
use super::limits::number;
use super::objects::{self, Person, merge};
use super::payload::find;
use super::world::{Scope, Stored, World};
use super::{FakeDiscord, Inner};

/// Where something happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A channel of the fake guild.
    Channel(u64),
    /// The direct messages between the bot and the person.
    Direct,
    /// A guild where the bot is not, for an app installed to the person's own account.
    Elsewhere,
    /// A group of friends, for an app installed to the person's own account.
    Group,
}

/// A message someone is about to write.
#[derive(Clone, Debug)]
pub struct Speech {
    text: String,
    person: Person,
    place: Option<Place>,
    reply_to: Option<(u64, bool)>,
    extra: Value,
}

impl Speech {
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            person: Person::member(),
            place: None,
            reply_to: None,
            extra: json!({}),
        }
    }

    pub fn by(mut self, person: &Person) -> Self {
        self.person = person.clone();
        self
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// A reply that pings the author of `message`.
    pub fn replying(mut self, message: &Value) -> Self {
        self.reply_to = Some((id_of(message), true));
        self
    }

    /// A reply with the ping switched off.
    pub fn replying_quietly(mut self, message: &Value) -> Self {
        self.reply_to = Some((id_of(message), false));
        self
    }

    /// Overrides fields of the finished message: attachments, `webhook_id`, a bot as author.
    pub fn with(mut self, fields: Value) -> Self {
        merge(&mut self.extra, fields);
        self
    }
}

/// A message someone wrote, and the place to look for what the bot says to it.
#[derive(Clone, Debug)]
pub struct Said {
    inner: Arc<Inner>,
    pub id: u64,
    pub channel: u64,
    /// The whole message, nothing hidden.
    pub message: Value,
    /// Messages that existed before it.
    mark: usize,
}

impl Said {
    /// The `MESSAGE_CREATE` of it.
    pub(super) fn event(&self) -> Event {
        let world = self.inner.lock();
        let stored = world.messages.iter().find(|it| objects::is_id(&it.json["id"], self.id));
        let stored = stored.expect("messages are kept, deleted ones too");
        Event {
            name: "MESSAGE_CREATE".to_owned(),
            payload: stored.wire(),
            scope: world.scope_of(stored.guild),
        }
    }

    /// The bot's messages in this channel since then that are still there, for all to see.
    pub fn replies_now(&self) -> Vec<Value> {
        self.replies_in(&self.inner.lock())
    }

    fn replies_in(&self, world: &World) -> Vec<Value> {
        let here = self.channel.to_string();
        let later = world.messages.iter().skip(self.mark).filter(|stored| {
            let gone = stored.deleted || stored.ephemeral;
            stored.by_bot && !gone && stored.json["channel_id"] == here
        });
        later.map(|stored| stored.json.clone()).collect()
    }

    /// Waits for the bot to say something in this channel.
    pub async fn replies(&self) -> Vec<Value> {
        let look = |world: &World| {
            let found = self.replies_in(world);
            (!found.is_empty()).then_some(found)
        };
        self.inner.until(&format!("a reply to {}", self.message["content"]), look).await
    }

    /// Waits for the first message of the bot in this channel.
    pub async fn reply(&self) -> Value {
        self.replies().await.swap_remove(0)
    }

    /// Waits until the bot has taken back all it said here.
    pub async fn replies_gone(&self) {
        let look = |world: &World| self.replies_in(world).is_empty().then_some(());
        self.inner.until(&format!("no reply left to {}", self.message["content"]), look).await;
    }

    /// Fails unless exactly so many messages of the bot are here, now and all through this time.
    pub async fn expect_replies(&self, count: usize, time: Duration) {
        let look = |world: &World| {
            let found = self.replies_in(world);
            (found.len() != count).then_some(found)
        };
        if let Some(found) = self.inner.within(time, look).await {
            panic!("expected {count} replies to {}, got {found:#?}", self.message["content"]);
        }
    }

    /// Fails if the bot says anything in this channel within this time.
    pub async fn expect_silence(&self, time: Duration) {
        let look = |world: &World| {
            let found = self.replies_in(world);
            (!found.is_empty()).then_some(found)
        };
        if let Some(found) = self.inner.within(time, look).await {
            panic!("expected silence after {}, got {found:#?}", self.message["content"]);
        }
    }
}

pub(super) fn id_of(message: &Value) -> u64 {
    message["id"].as_str().and_then(|id| id.parse().ok()).expect("an object with an id")
}

/// Starting up.
impl FakeDiscord {
    /// Waits until every recommended shard has identified and the bot's commands are registered.
    pub async fn ready(&self) {
        let look = |world: &World| {
            let here = world.sessions.iter().filter(|it| it.connection.is_some()).count();
            let wanted = usize::try_from(world.settings.shards).unwrap_or(1);
            let registered = world.commands_seen && !world.commands.is_empty();
            (here >= wanted && registered).then_some(())
        };
        self.inner.until("the bot to be ready (identified, commands registered)", look).await;
    }

    /// Waits until every recommended shard has a session, whatever the commands.
    pub async fn connected(&self) {
        let look = |world: &World| {
            let here = world.sessions.iter().filter(|it| it.connection.is_some()).count();
            (here >= usize::try_from(world.settings.shards).unwrap_or(1)).then_some(())
        };
        self.inner.until("the bot to identify", look).await;
    }

    /// The registered commands as Discord would list them, guild commands after global ones.
    pub fn commands(&self) -> Vec<Value> {
        self.look(|world| world.commands.iter().map(|known| known.body.clone()).collect())
    }

    pub fn command(&self, name: &str) -> Value {
        self.look(|world| find(world, name).body.clone())
    }

    /// Any event at all, to the shard of the guild.
    pub fn dispatch(&self, name: &str, payload: &Value) {
        self.change(|world| {
            let scope = Scope::Guild(world.settings.ids.guild);
            world.gateway_log.push(format!("! {name}"));
            world.dispatch(name, payload, scope);
        });
    }

    /// `GUILD_DELETE` with `unavailable`: an outage.
    pub fn guild_outage(&self) {
        self.change(|world| world.lose_guild(true));
    }

    /// `GUILD_DELETE` without it: the bot was removed.
    pub fn bot_removed(&self) {
        self.change(|world| world.lose_guild(false));
    }

    /// The guild comes back after an outage, or the bot is added again.
    pub fn guild_returns(&self) {
        self.change(World::return_guild);
    }

    /// Sends the same event again, as Discord sometimes does after a resume.
    pub fn redeliver(&self, event: impl Into<Event>) {
        let Event { name, payload, scope } = event.into();
        self.change(|world| {
            world.gateway_log.push(format!("! {name} again"));
            world.dispatch(&name, &payload, scope);
        });
    }
}

/// Messages.
impl FakeDiscord {
    /// A new thread, or a new post of a forum, in the fake guild.
    pub fn thread(&self, name: &str) -> Place {
        let id = self.change(|world| {
            let (id, guild) = (world.new_id(), world.settings.ids.guild);
            let owner = Person::member().id;
            let thread = objects::thread(id, guild, world.settings.channel, name, owner);
            let mut event = thread.clone();
            event["newly_created"] = json!(true);
            world.channels.insert(id, thread);
            world.dispatch("THREAD_CREATE", &event, Scope::Guild(guild));
            id
        });
        Place::Channel(id)
    }

    /// A new category, with the channels that are moved into it.
    pub fn category(&self, name: &str, channels: &[u64]) -> u64 {
        self.change(|world| {
            let (id, guild) = (world.new_id(), world.settings.ids.guild);
            let category = objects::category(id, guild, name);
            world.channels.insert(id, category.clone());
            world.dispatch("CHANNEL_CREATE", &category, Scope::Guild(guild));
            for channel in channels {
                let Some(moved) = world.channels.get_mut(channel) else { continue };
                moved["parent_id"] = json!(id.to_string());
                let moved = moved.clone();
                world.dispatch("CHANNEL_UPDATE", &moved, Scope::Guild(guild));
            }
            id
        })
    }

    pub async fn member_says(&self, text: &str) -> Said {
        self.say(Speech::new(text)).await
    }

    /// `<@bot> text`.
    pub async fn mention_bot(&self, text: &str) -> Said {
        let text = format!("<@{}> {text}", self.bot_id());
        self.say(Speech::new(&text)).await
    }

    /// `<@&role> text` with the bot's managed role: the picker often offers it first.
    pub async fn mention_role(&self, text: &str) -> Said {
        let text = format!("<@&{}> {text}", self.bot_role_id());
        self.say(Speech::new(&text)).await
    }

    /// A reply with ping, in the channel of the message.
    pub async fn reply_to(&self, message: &Value, text: &str) -> Said {
        self.say(Speech::new(text).replying(message)).await
    }

    pub async fn direct_message(&self, text: &str) -> Said {
        self.say(Speech::new(text).at(Place::Direct)).await
    }

    /// Anything else people write.
    pub async fn say(&self, speech: Speech) -> Said {
        let (id, channel, message, mark) = self.change(|world| {
            let mark = world.messages.len();
            let stored = write(world, &speech);
            let message = stored.json.clone();
            let channel = message["channel_id"].as_str().and_then(|id| id.parse().ok());
            world.gateway_log.push(format!("! {} says {}", speech.person.name, message["content"]));
            world.post(stored);
            (id_of(&message), channel.unwrap_or(0), message, mark)
        });
        Said { inner: Arc::clone(&self.inner), id, channel, message, mark }
    }

    /// The author edits; the same stripping applies to `MESSAGE_UPDATE`.
    pub fn edit_message(&self, said: &Said, text: &str) {
        self.change(|world| {
            let Some(stored) = world.stored(said.id) else {
                return;
            };
            let mut message = stored.json.clone();
            message["content"] = json!(text);
            message["edited_timestamp"] = json!(objects::timestamp(world.new_id()));
            let quiet_reply = message["mentions"].clone();
            super::messages::mentions(world, &mut message, &Value::Null);
            // Whether a reply pings is settled when it is written.
            if message["type"] == 19 && quiet_reply.as_array().is_some_and(Vec::is_empty) {
                message["mentions"] = quiet_reply;
            }
            world.rewrite(said.id, message);
        });
    }

    pub fn delete_message(&self, said: &Said) {
        self.change(|world| world.remove(said.id));
    }

    /// `MESSAGE_DELETE_BULK`, as a moderator's purge sends it.
    pub fn delete_in_bulk(&self, said: &[&Said]) {
        let Some(first) = said.first() else { return };
        self.change(|world| {
            for one in said {
                if let Some(stored) = world.stored_mut(one.id) {
                    stored.deleted = true;
                }
            }
            let guild = world.guild_of(first.channel);
            let ids: Vec<String> = said.iter().map(|one| one.id.to_string()).collect();
            let mut event = json!({ "ids": ids, "channel_id": first.channel.to_string() });
            if let Some(guild) = guild {
                event["guild_id"] = json!(guild.to_string());
            }
            world.dispatch("MESSAGE_DELETE_BULK", &event, world.scope_of(guild));
        });
    }

    /// A message as it is now, if it is still there.
    pub fn message(&self, id: u64) -> Option<Value> {
        self.look(|world| world.stored(id).map(|stored| stored.json.clone()))
    }

    /// Everything in a channel that is still there, oldest first, ephemeral ones included.
    pub fn messages_in(&self, channel: u64) -> Vec<Value> {
        let here = channel.to_string();
        self.look(|world| {
            let there = world.messages.iter().filter(|it| !it.deleted);
            there.map(|it| it.json.clone()).filter(|it| it["channel_id"] == here).collect()
        })
    }

    /// Whom a message really pinged: ids, and `everyone`.
    pub fn pings(&self, message: &Value) -> Vec<String> {
        let id = id_of(message);
        self.look(|world| {
            let found = world.messages.iter().find(|it| objects::is_id(&it.json["id"], id));
            found.map(|stored| stored.pings.clone()).unwrap_or_default()
        })
    }

    /// Waits until a message has been edited once more and gives it as it is then.
    pub async fn until_edited(&self, message: &Value) -> Value {
        let id = id_of(message);
        // All of it, because two edits within a millisecond have the same time.
        let look = |world: &World| {
            let now = &world.stored(id)?.json;
            (now != message).then(|| now.clone())
        };
        self.inner.until(&format!("message {id} to be edited"), look).await
    }

    /// Waits until a message shows this text somewhere and gives it as it is then.
    pub async fn until_shows(&self, message: &Value, part: &str) -> Value {
        let id = id_of(message);
        let look = |world: &World| {
            let now = &world.stored(id)?.json;
            now.to_string().contains(part).then(|| now.clone())
        };
        self.inner.until(&format!("message {id} to show {part:?}"), look).await
    }

    pub async fn until_deleted(&self, message: &Value) {
        let id = id_of(message);
        let look = |world: &World| world.stored(id).is_none().then_some(());
        self.inner.until(&format!("message {id} to be deleted"), look).await;
    }

    /// Fails if the bot posts anything anywhere or answers an interaction within this time.
    pub async fn expect_silence(&self, time: Duration) {
        let sent = |world: &World| {
            let own = world.messages.iter().filter(|it| it.by_bot).count();
            own + world.interactions.values().filter(|it| it.callback.is_some()).count()
        };
        let before = self.look(sent);
        let look = |world: &World| (sent(world) > before).then(|| world.story());
        if let Some(story) = self.inner.within(time, look).await {
            panic!("expected silence\n{story}");
        }
    }
}

/// A person's message, complete, not yet announced.
fn write(world: &mut World, speech: &Speech) -> Stored {
    let Speech { text, person, place, reply_to, extra } = speech;
    world.meet(person);
    let referenced = reply_to.and_then(|(id, _)| world.stored(id)).map(|it| it.json.clone());
    let channel = match place {
        None => match &referenced {
            Some(message) => message["channel_id"].as_str().and_then(|id| id.parse().ok()),
            None => Some(world.settings.channel),
        },
        Some(Place::Channel(id)) => Some(*id),
        Some(Place::Direct) => Some(world.direct_channel(person.id)),
        Some(Place::Elsewhere | Place::Group) => {
            panic!("the bot hears no messages outside its guilds and direct messages")
        }
    };
    let channel = channel.expect("a message has a channel");
    let guild = world.guild_of(channel);
    let id = world.new_id();
    let mut message = objects::message(id, channel, &person.user(), text);
    message["nonce"] = json!(id.to_string());
    if let Some(mut referenced) = referenced {
        let mut reference =
            json!({ "type": 0, "message_id": referenced["id"], "channel_id": channel.to_string() });
        if let Some(guild) = guild {
            reference["guild_id"] = json!(guild.to_string());
        }
        if let Some(fields) = referenced.as_object_mut() {
            fields.remove("referenced_message");
        }
        merge(
            &mut message,
            json!({
                "type": 19, "message_reference": reference, "referenced_message": referenced,
            }),
        );
    }
    let loud = reply_to.is_some_and(|(_, loud)| loud);
    let allowed = json!({
        "allowed_mentions": { "parse": ["users", "roles"], "replied_user": loud }
    });
    let pings = super::messages::mentions(world, &mut message, &allowed);
    // Users in `mentions` of a guild message carry their member.
    if guild.is_some() {
        let own_role = world.settings.ids.bot_role;
        for user in message["mentions"].as_array_mut().into_iter().flatten() {
            let roles = if user["bot"] == true { vec![own_role] } else { Vec::new() };
            user["member"] = objects::member_part(&roles);
        }
    }
    merge(&mut message, extra.clone());
    let channel_type = world.channels.get(&channel).and_then(|it| number(it, "type")).unwrap_or(0);
    Stored {
        json: message,
        guild,
        member: guild.map(|_| person.member_part(world.settings.ids.moderator_role)),
        channel_type,
        by_bot: false,
        ephemeral: false,
        deleted: false,
        edits: Vec::new(),
        pings,
    }
}
