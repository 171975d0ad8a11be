//! Messages in channels: create, read, edit, delete, with Discord's refusals.

use serde_json::{Value, json};

use super::components::number_components;
use super::limits::{self, Faults, check_message, finish_embeds, number};
use super::objects::{self, bits, merge};
use super::rest::Answer;
use super::world::{Stored, World, strip_content};

/// Fields of a body that show in the message.
const SHOWN: [&str; 4] = ["content", "embeds", "components", "attachments"];

/// Nobody must be pinged who was not named: every message body switches the rest off.
pub(super) fn check_mentions(world: &mut World, what: &str, body: &Value) {
    let switched_off = body["allowed_mentions"]["parse"].as_array().is_some_and(Vec::is_empty);
    if world.settings.strict_mentions && !switched_off {
        world.violations.push(format!(
            "{what}: allowed_mentions.parse is not an empty list in {}",
            shortened(body)
        ));
    }
}

fn shortened(body: &Value) -> String {
    body.to_string().chars().take(300).collect()
}

/// What a body asks for, laid over `message`. `Err` is Discord's refusal.
pub(super) fn apply(message: &mut Value, body: &Value) -> Result<(), Answer> {
    let old_flags = number(message, "flags").unwrap_or(0);
    // Ephemeral cannot change; components V2 cannot be taken back.
    let asked = number(body, "flags").unwrap_or(old_flags);
    let kept = bits::FLAG_EPHEMERAL | bits::FLAG_COMPONENTS_V2;
    let flags = (asked & !bits::FLAG_EPHEMERAL) | (old_flags & kept);
    let faults = check_message(body, flags);
    if !faults.is_empty() {
        return Err(Answer::invalid(&faults));
    }
    for key in SHOWN {
        match body.get(key) {
            None => {}
            Some(Value::Null) => {
                message[key] = if key == "content" { json!("") } else { json!([]) };
            }
            // Uploads of a form: the fake keeps their descriptions only.
            Some(value) => message[key] = value.clone(),
        }
    }
    message["flags"] = json!(flags & !bits::FLAG_LOADING);
    finish_embeds(&mut message["embeds"]);
    number_components(&mut message["components"]);
    if limits::shows_nothing(message) {
        return Err(Answer::error(400, 50006, "Cannot send an empty message"));
    }
    Ok(())
}

/// Fills `mentions` and `mention_roles` from the text and says who was really pinged.
pub(super) fn mentions(world: &World, message: &mut Value, body: &Value) -> Vec<String> {
    let text = message["content"].as_str().unwrap_or_default().to_owned();
    let allowed = &body["allowed_mentions"];
    let parsed = |kind: &str| {
        allowed.is_null() || limits::list(allowed, "parse").iter().any(|it| *it == kind)
    };
    let listed = |kind: &str, id: &str| limits::list(allowed, kind).iter().any(|it| *it == id);
    let (mut users, mut roles, mut pings) = (Vec::new(), Vec::new(), Vec::new());
    for id in tags(&text, "<@") {
        let user = id.parse().ok().and_then(|number: u64| world.users.get(&number));
        if parsed("users") || listed("users", &id) {
            pings.push(id.clone());
            users.extend(user.cloned());
        }
    }
    for id in tags(&text, "<@&") {
        if parsed("roles") || listed("roles", &id) {
            pings.push(id.clone());
            roles.push(id);
        }
    }
    let everyone = parsed("everyone") && (text.contains("@everyone") || text.contains("@here"));
    if everyone {
        pings.push("everyone".to_owned());
    }
    let replied = allowed.is_null() || allowed["replied_user"] == json!(true);
    let author = message["referenced_message"]["author"].clone();
    if let Some(id) = author["id"].as_str().filter(|_| replied)
        && !users.iter().any(|user: &Value| user["id"] == id)
    {
        pings.push(id.to_owned());
        users.push(author);
    }
    merge(
        message,
        json!({ "mentions": users, "mention_roles": roles, "mention_everyone": everyone }),
    );
    pings
}

