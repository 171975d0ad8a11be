//! Negatives that are answered.

use super::context::sift;
use super::{Context, Reporter, Rule};
use crate::knowledge::raw::Text;
use crate::knowledge::{Code, Severity};
use crate::model::{AnswerRef, Decision, Outcome, Question};

pub(super) const RULE: Rule = Rule {
    code: Code::new("answered-negative"),
    severity: Severity::Error,
    what: "A question of `silence.toml` gets an answer all the same.",
    why: "the negative is there to keep the bot silent",
    mend: "it is too near to a phrasing: remove it, or reword the phrasing",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let Some(file) = &context.folder.silence else { return };
    let negatives: Vec<&Text> =
        file.value.group.iter().flat_map(|group| &group.negatives).collect();
    for (negative, at) in sift(&negatives, |negative| answered(context, negative)) {
        let message = format!("this is answered with {}", context.corpus().key(at));
        reporter.say(&file.path, negative.span(), message);
    }
}

/// The answer a question gets. Few get one even without the safety rules, which take their time.
fn answered(context: &Context<'_>, question: &Text) -> Option<AnswerRef> {
    let question = Question::new(question.get_ref());
    let answer = |decision: Decision| match decision.outcome {
        Outcome::Answer(at) => Some(at),
        _ => None,
    };
    answer(context.snapshot.decide_unscreened(&question))?;
    answer(context.snapshot.decide(&question))
}
