//! Names that two topics claim.

use std::collections::BTreeMap;

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("duplicate-alias"),
    severity: Severity::Error,
    what: "Two topics claim the same alias or term, or one claims it twice.",
    why: "a name that leads to two topics leads to neither",
    mend: "a name speaks for one topic only: keep it where people mean it",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for file in &context.folder.topics {
        for alias in file.value.aliases.iter().chain(&file.value.terms) {
            let key = alias.get_ref().trim().to_lowercase();
            if let Some(owner) = owners.get(&key) {
                let message = format!("\"{}\" belongs to the topic \"{owner}\"", alias.get_ref());
                reporter.say(&file.path, alias.span(), message);
            } else {
                owners.insert(key, &file.id);
            }
        }
    }
}
