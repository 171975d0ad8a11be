//! Answers whose matching is not tested.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("few-examples"),
    severity: Severity::Warning,
    what: "An answer has fewer than 2 examples.",
    why: "without examples nothing shows that real questions reach the answer",
    mend: "add questions worded apart from every phrasing; they are tests only",
    check,
};

const FEWEST: usize = 2;

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (file, answer) in context.answers() {
        let count = answer.examples.len();
        if count < FEWEST {
            let message = format!("{count} examples of at least {FEWEST}");
            reporter.say(&file.path, answer.id.span(), message);
        }
    }
}
