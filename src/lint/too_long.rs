//! Texts that do not fit where people read them.

use super::{Context, Reporter, Rule};
use crate::knowledge::raw::Text;
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("too-long"),
    severity: Severity::Error,
    what: "A title, phrasing, fixed sentence or name is longer than the place where it is shown.",
    why: "the rest would be cut off where people read it",
    mend: "shorten it",
    check,
};

/// Heads a reply and stands on a button, which Discord cuts at 80 code points.
const TITLE: usize = 80;
/// A choice while somebody types; Discord takes 100 code points.
pub const PHRASING: usize = 100;
/// Discord's limit for an embed's field, which holds a source's reference.
const SOURCE: usize = 300;
/// A finding is one thing.
const FINDING: usize = 600;
/// A refusal or caution stands in one message with a card.
const REPLY: usize = 600;

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let mut measure = |path: &str, what: &str, text: &Text, most: usize| {
        let length = text.get_ref().trim().chars().count();
        if length > most {
            let message = format!("this {what} has {length} characters of at most {most}");
            reporter.say(path, text.span(), message);
        }
    };
    for file in &context.folder.topics {
        measure(&file.path, "title", &file.value.title, TITLE);
        for answer in file.value.answer.get_ref() {
            answer.title.iter().for_each(|title| measure(&file.path, "title", title, TITLE));
            let phrasings = answer.phrasings.get_ref();
            phrasings.iter().for_each(|text| measure(&file.path, "phrasing", text, PHRASING));
        }
    }
    for file in &context.folder.sources {
        measure(&file.path, "title", &file.value.title, SOURCE);
        for finding in file.value.finding.get_ref() {
            measure(&file.path, "finding", &finding.says, FINDING);
        }
    }
    for file in &context.folder.safety {
        measure(&file.path, "reply", &file.value.reply, REPLY);
    }
}
