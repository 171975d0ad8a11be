//! Promises of a cure.

use super::words::spaced;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("cure-promise"),
    severity: Severity::Error,
    what: "A sentence promises a cure, a guarantee or a permanent result.",
    why: "no finding here shows a cure, and people spend money on promises",
    mend: "say what was measured, or word it as not known or not possible",
    check,
};

const PROMISES: &[&str] = &[
    "cure",
    "cures",
    "cured",
    "curing",
    "guarantee",
    "guarantees",
    "guaranteed",
    "miracle",
    "permanently",
    "forever",
    "foolproof",
    "risk-free",
];
/// Words that turn a promise into its opposite or into somebody else's.
const TAKEN_BACK: &[&str] = &[
    "no", "not", "cannot", "never", "nothing", "none", "without", "claim", "claims", "claimed",
    "promise", "promises",
];

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for cited in context.sentences() {
        if let Some(word) = promise(&cited.sentence.text) {
            let message = format!("this promises: \"{word}\"");
            reporter.say(&cited.file.path, cited.span.clone(), message);
        }
    }
}

fn promise(text: &str) -> Option<String> {
    // These take nothing back.
    let said = text.to_lowercase().replace("no doubt", "").replace("not only", "");
    let words = spaced(&said);
    let has = |list: &[&str]| words.iter().find(|word| list.contains(&word.as_str()));
    has(PROMISES).filter(|_| has(TAKEN_BACK).is_none()).cloned()
}
