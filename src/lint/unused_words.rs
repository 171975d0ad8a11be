//! Word lists of safety rules that no pattern uses.

use std::collections::BTreeSet;

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::pattern::Pattern;

pub(super) const RULE: Rule = Rule {
    code: Code::new("unused-words"),
    severity: Severity::Warning,
    what: "No pattern of a safety rule uses a list of its `[words]`.",
    why: "words that nothing looks for seem to be watched",
    mend: "write it in braces in a pattern, or remove the list",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for file in &context.folder.safety {
        let patterns = file.value.patterns.get_ref().iter().chain(&file.value.unless);
        let patterns: Vec<Pattern> =
            patterns.filter_map(|text| Pattern::parse(text.get_ref()).ok()).collect();
        let used: BTreeSet<&str> = patterns.iter().flat_map(Pattern::classes).collect();
        for name in file.value.words.keys().filter(|name| !used.contains(name.get_ref().as_str())) {
            reporter.say(&file.path, name.span(), format!("no pattern has {{{}}}", name.get_ref()));
        }
    }
}
