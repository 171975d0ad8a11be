//! What `learn` tells the person at the terminal.

use std::collections::BTreeMap;
use std::io::{Result, Write};
use std::path::{Component, Path};

use similar::TextDiff;

use super::Counts;
use super::write::Change;
use crate::learn::{Edit, Lesson, Marks, Tally};

pub(super) fn known(lesson: &Lesson, out: &mut impl Write) -> Result<()> {
    let Lesson { question, verdict } = lesson;
    writeln!(out, "already right  \"{question}\" → {}", verdict.token())
}

pub(super) fn learnt(lesson: &Lesson, edits: &[Edit], out: &mut impl Write) -> Result<()> {
    let Lesson { question, verdict } = lesson;
    writeln!(out, "learnt         \"{question}\" → {}", verdict.token())?;
    edits.iter().try_for_each(|edit| writeln!(out, "               {edit}"))
}

pub(super) fn left_out(question: &str, why: &str, out: &mut impl Write) -> Result<()> {
    writeln!(out, "left out       \"{question}\": {why}")
}

/// How many came out right before and come out right after, exam by exam and kind by kind.
pub(super) fn table(
    before: &[(String, Marks)],
    after: &[(String, Marks)],
    out: &mut impl Write,
) -> Result<()> {
    writeln!(out, "\n{:<24}{:>16}{:>16}", "came out right", "before", "after")?;
    for ((name, before), (_, after)) in before.iter().zip(after) {
        writeln!(out, "{name}")?;
        for (kind, now) in &after.tallies {
            let then = before.tallies.get(kind).copied().unwrap_or_default();
            row(kind, then, *now, out)?;
        }
        row("all", all(&before.tallies), all(&after.tallies), out)?;
    }
    Ok(())
}

fn row(name: &str, before: Tally, after: Tally, out: &mut impl Write) -> Result<()> {
    let share = |tally: Tally| format!("{} of {}", tally.right, tally.asked);
    writeln!(out, "  {name:<22}{:>16}{:>16}", share(before), share(after))
}

fn all(tallies: &BTreeMap<String, Tally>) -> Tally {
    tallies.values().fold(Tally::default(), |sum, tally| Tally {
        right: sum.right + tally.right,
        asked: sum.asked + tally.asked,
    })
}

/// The change in the form that `git apply` and `patch -p1` take, seen from where the program was called.
pub(super) fn diff(changes: &[Change], folder: &Path, out: &mut impl Write) -> Result<()> {
    for change in changes {
        let path = shown(&folder.join(&change.path));
        let diff = TextDiff::from_lines(&change.before, &change.after);
        let (old, new) = (format!("a/{path}"), format!("b/{path}"));
        write!(out, "\n{}", diff.unified_diff().header(&old, &new))?;
    }
    Ok(())
}

/// A path without what a diff cannot hold: a root, and dots.
fn shown(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        Component::ParentDir => Some("..".into()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

pub(super) fn summary(
    counts: &Counts,
    changes: &[Change],
    dry_run: bool,
    out: &mut impl Write,
) -> Result<()> {
    let Counts { known, learnt, left_out } = counts;
    let files = changes.len();
    let plural = if files == 1 { "file" } else { "files" };
    let done = match (files, dry_run) {
        (0, _) => "no file changed".to_owned(),
        (_, true) => format!("{files} {plural} to change, nothing was written"),
        (_, false) => format!("{files} {plural} changed"),
    };
    writeln!(out, "\n{learnt} learnt, {known} already right, {left_out} left out; {done}")
}
