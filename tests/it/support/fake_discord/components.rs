//! Buttons, menus, forms: Discord's checks of them, and finding them again in a message.

use serde_json::{Map, Value, json};

use super::limits::{Faults, check_url, length, list, number};
use super::objects::bits;

/// What must be unique or bounded over all components of a message.
#[derive(Default)]
struct Tally {
    custom_ids: Vec<String>,
    components: usize,
    text: usize,
}

pub(super) fn check_components(body: &Value, flags: u64, faults: &mut Faults) {
    let v2 = flags & bits::FLAG_COMPONENTS_V2 != 0;
    let rows = list(body, "components");
    if !v2 && rows.len() > 5 {
        faults.add("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    }
    let mut tally = Tally::default();
    for (at, row) in rows.iter().enumerate() {
        let path = format!("components.{at}");
        match (number(row, "type"), v2) {
            (Some(1), _) => check_row(&path, row, &mut tally, faults),
            (Some(_), true) => check_v2(&path, row, &mut tally, faults),
            _ => {
                let message = "Value of field \"type\" must be one of (1,).";
                faults.add(&path, "UNION_TYPE_CHOICES", message);
            }
        }
    }
    if v2 && tally.components > 40 {
        let message = "The message has more than 40 components.";
        faults.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message);
    }
    if v2 && tally.text > 4000 {
        let message = "The total text of the components exceeds 4000.";
        faults.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message);
    }
}

fn check_row(path: &str, row: &Value, tally: &mut Tally, faults: &mut Faults) {
    let parts = list(row, "components");
    tally.components += 1;
    let selects = parts.iter().filter(|part| number(part, "type") != Some(2)).count();
    faults.count(&format!("{path}.components"), parts.len(), 1, 5);
    if selects > 0 && parts.len() > 1 {
        let message = "The specified component layout is too wide.";
        faults.add(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
    }
    for (nth, part) in parts.iter().enumerate() {
        let path = format!("{path}.components.{nth}");
        match number(part, "type") {
            Some(2) => check_button(&path, part, tally, faults),
            Some(3 | 5..=8) => check_select(&path, part, tally, faults),
            _ => {
                let message = "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).";
                faults.add(&path, "UNION_TYPE_CHOICES", message);
            }
        }
    }
}

fn check_v2(path: &str, part: &Value, tally: &mut Tally, faults: &mut Faults) {
    tally.components += 1;
    match number(part, "type") {
        Some(1) => {
            tally.components -= 1;
            check_row(path, part, tally, faults);
        }
        Some(2) => check_button(path, part, tally, faults),
        Some(9) => {
            let texts = list(part, "components");
            faults.count(&format!("{path}.components"), texts.len(), 1, 3);
            for (nth, text) in texts.iter().enumerate() {
                check_v2(&format!("{path}.components.{nth}"), text, tally, faults);
            }
            match part.get("accessory") {
                Some(accessory) => {
                    check_v2(&format!("{path}.accessory"), accessory, tally, faults);
                }
                None => faults.add(
                    &format!("{path}.accessory"),
                    "BASE_TYPE_REQUIRED",
                    "This field is required",
                ),
            }
        }
        Some(10) => {
            faults.text(&format!("{path}.content"), part.get("content"), 1, 4000);
            tally.text += length(part.get("content"));
        }
        Some(17) => {
            for (nth, inner) in list(part, "components").iter().enumerate() {
                check_v2(&format!("{path}.components.{nth}"), inner, tally, faults);
            }
        }
        // Thumbnail, media gallery, file, separator: nothing of ours to measure.
        Some(11..=14) => {}
        _ => faults.add(path, "UNION_TYPE_CHOICES", "Unknown component type."),
    }
}

fn check_custom_id(path: &str, part: &Value, tally: &mut Tally, faults: &mut Faults) {
    let path = format!("{path}.custom_id");
    faults.text(&path, part.get("custom_id"), 1, 100);
    let Some(id) = part.get("custom_id").and_then(Value::as_str) else {
        return;
    };
    if tally.custom_ids.iter().any(|known| known == id) {
        let message = "Component custom id cannot be duplicated";
        faults.add(&path, "COMPONENT_CUSTOM_ID_DUPLICATED", message);
    }
    tally.custom_ids.push(id.to_owned());
}

fn check_button(path: &str, part: &Value, tally: &mut Tally, faults: &mut Faults) {
    tally.components += 1;
    faults.text(&format!("{path}.label"), part.get("label"), 0, 80);
    let style = number(part, "style");
    if length(part.get("label")) == 0
        && part.get("emoji").is_none_or(Value::is_null)
        && style != Some(6)
    {
        let message = "A button needs a label or an emoji.";
        faults.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message);
    }
    match style {
        Some(1..=4) => check_custom_id(path, part, tally, faults),
        Some(5) => {
            let url = part.get("url");
            faults.text(&format!("{path}.url"), url, 1, 512);
            check_url(&format!("{path}.url"), url, faults);
            if part.get("custom_id").is_some_and(|id| !id.is_null()) {
                let message = "A custom id and url cannot both be specified";
                faults.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
            }
        }
        Some(6) => {}
        _ => {
            let message = "Value must be one of {1, 2, 3, 4, 5, 6}.";
            faults.add(&format!("{path}.style"), "BASE_TYPE_CHOICES", message);
        }
    }
}

