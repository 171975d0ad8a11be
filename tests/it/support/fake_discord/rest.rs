//! The table of routes. Each handler is a plain function of the world and one call.

use std::time::Instant;

use serde_json::{Value, json};

use super::commands::{self, Registered};
use super::limits::{Faults, number};
use super::objects;
use super::world::World;
use super::{callback, messages};

/// One request, read.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) authorization: String,
    pub(super) user_agent: String,
    pub(super) body: Result<Value, String>,
}

impl Call {
    /// Interaction routes carry their secret in the path; `GET /gateway` is for everyone.
    pub(super) fn needs_token(&self) -> bool {
        let free = ["/interactions/", "/webhooks/"];
        !free.iter().any(|start| self.path.starts_with(start)) && self.path != "/gateway"
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.query.split('&').any(|pair| {
            pair.split_once('=')
                .is_some_and(|(key, value)| key == name && matches!(value, "true" | "True" | "1"))
        })
    }
}

/// Status and JSON of an answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Option<Value>,
}

impl Answer {
    pub(super) fn new(status: u16, body: Value) -> Self {
        Self { status, body: Some(body) }
    }

    pub(super) fn ok(body: Value) -> Self {
        Self::new(200, body)
    }

    pub(super) fn empty(status: u16) -> Self {
        Self { status, body: None }
    }

    pub(super) fn error(status: u16, code: u64, message: &str) -> Self {
        Self::new(status, json!({ "message": message, "code": code }))
    }

    pub(super) fn invalid(faults: &Faults) -> Self {
        let body =
            json!({ "message": "Invalid Form Body", "code": 50035, "errors": faults.tree() });
        Self::new(400, body)
    }
}

/// The method and the path with ids and tokens starred out.
pub(super) fn route(method: &str, path: &str) -> String {
    let mut out = method.to_owned() + " ";
    let mut secret_after_id = false;
    let mut after_id = false;
    for part in path.trim_start_matches('/').split('/') {
        let id = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let star = id || (secret_after_id && after_id);
        secret_after_id = matches!(part, "interactions" | "webhooks") || (secret_after_id && id);
        after_id = id;
        out += if star { "/*" } else { "/" };
        if !star {
            out += part;
        }
    }
    out
}

fn id(part: &str) -> u64 {
    part.parse().unwrap_or(0)
}

