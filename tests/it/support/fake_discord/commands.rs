//! Application commands: the store of what the bot registered, Discord's checks of a definition,
//! and the way from what a person types to the `options` of an interaction.

use serde_json::{Map, Value, json};

use super::limits::{Faults, check_choice_list, list, number};

const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;

/// A definition as Discord would echo it.
#[derive(Clone, Debug)]
pub(super) struct Registered {
    pub(super) guild: Option<u64>,
    pub(super) body: Value,
}

impl Registered {
    pub(super) fn name(&self) -> &str {
        self.body["name"].as_str().unwrap_or_default()
    }

    pub(super) fn kind(&self) -> u64 {
        number(&self.body, "type").unwrap_or(1)
    }
}

/// Checks one definition; `path` is its place in a bulk body (`0`) or empty.
pub(super) fn check(path: &str, body: &Value, faults: &mut Faults) {
    let at = |key: &str| {
        if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
    };
    let kind = number(body, "type").unwrap_or(1);
    check_name(&at("name"), body.get("name"), kind == 1, faults);
    if kind == 1 {
        faults.text(&at("description"), body.get("description"), 1, 100);
        check_options(&at("options"), body, 0, faults);
        if total_text(body) > 8000 {
            let message = "Command exceeds maximum size (8000)";
            faults.add(path, "APPLICATION_COMMAND_TOO_LARGE", message);
        }
    } else {
        if body.get("description").and_then(Value::as_str).is_some_and(|text| !text.is_empty()) {
            let message = "Context menu commands cannot have description";
            faults.add(
                &at("description"),
                "APPLICATION_COMMAND_INVALID_CONTEXT_MENU_DESCRIPTION",
                message,
            );
        }
        if !list(body, "options").is_empty() {
            let message = "Context menu commands cannot have options";
            faults.add(&at("options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", message);
        }
    }
    if let Some(Value::Object(names)) = body.get("name_localizations") {
        for (locale, name) in names {
            check_name(&at(&format!("name_localizations.{locale}")), Some(name), kind == 1, faults);
        }
    }
    if !matches!(
        body.get("default_member_permissions"),
        None | Some(Value::Null | Value::String(_))
    ) {
        let message = "Could not interpret as string.";
        faults.add(&at("default_member_permissions"), "STRING_TYPE_CONVERT", message);
    }
}

fn check_name(path: &str, name: Option<&Value>, chat: bool, faults: &mut Faults) {
    faults.text(path, name, 1, 32);
    let Some(name) = name.and_then(Value::as_str) else {
        return;
    };
    let good = |letter: char| {
        (letter.is_alphanumeric() && letter.to_lowercase().eq([letter]))
            || matches!(letter, '-' | '_' | '\'')
    };
    if chat && !name.chars().all(good) {
        let message = "Command name is invalid";
        faults.add(path, "APPLICATION_COMMAND_INVALID_NAME", message);
    }
}

fn check_options(path: &str, body: &Value, depth: usize, faults: &mut Faults) {
    let options = list(body, "options");
    if options.len() > 25 {
        faults.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    let nested = options.iter().filter(|option| is_branch(option)).count();
    if nested > 0 && (nested < options.len() || depth > 1) {
        let message = "Sub-command and sub-command group option types are mutually exclusive to \
                       all other types";
        faults.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    let (mut names, mut optional_seen) = (Vec::new(), false);
    for (nth, option) in options.iter().enumerate() {
        let path = format!("{path}.{nth}");
        check_name(&format!("{path}.name"), option.get("name"), true, faults);
        faults.text(&format!("{path}.description"), option.get("description"), 1, 100);
        if names.contains(&option.get("name")) {
            let message = "Option names are not unique";
            faults.add(&path, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message);
        }
        names.push(option.get("name"));
        match number(option, "type") {
            Some(SUBCOMMAND | GROUP) => {
                check_options(&format!("{path}.options"), option, depth + 1, faults);
                continue;
            }
            Some(3..=11) => {}
            _ => {
                let message = "Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.";
                faults.add(&format!("{path}.type"), "BASE_TYPE_CHOICES", message);
            }
        }
        let required = option.get("required").and_then(Value::as_bool).unwrap_or(false);
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            faults.add(&path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional_seen |= !required;
        let choices = list(option, "choices");
        check_choice_list(&format!("{path}.choices"), choices, faults);
        if !choices.is_empty() && option.get("autocomplete") == Some(&json!(true)) {
            let message = "Autocomplete cannot be combined with choices";
            faults.add(&path, "APPLICATION_COMMAND_AUTOCOMPLETE_NOT_ALLOWED", message);
        }
    }
}

fn is_branch(option: &Value) -> bool {
    matches!(number(option, "type"), Some(SUBCOMMAND | GROUP))
}

/// Names, descriptions and choice values together may have 8000 characters.
fn total_text(body: &Value) -> usize {
    let own: usize = ["name", "description", "value"]
        .iter()
        .filter_map(|key| body.get(key).and_then(Value::as_str))
        .map(|text| text.chars().count())
        .sum();
    let below = ["options", "choices"].iter().flat_map(|key| list(body, key)).map(total_text);
    own + below.sum::<usize>()
}

/// The definition with the fields that Discord adds to an echo.
pub(super) fn echo(
    body: &Value,
    id: u64,
    version: u64,
    application: u64,
    guild: Option<u64>,
) -> Value {
    let mut out = json!({
        "id": id.to_string(), "application_id": application.to_string(),
        "version": version.to_string(), "type": 1, "name_localizations": null,
        "description": "", "description_localizations": null,
        "default_member_permissions": null, "nsfw": false,
    });
    if let Some(guild) = guild {
        out["guild_id"] = json!(guild.to_string());
    } else {
        super::objects::merge(
            &mut out,
            json!({ "dm_permission": true, "contexts": null, "integration_types": [0] }),
        );
    }
    super::objects::merge(&mut out, body.clone());
    if out["type"].is_null() {
        out["type"] = json!(1);
    }
    out
}

/// Walks `/mod channel set` down to the definition of its options. Returns the branches on the way
/// (outermost first) and the definition that holds the plain options.
pub(super) fn resolve<'a>(
    command: &'a Value,
    branches: &[&str],
) -> Result<(Vec<&'a Value>, &'a Value), String> {
    let (mut at, mut path) = (command, Vec::new());
    for name in branches {
        let names = || list(at, "options").iter().map(|option| option["name"].clone());
        at = list(at, "options")
            .iter()
            .find(|option| is_branch(option) && option["name"] == *name)
            .ok_or_else(|| {
                format!("no subcommand {name:?} among {:?}", names().collect::<Vec<_>>())
            })?;
        path.push(at);
    }
    if list(at, "options").iter().any(is_branch) {
        return Err("a subcommand is missing: Discord would not send this".to_owned());
    }
    Ok((path, at))
}

/// What the client would send for `given` (name to value), checked against the definition.
pub(super) fn options(definition: &Value, given: &Value) -> Result<Vec<Value>, String> {
    let empty = Map::new();
    let given = given.as_object().unwrap_or(&empty);
    let known = list(definition, "options");
    if let Some(stranger) =
        given.keys().find(|name| !known.iter().any(|option| option["name"] == name.as_str()))
    {
        let names: Vec<&Value> = known.iter().map(|option| &option["name"]).collect();
        return Err(format!("no option {stranger:?} among {names:?}"));
    }
    let mut out = Vec::new();
    for option in known {
        let name = option["name"].as_str().unwrap_or_default();
        let Some(value) = given.get(name) else {
            if option.get("required") == Some(&json!(true)) {
                return Err(format!("option {name:?} is required: Discord would not send this"));
            }
            continue;
        };
        let kind = number(option, "type").unwrap_or(3);
        check_value(name, kind, value)?;
        let choices = list(option, "choices");
        if !choices.is_empty() && !choices.iter().any(|choice| choice["value"] == *value) {
            return Err(format!("{value} is not among the choices of option {name:?}"));
        }
        out.push(json!({ "name": name, "type": kind, "value": value }));
    }
    Ok(out)
}

fn check_value(name: &str, kind: u64, value: &Value) -> Result<(), String> {
    let fits = match kind {
        3 => value.as_str().is_some_and(|text| (1..=6000).contains(&text.chars().count())),
        4 => value.is_i64(),
        5 => value.is_boolean(),
        10 => value.is_number(),
        // Users, channels, roles, mentionables and attachments travel as ids.
        _ => value.as_str().is_some_and(|text| text.parse::<u64>().is_ok()),
    };
    if fits { Ok(()) } else { Err(format!("{value} does not fit option {name:?} of type {kind}")) }
}
