//! Everything the fake knows, behind one lock: who exists, what was said, which interactions wait
//! for an answer, which sessions listen. No network here.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::commands::Registered;
use super::forms::File;
use super::misbehave::{Plan, Rule};
use super::objects::{self, GuildIds, Person, bits, merge};

/// What a test may choose when it starts the fake.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) token: String,
    pub(super) message_content: bool,
    pub(super) ids: GuildIds,
    pub(super) application: u64,
    pub(super) channel: u64,
    pub(super) other_channel: u64,
    pub(super) shards: u32,
    pub(super) max_concurrency: u32,
    pub(super) identify_window: Duration,
    pub(super) heartbeat: Duration,
    pub(super) acknowledge_within: Duration,
    pub(super) patience: Duration,
    pub(super) strict_mentions: bool,
}

/// One REST request, as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Without `/api/v10` and without the query.
    pub path: String,
    pub query: String,
    /// `POST /channels/*/messages`: the method and the path with ids and tokens starred out.
    pub route: String,
    /// JSON, or `null` when there was no body.
    pub body: Value,
    pub files: Vec<File>,
    pub at: Instant,
    /// What the fake answered; 0 while it has not.
    pub status: u16,
    /// Discord's error code in that answer, 0 when there was none.
    pub code: u64,
}

/// A message and what Discord does not show of it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) json: Value,
    pub(super) guild: Option<u64>,
    pub(super) member: Option<Value>,
    pub(super) channel_type: u64,
    pub(super) by_bot: bool,
    pub(super) ephemeral: bool,
    pub(super) deleted: bool,
    /// Bodies of the edits, in order.
    pub(super) edits: Vec<Value>,
    /// Ids that this message really pinged, `"everyone"` among them.
    pub(super) pings: Vec<String>,
}

/// An interaction that was sent to the bot.
#[derive(Clone, Debug)]
pub(super) struct Interaction {
    pub(super) id: u64,
    pub(super) token: String,
    pub(super) kind: u64,
    pub(super) payload: Value,
    pub(super) scope: Scope,
    pub(super) asker: u64,
    pub(super) sent: Instant,
    pub(super) token_expired: bool,
    /// Type and data of the first answer, and when it came.
    pub(super) callback: Option<(Value, Instant)>,
    /// The message that `@original` means.
    pub(super) original: Option<u64>,
    /// Deferred with type 5 and not yet filled.
    pub(super) loading: bool,
    pub(super) followups: Vec<u64>,
    /// Bodies of edits of `@original`.
    pub(super) edits: Vec<Value>,
}

/// Which sessions hear of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Guild(u64),
    /// Direct messages and guilds the bot is not in: shard 0.
    Direct,
}

/// What a connection's task is told to do.
#[derive(Debug)]
pub(super) enum Order {
    Send(String),
    /// Close frame with a code, or without one.
    Close(Option<u16>),
    /// End the TCP connection without a close frame.
    Cut,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) orders: UnboundedSender<Order>,
    pub(super) open: bool,
    /// The client came over `resume_gateway_url`.
    pub(super) by_resume_url: bool,
}

#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) shard: [u32; 2],
    pub(super) intents: u64,
    pub(super) sequence: u64,
    /// Every dispatch, for the replay.
    pub(super) log: Vec<(u64, String)>,
    pub(super) connection: Option<usize>,
}

