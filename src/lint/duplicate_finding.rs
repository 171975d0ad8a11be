//! The same finding twice.

use super::words::plain;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("duplicate-finding"),
    severity: Severity::Error,
    what: "Two findings of a source say the same.",
    why: "two numbers for one finding look like two findings",
    mend: "keep one, and let all citations name it",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for file in &context.folder.sources {
        let findings = file.value.finding.get_ref();
        for (at, finding) in findings.iter().enumerate() {
            let same = |other: &&crate::knowledge::raw::Finding| {
                plain(other.says.get_ref()) == plain(finding.says.get_ref())
            };
            if let Some(first) = findings[..at].iter().find(same) {
                let message = format!("finding {} says this already", first.id.get_ref());
                reporter.say(&file.path, finding.says.span(), message);
            }
        }
    }
}