/// Does what the call asks for and says how it went.
pub(super) fn answer(world: &mut World, call: &Call) -> Answer {
    // Discord asks for it; discord.py leaves it out where no token is needed, and gets by.
    if call.needs_token() && !call.user_agent.starts_with("DiscordBot") {
        world.violations.push(format!(
            "{} {}: User-Agent {:?} does not begin with DiscordBot",
            call.method, call.path, call.user_agent
        ));
    }
    let right = format!("Bot {}", world.settings.token);
    let given = call.authorization.as_str();
    if given != right && (call.needs_token() || !given.is_empty()) {
        return Answer::error(401, 0, "401: Unauthorized");
    }
    let Ok(body) = &call.body else {
        return Answer::error(400, 50109, "The request body contains invalid JSON.");
    };
    let parts: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
    match (call.method.as_str(), parts.as_slice()) {
        ("GET", ["gateway"]) => Answer::ok(json!({ "url": format!("ws://{}", world.address) })),
        ("GET", ["gateway", "bot"]) => gateway_bot(world),
        ("GET" | "PATCH", ["applications", "@me"]) => {
            if call.method == "PATCH" {
                objects::merge(&mut world.application, body.clone());
            }
            Answer::ok(world.application.clone())
        }
        ("GET", ["oauth2", "applications", "@me"]) => Answer::ok(world.application.clone()),
        ("GET", ["users", "@me"]) => Answer::ok(world.bot.clone()),
        ("POST", ["users", "@me", "channels"]) => {
            let user = body["recipient_id"].as_str().map(id).or(body["recipient_id"].as_u64());
            match user.filter(|user| world.users.contains_key(user)) {
                Some(user) => {
                    let channel = world.direct_channel(user);
                    Answer::ok(world.channels[&channel].clone())
                }
                None => Answer::error(400, 50033, "Invalid Recipient(s)"),
            }
        }
        ("GET", ["users", user]) => match world.users.get(&id(user)) {
            Some(user) => Answer::ok(user.clone()),
            None => Answer::error(404, 10013, "Unknown User"),
        },
        ("GET", ["guilds", guild]) if id(guild) == world.settings.ids.guild => {
            Answer::ok(objects::guild(&world.settings.ids))
        }
        ("GET", ["guilds", guild, "roles"]) if id(guild) == world.settings.ids.guild => {
            Answer::ok(objects::roles(&world.settings.ids))
        }
        ("GET", ["guilds", guild, "channels"]) if id(guild) == world.settings.ids.guild => {
            let channels = world.channels.values().filter(|it| it["guild_id"] == **guild);
            Answer::ok(channels.cloned().collect())
        }
        ("GET", ["guilds", _] | ["guilds", _, "roles" | "channels"]) => {
            Answer::error(404, 10004, "Unknown Guild")
        }
        (method, ["applications", _, "commands", rest @ ..]) => {
            let answer = command(world, method, None, rest, body);
            answer.map_or_else(|| unknown(world, call), |answer| localised(call, answer))
        }
        (method, ["applications", _, "guilds", guild, "commands", rest @ ..]) => {
            let answer = command(world, method, Some(id(guild)), rest, body);
            answer.map_or_else(|| unknown(world, call), |answer| localised(call, answer))
        }
        ("GET", ["channels", channel]) => match world.channels.get(&id(channel)) {
            Some(channel) => Answer::ok(channel.clone()),
            None => Answer::error(404, 10003, "Unknown Channel"),
        },
        ("POST", ["channels", channel, "typing"]) => {
            world.typing.push(id(channel));
            Answer::empty(204)
        }
        ("GET", ["channels", channel, "messages"]) => messages::list(world, id(channel)),
        ("POST", ["channels", channel, "messages"]) => messages::create(world, id(channel), body),
        ("GET", ["channels", _, "messages", message]) => messages::get(world, id(message)),
        ("PATCH", ["channels", channel, "messages", message]) => {
            messages::edit(world, id(channel), id(message), body)
        }
        ("DELETE", ["channels", _, "messages", message]) => messages::delete(world, id(message)),
        ("POST", ["interactions", interaction, token, "callback"]) => {
            callback::acknowledge(world, call, id(interaction), token, body)
        }
        ("POST", ["webhooks", _, token]) => callback::follow_up(world, token, body),
        (method @ ("GET" | "PATCH" | "DELETE"), ["webhooks", _, token, "messages", message]) => {
            callback::webhook_message(world, method, token, message, body)
        }
        _ => unknown(world, call),
    }
}

fn unknown(world: &mut World, call: &Call) -> Answer {
    world.unknown_routes.push(format!("{} {}", call.method, call.path));
    Answer::error(404, 0, "404: Not Found")
}

fn gateway_bot(world: &World) -> Answer {
    let used = u32::try_from(world.identifies.len()).unwrap_or(u32::MAX);
    Answer::ok(json!({
        "url": format!("ws://{}", world.address),
        "shards": world.settings.shards,
        "session_start_limit": {
            "total": 1000, "remaining": 1000_u32.saturating_sub(used),
            "reset_after": 14_400_000, "max_concurrency": world.settings.max_concurrency,
        },
    }))
}

