//! Sources nobody can look up.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("no-address"),
    severity: Severity::Error,
    what: "A source has neither a DOI nor an address, and no note says why.",
    why: "a source nobody can look up is no source",
    mend: "add `doi` or `url`; where there is none, say in `note` how the text was supplied",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for file in &context.folder.sources {
        let value = &file.value;
        if value.doi.is_none() && value.url.is_none() && value.note.is_none() {
            let message = "a reader cannot look this source up".to_owned();
            reporter.say(&file.path, value.title.span(), message);
        }
    }
}
