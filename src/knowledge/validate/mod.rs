//! From raw files to a trusted corpus, collecting every problem on the way.

mod safety;
mod settings;
mod sources;
mod topics;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::{Report, Severity};
use super::folder::{Folder, Raw};
use super::problems::Problems;
use super::raw::Text;
use super::{File, is_page, load};
use crate::model::{Corpus, Run, Settings, Source, Topic, one_by_one};

/// What came of reading a folder.
#[derive(Debug)]
pub struct Reading {
    /// All that could be understood. Whatever has a problem is left out, so every reference in it resolves.
    pub draft: Option<Corpus>,
    /// The files as written.
    pub folder: Folder,
    pub report: Report,
}

impl Reading {
    /// The corpus, if nothing is wrong with its form and its references.
    #[must_use]
    pub fn corpus(self) -> Option<Corpus> {
        (self.report.count(Severity::Error) == 0).then_some(self.draft).flatten()
    }
}

/// Reads all files of a folder in one pass. Order of the files does not matter. `run` does what need not be done in turn.
#[must_use]
pub fn read(mut files: Vec<File>, run: Run) -> Reading {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut problems = Problems::new(Severity::Error);
    let folder = Folder::sort_out(&files, run, &mut problems);

    let sources = sources::validate(&folder.sources, &mut problems);
    let lexicon = words::lexicon(folder.lexicon.as_ref(), &mut problems);
    let silence = words::silence(folder.silence.as_ref(), &mut problems);
    let topics = topics::validate(&folder, &sources, &mut problems);
    let rules = safety::validate(&folder, &sources, &lexicon, run, &mut problems);
    let settings = settings::validate(folder.settings.as_ref(), &folder, &sources, &mut problems);

    let revision = revision(&files);
    let mut report = Report {
        root: String::new(),
        diagnostics: problems.into_diagnostics(),
        texts: files.into_iter().filter_map(|file| Some((file.path, file.text.ok()?))).collect(),
    };
    report.sort();
    let settings = settings.or_else(shipped_settings).map(|s| with_known_helplines(s, &sources));
    let draft = settings.map(|settings| Corpus {
        revision,
        topics: without_problems(topics, &report),
        rules,
        lexicon,
        silence,
        settings,
        sources,
    });
    Reading { draft, folder, report }
}

/// The topics in whose files nothing is wrong, related to one another only.
fn without_problems(mut topics: Vec<Topic>, report: &Report) -> Vec<Topic> {
    let faulty: BTreeSet<&str> =
        report.diagnostics.iter().map(|diagnostic| diagnostic.file.as_str()).collect();
    topics.retain(|topic| !faulty.contains(format!("topics/{}.toml", topic.id).as_str()));
    let ids: BTreeSet<String> = topics.iter().map(|topic| topic.id.clone()).collect();
    topics.iter_mut().for_each(|topic| topic.related.retain(|id| ids.contains(id)));
    topics
}

/// What the rest can be read with while the folder's own settings are broken.
fn shipped_settings() -> Option<Settings> {
    let mut ignored = Problems::new(Severity::Error);
    let file = load::shipped_file("settings.toml");
    let folder = Folder::sort_out(file.as_slice(), one_by_one, &mut ignored);
    settings::validate(folder.settings.as_ref(), &folder, &BTreeMap::new(), &mut ignored)
}

fn with_known_helplines(mut settings: Settings, sources: &BTreeMap<String, Source>) -> Settings {
    settings.helplines.retain(|helpline| {
        let source = sources.get(&helpline.source.source);
        source.is_some_and(|source| source.findings.contains_key(&helpline.source.finding))
    });
    settings
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
    for file in files.iter().filter(|file| !is_page(&file.path)) {
        add(file.path.as_bytes());
        add(file.text.as_deref().unwrap_or_default().as_bytes());
    }
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

/// The first place of each key, to say where the second one clashes.
type Seen = BTreeMap<String, String>;