fn check_select(path: &str, part: &Value, tally: &mut Tally, faults: &mut Faults) {
    tally.components += 1;
    check_custom_id(path, part, tally, faults);
    faults.text(&format!("{path}.placeholder"), part.get("placeholder"), 0, 150);
    let least = number(part, "min_values").unwrap_or(1);
    let most = number(part, "max_values").unwrap_or(1);
    if least > most || !(1..=25).contains(&most) {
        let message = "min_values and max_values must lie between 0 and 25, in order.";
        faults.add(&format!("{path}.max_values"), "NUMBER_TYPE_MAX", message);
    }
    if number(part, "type") != Some(3) {
        return;
    }
    let options = list(part, "options");
    faults.count(&format!("{path}.options"), options.len(), 1, 25);
    if usize::try_from(most).unwrap_or(usize::MAX) > options.len() {
        let message = "max_values is larger than the number of options.";
        faults.add(&format!("{path}.max_values"), "SELECT_COMPONENT_MAX_VALUES", message);
    }
    let mut values = Vec::new();
    for (nth, option) in options.iter().enumerate() {
        let path = format!("{path}.options.{nth}");
        faults.text(&format!("{path}.label"), option.get("label"), 1, 100);
        faults.text(&format!("{path}.value"), option.get("value"), 1, 100);
        faults.text(&format!("{path}.description"), option.get("description"), 0, 100);
        if values.contains(&option.get("value")) {
            let message = "The specified option value is already used";
            faults.add(
                &format!("{path}.value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                message,
            );
        }
        values.push(option.get("value"));
    }
}

/// The data of a modal (callback type 9).
pub(super) fn check_modal(data: &Value) -> Faults {
    let mut faults = Faults::default();
    faults.text("data.title", data.get("title"), 1, 45);
    faults.text("data.custom_id", data.get("custom_id"), 1, 100);
    let rows = list(data, "components");
    faults.count("data.components", rows.len(), 1, 5);
    for (at, row) in rows.iter().enumerate() {
        let path = format!("data.components.{at}");
        match number(row, "type") {
            Some(1) => {
                let inputs = list(row, "components");
                faults.count(&format!("{path}.components"), inputs.len(), 1, 1);
                for input in inputs {
                    faults.text(&format!("{path}.components.0.label"), input.get("label"), 1, 45);
                    check_input(&format!("{path}.components.0"), input, &mut faults);
                }
            }
            // A label with one component in it.
            Some(18) => {
                faults.text(&format!("{path}.label"), row.get("label"), 1, 45);
                faults.text(&format!("{path}.description"), row.get("description"), 0, 100);
                let inner = row.get("component").cloned().unwrap_or_default();
                check_input(&format!("{path}.component"), &inner, &mut faults);
            }
            Some(10) => faults.text(&format!("{path}.content"), row.get("content"), 1, 4000),
            _ => {
                let message = "Value of field \"type\" must be one of (1, 10, 18).";
                faults.add(&path, "UNION_TYPE_CHOICES", message);
            }
        }
    }
    faults
}

fn check_input(path: &str, input: &Value, faults: &mut Faults) {
    match number(input, "type") {
        Some(4) => {
            faults.text(&format!("{path}.custom_id"), input.get("custom_id"), 1, 100);
            faults.text(&format!("{path}.placeholder"), input.get("placeholder"), 0, 100);
            faults.text(&format!("{path}.value"), input.get("value"), 0, 4000);
            if !matches!(number(input, "style"), Some(1 | 2)) {
                let message = "Value must be one of {1, 2}.";
                faults.add(&format!("{path}.style"), "BASE_TYPE_CHOICES", message);
            }
        }
        Some(3 | 5..=8) => check_select(path, input, &mut Tally::default(), faults),
        _ => faults.add(path, "UNION_TYPE_CHOICES", "Unknown component type."),
    }
}

/// Components as Discord stores them: each gets a numeric `id` if the sender gave none.
pub(super) fn number_components(components: &mut Value) {
    fn visit(part: &mut Value, next: &mut u64) {
        let Some(fields) = part.as_object_mut() else {
            return;
        };
        if fields.get("type").and_then(Value::as_u64).is_some() {
            fields.entry("id").or_insert_with(|| json!(*next));
            *next += 1;
        }
        for key in ["components", "accessory", "component"] {
            match fields.get_mut(key) {
                Some(Value::Array(inner)) => inner.iter_mut().for_each(|part| visit(part, next)),
                Some(inner) => visit(inner, next),
                None => {}
            }
        }
    }
    let mut next = 1;
    for part in components.as_array_mut().into_iter().flatten() {
        visit(part, &mut next);
    }
}

/// Every component inside a message, rows and containers unfolded.
pub(super) fn all_components(message: &Value) -> Vec<&Map<String, Value>> {
    fn visit<'a>(part: &'a Value, out: &mut Vec<&'a Map<String, Value>>) {
        let Some(fields) = part.as_object() else {
            return;
        };
        out.push(fields);
        for key in ["components", "accessory", "component"] {
            match fields.get(key) {
                Some(Value::Array(inner)) => inner.iter().for_each(|part| visit(part, out)),
                Some(inner) => visit(inner, out),
                None => {}
            }
        }
    }
    let mut out = Vec::new();
    for part in list(message, "components") {
        visit(part, &mut out);
    }
    out
}