/// The ids in `<@1>`, `<@!1>` or `<@&1>`.
fn tags(text: &str, open: &str) -> Vec<String> {
    text.match_indices(open)
        .filter_map(|(at, _)| {
            let rest = &text[at + open.len()..];
            let rest = rest.strip_prefix('!').unwrap_or(rest);
            let (id, _) = rest.split_once('>')?;
            id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.to_owned())
        })
        .collect()
}

/// A new message of the bot in a channel, kept and announced.
pub(super) fn keep(world: &mut World, mut json: Value, body: &Value, ephemeral: bool) -> Value {
    let channel: u64 = json["channel_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
    let pings = mentions(world, &mut json, body);
    let guild = world.guild_of(channel);
    let member = guild.map(|_| objects::member_part(&[world.settings.ids.bot_role]));
    let channel_type = world.channels.get(&channel).and_then(|it| number(it, "type")).unwrap_or(0);
    world.post(Stored {
        json: json.clone(),
        guild,
        member,
        channel_type,
        by_bot: true,
        ephemeral,
        deleted: false,
        edits: Vec::new(),
        pings,
    });
    json
}

pub(super) fn create(world: &mut World, channel: u64, body: &Value) -> Answer {
    if !world.channels.contains_key(&channel) {
        return Answer::error(404, 10003, "Unknown Channel");
    }
    if world.muted_channels.contains(&channel) {
        return Answer::error(403, 50013, "Missing Permissions");
    }
    check_mentions(world, "POST message", body);
    // `enforce_nonce`: the same nonce again gives the message that is already there.
    if body["enforce_nonce"] == json!(true) && !body["nonce"].is_null() {
        let same = world.messages.iter().find(|stored| stored.json["nonce"] == body["nonce"]);
        if let Some(stored) = same {
            return Answer::ok(stored.json.clone());
        }
    }
    let body = &match without_embeds(world, channel, body) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let id = world.new_id();
    let author = world.users[&world.settings.ids.bot].clone();
    let mut message = objects::message(id, channel, &author, "");
    if number(body, "flags").is_some_and(|flags| flags & bits::FLAG_EPHEMERAL != 0) {
        // Only interactions have a single reader.
        let mut faults = Faults::default();
        faults.add("flags", "MESSAGE_FLAGS_INVALID", "Ephemeral is for interactions only.");
        return Answer::invalid(&faults);
    }
    if let Err(refusal) = apply(&mut message, body) {
        return refusal;
    }
    if let Some(nonce) = body.get("nonce") {
        message["nonce"] = nonce.clone();
    }
    if let Err(refusal) = refer(world, &mut message, body, channel) {
        return refusal;
    }
    Answer::ok(keep(world, message, body, false))
}

/// What Discord takes of a body where the bot may not embed: the embeds are left out without a word, and only where
/// nothing else is there is the message refused.
fn without_embeds(world: &World, channel: u64, body: &Value) -> Result<Value, Answer> {
    let mut body = body.clone();
    if !world.embedless_channels.contains(&channel) || limits::list(&body, "embeds").is_empty() {
        return Ok(body);
    }
    body["embeds"] = json!([]);
    if limits::shows_nothing(&body) {
        return Err(Answer::error(403, 50013, "Missing Permissions"));
    }
    Ok(body)
}

/// Makes the message a reply, if the body asks for it.
fn refer(world: &World, message: &mut Value, body: &Value, channel: u64) -> Result<(), Answer> {
    let reference = &body["message_reference"];
    let target = &reference["message_id"];
    let Some(target) = target.as_str().and_then(|id| id.parse().ok()).or(target.as_u64()) else {
        return Ok(());
    };
    let here = channel.to_string();
    let found = world.stored(target).filter(|stored| stored.json["channel_id"] == here);
    let Some(found) = found else {
        if reference["fail_if_not_exists"] == json!(false) {
            return Ok(());
        }
        let mut faults = Faults::default();
        let code = "REPLIES_UNKNOWN_MESSAGE";
        faults.add("message_reference", code, "Unknown message");
        return Err(Answer::invalid(&faults));
    };
    let mut referenced = found.json.clone();
    if let Some(fields) = referenced.as_object_mut() {
        fields.remove("referenced_message");
    }
    let mut reference = json!({ "type": 0, "message_id": target.to_string(), "channel_id": here });
    if let Some(guild) = world.guild_of(channel) {
        reference["guild_id"] = json!(guild.to_string());
    }
    merge(
        message,
        json!({
            "type": 19, "message_reference": reference, "referenced_message": referenced,
        }),
    );
    Ok(())
}

/// As the application may read it: without the grant, without the text of others.
fn readable(world: &World, stored: &Stored) -> Value {
    let mut message = stored.json.clone();
    if !world.settings.message_content {
        message["channel_type"] = json!(stored.channel_type);
        strip_content(&mut message, &world.settings.ids.bot.to_string());
        if let Some(fields) = message.as_object_mut() {
            fields.remove("channel_type");
        }
    }
    message
}

pub(super) fn get(world: &World, id: u64) -> Answer {
    match world.stored(id).filter(|stored| !stored.ephemeral) {
        Some(stored) => Answer::ok(readable(world, stored)),
        None => Answer::error(404, 10008, "Unknown Message"),
    }
}

pub(super) fn list(world: &World, channel: u64) -> Answer {
    if !world.channels.contains_key(&channel) {
        return Answer::error(404, 10003, "Unknown Channel");
    }
    let here = channel.to_string();
    let shown =
        world.messages.iter().rev().filter(|stored| {
            stored.json["channel_id"] == here && !stored.deleted && !stored.ephemeral
        });
    Answer::ok(shown.take(50).map(|stored| readable(world, stored)).collect())
}

pub(super) fn edit(world: &mut World, channel: u64, id: u64, body: &Value) -> Answer {
    check_mentions(world, "PATCH message", body);
    match world.stored(id) {
        None => return Answer::error(404, 10008, "Unknown Message"),
        Some(stored) if stored.ephemeral => {
            return Answer::error(404, 10008, "Unknown Message");
        }
        Some(stored) if !stored.by_bot => {
            return Answer::error(403, 50005, "Cannot edit a message authored by another user");
        }
        Some(_) => {}
    }
    match without_embeds(world, channel, body) {
        Ok(body) => rewrite(world, id, &body),
        Err(refusal) => refusal,
    }
}

/// Lays an edit over a message of the bot, however it was reached.
pub(super) fn rewrite(world: &mut World, id: u64, body: &Value) -> Answer {
    let Some(stored) = world.stored(id) else {
        return Answer::error(404, 10008, "Unknown Message");
    };
    let mut message = stored.json.clone();
    if let Err(refusal) = apply(&mut message, body) {
        return refusal;
    }
    message["edited_timestamp"] = json!(objects::timestamp(world.new_id()));
    // An edit pings nobody anew, whatever it allows.
    mentions(world, &mut message, body);
    if let Some(stored) = world.stored_mut(id) {
        stored.edits.push(body.clone());
    }
    world.rewrite(id, message.clone());
    Answer::ok(message)
}

pub(super) fn delete(world: &mut World, id: u64) -> Answer {
    match world.stored(id) {
        None => Answer::error(404, 10008, "Unknown Message"),
        Some(stored) if stored.ephemeral => Answer::error(404, 10008, "Unknown Message"),
        Some(stored) if !stored.by_bot => Answer::error(403, 50013, "Missing Permissions"),
        Some(_) => {
            world.remove(id);
            Answer::empty(204)
        }
    }
}
