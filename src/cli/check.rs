//! `gutskin check`: every problem of a knowledge folder, where it is and what to do about it.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::anyhow;

use super::knowledge::{prepare, read};
use super::{Done, Failure, today};
use crate::config::Config;
use crate::knowledge::{Report, Severity};
use crate::model::{Outcome, Question, RefusalKind, Rule, RuleKind};
use crate::pipeline::{Answered, Snapshot};

/// Check a knowledge folder: form, references, citations, and that every rule keeps its own promises.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gutskin check knowledge")]
pub(super) struct Args {
    /// The folder; without it the knowledge inside the binary.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let configured = Some(&config.knowledge.folder).filter(|path| !path.as_os_str().is_empty());
    let folder = args.folder.as_ref().or(configured);
    let reading = read(folder.map(PathBuf::as_path))?;
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", reading.report.human(true))?;
    let Some(corpus) = reading.corpus else {
        return Err(broken(&reading.report));
    };
    let snapshot = prepare(corpus)?;
    let broken_promises = promises(&snapshot);
    for line in &broken_promises {
        writeln!(out, "{line}")?;
    }
    let corpus = snapshot.corpus();
    writeln!(
        out,
        "{} topics, {} answers, {} sources, {} rules, revision {}",
        corpus.topics.len(),
        corpus.answers().count(),
        corpus.sources.len(),
        corpus.rules.len(),
        corpus.revision
    )?;
    if broken_promises.is_empty() {
        Ok(())
    } else {
        Err(Failure::from(anyhow!(
            "{} of the rules' own examples come out wrong",
            broken_promises.len()
        )))
    }
}

fn broken(report: &Report) -> Failure {
    Failure::from(anyhow!("{} to mend before this knowledge can be served", errors(report)))
}

fn errors(report: &Report) -> String {
    match report.count(Severity::Error) {
        1 => "1 error".to_owned(),
        n => format!("{n} errors"),
    }
}

/// Every `catches` and `lets_through` that comes out wrong, one line each.
fn promises(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for rule in &snapshot.corpus().rules {
        let place = format!("safety/{}.toml", rule.id);
        for message in &rule.catches {
            if !catches(rule, &snapshot.ask(&Question::new(message), today()), snapshot) {
                lines.push(format!("{place}: should catch \"{message}\""));
            }
        }
        for message in &rule.lets_through {
            let answered = snapshot.ask(&Question::new(message), today());
            if fires(rule, &answered, snapshot) {
                lines.push(format!("{place}: should let through \"{message}\""));
            }
        }
    }
    lines
}

/// A rule keeps its promise when the message ends in its kind, through whichever rule of that kind.
fn catches(rule: &Rule, answered: &Answered, snapshot: &Snapshot) -> bool {
    let wanted: Option<RefusalKind> = match &rule.kind {
        RuleKind::Emergency => return answered.decision.outcome == Outcome::Emergency,
        RuleKind::Refuse(kind) => Some(*kind),
        RuleKind::Caution { .. } => None,
    };
    match wanted {
        Some(kind) => {
            matches!(answered.decision.outcome, Outcome::Refuse { kind: found, .. } if found == kind)
        }
        None => fires(rule, answered, snapshot),
    }
}

fn fires(rule: &Rule, answered: &Answered, snapshot: &Snapshot) -> bool {
    let mut matches = answered.decision.screening.matches();
    matches.any(|matched| snapshot.corpus().rules[matched.rule].id == rule.id)
}
