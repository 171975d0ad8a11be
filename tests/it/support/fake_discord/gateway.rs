//! The gateway: hello, identify, heartbeats, resume with replay, and every way to be told off.

use std::sync::Arc;
use std::time::Instant;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio_websockets::{CloseCode, Message, ServerBuilder, WebSocketStream};

use super::Inner;
use super::compress::{Packer, Packing};
use super::misbehave::Plan;
use super::objects::{self, bits};
use super::world::{Connection, Order, Resume, Scope, Session, World};

/// What a connection does after it has heard an op.
enum Then {
    GoOn,
    Close(u16),
}

/// Serves one gateway connection to its end.
pub(super) async fn run<S: AsyncRead + AsyncWrite + Unpin>(
    inner: Arc<Inner>,
    io: S,
    query: &str,
    by_resume_url: bool,
    plan: Option<Plan>,
) {
    let mut socket = ServerBuilder::new().serve(io);
    let (orders, mut inbox) = mpsc::unbounded_channel();
    let parameter =
        |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let mut packer = Packer::new(match parameter("compress") {
        Some("zlib-stream") => Packing::ZlibStream,
        Some("zstd-stream") => Packing::ZstdStream,
        _ => Packing::Text,
    });
    let at = inner.change(|world| {
        world.connections.push(Connection { orders: orders.clone(), open: true, by_resume_url });
        let at = world.connections.len() - 1;
        world.gateway_log.push(format!("connection {at}: opened with ?{query}"));
        at
    });
    if plan == Some(Plan::NoHello) {
        // Reads on, so that pings and closes of the client are seen, and stays mute.
        while let Some(Ok(_)) = socket.next().await {}
        inner.change(|world| world.end(at, "the client left"));
        return;
    }
    if !matches!(parameter("v"), None | Some("10")) {
        let _ = orders.send(Order::Close(Some(4012)));
    }
    let heartbeat = inner.settings().heartbeat.as_millis();
    let hello = json!({
        "op": 10, "s": null, "t": null,
        "d": { "heartbeat_interval": u64::try_from(heartbeat).unwrap_or(41_250), "_trace": ["[]"] },
    });
    let _ = orders.send(Order::Send(hello.to_string()));
    if let Some(Plan::CloseAfterHello(code)) = plan {
        let _ = orders.send(Order::Close(code));
    }

    let ending = talk(&inner, &mut socket, &mut inbox, &mut packer, at).await;
    inner.change(|world| world.end(at, &ending));
}

/// Passes orders out and ops in until one side ends it; says how it ended.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    inner: &Inner,
    socket: &mut WebSocketStream<S>,
    inbox: &mut mpsc::UnboundedReceiver<Order>,
    packer: &mut Packer,
    at: usize,
) -> String {
    loop {
        tokio::select! {
            // Orders first: what the test did before a client's op is seen before its answer.
            biased;
            Some(order) = inbox.recv() => match order {
                Order::Send(text) => {
                    let message = match packer.pack(&text) {
                        Some(bytes) => Message::binary(bytes),
                        None => Message::text(text),
                    };
                    if socket.send(message).await.is_err() {
                        return "the client vanished".to_owned();
                    }
                }
                Order::Close(code) => {
                    close(socket, code).await;
                    return format!("closed by order with {code:?}");
                }
                Order::Cut => return "cut by order".to_owned(),
            },
            message = socket.next() => {
                let Some(Ok(message)) = message else { return "the client vanished".to_owned() };
                if let Some((code, _)) = message.as_close() {
                    let code = u16::from(code);
                    inner.change(|world| world.client_closed(at, code));
                    // The library answers the close frame while it is polled to the end.
                    while let Some(Ok(_)) = socket.next().await {}
                    return format!("the client closed with {code}");
                }
                if message.is_ping() || message.is_pong() {
                    continue;
                }
                let op = serde_json::from_slice::<Value>(message.as_payload());
                let then = inner.change(|world| match op {
                    Ok(op) if op["op"].is_u64() => world.hear(at, &op, packer),
                    _ => Then::Close(4002),
                });
                if let Then::Close(code) = then {
                    close(socket, Some(code)).await;
                    inner.change(|world| world.forget_session_of(at, code));
                    return format!("closed with {code}");
                }
            }
        }
    }
}

async fn close<S: AsyncRead + AsyncWrite + Unpin>(
    socket: &mut WebSocketStream<S>,
    code: Option<u16>,
) {
    let code = code.map(|code| CloseCode::try_from(code).expect("a close code a server may send"));
    if socket.send(Message::close(code, reason(code))).await.is_ok() {
        // Until the client has answered, or a moment has passed.
        let rest = async { while let Some(Ok(_)) = socket.next().await {} };
        let _ = tokio::time::timeout(std::time::Duration::from_millis(500), rest).await;
    }
}

