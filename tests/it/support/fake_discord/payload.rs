//! The payload of an interaction, complete as Discord sends it, for a command only where its definition says.

use serde_json::{Value, json};

use super::callback::{AUTOCOMPLETE, COMMAND};
use super::commands::{self, Registered};
use super::limits::list;
use super::objects::{self, Person, bits, merge};
use super::story::Place;
use super::world::{Interaction, Scope, World, strip_content};

/// Channel and guild outside the fake guild.
const ELSEWHERE_GUILD: u64 = 1_300_000_000_000_000_000;
const ELSEWHERE_CHANNEL: u64 = 1_300_000_000_000_000_100;
const GROUP_CHANNEL: u64 = 1_300_000_000_000_000_200;

/// The registered command whose name begins what a person typed.
pub(super) fn find<'a>(world: &'a World, name: &str) -> &'a Registered {
    let known = world.commands.iter().find(|known| known.name() == name);
    known.unwrap_or_else(|| {
        let names: Vec<&str> = world.commands.iter().map(Registered::name).collect();
        panic!("no command {name:?} is registered, only {names:?}")
    })
}

/// The `data` of a slash command or of its autocomplete.
pub(super) fn slash_data(
    world: &World,
    typed: &str,
    fill: impl FnOnce(&Value) -> Result<Vec<Value>, String>,
) -> Value {
    let mut words = typed.split(' ');
    let known = find(world, words.next().unwrap_or_default());
    assert_eq!(known.kind(), 1, "/{typed} is not a slash command");
    let branches: Vec<&str> = words.collect();
    let filled = commands::resolve(&known.body, &branches)
        .and_then(|(path, definition)| Ok((path, fill(definition)?)));
    let (path, mut options) = filled.unwrap_or_else(|why| panic!("/{typed}: {why}"));
    // Wrapped from the inside out: the subcommand first, then its group.
    for branch in path.iter().rev() {
        options = vec![json!({
            "name": branch["name"], "type": branch["type"], "options": options,
        })];
    }
    let mut data = json!({ "id": known.body["id"], "name": known.body["name"], "type": 1 });
    if let Some(guild) = known.guild {
        data["guild_id"] = json!(guild.to_string());
    }
    let resolved = resolved(world, &options);
    if !options.is_empty() {
        data["options"] = json!(options);
    }
    if resolved.as_object().is_some_and(|kinds| !kinds.is_empty()) {
        data["resolved"] = resolved;
    }
    data
}

/// The users, channels and roles that options name by id.
fn resolved(world: &World, options: &[Value]) -> Value {
    let mut out = json!({});
    for option in options {
        merge(&mut out, resolved(world, list(option, "options")));
        let Some(id) = option["value"].as_str() else {
            continue;
        };
        let Ok(number) = id.parse::<u64>() else {
            continue;
        };
        match option["type"].as_u64() {
            Some(6) => {
                if let Some(user) = world.users.get(&number) {
                    out["users"][id] = user.clone();
                    let mut member = objects::member_part(&[]);
                    member["permissions"] = json!(bits::MEMBER.to_string());
                    out["members"][id] = member;
                }
            }
            Some(7) => {
                if let Some(channel) = world.channels.get(&number) {
                    let mut channel = channel.clone();
                    channel["permissions"] = json!(bits::MODERATOR.to_string());
                    out["channels"][id] = channel;
                }
            }
            Some(8) => {
                let roles = objects::roles(&world.settings.ids);
                let role = roles.as_array().into_iter().flatten().find(|role| role["id"] == id);
                if let Some(role) = role {
                    out["roles"][id] = role.clone();
                }
            }
            _ => {}
        }
    }
    out
}

