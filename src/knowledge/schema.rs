//! JSON Schema of the knowledge files, for editors: made from the same description that the checker walks.
//!
//! Draft 7, which the TOML plug-ins of editors read. Each file names its schema in its first line, `#:schema …`.

use serde_json::{Map, Value, json};

use super::format::{self, Field, Shape};

/// One kind of file: what `gutskin schema` calls it, what it is, and its keys.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub what: &'static str,
    fields: &'static [Field],
}

/// Every kind of file.
pub const KINDS: [Kind; 6] = [
    Kind {
        name: "topic",
        what: "topics/NAME.toml: one topic and its answers",
        fields: format::TOPIC,
    },
    Kind {
        name: "source",
        what: "sources/NAME.toml: one source and its findings",
        fields: format::SOURCE,
    },
    Kind { name: "safety", what: "safety/NAME.toml: one safety rule", fields: format::SAFETY },
    Kind { name: "lexicon", what: "lexicon.toml: how words are read", fields: format::LEXICON },
    Kind {
        name: "silence",
        what: "silence.toml: questions that get no answer",
        fields: format::SILENCE,
    },
    Kind {
        name: "settings",
        what: "settings.toml: thresholds, wording, helplines",
        fields: format::SETTINGS,
    },
];

impl Kind {
    /// The schema of this kind of file.
    #[must_use]
    pub fn schema(&self) -> Value {
        let mut schema = table(self.fields);
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["title"] = json!(self.what);
        schema
    }
}

fn table(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut schema = shape(field.shape);
            schema["description"] = json!(field.doc);
            (field.key.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required).map(|field| field.key).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn shape(shape: Shape) -> Value {
    match shape {
        // At least one character that is not a space, as the checker asks.
        Shape::Text => json!({ "type": "string", "pattern": "\\S" }),
        Shape::Choice(words) => json!({ "enum": words }),
        Shape::Count(most) => json!({ "type": "integer", "minimum": 0, "maximum": most }),
        Shape::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        // Editors hand a TOML date over as text.
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::List(inner) => json!({ "type": "array", "items": self::shape(*inner) }),
        Shape::Table(fields) => table(fields),
        Shape::Map(inner) => {
            json!({ "type": "object", "additionalProperties": self::shape(*inner) })
        }
    }
}