/// A RESUME the fake accepted.
#[derive(Clone, Debug)]
pub struct Resume {
    pub session_id: String,
    pub sequence: u64,
    /// Dispatches that were replayed before RESUMED.
    pub replayed: usize,
    pub by_resume_url: bool,
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) address: String,
    pub(super) bot: Value,
    pub(super) application: Value,
    pub(super) users: BTreeMap<u64, Value>,
    pub(super) channels: BTreeMap<u64, Value>,
    pub(super) messages: Vec<Stored>,
    pub(super) interactions: BTreeMap<u64, Interaction>,
    pub(super) commands: Vec<Registered>,
    /// The bot has written or read its commands.
    pub(super) commands_seen: bool,
    pub(super) muted_channels: Vec<u64>,
    pub(super) embedless_channels: Vec<u64>,

    pub(super) requests: Vec<Request>,
    pub(super) gateway_log: Vec<String>,
    pub(super) unknown_routes: Vec<String>,
    pub(super) violations: Vec<String>,

    pub(super) rules: Vec<Rule>,
    pub(super) globally_limited_until: Option<Instant>,
    pub(super) plans: VecDeque<Plan>,
    pub(super) acknowledge_heartbeats: bool,
    pub(super) connections: Vec<Connection>,
    pub(super) sessions: Vec<Session>,
    pub(super) identifies: Vec<Value>,
    /// Rate-limit key and moment of each identify that counted.
    pub(super) identify_times: Vec<(u32, Instant)>,
    pub(super) resumes: Vec<Resume>,
    pub(super) typing: Vec<u64>,
    /// The bot is not in the guild any more.
    pub(super) removed: bool,
    serial: u64,
}

impl World {
    pub(super) fn new(settings: Settings, address: String) -> Self {
        let ids = &settings.ids;
        let bot = objects::own_user(ids.bot, "gutskin");
        let owner = objects::user(ids.owner, "owner", false);
        let application = objects::application(
            settings.application,
            "gutskin",
            &objects::user(ids.bot, "gutskin", true),
            &owner,
            settings.message_content,
        );
        let channels = [(settings.channel, "general"), (settings.other_channel, "questions")];
        let channels = (0_u64..).zip(channels).map(|(position, (id, name))| {
            (id, objects::text_channel(id, ids.guild, name, position))
        });
        let mut users = BTreeMap::new();
        users.insert(ids.owner, owner);
        users.insert(ids.bot, objects::user(ids.bot, "gutskin", true));
        Self {
            channels: channels.collect(),
            address,
            bot,
            application,
            users,
            messages: Vec::new(),
            interactions: BTreeMap::new(),
            commands: Vec::new(),
            commands_seen: false,
            muted_channels: Vec::new(),
            embedless_channels: Vec::new(),
            requests: Vec::new(),
            gateway_log: Vec::new(),
            unknown_routes: Vec::new(),
            violations: Vec::new(),
            rules: Vec::new(),
            globally_limited_until: None,
            plans: VecDeque::new(),
            acknowledge_heartbeats: true,
            connections: Vec::new(),
            sessions: Vec::new(),
            identifies: Vec::new(),
            identify_times: Vec::new(),
            resumes: Vec::new(),
            typing: Vec::new(),
            removed: false,
            serial: 0,
            settings,
        }
    }

    pub(super) fn new_id(&mut self) -> u64 {
        self.serial += 1;
        objects::snowflake(self.serial)
    }

    pub(super) fn meet(&mut self, person: &Person) {
        self.users.insert(person.id, person.user());
    }

    /// The direct channel with a user, made when it is first needed.
    pub(super) fn direct_channel(&mut self, user: u64) -> u64 {
        // Derived from the user, so that it is the same channel at each call.
        let id = user + 100_000_000_000_000_000;
        if !self.channels.contains_key(&id) {
            let recipient = self.users.get(&user).cloned().unwrap_or_default();
            self.channels.insert(id, objects::direct_channel(id, &recipient));
        }
        id
    }

    /// What the bot may do in a channel of the guild.
    pub(super) fn own_permissions(&self, channel: u64) -> u64 {
        let without = |list: &[u64], bits| if list.contains(&channel) { bits } else { 0 };
        bits::MEMBER
            & !without(&self.muted_channels, bits::SEND | bits::SEND_IN_THREADS)
            & !without(&self.embedless_channels, bits::EMBED_LINKS)
    }

    pub(super) fn guild_of(&self, channel: u64) -> Option<u64> {
        self.channels.get(&channel)?["guild_id"].as_str()?.parse().ok()
    }

