//! `gutskin new`: a topic, a source or a safety rule to start from.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};

use super::{Done, Failure, today};
use crate::knowledge::folder::is_slug;
use crate::knowledge::{scaffold, summary};

/// Start a new knowledge file: right in form, with what is to be written marked for `gutskin check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gutskin new source kefir-2024
  gutskin new topic kefir --cite kefir-2024#1
  gutskin new rule own-scan")]
pub(super) struct Args {
    kind: Kind,
    /// The file's name without `.toml`: a-z, 0-9 and hyphens.
    name: String,
    /// The finding a topic's card stands on.
    #[arg(long, value_name = "SOURCE#N", required_if_eq("kind", "topic"))]
    cite: Option<String>,
    /// The knowledge folder.
    #[arg(long, value_name = "DIR", default_value = "knowledge")]
    knowledge: PathBuf,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Topic,
    Source,
    Rule,
}

pub(super) fn run(args: &Args) -> Done {
    if !is_slug(&args.name) {
        return Err(Failure::usage(anyhow!(
            "\"{}\" cannot be a file name: use a-z, 0-9 and - only, such as leaky-gut",
            args.name
        )));
    }
    let (folder, text) = match args.kind {
        Kind::Topic => {
            let cited = args.cite.as_deref().and_then(summary::citation).ok_or_else(|| {
                Failure::usage(anyhow!("--cite takes a source and a finding: kefir-2024#1"))
            })?;
            ("topics", scaffold::topic(&args.name, &cited, today()))
        }
        Kind::Source => ("sources", scaffold::source(&args.name, today())),
        Kind::Rule => ("safety", scaffold::rule(&args.name)),
    };
    let path = args.knowledge.join(folder).join(format!("{}.toml", args.name));
    write_new(&path, &text).map_err(Failure::usage)?;
    writeln!(
        anstream::stdout().lock(),
        "wrote {}; now `gutskin check {}` says what is still to be written",
        path.display(),
        args.knowledge.display()
    )?;
    Ok(())
}

/// Never over a file that is there.
fn write_new(path: &PathBuf, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("{} cannot be written", path.display()))
}
