//! Topics nobody has looked at for too long.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("overdue-review"),
    severity: Severity::Warning,
    what: "A topic's review is older than the review period of `settings.toml`.",
    why: "evidence moves on, and an old answer looks as sure as a new one",
    mend: "check the file against its sources, then set `reviewed` to that day",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let period = i64::from(context.corpus().settings.review_period_days);
    for file in context.topics() {
        let Some(topic) = context.corpus().topic(&file.id) else { continue };
        let age = (context.today - context.corpus().topics[topic].reviewed).whole_days();
        if age > period {
            let message =
                format!("this topic was reviewed {age} days ago, {} too many", age - period);
            reporter.say(&file.path, file.value.reviewed.span(), message);
        }
    }
}