fn reason(code: Option<CloseCode>) -> &'static str {
    match code.map(u16::from) {
        Some(4001) => "Unknown opcode.",
        Some(4002) => "Error while decoding payload.",
        Some(4003) => "Not authenticated.",
        Some(4004) => "Authentication failed.",
        Some(4005) => "Already authenticated.",
        Some(4007) => "Invalid seq.",
        Some(4008) => "Rate limited.",
        Some(4009) => "Session timed out.",
        Some(4010) => "Invalid shard.",
        Some(4011) => "Sharding required.",
        Some(4012) => "Invalid API version.",
        Some(4013) => "Invalid intent(s).",
        Some(4014) => "Disallowed intent(s).",
        _ => "",
    }
}

impl World {
    fn send(&self, at: usize, payload: &Value) {
        // A closed channel means that the connection has just ended.
        let _ = self.connections[at].orders.send(Order::Send(payload.to_string()));
    }

    fn session_on(&mut self, at: usize) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.connection == Some(at))
    }

    fn hear(&mut self, at: usize, op: &Value, packer: &mut Packer) -> Then {
        let data = &op["d"];
        match op["op"].as_u64() {
            Some(1) => {
                if self.acknowledge_heartbeats {
                    self.send(at, &json!({ "op": 11, "s": null, "t": null, "d": null }));
                }
                Then::GoOn
            }
            Some(2) => self.identify(at, data, packer),
            Some(6) => self.resume(at, data),
            Some(3 | 4 | 8 | 31 | 43) if self.session_on(at).is_none() => Then::Close(4003),
            Some(8) => {
                self.send_members(at, data);
                Then::GoOn
            }
            // Presence, voice state, soundboard and channel info: heard, without effect.
            Some(3 | 4 | 31 | 43) => Then::GoOn,
            _ => Then::Close(4001),
        }
    }

    fn identify(&mut self, at: usize, data: &Value, packer: &mut Packer) -> Then {
        let mut shown = data.clone();
        shown["token"] = json!("hidden");
        self.gateway_log.push(format!("connection {at}: IDENTIFY {shown}"));
        self.identifies.push(shown);
        if self.session_on(at).is_some() {
            return Then::Close(4005);
        }
        if !self.right_token(data) {
            return Then::Close(4004);
        }
        let Some(intents) = data["intents"].as_u64().filter(|it| it & !bits::INTENTS_KNOWN == 0)
        else {
            return Then::Close(4013);
        };
        let granted = if self.settings.message_content { bits::INTENT_MESSAGE_CONTENT } else { 0 };
        if intents & bits::INTENTS_PRIVILEGED & !granted != 0 {
            return Then::Close(4014);
        }
        let part =
            |nth: usize| data["shard"][nth].as_u64().and_then(|part| u32::try_from(part).ok());
        let shard = match (part(0), part(1)) {
            (None, None) => [0, 1],
            (Some(number), Some(of)) if number < of => [number, of],
            _ => return Then::Close(4010),
        };
        if !self.identify_in_turn(shard[0]) {
            self.gateway_log.push(format!("connection {at}: identified too soon, INVALID SESSION"));
            self.send(at, &json!({ "op": 9, "s": null, "t": null, "d": false }));
            return Then::GoOn;
        }
        if data["compress"] == json!(true) && packer.packing == Packing::Text {
            *packer = Packer::new(Packing::ZlibPayload);
        }
        // A shard that comes back with a new session leaves nothing to replay in the old one.
        self.sessions.retain(|session| session.connection.is_some() || session.shard != shard);
        let id = format!("{:032x}", self.new_id());
        let mut session = Session {
            id: id.clone(),
            shard,
            intents,
            sequence: 0,
            log: Vec::new(),
            connection: Some(at),
        };
        let ids = self.settings.ids.clone();
        let guild_here =
            !self.removed && (ids.guild >> 22) % u64::from(shard[1]) == u64::from(shard[0]);
        let guilds = if guild_here {
            json!([{ "id": ids.guild.to_string(), "unavailable": true }])
        } else {
            json!([])
        };
        let ready = json!({
            "v": 10, "user": self.bot, "guilds": guilds, "session_id": id,
            "session_type": "normal", "shard": shard,
            "resume_gateway_url": format!("ws://{}/resume", self.address),
            "application": { "id": self.application["id"], "flags": self.application["flags"] },
            "private_channels": [], "presences": [], "relationships": [],
            "game_relationships": [], "guild_join_requests": [], "geo_ordered_rtc_regions": [],
            "user_settings": {}, "user_settings_proto": null, "auth": {}, "_trace": ["[]"],
        });
        let text = session.record("READY", &ready);
        self.sessions.push(session);
        let _ = self.connections[at].orders.send(Order::Send(text));
        if guild_here {
            let here = ids.guild.to_string();
            let channels: Vec<Value> =
                self.channels.values().filter(|it| it["guild_id"] == here).cloned().collect();
            let whole = objects::guild_create(&ids, &channels, &self.users[&ids.bot]);
            // To this session only: others have had theirs.
            if let Some(session) = self.session_on(at).filter(|it| it.intents & 1 != 0) {
                let text = session.record("GUILD_CREATE", &whole);
                let _ = self.connections[at].orders.send(Order::Send(text));
            }
        }
        Then::GoOn
    }

    fn right_token(&self, data: &Value) -> bool {
        let given = data["token"].as_str().unwrap_or_default();
        given.strip_prefix("Bot ").unwrap_or(given) == self.settings.token
    }

    /// One identify per rate-limit key and window (5 s at Discord).
    fn identify_in_turn(&mut self, shard: u32) -> bool {
        let key = shard % self.settings.max_concurrency.max(1);
        let window = self.settings.identify_window;
        let now = Instant::now();
        // A little mercy: the client counts from when it sent, the fake from when it heard.
        let early = self
            .identify_times
            .iter()
            .any(|(other, time)| *other == key && now.duration_since(*time) < window.mul_f64(0.9));
        self.identify_times.push((key, now));
        !early
    }

    fn resume(&mut self, at: usize, data: &Value) -> Then {
        let id = data["session_id"].as_str().unwrap_or_default().to_owned();
        let sequence = data["seq"].as_u64().unwrap_or(0);
        self.gateway_log.push(format!("connection {at}: RESUME {id} from {sequence}"));
        if !self.right_token(data) {
            return Then::Close(4004);
        }
        if self.session_on(at).is_some() {
            return Then::Close(4005);
        }
        let Some(session) = self.sessions.iter_mut().find(|session| session.id == id) else {
            self.send(at, &json!({ "op": 9, "s": null, "t": null, "d": false }));
            return Then::GoOn;
        };
        if sequence > session.sequence {
            self.sessions.retain(|session| session.id != id);
            return Then::Close(4007);
        }
        session.connection = Some(at);
        let missed: Vec<String> = session
            .log
            .iter()
            .filter(|(number, _)| *number > sequence)
            .map(|(_, text)| text.clone())
            .collect();
        let resumed = session.record("RESUMED", &json!({ "_trace": ["[]"] }));
        let by_resume_url = self.connections[at].by_resume_url;
        self.resumes.push(Resume {
            session_id: id,
            sequence,
            replayed: missed.len(),
            by_resume_url,
        });
        for text in missed.into_iter().chain([resumed]) {
            let _ = self.connections[at].orders.send(Order::Send(text));
        }
        Then::GoOn
    }

    /// The one member the fake can speak of: the bot itself.
    fn send_members(&mut self, at: usize, data: &Value) {
        let ids = self.settings.ids.clone();
        let mut own = objects::member_part(&[ids.bot_role]);
        own["user"] = self.users[&ids.bot].clone();
        let mut chunk = json!({
            "guild_id": ids.guild.to_string(), "members": [own], "chunk_index": 0,
            "chunk_count": 1, "not_found": [],
        });
        if !data["nonce"].is_null() {
            chunk["nonce"] = data["nonce"].clone();
        }
        if let Some(session) = self.session_on(at) {
            let text = session.record("GUILD_MEMBERS_CHUNK", &chunk);
            let _ = self.connections[at].orders.send(Order::Send(text));
        }
    }

    /// 1000 and 1001 end the session for good; any other close leaves it to be resumed.
    fn client_closed(&mut self, at: usize, code: u16) {
        if matches!(code, 1000 | 1001) {
            self.sessions.retain(|session| session.connection != Some(at));
        }
    }

    /// Fatal close codes leave nothing to resume.
    fn forget_session_of(&mut self, at: usize, code: u16) {
        if matches!(code, 4004 | 4007 | 4009..=4014) {
            self.sessions.retain(|session| session.connection != Some(at));
        }
    }

    fn end(&mut self, at: usize, how: &str) {
        self.connections[at].open = false;
        self.gateway_log.push(format!("connection {at}: {how}"));
        for session in &mut self.sessions {
            if session.connection == Some(at) {
                session.connection = None;
            }
        }
    }

    /// Ends sessions as op 9 with `d: false` does.
    pub(super) fn invalidate_sessions(&mut self) {
        self.sessions.clear();
    }

    /// Tells the sessions that the guild fell out, or that the bot was removed from it.
    pub(super) fn lose_guild(&mut self, outage: bool) {
        let guild = self.settings.ids.guild;
        self.removed = !outage;
        let mut event = json!({ "id": guild.to_string() });
        if outage {
            event["unavailable"] = json!(true);
        }
        self.dispatch("GUILD_DELETE", &event, Scope::Guild(guild));
    }

    pub(super) fn return_guild(&mut self) {
        self.removed = false;
        let ids = self.settings.ids.clone();
        let here = ids.guild.to_string();
        let channels: Vec<Value> =
            self.channels.values().filter(|it| it["guild_id"] == here).cloned().collect();
        let whole = objects::guild_create(&ids, &channels, &self.users[&ids.bot]);
        self.dispatch("GUILD_CREATE", &whole, Scope::Guild(ids.guild));
    }
}