/// A complete interaction, and the fake's memory of it.
pub(super) fn interaction(
    world: &mut World,
    kind: u64,
    place: &Place,
    person: &Person,
    data: Value,
    message: Option<Value>,
) -> Interaction {
    world.meet(person);
    let ids = world.settings.ids.clone();
    let (channel, guild, context) = match place {
        Place::Channel(id) => (*id, Some(ids.guild), 0),
        Place::Direct => (world.direct_channel(person.id), None, 1),
        Place::Elsewhere => (ELSEWHERE_CHANNEL, Some(ELSEWHERE_GUILD), 0),
        Place::Group => (GROUP_CHANNEL, None, 2),
    };
    check_offered(world, kind, place, context, &data);
    let id = world.new_id();
    let token = format!("aW50ZXJhY3Rpb246{id:x}{}", "Zm9vYmFy".repeat(6));
    let own_guild = guild.filter(|guild| *guild == ids.guild);
    // "0": installed to the guild (or, in a direct message, "0"); "1": to the person.
    let owners = match (own_guild, place) {
        (Some(guild), _) => json!({ "0": guild.to_string() }),
        (None, Place::Direct) => json!({ "0": "0" }),
        (None, _) => json!({ "1": person.id.to_string() }),
    };
    let own = if own_guild.is_some() { world.own_permissions(channel) } else { bits::VISITOR };
    let mut payload = json!({
        "id": id.to_string(), "application_id": world.settings.application.to_string(),
        "type": kind, "token": token, "version": 1, "data": data, "locale": person.locale,
        "channel_id": channel.to_string(),
        "channel": partial_channel(world, channel, guild, context, person),
        "app_permissions": own.to_string(), "entitlements": [],
        "entitlement_sku_ids": [], "authorizing_integration_owners": owners,
        "context": context, "attachment_size_limit": 10_485_760,
    });
    if let Some(guild) = guild {
        let mut member = person.member_part(ids.moderator_role);
        member["user"] = person.user();
        member["permissions"] = json!(person.permissions().to_string());
        merge(
            &mut payload,
            json!({
                "member": member, "guild_id": guild.to_string(), "guild_locale": "en-GB",
                "guild": { "id": guild.to_string(), "locale": "en-GB", "features": ["COMMUNITY"] },
            }),
        );
    } else {
        payload["user"] = person.user();
    }
    if let Some(mut message) = message {
        // The bot's own message is whole; what it replies to is as hidden as elsewhere.
        if !world.settings.message_content {
            message["channel_type"] = payload["channel"]["type"].clone();
            strip_content(&mut message, &ids.bot.to_string());
        }
        payload["message"] = message;
    }
    Interaction {
        id,
        token,
        kind,
        payload,
        scope: own_guild.map_or(Scope::Direct, Scope::Guild),
        asker: person.id,
        sent: std::time::Instant::now(),
        token_expired: false,
        callback: None,
        original: None,
        loading: false,
        followups: Vec::new(),
        edits: Vec::new(),
    }
}

/// Discord offers a command only where its definition says.
fn check_offered(world: &World, kind: u64, place: &Place, context: u64, data: &Value) {
    if !matches!(kind, COMMAND | AUTOCOMPLETE) {
        return;
    }
    let Some(known) = world.commands.iter().find(|known| known.body["id"] == data["id"]) else {
        return;
    };
    let name = known.name();
    let contexts = known.body.get("contexts").and_then(Value::as_array);
    if let Some(contexts) = contexts {
        assert!(
            contexts.iter().any(|it| *it == context),
            "Discord does not offer {name:?} in {place:?}: its contexts are {contexts:?}"
        );
    }
    let direct = known.body.get("dm_permission") != Some(&json!(false)) && known.guild.is_none();
    assert!(direct || context == 0, "Discord does not offer {name:?} in {place:?}");
    if matches!(place, Place::Elsewhere | Place::Group) {
        let types = list(&known.body, "integration_types");
        assert!(
            types.iter().any(|it| *it == 1),
            "Discord does not offer {name:?} in {place:?}: it is not installable to a user"
        );
    }
}

fn partial_channel(
    world: &World,
    id: u64,
    guild: Option<u64>,
    context: u64,
    person: &Person,
) -> Value {
    let mut channel = match (world.channels.get(&id), guild) {
        (Some(known), _) => known.clone(),
        (None, Some(guild)) => objects::text_channel(id, guild, "somewhere", 0),
        (None, None) => json!({
            "id": id.to_string(), "type": if context == 2 { 3 } else { 1 }, "name": null,
            "icon": null, "owner_id": person.id.to_string(), "last_message_id": null,
            "flags": 0, "recipients": [person.user()],
        }),
    };
    if guild.is_some() {
        channel["permissions"] = json!(person.permissions().to_string());
        if let Some(fields) = channel.as_object_mut() {
            fields.remove("permission_overwrites");
        }
    }
    channel
}
