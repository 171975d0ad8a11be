//! Examples that do not reach their answer.

use super::unreached_phrasing::led_astray;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("unreached-example"),
    severity: Severity::Error,
    what: "An example does not reach its answer.",
    why: "examples stand for the questions members will ask",
    mend: "add a phrasing that asks the same in other words, or a word to the lexicon; never the example itself",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (file, answer) in context.answers() {
        let key = format!("{}/{}", file.id, answer.id.get_ref());
        for example in &answer.examples {
            if let Some(instead) = led_astray(context, example, &key) {
                let message = format!("this example of {key} leads to {instead}");
                reporter.say(&file.path, example.span(), message);
            }
        }
    }
}
