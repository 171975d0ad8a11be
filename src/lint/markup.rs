//! Markup, addresses and mentions in what people read.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("markup"),
    severity: Severity::Error,
    what: "A summary or title has an address, a mention or Markdown in it.",
    why: "each surface sets text in its own way, and a mention would ping people",
    mend: "plain words only: sources carry the addresses, and the bot sets the text",
    check,
};

const MARKS: &[&str] = &[
    "http://",
    "https://",
    "www.",
    "@everyone",
    "@here",
    "<@",
    "**",
    "__",
    "||",
    "`",
    "](",
    "~~",
    "\n#",
    "\n>",
];

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (file, answer) in context.answers() {
        for text in [Some(&answer.summary), answer.title.as_ref()].into_iter().flatten() {
            for mark in MARKS.iter().filter(|mark| text.get_ref().contains(**mark)) {
                let message = format!("\"{}\" does not belong into an answer", mark.trim());
                reporter.say(&file.path, file.within(text, mark), message);
            }
        }
    }
}
