//! Texts that `gutskin new` left for a maintainer to write.

use super::{Context, Reporter, Rule};
use crate::knowledge::scaffold::MARK;
use crate::knowledge::{Code, Severity, is_page};

pub(super) const RULE: Rule = Rule {
    code: Code::new("placeholder"),
    severity: Severity::Error,
    what: "A text still says what is to be written there.",
    why: "members would read the scaffold",
    mend: "write it",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (path, text) in context.texts.iter().filter(|(path, _)| !is_page(path)) {
        for (at, mark) in text.match_indices(MARK) {
            let end = text[at..].find(['"', '\n']).map_or(at + mark.len(), |length| at + length);
            reporter.say(path, at..end, "this is still to be written".to_owned());
        }
    }
}
