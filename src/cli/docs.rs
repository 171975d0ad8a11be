//! `gutskin docs`: writes the documents that are made from the knowledge.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};

use super::knowledge::read;
use super::{Done, Failure};
use crate::knowledge::Severity;
use crate::lint::docs;

/// Bring the made documents up to date: docs/claims.md, knowledge/schema/, the list of codes in knowledge/README.md.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gutskin docs --check")]
pub(super) struct Args {
    /// The repository: the folder that holds `knowledge/` and `docs/`.
    #[arg(value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Write nothing; fail if anything is out of date.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args) -> Done {
    let knowledge = args.root.join("knowledge");
    let reading = read(Some(&knowledge))?;
    // What is wrong would be left out of the documents without a word.
    let sound = reading.report.count(Severity::Error) == 0;
    let corpus = reading.draft.as_ref().filter(|_| sound).ok_or_else(|| {
        anyhow!(
            "the knowledge has errors: mend what `gutskin check {}` says first",
            knowledge.display()
        )
    })?;
    let readme = knowledge.join("README.md");
    let readme = fs::read_to_string(&readme)
        .with_context(|| format!("{} cannot be read", readme.display()))?;
    let mut out = anstream::stdout().lock();
    let mut stale = 0;
    for (path, text) in docs::pages(&reading.folder, corpus, &readme) {
        let target = args.root.join(&path);
        if fs::read_to_string(&target).is_ok_and(|there| there == text) {
            continue;
        }
        stale += 1;
        if args.check {
            writeln!(out, "{path} is out of date")?;
        } else {
            write(&target, &text)?;
            writeln!(out, "wrote {path}")?;
        }
    }
    if args.check && stale > 0 {
        return Err(Failure::from(anyhow!("run `gutskin docs` and commit what it writes")));
    }
    Ok(())
}

fn write(path: &PathBuf, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}
