//! Claims of popular articles that nobody has judged.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity, raw};

pub(super) const RULE: Rule = Rule {
    code: Code::new("unjudged-claim"),
    severity: Severity::Warning,
    what: "A claim has no verdict, though other claims of its source have one.",
    why: "docs/claims.md promises a verdict on every claim",
    mend: "add `verdict`: supported, partly, overstated or unsupported by better sources",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for file in context.folder.sources.iter().filter(|file| is_judged(&file.value)) {
        for finding in file.value.finding.get_ref().iter().filter(|f| f.verdict.is_none()) {
            let message = format!("claim {} is not judged", finding.id.get_ref());
            reporter.say(&file.path, finding.says.span(), message);
        }
    }
}

/// Whether a source stands here for its claims to be judged, not to be believed.
pub(super) fn is_judged(source: &raw::Source) -> bool {
    source.finding.get_ref().iter().any(|finding| finding.verdict.is_some())
}