    pub(super) fn scope_of(&self, guild: Option<u64>) -> Scope {
        match guild {
            Some(guild) if guild == self.settings.ids.guild => Scope::Guild(guild),
            _ => Scope::Direct,
        }
    }

    pub(super) fn stored(&self, id: u64) -> Option<&Stored> {
        self.messages
            .iter()
            .find(|stored| objects::is_id(&stored.json["id"], id) && !stored.deleted)
    }

    pub(super) fn stored_mut(&mut self, id: u64) -> Option<&mut Stored> {
        self.messages
            .iter_mut()
            .find(|stored| objects::is_id(&stored.json["id"], id) && !stored.deleted)
    }

    pub(super) fn interaction_by_token(&mut self, token: &str) -> Option<&mut Interaction> {
        self.interactions.values_mut().find(|interaction| interaction.token == token)
    }

    /// Keeps a message and tells the sessions.
    pub(super) fn post(&mut self, stored: Stored) {
        let channel: Option<u64> =
            stored.json["channel_id"].as_str().and_then(|id| id.parse().ok());
        if let Some(channel) = channel.and_then(|id| self.channels.get_mut(&id)) {
            channel["last_message_id"] = stored.json["id"].clone();
        }
        // An ephemeral message is its reader's alone: no event.
        let event = (!stored.ephemeral).then(|| (stored.wire(), stored.guild));
        self.messages.push(stored);
        if let Some((wire, guild)) = event {
            self.dispatch("MESSAGE_CREATE", &wire, self.scope_of(guild));
        }
    }

    /// Replaces what a message shows and tells the sessions.
    pub(super) fn rewrite(&mut self, id: u64, json: Value) {
        let Some(stored) = self.stored_mut(id) else {
            return;
        };
        stored.json = json;
        let event = (!stored.ephemeral).then(|| (stored.wire(), stored.guild));
        if let Some((wire, guild)) = event {
            self.dispatch("MESSAGE_UPDATE", &wire, self.scope_of(guild));
        }
    }

    pub(super) fn remove(&mut self, id: u64) -> bool {
        let Some(stored) = self.stored_mut(id) else {
            return false;
        };
        stored.deleted = true;
        let (guild, ephemeral) = (stored.guild, stored.ephemeral);
        let mut event = json!({ "id": stored.json["id"], "channel_id": stored.json["channel_id"] });
        if let Some(guild) = guild {
            event["guild_id"] = json!(guild.to_string());
        }
        if !ephemeral {
            self.dispatch("MESSAGE_DELETE", &event, self.scope_of(guild));
        }
        true
    }

    /// Sends an event to every session whose shard and intents it concerns; sessions that are away
    /// keep it for their replay.
    pub(super) fn dispatch(&mut self, name: &str, payload: &Value, scope: Scope) {
        let granted = self.settings.message_content;
        let bot = self.settings.ids.bot.to_string();
        for session in &mut self.sessions {
            if !session.concerns(scope) || !session.wants(name, scope) {
                continue;
            }
            let mut payload = payload.clone();
            if matches!(name, "MESSAGE_CREATE" | "MESSAGE_UPDATE")
                && !(granted && session.intents & bits::INTENT_MESSAGE_CONTENT != 0)
            {
                strip_content(&mut payload, &bot);
            }
            let text = session.record(name, &payload);
            let connection = session.connection.and_then(|at| self.connections.get(at));
            if let Some(connection) = connection.filter(|connection| connection.open) {
                // A closed channel means the client has just gone: the replay will bring it.
                let _ = connection.orders.send(Order::Send(text));
            }
        }
    }

    /// Tells every open connection something.
    pub(super) fn tell_all(&self, text: &str) {
        for connection in self.connections.iter().filter(|connection| connection.open) {
            let _ = connection.orders.send(Order::Send(text.to_owned()));
        }
    }

