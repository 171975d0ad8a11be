//! Examples that do not reach their answer.

use super::{Context, Reporter, Rule, unreached_phrasing};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("unreached-example"),
    severity: Severity::Error,
    what: "An example does not reach its answer.",
    why: "examples stand for the questions members will ask",
    mend: "add a phrasing that asks the same in other words, or a word to the lexicon; never the example itself",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    unreached_phrasing::report(context, reporter, "example", |answer| &answer.examples);
}
