//! Reviews that have not happened yet.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("future-review"),
    severity: Severity::Error,
    what: "A topic's review is dated later than today.",
    why: "a review stands for a check that a person has made",
    mend: "write the day on which a person checked the file",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    // A day of grace: it is tomorrow somewhere already.
    let latest = context.today.next_day().unwrap_or(context.today);
    for file in context.topics() {
        let Some(topic) = context.corpus().topic(&file.id) else { continue };
        if context.corpus().topics[topic].reviewed > latest {
            let message = "this review is still to come".to_owned();
            reporter.say(&file.path, file.value.reviewed.span(), message);
        }
    }
}