    /// Ends every open connection. From this moment its session is away: what happens next is for
    /// the replay.
    pub(super) fn end_all(&mut self, order: impl Fn() -> Order) {
        for (at, connection) in self.connections.iter_mut().enumerate() {
            if !std::mem::replace(&mut connection.open, false) {
                continue;
            }
            let _ = connection.orders.send(order());
            for session in &mut self.sessions {
                session.connection = session.connection.filter(|other| *other != at);
            }
        }
    }

    /// Everything that happened, for the message of a failed wait.
    pub(super) fn story(&self) -> String {
        let mut out = vec!["REST:".to_owned()];
        for request in &self.requests {
            let Request { method, path, status, code, body, .. } = request;
            let body = if body.is_null() { String::new() } else { format!(" {body}") };
            let code = if *code == 0 { String::new() } else { format!(" code {code}") };
            let short: String = body.chars().take(600).collect();
            out.push(format!("  {method} {path} -> {status}{code}{short}"));
        }
        out.push("gateway:".to_owned());
        out.extend(self.gateway_log.iter().map(|line| format!("  {line}")));
        for (what, lines) in
            [("unknown routes", &self.unknown_routes), ("violations", &self.violations)]
        {
            out.extend(lines.iter().map(|line| format!("{what}: {line}")));
        }
        out.join(
            "
",
        )
    }
}

impl Session {
    fn concerns(&self, scope: Scope) -> bool {
        let [shard, of] = self.shard;
        match scope {
            Scope::Direct => shard == 0,
            Scope::Guild(guild) => (guild >> 22) % u64::from(of.max(1)) == u64::from(shard),
        }
    }

    fn wants(&self, event: &str, scope: Scope) -> bool {
        let needed = match (event, scope) {
            ("MESSAGE_CREATE" | "MESSAGE_UPDATE" | "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK", _) => {
                if scope == Scope::Direct {
                    bits::INTENT_DIRECT_MESSAGES
                } else {
                    bits::INTENT_GUILD_MESSAGES
                }
            }
            (event, _)
                if ["GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"].contains(&event)
                    || event.starts_with("CHANNEL_")
                    || event.starts_with("THREAD_")
                    || event.starts_with("GUILD_ROLE_") =>
            {
                bits::INTENT_GUILDS
            }
            _ => 0,
        };
        self.intents & needed == needed
    }

    /// Numbers a dispatch and keeps it for a replay.
    pub(super) fn record(&mut self, name: &str, payload: &Value) -> String {
        self.sequence += 1;
        let text = json!({ "op": 0, "s": self.sequence, "t": name, "d": payload }).to_string();
        self.log.push((self.sequence, text.clone()));
        text
    }
}

impl Stored {
    /// The message as the gateway sends it.
    pub(super) fn wire(&self) -> Value {
        let mut wire = self.json.clone();
        wire["channel_type"] = json!(self.channel_type);
        if let Some(guild) = self.guild {
            wire["guild_id"] = json!(guild.to_string());
        }
        if let Some(member) = &self.member {
            wire["member"] = member.clone();
        }
        wire
    }
}

/// Hides what an application without the message-content intent may not read. Exempt are direct
/// messages, messages that mention the bot's user, and the bot's own.
pub(super) fn strip_content(message: &mut Value, bot: &str) {
    let direct = message.get("channel_type").and_then(Value::as_u64) == Some(1);
    if let Some(reference) = message.get_mut("referenced_message").filter(|it| it.is_object()) {
        if direct {
            reference["channel_type"] = json!(1);
        }
        strip_content(reference, bot);
        if let Some(fields) = reference.as_object_mut() {
            fields.remove("channel_type");
        }
    }
    let mentioned = message["mentions"]
        .as_array()
        .is_some_and(|users| users.iter().any(|user| user["id"] == bot));
    if direct || mentioned || message["author"]["id"] == bot {
        return;
    }
    merge(message, json!({ "content": "", "embeds": [], "attachments": [], "components": [] }));
    if let Some(fields) = message.as_object_mut() {
        fields.remove("poll");
    }
}