/// The routes below `…/commands`; `None` for one that does not exist.
fn command(
    world: &mut World,
    method: &str,
    guild: Option<u64>,
    rest: &[&str],
    body: &Value,
) -> Option<Answer> {
    let same = |known: &Registered| known.guild == guild;
    let answer = match (method, rest) {
        ("GET", []) => {
            world.commands_seen = true;
            let here = world.commands.iter().filter(|known| same(known));
            Answer::ok(here.map(|known| known.body.clone()).collect())
        }
        ("PUT", []) => put_all(world, guild, body),
        ("POST", []) => {
            let mut faults = Faults::default();
            commands::check("", body, &mut faults);
            if !faults.is_empty() {
                return Some(Answer::invalid(&faults));
            }
            let (echo, new) = upsert(world, guild, body);
            world.commands_seen = true;
            Answer::new(if new { 201 } else { 200 }, echo)
        }
        (_, [command]) => {
            let found = world
                .commands
                .iter()
                .position(|known| same(known) && known.body["id"] == **command);
            let Some(at) = found else {
                return Some(Answer::error(404, 10063, "Unknown application command"));
            };
            match method {
                "GET" => Answer::ok(world.commands[at].body.clone()),
                "DELETE" => {
                    world.commands.remove(at);
                    Answer::empty(204)
                }
                "PATCH" => {
                    let mut changed = world.commands[at].body.clone();
                    objects::merge(&mut changed, body.clone());
                    let mut faults = Faults::default();
                    commands::check("", &changed, &mut faults);
                    if !faults.is_empty() {
                        return Some(Answer::invalid(&faults));
                    }
                    changed["version"] = json!(world.new_id().to_string());
                    world.commands[at].body = changed.clone();
                    Answer::ok(changed)
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(answer)
}

/// Discord leaves the languages of a definition out where they were not asked for.
fn localised(call: &Call, mut answer: Answer) -> Answer {
    fn strip(part: &mut Value) {
        match part {
            Value::Array(list) => list.iter_mut().for_each(strip),
            Value::Object(fields) => {
                fields.retain(|name, _| !name.ends_with("_localizations"));
                fields.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    if call.method == "GET" && !call.flag("with_localizations") {
        answer.body.iter_mut().for_each(strip);
    }
    answer
}

fn put_all(world: &mut World, guild: Option<u64>, body: &Value) -> Answer {
    let mut faults = Faults::default();
    let Some(list) = body.as_array() else {
        faults.add("", "BASE_TYPE_LIST", "Only iterables may be used in a ListType");
        return Answer::invalid(&faults);
    };
    let key = |body: &Value| (number(body, "type").unwrap_or(1), body["name"].clone());
    let mut seen = Vec::new();
    for (at, one) in list.iter().enumerate() {
        commands::check(&at.to_string(), one, &mut faults);
        if seen.contains(&key(one)) {
            let message = "Application command names must be unique";
            faults.add(&at.to_string(), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
        seen.push(key(one));
    }
    for (kind, most) in [(1, 100), (2, 15), (3, 15)] {
        if seen.iter().filter(|(of, _)| *of == kind).count() > most {
            let message = format!("Maximum number of application commands reached ({most}).");
            return Answer::error(400, 30032, &message);
        }
    }
    if !faults.is_empty() {
        return Answer::invalid(&faults);
    }
    world.commands.retain(|known| known.guild != guild || seen.contains(&key(&known.body)));
    let echoes = list.iter().map(|one| upsert(world, guild, one).0).collect();
    world.commands_seen = true;
    Answer::ok(echoes)
}

/// A command keeps its id as long as its name and type stay; its version changes with its content.
fn upsert(world: &mut World, guild: Option<u64>, body: &Value) -> (Value, bool) {
    let kind = number(body, "type").unwrap_or(1);
    let (application, fresh) = (world.settings.application, world.new_id());
    let known = world.commands.iter_mut().find(|known| {
        known.guild == guild && known.kind() == kind && known.body["name"] == body["name"]
    });
    if let Some(known) = known {
        let own = |key: &str| known.body[key].as_str().map_or(fresh, id);
        let same = commands::echo(body, own("id"), own("version"), application, guild);
        if same != known.body {
            known.body = commands::echo(body, own("id"), fresh, application, guild);
        }
        return (known.body.clone(), false);
    }
    let echo = commands::echo(body, fresh, fresh, application, guild);
    world.commands.push(Registered { guild, body: echo.clone() });
    (echo, true)
}

/// Whether a moment is longer ago than the fake grants.
pub(super) fn too_late(world: &World, since: Instant) -> bool {
    since.elapsed() > world.settings.acknowledge_within
}
