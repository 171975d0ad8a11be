//! Emergency messages that take too long to read.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("long-emergency"),
    severity: Severity::Error,
    what: "The message of an emergency rule has more than four lines, or a citation.",
    why: "somebody in danger reads one line, perhaps two",
    mend: "at most four short lines, the numbers first, and nothing to read up",
    check,
};

const MOST_LINES: usize = 4;

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for file in context.folder.safety.iter().filter(|file| file.value.kind.get_ref() == "emergency")
    {
        let reply = file.value.reply.get_ref().trim();
        let lines = reply.lines().count();
        if lines > MOST_LINES {
            let message = format!("this message has {lines} lines of at most {MOST_LINES}");
            reporter.say(&file.path, file.value.reply.span(), message);
        }
        if reply.contains('[') {
            let span = file.within(&file.value.reply, "[");
            reporter.say(&file.path, span, "an emergency message cites nothing".to_owned());
        }
    }
}
