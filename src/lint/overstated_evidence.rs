//! Answers graded firmer than anything they cite.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::Evidence;

pub(super) const RULE: Rule = Rule {
    code: Code::new("overstated-evidence"),
    severity: Severity::Warning,
    what: "An answer's evidence grade is firmer than the firmest finding it cites.",
    why: "the grade is what a reader in a hurry goes by",
    mend: "lower the grade, or cite the firmer finding",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (file, answer) in context.answers() {
        let claimed = Evidence::ALL.into_iter().find(|e| e.as_str() == answer.evidence.get_ref());
        let firmest = super::context::sentences(file, answer)
            .iter()
            .flat_map(|cited| context.findings(&cited.sentence))
            .map(|(_, finding)| firmness(finding.strength))
            .max();
        if let (Some(claimed), Some(firmest)) = (claimed, firmest)
            && firmness(claimed) > firmest
        {
            let message = format!("no cited finding is {}", claimed.as_str());
            reporter.say(&file.path, answer.evidence.span(), message);
        }
    }
}

/// Mixed and disputed findings may well be many and large: they count as moderate.
const fn firmness(evidence: Evidence) -> u8 {
    match evidence {
        Evidence::Strong => 2,
        Evidence::Moderate | Evidence::Mixed | Evidence::Disputed => 1,
        Evidence::Limited => 0,
    }
}
