//! Summaries too long to be read at a glance.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("summary-length"),
    severity: Severity::Error,
    what: "A summary has more than 4 sentences or 600 characters, citations not counted.",
    why: "members read on a phone, in the middle of a conversation",
    mend: "say the one thing people ask; the rest is another answer",
    check,
};

const MOST_SENTENCES: usize = 4;
/// Code points.
const MOST_CHARACTERS: usize = 600;

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (file, answer) in context.answers() {
        let sentences = super::context::sentences(file, answer);
        let spaces = sentences.len().saturating_sub(1);
        let characters: usize =
            sentences.iter().map(|cited| cited.sentence.text.chars().count()).sum::<usize>()
                + spaces;
        let span = answer.summary.span();
        if sentences.len() > MOST_SENTENCES {
            let message = format!(
                "this summary has {} sentences of at most {MOST_SENTENCES}",
                sentences.len()
            );
            reporter.say(&file.path, span.clone(), message);
        }
        if characters > MOST_CHARACTERS {
            let message =
                format!("this summary has {characters} characters of at most {MOST_CHARACTERS}");
            reporter.say(&file.path, span, message);
        }
    }
}
