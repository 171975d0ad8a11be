//! What tests share: the shipped knowledge made ready, a folder of their own, and a Discord on loopback.

pub mod fake_discord;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use gutskin::knowledge::{Reading, load};
use gutskin::lint::{self, Checked};
use gutskin::model::Corpus;
use gutskin::pipeline::Snapshot;
use gutskin::text::vectors;
use time::{Date, Month};

/// The shipped knowledge, checked.
pub(crate) fn shipped_corpus() -> Corpus {
    let reading = load::shipped();
    let problems = reading.report.human(false);
    reading.corpus().unwrap_or_else(|| panic!("{problems}"))
}

/// The shipped knowledge, ready to answer. Built once: it never changes.
pub(crate) fn shipped() -> &'static Snapshot {
    static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| prepare(shipped_corpus()));
    &SNAPSHOT
}

/// Runs the linter as of [`today`].
pub(crate) fn linted(reading: Reading) -> Checked {
    lint::check(
        reading,
        Arc::new(vectors::shipped().expect("the shipped vectors are sound")),
        today(),
    )
}

/// A corpus made ready with the shipped word vectors.
pub(crate) fn prepare(corpus: Corpus) -> Snapshot {
    Snapshot::prepare(corpus, Arc::new(vectors::shipped().expect("the shipped vectors are sound")))
}

/// A day on which no shipped review is overdue.
pub(crate) fn today() -> Date {
    Date::from_calendar_date(2026, Month::November, 22).expect("a day of the calendar")
}

/// A folder that is removed when the test is over.
pub(crate) struct TempDir(PathBuf);

impl TempDir {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gutskin-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, relative: &str, contents: impl AsRef<[u8]>) {
        let path = self.0.join(relative);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("folder");
        std::fs::write(path, contents).expect("a file can be written");
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A copy of the shipped knowledge folder, under `knowledge` in a folder of its own.
pub(crate) fn knowledge_in(folder: &TempDir) -> PathBuf {
    for (path, text) in load::shipped().report.texts {
        folder.write(&format!("knowledge/{path}"), text);
    }
    folder.path().join("knowledge")
}
