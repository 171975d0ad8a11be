//! Figures that no cited finding has.

use std::collections::BTreeSet;

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("unsupported-figure"),
    severity: Severity::Error,
    what: "A figure in a sentence stands in none of the findings it cites.",
    why: "readers take a figure for something that was measured",
    mend: "correct the figure, or cite the finding that has it",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for cited in context.sentences() {
        let carried: BTreeSet<String> = context
            .findings(&cited.sentence)
            .flat_map(|(_, finding)| figures(&finding.says))
            .collect();
        for figure in figures(&cited.sentence.text) {
            if !carried.contains(&figure) {
                let message = format!("no cited finding has the figure {figure}");
                reporter.say(&cited.file.path, cited.span.clone(), message);
            }
        }
    }
}

/// The figures of a text without thousands separators. Digits that belong to a name are none: "omega-3", "B12".
pub(super) fn figures(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut figures = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < letters.len() && belongs(&letters, at) {
            at += 1;
        }
        let named = match letters[..start] {
            [.., before, '-'] | [.., before] => before.is_alphabetic(),
            [] => false,
        };
        if !named {
            figures.push(letters[start..at].iter().filter(|c| **c != ',').collect());
        }
    }
    figures
}

/// A digit, or a separator between two digits.
fn belongs(letters: &[char], at: usize) -> bool {
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    digit(at) || (matches!(letters[at], '.' | ',') && digit(at + 1))
}

#[cfg(test)]
mod tests {
    use super::figures;

    #[test]
    fn figures_are_numbers_and_not_parts_of_names() {
        for (text, wanted) in [
            ("1,234 people, 2.5 points.", &["1234", "2.5"][..]),
            ("omega-3 and B12 in 16-week trials", &["16"]),
            ("about 30% or 30-40", &["30", "30", "40"]),
            ("none", &[]),
        ] {
            assert_eq!(figures(text), wanted, "{text}");
        }
    }
}
