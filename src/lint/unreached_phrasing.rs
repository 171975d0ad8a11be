//! Phrasings that lead elsewhere.

use super::context::sift;
use super::{Context, Reporter, Rule};
use crate::knowledge::raw::{self, Text};
use crate::knowledge::{Code, Severity};
use crate::model::{Outcome, Question};

pub(super) const RULE: Rule = Rule {
    code: Code::new("unreached-phrasing"),
    severity: Severity::Error,
    what: "A phrasing leads to another answer, to a refusal or to nothing.",
    why: "if not even the phrasing gets there, no member will",
    mend: "move it to the answer it leads to, reword it, or reword its rival; `gutskin ask --explain` shows why",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    report(context, reporter, "phrasing", |answer| answer.phrasings.get_ref());
}

/// Reports which of each answer's `texts` lead elsewhere.
pub(super) fn report(
    context: &Context<'_>,
    reporter: &mut Reporter<'_>,
    what: &str,
    texts: impl Fn(&raw::Answer) -> &[Text],
) {
    let all: Vec<(&str, String, &Text)> = context
        .answers()
        .flat_map(|(file, answer)| {
            let key = format!("{}/{}", file.id, answer.id.get_ref());
            texts(answer).iter().map(move |text| (file.path.as_str(), key.clone(), text))
        })
        .collect();
    for ((path, key, text), instead) in sift(&all, |(_, key, text)| led_astray(context, text, key))
    {
        reporter.say(path, text.span(), format!("this {what} of {key} leads to {instead}"));
    }
}

/// Where a question leads, if not to the answer it belongs to.
fn led_astray(context: &Context<'_>, question: &Text, key: &str) -> Option<String> {
    let corpus = context.corpus();
    let decision = context.snapshot.decide(&Question::new(question.get_ref()));
    if decision.beside.is_some_and(|beside| corpus.key(beside) == key) {
        return None;
    }
    let instead = match decision.outcome {
        Outcome::Answer(at) => corpus.key(at),
        Outcome::Suggest(answers) => {
            let keys: Vec<String> = answers.into_iter().map(|at| corpus.key(at)).collect();
            format!("a suggestion of {}", keys.join(", "))
        }
        Outcome::Refuse { kind, .. } => format!("a refusal ({})", kind.as_str()),
        other => other.name().to_owned(),
    };
    (instead != key).then_some(instead)
}
