//! Which knowledge a command works on, made ready.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Context as _, anyhow};

use super::{Failure, today};
use crate::config::Config;
use crate::engine::Index;
use crate::engine::complete::Completions;
use crate::knowledge::{Reading, load};
use crate::lint::{self, Checked};
use crate::model::Corpus;
use crate::pipeline::Snapshot;
use crate::processors::side_by_side;
use crate::safety::Screen;
use crate::text::{Reader, WordVectors, vectors};

/// Choice of knowledge shared by several commands.
#[derive(Debug, clap::Args)]
pub(super) struct Choice {
    /// Folder to answer from instead of the knowledge inside the binary.
    #[arg(long = "knowledge", value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
}

impl Choice {
    /// The folder of the argument, else of the configuration; none means the binary's own.
    pub(super) fn folder(&self, config: &Config) -> Option<PathBuf> {
        let configured = Some(&config.knowledge.folder).filter(|path| !path.as_os_str().is_empty());
        self.folder.as_ref().or(configured).cloned()
    }

    /// Reads and prepares the chosen knowledge. Its form must be right; the linter's rules are for `check` and `run`, so
    /// that somebody can ask why an unfinished answer is not reached.
    pub(super) fn snapshot(&self, config: &Config) -> Result<Snapshot, Failure> {
        Ok(prepare(self.corpus(config)?)?)
    }

    /// The chosen knowledge as it was read.
    pub(super) fn corpus(&self, config: &Config) -> Result<Corpus, Failure> {
        sound(read(self.folder(config).as_deref())?)
    }

    /// The same for serving to people: a folder must pass `check`. The shipped knowledge has passed before it was built in.
    pub(super) fn checked_snapshot(&self, config: &Config) -> Result<Snapshot, Failure> {
        match self.folder(config) {
            None => self.snapshot(config),
            Some(folder) => passed(read(Some(&folder))?),
        }
    }
}

/// The reading of a folder or of the binary's own knowledge, sound or not.
pub(super) fn read(folder: Option<&Path>) -> Result<Reading, Failure> {
    match folder {
        None => Ok(load::shipped()),
        Some(path) => load::folder(path)
            .with_context(|| format!("the knowledge folder {} cannot be read", path.display()))
            .map_err(Failure::usage),
    }
}

/// The corpus, or all that is wrong with it.
pub(super) fn sound(reading: Reading) -> Result<Corpus, Failure> {
    let problems = reading.report.human(false);
    reading
        .corpus()
        .ok_or_else(|| Failure::usage(anyhow!("the knowledge cannot be used\n\n{problems}")))
}

/// Builds what answers questions, as [`Snapshot::prepare`] does, on two processors at once: somebody waits.
pub(super) fn prepare(corpus: Corpus) -> anyhow::Result<Snapshot> {
    let reader = Reader::new(&corpus, word_vectors()?);
    let (screen, index, completions) = thread::scope(|scope| {
        let screen = scope.spawn(|| Screen::new(&corpus, &reader, side_by_side));
        let index = Index::build(&corpus, &reader);
        let completions = Completions::build(&corpus);
        (screen.join(), index, completions)
    });
    let screen = screen.map_err(|_| anyhow!("the safety rules could not be compiled"))?;
    Ok(Snapshot::of(corpus, reader, screen, index, completions))
}

/// Runs the linter over a reading.
pub(super) fn checked(reading: Reading) -> anyhow::Result<Checked> {
    Ok(lint::check(reading, word_vectors()?, today()))
}

/// What a reading that passes the linter answers from, or all that is wrong with it.
pub(super) fn passed(reading: Reading) -> Result<Snapshot, Failure> {
    let Checked { snapshot, report, .. } = checked(reading)?;
    snapshot.ok_or_else(|| {
        Failure::usage(anyhow!(
            "this knowledge does not pass `gutskin check`\n\n{}",
            report.human(false)
        ))
    })
}

pub(super) fn word_vectors() -> anyhow::Result<Arc<WordVectors>> {
    let vectors = vectors::shipped().context("the word vectors inside this binary are damaged")?;
    Ok(Arc::new(vectors))
}
