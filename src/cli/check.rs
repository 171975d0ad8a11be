//! `gutskin check`: every problem of a knowledge folder, where it is and what to do about it.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::anyhow;

use super::knowledge::{checked, read};
use super::{Done, Failure};
use crate::config::Config;
use crate::knowledge::{Report, Severity};
use crate::lint::{Checked, print};
use crate::model::Corpus;

/// Lint a knowledge folder: form, references, grounding, wording, and that every question reaches its answer.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gutskin check knowledge
  gutskin check --deny warnings --format github knowledge")]
pub(super) struct Args {
    /// The folder; without it the knowledge inside the binary.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// How to print: for people, or for machines.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Fail on warnings too.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Denied>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
    Github,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Denied {
    Warnings,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let configured = Some(&config.knowledge.folder).filter(|path| !path.as_os_str().is_empty());
    let folder = args.folder.as_ref().or(configured);
    let mut reading = read(folder.map(PathBuf::as_path))?;
    reading.report.root = folder.map_or(String::new(), |path| path.to_string_lossy().into_owned());
    let checked = checked(reading)?;
    let shown = show(&checked, args.format);
    // Errors stay errors where the reader of the report is gone.
    verdict(&checked.report, args.deny)?;
    Ok(shown?)
}

fn show(checked: &Checked, format: Format) -> std::io::Result<()> {
    let report = &checked.report;
    let mut out = anstream::stdout().lock();
    match format {
        Format::Human => writeln!(out, "{}", report.human(true))?,
        Format::Json => writeln!(out, "{:#}", print::json(report))?,
        Format::Sarif => writeln!(out, "{:#}", print::sarif(report))?,
        Format::Github => write!(out, "{}", print::github(report))?,
    }
    if let (Format::Human, Some(snapshot)) = (format, &checked.snapshot) {
        writeln!(out, "{}", inventory(snapshot.corpus()))?;
    }
    Ok(())
}

fn inventory(corpus: &Corpus) -> String {
    format!(
        "{} topics, {} answers, {} sources, {} rules, revision {}",
        corpus.topics.len(),
        corpus.answers().count(),
        corpus.sources.len(),
        corpus.rules.len(),
        corpus.revision
    )
}

fn verdict(report: &Report, deny: Option<Denied>) -> Done {
    let warnings = report.count(Severity::Warning);
    match report.count(Severity::Error) {
        0 if deny.is_some() && warnings > 0 => {
            Err(Failure::from(anyhow!("{} denied", plural(warnings, "warning"))))
        }
        0 => Ok(()),
        errors => Err(Failure::from(anyhow!(
            "{} to mend before this knowledge can be served",
            plural(errors, "error")
        ))),
    }
}

fn plural(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
