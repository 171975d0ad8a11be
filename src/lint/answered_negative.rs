//! Negatives that are answered.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::{Outcome, Question};

pub(super) const RULE: Rule = Rule {
    code: Code::new("answered-negative"),
    severity: Severity::Error,
    what: "A question of `silence.toml` gets an answer all the same.",
    why: "the negative is there to keep the bot silent",
    mend: "it is too near to a phrasing: remove it, or reword the phrasing",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    if let Some(file) = &context.folder.silence {
        for negative in file.value.group.iter().flat_map(|group| &group.negatives) {
            let question = Question::new(negative.get_ref());
            if let Outcome::Answer(at) = context.snapshot.decide(&question).outcome {
                let message = format!("this is answered with {}", context.corpus().key(at));
                reporter.say(&file.path, negative.span(), message);
            }
        }
    }
}
