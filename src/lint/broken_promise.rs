//! Safety rules that do not keep their own examples.

use super::{Context, Reporter, Rule};
use crate::knowledge::raw::Text;
use crate::knowledge::{Code, Severity};
use crate::model::{Question, RefusalKind, RuleKind, Screening};

pub(super) const RULE: Rule = Rule {
    code: Code::new("broken-promise"),
    severity: Severity::Error,
    what: "A safety rule misses a message it must catch, or stops one it must let through.",
    why: "a safety rule is trusted to do what its examples say",
    mend: "widen or narrow the patterns, or drop a promise that is wrong; `gutskin ask --explain` shows which rule fired",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let corpus = context.corpus();
    for file in &context.folder.safety {
        let Some(rule) = corpus.rules.iter().position(|rule| rule.id == file.id) else { continue };
        let screen = |message: &Text| context.snapshot.screen(&Question::new(message.get_ref()));
        for message in &file.value.catches {
            if !caught(&corpus.rules[rule].kind, rule, &screen(message)) {
                let say = format!("should catch \"{}\"", message.get_ref());
                reporter.say(&file.path, message.span(), say);
            }
        }
        for message in &file.value.lets_through {
            if fired(rule, &screen(message)) {
                let say = format!("should let through \"{}\"", message.get_ref());
                reporter.say(&file.path, message.span(), say);
            }
        }
    }
}

/// A promise is kept when the message ends in the rule's kind, through whichever rule of that kind.
fn caught(kind: &RuleKind, rule: usize, screening: &Screening) -> bool {
    let refusal = screening.refusal.as_ref().map(|(kind, _)| *kind);
    let refusal = refusal.or(screening.fallback.as_ref().map(|fallback| fallback.kind));
    let refused = |wanted: RefusalKind| refusal == Some(wanted);
    match kind {
        RuleKind::Emergency => screening.emergency.is_some(),
        RuleKind::Caution { .. } => fired(rule, screening),
        RuleKind::Refuse(kind) => screening.emergency.is_none() && refused(*kind),
    }
}

fn fired(rule: usize, screening: &Screening) -> bool {
    screening.matches().any(|matched| matched.rule == rule)
}
