//! Findings that nothing stands on.

use std::collections::BTreeSet;

use super::uncited_source::citations;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("uncited-finding"),
    severity: Severity::Warning,
    what: "No answer, helpline or safety rule cites a finding, though its source is cited.",
    why: "what nothing stands on is reviewed in vain and grows stale unseen",
    mend: "cite it where it helps, or remove it; the other numbers stay as they are",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    if !context.is_whole() {
        return;
    }
    let cited: BTreeSet<(&str, u32)> = citations(context.corpus())
        .map(|citation| (citation.source.as_str(), citation.finding))
        .collect();
    for file in &context.folder.sources {
        if !cited.iter().any(|(source, _)| *source == file.id) {
            continue;
        }
        for finding in file.value.finding.get_ref() {
            let id = *finding.id.get_ref();
            if !cited.contains(&(file.id.as_str(), id)) {
                reporter.say(&file.path, finding.id.span(), format!("nothing cites finding {id}"));
            }
        }
    }
}
