//! What a careful maintainer looks for in knowledge whose form is right. One rule, one file.
//!
//! [`check`] is the whole linter: `gutskin check`, the live reload and the tests call it. Knows nothing of the terminal
//! or the disk. How a rule is added stands in CONTRIBUTING.md.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod answered_negative;
mod broken_promise;
mod common_alias;
mod context;
mod cure_promise;
mod dead_link;
pub mod docs;
mod dose;
mod doubtful_address;
mod duplicate_alias;
mod duplicate_finding;
mod duplicate_phrasing;
mod duplicate_source;
mod few_examples;
mod few_phrasings;
mod future_review;
mod hard_to_read;
mod invisible_character;
mod long_emergency;
mod markup;
mod medicine_instruction;
mod no_address;
mod overdue_review;
mod overstated_evidence;
mod placeholder;
mod popular_alone;
pub mod print;
mod promoted_product;
mod summary_length;
pub mod support;
mod third_party_copy;
mod too_long;
mod uncited_finding;
mod uncited_source;
mod unjudged_claim;
mod unreached_example;
mod unreached_phrasing;
mod unsupported_figure;
mod unused_words;
mod words;

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use time::Date;

pub use self::context::{Cited, Context, Reporter};
pub use self::too_long::PHRASING as LONGEST_PHRASING;
use crate::knowledge::format::did_you_mean;
use crate::knowledge::{Code, Diagnostic, Folder, Problems, Reading, Report, Severity};
use crate::pipeline::Snapshot;
use crate::text::WordVectors;

/// One thing to look for.
#[derive(Debug)]
pub struct Rule {
    pub code: Code,
    /// Unless `[lints]` in `settings.toml` says otherwise.
    pub severity: Severity,
    /// What it reports: one sentence.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What a maintainer does about it.
    pub mend: &'static str,
    check: fn(&Context<'_>, &mut Reporter<'_>),
}

/// Every rule, in the order in which `knowledge/README.md` lists them: grounding, wording, words, form.
pub const RULES: &[Rule] = &[
    unsupported_figure::RULE,
    support::RULE,
    popular_alone::RULE,
    overstated_evidence::RULE,
    promoted_product::RULE,
    dose::RULE,
    medicine_instruction::RULE,
    cure_promise::RULE,
    summary_length::RULE,
    hard_to_read::RULE,
    markup::RULE,
    placeholder::RULE,
    invisible_character::RULE,
    too_long::RULE,
    long_emergency::RULE,
    overdue_review::RULE,
    future_review::RULE,
    uncited_source::RULE,
    uncited_finding::RULE,
    unjudged_claim::RULE,
    duplicate_source::RULE,
    duplicate_finding::RULE,
    no_address::RULE,
    doubtful_address::RULE,
    third_party_copy::RULE,
    few_phrasings::RULE,
    few_examples::RULE,
    duplicate_phrasing::RULE,
    duplicate_alias::RULE,
    common_alias::RULE,
    unreached_phrasing::RULE,
    unreached_example::RULE,
    answered_negative::RULE,
    broken_promise::RULE,
    unused_words::RULE,
    dead_link::RULE,
];

/// What came of linting a folder.
#[derive(Debug)]
pub struct Checked {
    /// What answers from this knowledge, if no error was found.
    pub snapshot: Option<Snapshot>,
    /// What answers from all that could be understood of it, if there is an error.
    pub unsound: Option<Snapshot>,
    pub report: Report,
}

/// Runs every rule over all that could be understood of a folder and adds what they say to what the reading found.
///
/// `today` decides what is overdue.
#[must_use]
pub fn check(reading: Reading, vectors: Arc<WordVectors>, today: Date) -> Checked {
    let Reading { draft, folder, report } = reading;
    let Some(draft) = draft else { return Checked { snapshot: None, unsound: None, report } };
    check_prepared(Snapshot::prepare(draft, vectors), &folder, report, today)
}

/// The same for a reading that was made ready already.
#[must_use]
pub fn check_prepared(
    snapshot: Snapshot,
    folder: &Folder,
    mut report: Report,
    today: Date,
) -> Checked {
    let context = Context { folder, texts: &report.texts, snapshot: &snapshot, today };
    let mut found = unknown_rules(folder);
    found.extend(run(&context));
    found.retain(|diagnostic| !folder.borrowed.contains(&diagnostic.file));
    report.diagnostics.extend(found);
    report.sort();
    let (snapshot, unsound) = match report.count(Severity::Error) {
        0 => (Some(snapshot), None),
        _ => (None, Some(snapshot)),
    };
    Checked { snapshot, unsound, report }
}

/// Runs each rule on a thread of its own, for a few of them ask thousands of questions; what they say stays in order.
fn run(context: &Context<'_>) -> Vec<Diagnostic> {
    let look = |rule: &'static Rule, severity: Severity| {
        let mut reporter = Reporter::new(rule, severity);
        (rule.check)(context, &mut reporter);
        reporter.into_diagnostics()
    };
    thread::scope(|scope| {
        let wanted = RULES.iter().filter_map(|rule| Some((rule, severity(rule, context.folder)?)));
        let running: Vec<_> =
            wanted.map(|(rule, severity)| scope.spawn(move || look(rule, severity))).collect();
        let ended = running
            .into_iter()
            .map(|rule| rule.join().unwrap_or_else(|panic| resume_unwind(panic)));
        ended.flatten().collect()
    })
}

/// How a rule reports in this folder; none where it is switched off.
fn severity(rule: &Rule, folder: &Folder) -> Option<Severity> {
    let lints = folder.settings.as_ref().map(|file| &file.value.lints);
    let level = lints.and_then(|lints| lints.get(rule.code.as_str()));
    match level.map(|level| level.get_ref().as_str()) {
        None => Some(rule.severity),
        Some("allow") => None,
        Some("warn") => Some(Severity::Warning),
        Some(_) => Some(Severity::Error),
    }
}

/// A misspelt code in `[lints]` would silently change nothing.
fn unknown_rules(folder: &Folder) -> Vec<Diagnostic> {
    let mut problems = Problems::new(Severity::Error);
    let names = || RULES.iter().map(|rule| rule.code.as_str());
    if let Some(file) = &folder.settings {
        for (name, level) in &file.value.lints {
            if names().all(|known| known != name) {
                problems.at(&file.path, level.span()).help(
                    Code::UNKNOWN_VALUE,
                    format!("no rule that can be changed is called \"{name}\""),
                    did_you_mean(name, names()).map_or_else(
                        || "knowledge/README.md lists the rules".to_owned(),
                        |best| format!("did you mean `{best}`?"),
                    ),
                );
            }
        }
    }
    problems.into_diagnostics()
}
