//! Answers that few ways of asking lead to.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("few-phrasings"),
    severity: Severity::Warning,
    what: "An answer has fewer than 6 phrasings.",
    why: "an answer nobody can reach might as well not be there",
    mend: "add the ways people really ask, varied in wording",
    check,
};

const FEWEST: usize = 6;

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (file, answer) in context.answers() {
        let count = answer.phrasings.get_ref().len();
        if count < FEWEST {
            let message = format!("{count} phrasings of at least {FEWEST}");
            reporter.say(&file.path, answer.phrasings.span(), message);
        }
    }
}
