//! Tells Discord which commands there are, and only when that changed: a task with retry.
//!
//! Knows nothing of what the commands do.

use std::sync::Arc;

use serde_json::{Map, Value};
use serenity::model::id::{ApplicationId, GuildId};
use tokio::time::{Instant, sleep};

use super::commands;
use super::error::RunError;
use super::fatal::Fatal;
use super::jitter;
use super::rest::{Rest, RestError};
use super::route::Route;
use super::timing::Timing;

/// How far the pause between tries grows, as a multiple of the first one.
const LONGEST: u32 = 50;

/// What a definition consists of; Discord adds ids, versions and defaults when it returns one.
const PARTS: [&str; 20] = [
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "type",
    "options",
    "required",
    "choices",
    "value",
    "channel_types",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "autocomplete",
    "default_member_permissions",
    "nsfw",
    "contexts",
    "integration_types",
    "handler",
];

/// Parts that only commands for all guilds have.
const GLOBAL_PARTS: [&str; 2] = ["contexts", "integration_types"];

/// Registers the commands everywhere, or in the given guilds alone. Ends when it is done or cannot be.
pub(super) async fn run(
    rest: Arc<Rest>,
    application: ApplicationId,
    test_guilds: Vec<u64>,
    timing: Timing,
    fatal: Fatal,
) {
    let guilds: Vec<GuildId> =
        test_guilds.into_iter().filter(|id| *id != 0).map(GuildId::new).collect();
    let scopes: Vec<Option<GuildId>> =
        if guilds.is_empty() { vec![None] } else { guilds.into_iter().map(Some).collect() };
    for scope in scopes {
        let mut pause = timing.register;
        while let Err(error) = register(&rest, application, scope, timing).await {
            if !error.passes() {
                return fatal.report(reason(scope, &error));
            }
            tracing::warn!(%error, "commands are not registered yet; trying again");
            sleep(jitter::around(pause)).await;
            pause = (pause * 2).min(timing.register * LONGEST);
        }
    }
}

fn reason(scope: Option<GuildId>, error: &RestError) -> RunError {
    match (scope, error) {
        (_, RestError::Refused { status: 401, .. }) => RunError::Token,
        (Some(guild), RestError::Refused { status: 403 | 404, .. }) => {
            RunError::TestGuild(guild.get())
        }
        _ => RunError::Commands(error.to_string()),
    }
}

async fn register(
    rest: &Rest,
    application: ApplicationId,
    scope: Option<GuildId>,
    timing: Timing,
) -> Result<(), RestError> {
    let route = match scope {
        Some(guild) => Route::GuildCommands(application, guild),
        None => Route::Commands(application),
    };
    let deadline = || Instant::now() + timing.message;
    let wanted = wanted(scope.is_some());
    let present: Vec<Value> = rest.get(&route, deadline()).await?;
    if same(&wanted, &present) {
        tracing::info!(commands = wanted.len(), "commands are registered already");
        return Ok(());
    }
    rest.put(&route, &wanted, deadline()).await?;
    tracing::info!(commands = wanted.len(), "commands registered");
    Ok(())
}

/// Our definitions as Discord takes them.
fn wanted(for_guild: bool) -> Vec<Value> {
    let mut list: Vec<Value> = commands::definitions()
        .into_iter()
        .filter_map(|command| serde_json::to_value(command).ok())
        .collect();
    if for_guild {
        for command in list.iter_mut().filter_map(Value::as_object_mut) {
            command.retain(|part, _| !GLOBAL_PARTS.contains(&part.as_str()));
        }
    }
    list
}

/// Whether two lists define the same commands, in any order.
fn same(wanted: &[Value], present: &[Value]) -> bool {
    let essence = |list: &[Value]| {
        let mut list: Vec<String> =
            list.iter().map(|command| essence(command).to_string()).collect();
        list.sort();
        list
    };
    essence(wanted) == essence(present)
}

/// A definition without what Discord adds and without what means the same as its absence.
fn essence(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut parts: Map<String, Value> = object
                .iter()
                .filter(|(name, _)| PARTS.contains(&name.as_str()))
                .map(|(name, part)| {
                    // Inside these the names are languages.
                    let whole = name.ends_with("_localizations");
                    (name.clone(), if whole { part.clone() } else { essence(part) })
                })
                .filter(|(_, part)| !is_default(part))
                .collect();
            // A slash command where no type is given.
            if parts.contains_key("description") && !parts.contains_key("type") {
                parts.insert("type".to_owned(), 1.into());
            }
            Value::Object(parts)
        }
        Value::Array(list) if list.iter().all(Value::is_number) => {
            let mut list = list.clone();
            list.sort_by_key(Value::as_u64);
            Value::Array(list)
        }
        Value::Array(list) => list.iter().map(essence).collect(),
        plain => plain.clone(),
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{same, wanted};

    /// What Discord returns for our own definitions.
    fn returned() -> Vec<Value> {
        let mut list = wanted(false);
        for (id, command) in list.iter_mut().enumerate() {
            command["id"] = id.to_string().into();
            command["application_id"] = "9".into();
            command["version"] = "1".into();
            if command["type"].is_null() {
                command["type"] = 1.into();
            }
            if command["description"].is_null() {
                command["description"] = "".into();
            }
            command["nsfw"] = false.into();
            command["dm_permission"] = true.into();
            if command["default_member_permissions"].is_null() {
                command["default_member_permissions"] = Value::Null;
            }
            command["contexts"].as_array_mut().unwrap().reverse();
        }
        list.reverse();
        list
    }

    #[test]
    fn what_discord_adds_is_no_change() {
        assert!(same(&wanted(false), &returned()));
        assert!(same(&wanted(true), &wanted(true)));
        assert!(wanted(true).iter().all(|command| command.get("contexts").is_none()));
    }

    fn ask(list: &mut [Value]) -> &mut Value {
        list.iter_mut().find(|command| command["name"] == "ask").unwrap()
    }

    #[test]
    fn a_change_is_seen() {
        let changed: [fn(&mut Vec<Value>); 7] = [
            |list| drop(list.pop()),
            |list| list.push(json!({"name": "old", "description": "gone", "type": 1})),
            |list| list[0]["description"] = "other".into(),
            |list| ask(list)["options"][0]["required"] = false.into(),
            |list| ask(list)["contexts"] = json!([0]),
            |list| ask(list)["default_member_permissions"] = "8192".into(),
            |list| ask(list)["description_localizations"]["de"] = "anders".into(),
        ];
        for (index, change) in changed.into_iter().enumerate() {
            let mut list = returned();
            change(&mut list);
            assert!(!same(&wanted(false), &list), "change {index}");
        }
    }
}
