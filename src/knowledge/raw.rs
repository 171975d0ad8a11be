//! Knowledge files as written: every value keeps its place, nothing is trusted yet.
//!
//! Read only after `format::check` found nothing, so a failure here is a fault of this program, not of the file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

pub type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
pub struct Topic {
    pub title: Text,
    pub area: Option<Text>,
    #[serde(default)]
    pub aliases: Vec<Text>,
    #[serde(default)]
    pub terms: Vec<Text>,
    #[serde(default)]
    pub related: Vec<Text>,
    pub reviewed: Spanned<Datetime>,
    pub answer: Spanned<Vec<Answer>>,
}

#[derive(Debug, Deserialize)]
pub struct Answer {
    pub id: Text,
    pub title: Option<Text>,
    pub evidence: Text,
    pub phrasings: Spanned<Vec<Text>>,
    pub summary: Text,
    #[serde(default)]
    pub examples: Vec<Text>,
}

#[derive(Debug, Deserialize)]
pub struct Source {
    pub title: Text,
    pub authors: Option<Text>,
    pub publisher: Option<Text>,
    pub year: Option<i32>,
    pub kind: Text,
    pub doi: Option<Text>,
    pub url: Option<Text>,
    pub note: Option<Text>,
    #[serde(default)]
    pub promotes: Vec<Text>,
    pub finding: Spanned<Vec<Finding>>,
}

#[derive(Debug, Deserialize)]
pub struct Finding {
    pub id: Spanned<u32>,
    pub says: Text,
    pub strength: Text,
    pub at: Option<Text>,
    pub verdict: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct Safety {
    pub kind: Text,
    pub label: Option<Text>,
    pub effect: Option<Text>,
    pub patterns: Spanned<Vec<Text>>,
    #[serde(default)]
    pub unless: Vec<Text>,
    pub reply: Text,
    #[serde(default)]
    pub rests_on: Vec<Text>,
    #[serde(default)]
    pub catches: Vec<Text>,
    #[serde(default)]
    pub lets_through: Vec<Text>,
    pub strength: Option<Text>,
    #[serde(default)]
    pub like: Vec<Text>,
    #[serde(default)]
    pub unlike: Vec<Text>,
    pub decides_from: Option<f32>,
    pub decides_long_from: Option<f32>,
    pub agrees_from: Option<f32>,
    #[serde(default)]
    pub words: Map,
}

pub type Map = BTreeMap<Text, Vec<Text>>;

#[derive(Debug, Default, Deserialize)]
pub struct Lexicon {
    #[serde(default)]
    pub stop_words: Vec<Text>,
    #[serde(default)]
    pub abbreviations: Map,
    #[serde(default)]
    pub spellings: Map,
    #[serde(default)]
    pub slang: Map,
    #[serde(default)]
    pub synonyms: Map,
    #[serde(default)]
    pub misspellings: Map,
    #[serde(default)]
    pub classes: Map,
}

#[derive(Debug, Default, Deserialize)]
pub struct Silence {
    pub group: Vec<Group>,
}

#[derive(Debug, Deserialize)]
pub struct Group {
    pub id: Text,
    pub reply: Option<Text>,
    pub negatives: Vec<Text>,
}

#[derive(Debug, Deserialize)]
pub struct Settings {
    pub thresholds: Spanned<Thresholds>,
    pub review: Review,
    pub wording: Wording,
    #[serde(default)]
    pub helpline: Vec<Helpline>,
    #[serde(default)]
    pub lints: BTreeMap<String, Text>,
}

#[derive(Debug, Deserialize)]
pub struct Thresholds {
    pub suggest: f32,
    pub answer: f32,
    #[serde(default)]
    pub auto: Option<f32>,
    pub margin: f32,
    pub fit: f32,
}

#[derive(Debug, Deserialize)]
pub struct Review {
    pub period_days: u16,
    pub grace_days: u16,
}

#[derive(Debug, Deserialize)]
pub struct Wording {
    pub disclaimer: String,
    pub no_match: String,
    pub suggest: String,
    pub not_exactly: String,
    pub general_part: String,
    pub see_someone: String,
    pub overdue: String,
    #[serde(default)]
    pub nearby: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Helpline {
    pub region: String,
    pub name: String,
    pub contact: String,
    pub kind: String,
    pub source: Text,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::{Lexicon, Safety, Settings, Silence, Source, Topic};
    use crate::knowledge::format::{self, Field, Shape};

    /// A value that the checker takes.
    fn value(shape: Shape, all: bool) -> String {
        match shape {
            Shape::Text => "\"x\"".to_owned(),
            Shape::Choice(words) => format!("\"{}\"", words[0]),
            Shape::Count(most) => most.to_string(),
            Shape::Share => "0.5".to_owned(),
            Shape::Date => "2026-11-21".to_owned(),
            Shape::List(of) => format!("[{}]", value(*of, all)),
            Shape::Table(fields) => format!("{{ {} }}", keys(fields, all).join(", ")),
            Shape::Map(of) => format!("{{ x = {} }}", value(*of, all)),
        }
    }

    /// Every key of a table, or those alone that have to be there.
    fn keys(fields: &[Field], all: bool) -> Vec<String> {
        let wanted = fields.iter().filter(|field| all || field.required);
        wanted.map(|field| format!("{} = {}", field.key, value(field.shape, all))).collect()
    }

    #[track_caller]
    fn reads<T: DeserializeOwned>(fields: &[Field]) {
        for all in [true, false] {
            let text = keys(fields, all).join("\n");
            let document = toml::de::DeTable::parse(&text).expect("TOML");
            let misfits = format::check(&document, fields);
            assert!(misfits.is_empty(), "{misfits:?}\n{text}");
            let read = toml::from_str::<T>(&text).map(drop);
            assert_eq!(read.map_err(|error| error.to_string()), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_the_checker_takes_is_read() {
        reads::<Topic>(format::TOPIC);
        reads::<Source>(format::SOURCE);
        reads::<Safety>(format::SAFETY);
        reads::<Lexicon>(format::LEXICON);
        reads::<Silence>(format::SILENCE);
        reads::<Settings>(format::SETTINGS);
    }
}
