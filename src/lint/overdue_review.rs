//! Topics nobody has looked at for too long.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::Corpus;

pub(super) const RULE: Rule = Rule {
    code: Code::new("overdue-review"),
    severity: Severity::Warning,
    what: "A topic's review is older than the review period of `settings.toml`.",
    why: "evidence moves on, and an old answer looks as sure as a new one",
    mend: "check the file against its sources, then set `reviewed` to that day",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let Corpus { topics, settings, .. } = context.corpus();
    for file in context.topics() {
        let Some(topic) = context.corpus().topic(&file.id) else { continue };
        let reviewed = topics[topic].reviewed;
        if settings.is_overdue(reviewed, context.today) {
            let age = (context.today - reviewed).whole_days();
            let late = age - i64::from(settings.review_period_days);
            let message = format!("this topic was reviewed {age} days ago, {late} too many");
            reporter.say(&file.path, file.value.reviewed.span(), message);
        }
    }
}
