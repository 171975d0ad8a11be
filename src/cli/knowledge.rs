//! Which knowledge a command works on, made ready.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};

use super::Failure;
use crate::config::Config;
use crate::knowledge::{Reading, load};
use crate::model::Corpus;
use crate::pipeline::Snapshot;
use crate::text::vectors;

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

    /// Reads, checks and prepares the chosen knowledge.
    pub(super) fn snapshot(&self, config: &Config) -> Result<Snapshot, Failure> {
        let folder = self.folder(config);
        let corpus = sound(read(folder.as_deref())?)?;
        Ok(prepare(corpus)?)
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
    reading.corpus.ok_or_else(|| {
        Failure::usage(anyhow!("the knowledge cannot be used\n\n{}", reading.report.human(false)))
    })
}

/// Builds what answers questions.
pub(super) fn prepare(corpus: Corpus) -> anyhow::Result<Snapshot> {
    let vectors = vectors::shipped().context("the word vectors inside this binary are damaged")?;
    Ok(Snapshot::prepare(corpus, Arc::new(vectors)))
}
