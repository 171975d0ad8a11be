//! Answers to interactions: the first acknowledgement, `@original`, and follow-ups.

use std::time::Instant;

use serde_json::{Value, json};

use super::components;
use super::limits::{self, Faults, number};
use super::messages;
use super::objects::{self, bits, merge};
use super::rest::{Answer, Call, too_late};
use super::world::{Interaction, World};

pub(super) const COMMAND: u64 = 2;
pub(super) const COMPONENT: u64 = 3;
pub(super) const AUTOCOMPLETE: u64 = 4;
pub(super) const MODAL: u64 = 5;

/// `POST /interactions/{id}/{token}/callback`.
pub(super) fn acknowledge(
    world: &mut World,
    call: &Call,
    id: u64,
    token: &str,
    body: &Value,
) -> Answer {
    let unknown = || Answer::error(404, 10062, "Unknown interaction");
    let Some(known) = world.interactions.get(&id).filter(|known| known.token == token).cloned()
    else {
        return unknown();
    };
    let kind = number(body, "type").unwrap_or(0);
    let data = &body["data"];
    if matches!(kind, 4 | 7) {
        messages::check_mentions(world, &format!("callback type {kind}"), data);
    }
    if known.callback.is_some() {
        return Answer::error(400, 40060, "Interaction has already been acknowledged.");
    }
    if too_late(world, known.sent) {
        return unknown();
    }
    let from_message = known.payload.get("message").is_some();
    let fits = match (known.kind, kind) {
        (AUTOCOMPLETE, kind) => kind == 8,
        (COMMAND | COMPONENT | MODAL, 4 | 5) | (COMMAND | COMPONENT, 9) | (COMPONENT, 6 | 7) => {
            true
        }
        (MODAL, 6 | 7) => from_message,
        _ => false,
    };
    if !fits {
        let mut faults = Faults::default();
        let message =
            format!("Callback type {kind} does not answer interaction type {}", known.kind);
        faults.add("type", "INTERACTION_CALLBACK_TYPE_INVALID", message);
        return Answer::invalid(&faults);
    }
    let done = match kind {
        4 => speak(world, &known, data).map(Some),
        5 => Ok(Some(begin(world, &known, data))),
        7 => update(world, &known, data).map(Some),
        8 => refuse(&limits::check_choices(data)).map(|()| None),
        9 => refuse(&components::check_modal(data)).map(|()| None),
        _ => Ok(source(&known)),
    };
    let original = match done {
        Ok(original) => original,
        Err(refusal) => return refusal,
    };
    let Some(now_known) = world.interactions.get_mut(&id) else {
        return unknown();
    };
    now_known.callback = Some((body.clone(), Instant::now()));
    now_known.original = original;
    now_known.loading = kind == 5;
    if call.flag("with_response") {
        Answer::ok(with_response(world, id, kind))
    } else {
        Answer::empty(204)
    }
}

fn refuse(faults: &Faults) -> Result<(), Answer> {
    if faults.is_empty() { Ok(()) } else { Err(Answer::invalid(faults)) }
}

/// The message a component sits on.
fn source(known: &Interaction) -> Option<u64> {
    known.payload["message"]["id"].as_str().and_then(|id| id.parse().ok())
}

