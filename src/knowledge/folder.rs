//! The files of a folder by kind, as written: the raw values with their places.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, Deserializer};

use super::diagnostic::{Code, Severity};
use super::format::{self, Field};
use super::problems::Problems;
use super::raw::{self, Text};
use super::{File, is_page};
use crate::model::{Run, work};

/// The raw files of a folder by kind; files with a problem of form are left out.
#[derive(Debug, Default)]
pub struct Folder {
    pub topics: Vec<Raw<raw::Topic>>,
    pub sources: Vec<Raw<raw::Source>>,
    pub safety: Vec<Raw<raw::Safety>>,
    pub lexicon: Option<Raw<raw::Lexicon>>,
    pub silence: Option<Raw<raw::Silence>>,
    pub settings: Option<Raw<raw::Settings>>,
    /// Paths of what the shipped knowledge lent: not this folder's to mend.
    pub borrowed: BTreeSet<String>,
    /// Markdown pages: path and text.
    pub pages: Vec<(String, String)>,
    /// Ids of all files in `topics/`, sound or not: what refers to a broken file is not itself wrong.
    pub topic_files: BTreeSet<String>,
    /// The same of `sources/`.
    pub source_files: BTreeSet<String>,
}

/// A raw value with the file it came from.
#[derive(Debug)]
pub struct Raw<T> {
    /// Relative to the folder.
    pub path: String,
    /// The file's name without `.toml`.
    pub id: String,
    pub text: String,
    pub value: T,
}

impl Folder {
    /// `run` does what need not be done in turn.
    pub(super) fn sort_out(files: &[File], run: Run, problems: &mut Problems) -> Self {
        let stretches = work::stretches(files, |file| file.text.as_ref().map_or(0, String::len));
        let mut folder = Self::default();
        for (own, found) in work::each(&stretches, run, |files| Self::of(files)) {
            folder.append(own);
            problems.append(found);
        }
        if folder.topic_files.is_empty() {
            problems.at("topics", 0..0).help(
                Code::NO_TOPICS,
                "there is no topic".to_owned(),
                "a knowledge folder holds at least one `topics/NAME.toml`",
            );
        }
        folder
    }

    /// Some of its files, and what is wrong with their form.
    fn of(files: &[File]) -> (Self, Problems) {
        let mut problems = Problems::new(Severity::Error);
        let borrowed = files.iter().filter(|file| file.borrowed).map(|file| file.path.clone());
        let mut folder = Self { borrowed: borrowed.collect(), ..Self::default() };
        for file in files {
            let parts: Vec<&str> = file.path.split('/').collect();
            match parts[..] {
                [.., page] if is_page(page) => {
                    folder.pages.extend(file.text.iter().map(|text| (file.path.clone(), text.clone())));
                }
                ["topics", name] => {
                    folder.topic_files.insert(id_of(name).to_owned());
                    folder.topics.extend(parse(file, format::TOPIC, &mut problems));
                }
                ["sources", name] => {
                    folder.source_files.insert(id_of(name).to_owned());
                    folder.sources.extend(parse(file, format::SOURCE, &mut problems));
                }
                ["safety", _] => folder.safety.extend(parse(file, format::SAFETY, &mut problems)),
                ["lexicon.toml"] => folder.lexicon = parse(file, format::LEXICON, &mut problems),
                ["silence.toml"] => folder.silence = parse(file, format::SILENCE, &mut problems),
                ["settings.toml"] => folder.settings = parse(file, format::SETTINGS, &mut problems),
                _ => problems.at(&file.path, 0..0).help(
                    Code::UNEXPECTED_FILE,
                    "nothing reads this file".to_owned(),
                    "topics, sources and safety rules stand in `topics/`, `sources/` and `safety/`; beside those there are \
                     lexicon.toml, silence.toml and settings.toml",
                ),
            }
        }
        (folder, problems)
    }

    fn append(&mut self, others: Self) {
        self.topics.extend(others.topics);
        self.sources.extend(others.sources);
        self.safety.extend(others.safety);
        self.lexicon = self.lexicon.take().or(others.lexicon);
        self.silence = self.silence.take().or(others.silence);
        self.settings = self.settings.take().or(others.settings);
        self.borrowed.extend(others.borrowed);
        self.pages.extend(others.pages);
        self.topic_files.extend(others.topic_files);
        self.source_files.extend(others.source_files);
    }
}

fn parse<T: DeserializeOwned>(
    file: &File,
    fields: &[Field],
    problems: &mut Problems,
) -> Option<Raw<T>> {
    let id = id_of(&file.path).to_owned();
    if !is_slug(&id) {
        problems.at(&file.path, 0..0).help(
            Code::BAD_ID,
            format!("\"{id}\" cannot be an id"),
            "name the file with a-z, 0-9 and - only, such as leaky-gut.toml",
        );
    }
    let text = match &file.text {
        Ok(text) => text,
        Err(reason) => {
            problems.at(&file.path, 0..0).help(
                Code::UNREADABLE,
                reason.clone(),
                "knowledge files are UTF-8 text of at most 1 MiB",
            );
            return None;
        }
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        problems
            .at(&file.path, error.span().unwrap_or(0..0))
            .say(Code::SYNTAX, error.message().to_owned());
    }
    if !errors.is_empty() {
        return None;
    }
    let misfits = format::check(&document, fields);
    let fits = misfits.is_empty();
    for misfit in misfits {
        problems.at(&file.path, misfit.span).push(misfit.code, misfit.message, misfit.help);
    }
    if !fits {
        return None;
    }
    match T::deserialize(Deserializer::from(document)) {
        Ok(value) => Some(Raw { path: file.path.clone(), id, text: text.clone(), value }),
        Err(error) => {
            problems
                .at(&file.path, error.span().unwrap_or(0..0))
                .say(Code::WRONG_TYPE, error.message().to_owned());
            None
        }
    }
}

impl<T> Raw<T> {
    /// The place of `needle` inside a value, or the whole value where escapes hide it.
    #[must_use]
    pub fn within(&self, value: &Text, needle: &str) -> Range<usize> {
        let span = value.span();
        self.text
            .get(span.clone())
            .and_then(|literal| literal.find(needle))
            .map_or(span.clone(), |at| span.start + at..span.start + at + needle.len())
    }
}

fn id_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// Letters a-z, digits and hyphens, none of them at an end: what ids and file names are made of.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
