//! What Discord refuses with 50035, counted in code points. Messages, embeds and choices here;
//! buttons, menus and forms in `components.rs`, command definitions in `commands.rs`.

use serde_json::{Value, json};

use super::components::check_components;
use super::objects::bits;

/// Everything wrong with a body, as the tree that Discord sends back.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(String, &'static str, String)>);

impl Faults {
    pub(super) fn add(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.0.push((path.to_owned(), code, message.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The `errors` of a 50035: `a.0.b` becomes nested objects that end in `_errors`.
    pub(super) fn tree(&self) -> Value {
        let mut root = json!({});
        for (path, code, message) in &self.0 {
            let mut at = &mut root;
            for part in path.split('.').filter(|part| !part.is_empty()) {
                at = at
                    .as_object_mut()
                    .expect("the tree has only objects")
                    .entry(part)
                    .or_insert_with(|| json!({}));
            }
            let list = at
                .as_object_mut()
                .expect("the tree has only objects")
                .entry("_errors")
                .or_insert_with(|| json!([]));
            list.as_array_mut()
                .expect("_errors is a list")
                .push(json!({ "code": code, "message": message }));
        }
        root
    }

    /// A text that must have between `least` and `most` code points where it is present.
    pub(super) fn text(&mut self, path: &str, value: Option<&Value>, least: usize, most: usize) {
        match value {
            None | Some(Value::Null) if least == 0 => {}
            None | Some(Value::Null) => {
                self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
            }
            Some(Value::String(text)) => {
                let length = text.chars().count();
                if length > most {
                    let message = format!("Must be {most} or fewer in length.");
                    self.add(path, "BASE_TYPE_MAX_LENGTH", message);
                } else if length < least {
                    let message = format!("Must be between {least} and {most} in length.");
                    self.add(path, "BASE_TYPE_BAD_LENGTH", message);
                }
            }
            Some(_) => self.add(path, "STRING_TYPE_CONVERT", "Could not interpret as string."),
        }
    }

    pub(super) fn count(&mut self, path: &str, found: usize, least: usize, most: usize) {
        if !(least..=most).contains(&found) {
            let message = format!("Must be between {least} and {most} in length.");
            self.add(path, "BASE_TYPE_BAD_LENGTH", message);
        }
    }
}

pub(super) fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn number(of: &Value, key: &str) -> Option<u64> {
    of.get(key).and_then(Value::as_u64)
}

pub(super) fn length(of: Option<&Value>) -> usize {
    of.and_then(Value::as_str).map_or(0, |text| text.chars().count())
}

/// The body of a message, new or edited. `flags` are those the message ends up with.
pub(super) fn check_message(body: &Value, flags: u64) -> Faults {
    let mut faults = Faults::default();
    if flags & bits::FLAG_COMPONENTS_V2 != 0 {
        for legacy in ["content", "embeds", "poll", "sticker_ids"] {
            let filled = match body.get(legacy) {
                None | Some(Value::Null) => false,
                Some(Value::String(text)) => !text.is_empty(),
                Some(Value::Array(items)) => !items.is_empty(),
                Some(_) => true,
            };
            if filled {
                let message = format!("The `{legacy}` field cannot be used with components V2");
                faults.add(legacy, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
            }
        }
    }
    faults.text("content", body.get("content"), 0, 2000);
    check_embeds(body, &mut faults);
    check_components(body, flags, &mut faults);
    faults.text("nonce", body.get("nonce").filter(|nonce| nonce.is_string()), 0, 25);
    faults
}

fn check_embeds(body: &Value, faults: &mut Faults) {
    let embeds = list(body, "embeds");
    if embeds.len() > 10 {
        faults.add("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    let mut all = 0;
    for (at, embed) in embeds.iter().enumerate() {
        let path = format!("embeds.{at}");
        faults.text(&format!("{path}.title"), embed.get("title"), 0, 256);
        faults.text(&format!("{path}.description"), embed.get("description"), 0, 4096);
        let footer = embed.get("footer").filter(|footer| footer.is_object());
        if let Some(footer) = footer {
            faults.text(&format!("{path}.footer.text"), footer.get("text"), 1, 2048);
        }
        let author = embed.get("author").filter(|author| author.is_object());
        if let Some(author) = author {
            faults.text(&format!("{path}.author.name"), author.get("name"), 1, 256);
        }
        let fields = list(embed, "fields");
        if fields.len() > 25 {
            let message = "Must be 25 or fewer in length.";
            faults.add(&format!("{path}.fields"), "BASE_TYPE_MAX_LENGTH", message);
        }
        all += length(embed.get("title")) + length(embed.get("description"));
        all += length(footer.and_then(|footer| footer.get("text")));
        all += length(author.and_then(|author| author.get("name")));
        for (nth, field) in fields.iter().enumerate() {
            let path = format!("{path}.fields.{nth}");
            faults.text(&format!("{path}.name"), field.get("name"), 1, 256);
            faults.text(&format!("{path}.value"), field.get("value"), 1, 1024);
            all += length(field.get("name")) + length(field.get("value"));
        }
        check_url(&format!("{path}.url"), embed.get("url"), faults);
        if number(embed, "color").is_some_and(|colour| colour > 0x00ff_ffff) {
            let message = "int value should be less than or equal to 16777215.";
            faults.add(&format!("{path}.color"), "NUMBER_TYPE_MAX", message);
        }
    }
    if all > 6000 {
        let message = "Embed size exceeds maximum size of 6000";
        faults.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", message);
    }
}

pub(super) fn check_url(path: &str, url: Option<&Value>, faults: &mut Faults) {
    let Some(url) = url.and_then(Value::as_str) else {
        return;
    };
    let known = ["http://", "https://", "discord://", "attachment://"];
    if !known.iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme)) {
        faults.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    } else if url.chars().count() > 2048 {
        faults.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 2048 or fewer in length.");
    }
}

/// The data of an autocomplete answer (callback type 8).
pub(super) fn check_choices(data: &Value) -> Faults {
    let mut faults = Faults::default();
    let Some(choices) = data.get("choices").and_then(Value::as_array) else {
        faults.add("data.choices", "BASE_TYPE_REQUIRED", "This field is required");
        return faults;
    };
    check_choice_list("data.choices", choices, &mut faults);
    faults
}

/// Choices of an autocomplete answer or of an option.
pub(super) fn check_choice_list(path: &str, choices: &[Value], faults: &mut Faults) {
    if choices.len() > 25 {
        faults.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    for (at, choice) in choices.iter().enumerate() {
        faults.text(&format!("{path}.{at}.name"), choice.get("name"), 1, 100);
        match choice.get("value") {
            Some(Value::Number(_)) => {}
            value => faults.text(&format!("{path}.{at}.value"), value, 1, 100),
        }
    }
}

/// Whether a finished message would show nothing at all (50006).
pub(super) fn shows_nothing(message: &Value) -> bool {
    let text = message.get("content").and_then(Value::as_str).unwrap_or_default();
    text.trim().is_empty()
        && ["embeds", "components", "attachments", "sticker_ids"]
            .iter()
            .all(|key| list(message, key).is_empty())
        && message.get("poll").is_none_or(Value::is_null)
}

/// Embeds as Discord gives them back.
pub(super) fn finish_embeds(embeds: &mut Value) {
    for embed in embeds.as_array_mut().into_iter().flatten() {
        if let Some(fields) = embed.as_object_mut() {
            fields.entry("type").or_insert_with(|| json!("rich"));
            for field in
                fields.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten()
            {
                if let Some(field) = field.as_object_mut() {
                    field.entry("inline").or_insert(json!(false));
                }
            }
            fields.retain(|_, value| !value.is_null());
        }
    }
}