/// A message that belongs to an interaction, still without content.
fn frame(world: &mut World, known: &Interaction, data: &Value) -> (Value, bool) {
    let id = world.new_id();
    let channel = known.payload["channel_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
    let author = world.users[&world.settings.ids.bot].clone();
    let mut message = objects::message(id, channel, &author, "");
    let asker = world.users.get(&known.asker).cloned().unwrap_or_default();
    let ephemeral = number(data, "flags").is_some_and(|flags| flags & bits::FLAG_EPHEMERAL != 0);
    let owners = known.payload["authorizing_integration_owners"].clone();
    let mut metadata = json!({
        "id": known.id.to_string(), "type": known.kind, "user": asker,
        "authorizing_integration_owners": owners,
    });
    let name = known.payload["data"]["name"].clone();
    if known.kind == COMMAND {
        metadata["name"] = name.clone();
        metadata["command_type"] = known.payload["data"]["type"].clone();
        message["interaction"] =
            json!({ "id": known.id.to_string(), "type": 2, "name": name, "user": asker });
    }
    if let Some(source) = source(known) {
        metadata["interacted_message_id"] = json!(source.to_string());
    }
    merge(
        &mut message,
        json!({
            "type": if known.kind == COMMAND { 20 } else { 0 },
            "application_id": world.settings.application.to_string(),
            "webhook_id": world.settings.application.to_string(),
            "interaction_metadata": metadata,
            "flags": if ephemeral { bits::FLAG_EPHEMERAL } else { 0 },
        }),
    );
    (message, ephemeral)
}

fn kept_id(message: &Value) -> u64 {
    message["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0)
}

/// Type 4, and every follow-up.
fn speak(world: &mut World, known: &Interaction, data: &Value) -> Result<u64, Answer> {
    let (mut message, ephemeral) = frame(world, known, data);
    messages::apply(&mut message, data)?;
    Ok(kept_id(&messages::keep(world, message, data, ephemeral)))
}

/// Type 5: "is thinking …".
fn begin(world: &mut World, known: &Interaction, data: &Value) -> u64 {
    let (mut message, ephemeral) = frame(world, known, data);
    let flags = number(&message, "flags").unwrap_or(0);
    message["flags"] = json!(flags | bits::FLAG_LOADING);
    let quiet = json!({ "allowed_mentions": { "parse": [] } });
    kept_id(&messages::keep(world, message, &quiet, ephemeral))
}

/// Type 7: the message that carries the component changes.
fn update(world: &mut World, known: &Interaction, data: &Value) -> Result<u64, Answer> {
    let id = source(known).unwrap_or(0);
    let answer = messages::rewrite(world, id, data);
    if answer.status == 200 { Ok(id) } else { Err(answer) }
}

fn with_response(world: &World, id: u64, kind: u64) -> Value {
    let known = &world.interactions[&id];
    let mut out = json!({
        "interaction": { "id": id.to_string(), "type": known.kind }, "resource": { "type": kind },
    });
    if let Some(stored) = known.original.and_then(|id| world.stored(id)) {
        merge(
            &mut out["interaction"],
            json!({
                "response_message_id": stored.json["id"],
                "response_message_loading": kind == 5,
                "response_message_ephemeral": stored.ephemeral,
            }),
        );
        if matches!(kind, 4 | 7) {
            out["resource"]["message"] = stored.json.clone();
        }
    }
    out
}

/// The interaction behind a webhook token, if it has been acknowledged and has not run out.
fn behind(world: &mut World, token: &str) -> Result<Interaction, Answer> {
    match world.interaction_by_token(token) {
        Some(known) if known.token_expired => {
            Err(Answer::error(401, 50027, "Invalid Webhook Token"))
        }
        Some(known) if known.callback.is_some() => Ok(known.clone()),
        _ => Err(Answer::error(404, 10015, "Unknown Webhook")),
    }
}

/// `POST /webhooks/{app}/{token}`.
pub(super) fn follow_up(world: &mut World, token: &str, body: &Value) -> Answer {
    messages::check_mentions(world, "follow-up", body);
    let known = match behind(world, token) {
        Ok(known) => known,
        Err(refusal) => return refusal,
    };
    // The first follow-up after "is thinking …" becomes that message.
    if known.loading {
        return edit_original(world, &known, body);
    }
    match speak(world, &known, body) {
        Ok(id) => {
            if let Some(known) = world.interactions.get_mut(&known.id) {
                known.followups.push(id);
            }
            Answer::ok(world.stored(id).map(|stored| stored.json.clone()).unwrap_or_default())
        }
        Err(refusal) => refusal,
    }
}

fn edit_original(world: &mut World, known: &Interaction, body: &Value) -> Answer {
    let Some(original) = known.original else {
        return Answer::error(404, 10008, "Unknown Message");
    };
    let answer = messages::rewrite(world, original, body);
    if answer.status == 200
        && let Some(known) = world.interactions.get_mut(&known.id)
    {
        known.loading = false;
        known.edits.push(body.clone());
    }
    answer
}

/// `GET`, `PATCH` and `DELETE /webhooks/{app}/{token}/messages/{@original or id}`.
pub(super) fn webhook_message(
    world: &mut World,
    method: &str,
    token: &str,
    which: &str,
    body: &Value,
) -> Answer {
    if method == "PATCH" {
        messages::check_mentions(world, "PATCH webhook message", body);
    }
    let known = match behind(world, token) {
        Ok(known) => known,
        Err(refusal) => return refusal,
    };
    let original = known.original;
    let id = if which == "@original" { original } else { which.parse().ok() };
    let own = |id: &u64| original == Some(*id) || known.followups.contains(id);
    let Some(id) = id.filter(own).filter(|id| world.stored(*id).is_some()) else {
        return Answer::error(404, 10008, "Unknown Message");
    };
    match method {
        "GET" => Answer::ok(world.stored(id).map(|it| it.json.clone()).unwrap_or_default()),
        "PATCH" if original == Some(id) => edit_original(world, &known, body),
        "PATCH" => messages::rewrite(world, id, body),
        _ => {
            world.remove(id);
            Answer::empty(204)
        }
    }
}
