//! From raw files to a trusted corpus, collecting every problem on the way.

mod safety;
mod settings;
mod sources;
mod topics;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use super::File;
use super::diagnostic::{Code, Diagnostic, Report, Severity};
use super::format::{self, Field};
use super::raw::Text;
use crate::model::Corpus;

/// The largest file that is read, in bytes: far more than any topic needs.
pub(super) const MAX_FILE_BYTES: u64 = 1 << 20;

/// What came of reading a folder: a corpus if nothing is wrong, and all that was found.
#[derive(Debug)]
pub struct Reading {
    pub corpus: Option<Corpus>,
    pub report: Report,
}

/// Reads all files of a folder in one pass. Order of the files does not matter.
#[must_use]
pub fn read(mut files: Vec<File>) -> Reading {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut problems = Problems::default();
    let folder = Folder::sort_out(&files, &mut problems);

    let sources = sources::validate(&folder.sources, &mut problems);
    let lexicon = words::lexicon(folder.lexicon.as_ref(), &mut problems);
    let silence = words::silence(folder.silence.as_ref(), &mut problems);
    let topics = topics::validate(&folder.topics, &sources, &mut problems);
    let rules = safety::validate(&folder.safety, &lexicon, &mut problems);
    let settings = settings::validate(folder.settings.as_ref(), &sources, &mut problems);
    words::distinct_questions(&folder.topics, folder.silence.as_ref(), &mut problems);

    let mut report = Report {
        diagnostics: problems.found,
        texts: files
            .iter()
            .filter_map(|file| Some((file.path.clone(), file.text.as_ref().ok()?.clone())))
            .collect(),
    };
    report.sort();
    let corpus = settings.filter(|_| report.count(Severity::Error) == 0).map(|settings| Corpus {
        revision: revision(&files),
        topics,
        sources,
        rules,
        lexicon,
        silence,
        settings,
    });
    Reading { corpus, report }
}

/// The raw files of a folder by kind; files with a problem of form are left out.
#[derive(Default)]
struct Folder {
    topics: Vec<Raw<super::raw::Topic>>,
    sources: Vec<Raw<super::raw::Source>>,
    safety: Vec<Raw<super::raw::Safety>>,
    lexicon: Option<Raw<super::raw::Lexicon>>,
    silence: Option<Raw<super::raw::Silence>>,
    settings: Option<Raw<super::raw::Settings>>,
}

/// A raw value with the file it came from.
struct Raw<T> {
    path: String,
    /// The file's name without `.toml`.
    id: String,
    text: String,
    value: T,
}

impl Folder {
    fn sort_out(files: &[File], problems: &mut Problems) -> Self {
        let mut folder = Self::default();
        let mut has_topics = false;
        for file in files {
            let parts: Vec<&str> = file.path.split('/').collect();
            match parts[..] {
                ["topics", _] => {
                    has_topics = true;
                    folder.topics.extend(parse(file, format::TOPIC, problems));
                }
                ["sources", _] => folder.sources.extend(parse(file, format::SOURCE, problems)),
                ["safety", _] => folder.safety.extend(parse(file, format::SAFETY, problems)),
                ["lexicon.toml"] => folder.lexicon = parse(file, format::LEXICON, problems),
                ["silence.toml"] => folder.silence = parse(file, format::SILENCE, problems),
                ["settings.toml"] => folder.settings = parse(file, format::SETTINGS, problems),
                _ => problems.at(&file.path, 0..0).help(
                    Code::UnexpectedFile,
                    "nothing reads this file".to_owned(),
                    "topics, sources and safety rules stand in `topics/`, `sources/` and `safety/`; beside those there are \
                     lexicon.toml, silence.toml and settings.toml",
                ),
            }
        }
        if !has_topics {
            problems.at("topics", 0..0).help(
                Code::NoTopics,
                "there is no topic".to_owned(),
                "a knowledge folder holds at least one `topics/NAME.toml`",
            );
        }
        folder
    }
}

fn parse<T: DeserializeOwned>(
    file: &File,
    fields: &[Field],
    problems: &mut Problems,
) -> Option<Raw<T>> {
    let id = file.path.rsplit('/').next()?.trim_end_matches(".toml").to_owned();
    if !is_slug(&id) {
        problems.at(&file.path, 0..0).help(
            Code::BadId,
            format!("\"{id}\" cannot be an id"),
            "name the file with a-z, 0-9 and - only, such as leaky-gut.toml",
        );
    }
    let text = match &file.text {
        Ok(text) => text,
        Err(reason) => {
            problems.at(&file.path, 0..0).help(
                Code::Unreadable,
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
            .say(Code::Syntax, error.message().to_owned());
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
    match toml::from_str(text) {
        Ok(value) => Some(Raw { path: file.path.clone(), id, text: text.clone(), value }),
        Err(error) => {
            problems
                .at(&file.path, error.span().unwrap_or(0..0))
                .say(Code::WrongType, error.message().to_owned());
            None
        }
    }
}

/// Collects problems; nothing stops at the first.
#[derive(Default)]
struct Problems {
    found: Vec<Diagnostic>,
}

impl Problems {
    fn at<'p>(&'p mut self, file: &'p str, span: Range<usize>) -> Spot<'p> {
        Spot { problems: self, file, span }
    }
}

/// A place about to be complained about.
struct Spot<'p> {
    problems: &'p mut Problems,
    file: &'p str,
    span: Range<usize>,
}

impl Spot<'_> {
    fn say(self, code: Code, message: String) {
        self.push(code, message, None);
    }

    fn help(self, code: Code, message: String, help: impl Into<String>) {
        self.push(code, message, Some(help.into()));
    }

    fn push(self, code: Code, message: String, help: Option<String>) {
        self.problems.found.push(Diagnostic {
            code,
            severity: Severity::Error,
            file: self.file.to_owned(),
            span: self.span,
            message,
            help,
        });
    }
}

impl<T> Raw<T> {
    /// The place of `needle` inside a value, or the whole value where escapes hide it.
    fn within(&self, value: &Text, needle: &str) -> Range<usize> {
        let span = value.span();
        self.text
            .get(span.clone())
            .and_then(|literal| literal.find(needle))
            .map_or(span.clone(), |at| span.start + at..span.start + at + needle.len())
    }
}

/// Letters a-z, digits and single hyphens: what ids and file names are made of.
fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn owned(text: &Text) -> String {
    text.get_ref().trim().to_owned()
}

fn owned_all(texts: &[Text]) -> Vec<String> {
    texts.iter().map(owned).collect()
}

/// Eight hexadecimal digits over every path and text: FNV-1a with 64 bits, folded to 32.
fn revision(files: &[File]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |bytes: &[u8]| {
        for byte in bytes.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for file in files {
        add(file.path.as_bytes());
        add(file.text.as_deref().unwrap_or_default().as_bytes());
    }
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

/// The first place of each key, to say where the second one clashes.
type Seen = BTreeMap<String, String>;
