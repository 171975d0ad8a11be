//! Instructions to start, change or stop a medicine.

use super::words::spaced;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("medicine-instruction"),
    severity: Severity::Error,
    what: "A sentence tells the reader to start, stop, skip or change a medicine or supplement.",
    why: "stopping or starting a medicine on a bot's word can do harm",
    mend: "say what the finding says, or that a pharmacist or doctor decides it with the person",
    check,
};

/// Verbs that decide about a medicine.
const VERBS: &[&str] = &[
    "start", "stop", "take", "skip", "quit", "double", "halve", "increase", "reduce", "lower",
    "raise", "switch", "combine", "try", "avoid", "continue", "restart", "drop", "add", "swap",
];
/// What they are told of, beside the lexicon's classes `medicine` and `supplement`.
const REMEDIES: &[&str] = &[
    "medicine",
    "medicines",
    "medication",
    "medications",
    "tablet",
    "tablets",
    "pill",
    "pills",
    "antibiotic",
    "antibiotics",
    "dose",
    "prescription",
    "supplement",
    "supplements",
];
/// How far behind the verb the remedy may stand, in words.
const REACH: usize = 5;

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let classes = &context.corpus().lexicon.classes;
    let listed = ["medicine", "supplement"].iter().filter_map(|name| classes.get(*name)).flatten();
    let remedies: Vec<&str> = listed
        .map(String::as_str)
        .filter(|name| !name.contains(' '))
        .chain(REMEDIES.iter().copied())
        .collect();
    for cited in context.sentences() {
        if instructs(&cited.sentence.text, &remedies) {
            let message = "this tells the reader what to do with a medicine".to_owned();
            reporter.say(&cited.file.path, cited.span.clone(), message);
        }
    }
}

/// A verb in the place of an order, in its sentence or in its clause, and a remedy soon after it.
fn instructs(text: &str, remedies: &[&str]) -> bool {
    let clauses: Vec<Vec<String>> = text.split([',', ';', ':']).map(spaced).collect();
    let words = clauses.concat();
    let mut begin = 0;
    clauses.iter().any(|clause| {
        let places = begin..begin + clause.len();
        let is_order = |at: usize| is_order(&words[begin..at]) || is_order(&words[..at]);
        let instructs = places.clone().any(|at| {
            VERBS.contains(&words[at].as_str())
                && is_order(at)
                && words[at + 1..].iter().take(REACH).any(|word| remedies.contains(&word.as_str()))
        });
        begin = places.end;
        instructs
    })
}

/// Whether what stands before a verb makes it an order: nothing, or "you should", "please" and the like.
fn is_order(before: &[String]) -> bool {
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    match before[..] {
        []
        | [.., "you", "should" | "must" | "could" | "can"]
        | [.., "you", "need" | "have" | "ought", "to"]
        | [.., "please" | "always" | "never" | "just"] => true,
        ["do" | "first" | "then", ..] => before.len() <= 2,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{REMEDIES, instructs};

    #[test]
    fn an_order_about_a_medicine_is_told_from_a_report() {
        for order in [
            "Stop your antibiotics early.",
            "You should take a zinc supplement.",
            "Never skip the tablets.",
            "Do not stop the medicine.",
            "If you feel better, stop the antibiotics.",
            "There is one rule: never double a dose.",
            "Then, slowly reduce the dose.",
            "Stop, when skin clears, the tablets.",
        ] {
            assert!(instructs(order, REMEDIES), "{order}");
        }
        for report in [
            "People who take antibiotics have fewer kinds of bacteria.",
            "Doctors reduce the dose when skin clears.",
            "Stop scratching where you can.",
        ] {
            assert!(!instructs(report, REMEDIES), "{report}");
        }
    }
}
