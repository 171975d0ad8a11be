//! Safety rules that do not keep their own examples.

use super::{Context, Reporter, Rule};
use crate::knowledge::raw::Text;
use crate::knowledge::{Code, Severity};
use crate::model::{self, Question, RefusalKind, RuleKind, Screening, Strength};

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
            if !caught(&corpus.rules[rule], rule, &screen(message)) {
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

/// A promise is kept when the message ends in what the rule stands for, through whichever rule: of a request that no sure
/// pattern names, the examples say the kind.
fn caught(own: &model::Rule, rule: usize, screening: &Screening) -> bool {
    let refusal = screening.refusal.as_ref().map(|(kind, _)| *kind);
    let refusal = refusal.or(screening.fallback.as_ref().map(|fallback| fallback.kind));
    let names_it = own.strength == Strength::Sure;
    let refused = |wanted: RefusalKind| refusal.is_some_and(|kind| kind == wanted || !names_it);
    match own.kind {
        RuleKind::Emergency => screening.emergency.is_some(),
        RuleKind::Caution { .. } => fired(rule, screening),
        RuleKind::Refuse(kind) => screening.emergency.is_none() && refused(kind),
    }
}

fn fired(rule: usize, screening: &Screening) -> bool {
    screening.matches().any(|matched| matched.rule == rule)
}
