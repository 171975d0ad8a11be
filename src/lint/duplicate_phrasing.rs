//! Questions that stand in two places.

use std::collections::BTreeMap;

use super::words::plain;
use super::{Context, Reporter, Rule};
use crate::knowledge::raw::Text;
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("duplicate-phrasing"),
    severity: Severity::Error,
    what: "The same question stands twice in phrasings, examples or negatives.",
    why: "two owners of one question make its answer a matter of chance",
    mend: "keep it where it belongs; an example is worded apart from every phrasing",
    check,
};

/// Two answers that claim the same words would make the engine toss a coin.
fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let mut seen = BTreeMap::new();
    let mut claim = |path: &str, question: &Text, owner: &str| {
        let key = plain(question.get_ref());
        if let Some(first) = seen.get(&key) {
            let message = format!("\"{}\" stands already under {first}", question.get_ref());
            reporter.say(path, question.span(), message);
        } else {
            seen.insert(key, owner.to_owned());
        }
    };
    for file in &context.folder.topics {
        for answer in file.value.answer.get_ref() {
            let owner = format!("{}/{}", file.id, answer.id.get_ref());
            let questions = answer.phrasings.get_ref().iter().chain(&answer.examples);
            questions.for_each(|question| claim(&file.path, question, &owner));
        }
    }
    if let Some(file) = &context.folder.silence {
        for group in &file.value.group {
            let owner = format!("silence: {}", group.id.get_ref());
            group.negatives.iter().for_each(|question| claim(&file.path, question, &owner));
        }
    }
}
