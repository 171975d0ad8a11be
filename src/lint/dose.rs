//! Amounts of something to take.

use super::words::spaced;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("dose"),
    severity: Severity::Error,
    what: "A summary gives an amount of a medicine or supplement.",
    why: "how much is right depends on a person the bot does not know",
    mend: "leave the amount out: how much is right is for somebody who knows the person",
    check,
};

/// Units in which medicines and supplements are measured. Grams and millilitres of food are not among them.
const UNITS: &[&str] = &[
    "mg",
    "milligram",
    "mcg",
    "µg",
    "μg",
    "microgram",
    "iu",
    "cfu",
    "capsule",
    "tablet",
    "pill",
    "softgel",
    "gummy",
    "gummies",
    "drop",
    "scoop",
    "sachet",
    "teaspoon",
    "unit",
];

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for cited in context.sentences() {
        if let Some(amount) = amount(&cited.sentence.text) {
            let message = format!("this gives a dose: {amount}");
            reporter.say(&cited.file.path, cited.span.clone(), message);
        }
    }
}

/// A number directly before a unit, or run together with it.
fn amount(text: &str) -> Option<String> {
    let words = spaced(text);
    let is_unit =
        |word: &str| UNITS.iter().any(|unit| word.strip_suffix('s').unwrap_or(word) == *unit);
    words.iter().enumerate().find_map(|(at, word)| {
        let digits =
            word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        let starts_with_number = digits.len() < word.len();
        if !starts_with_number {
            return None;
        }
        if is_unit(digits) {
            return Some(word.clone());
        }
        let next = words.get(at + 1).filter(|next| digits.is_empty() && is_unit(next))?;
        Some(format!("{word} {next}"))
    })
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn a_number_with_a_unit_is_a_dose() {
        assert_eq!(amount("Adults took 30 mg of zinc.").as_deref(), Some("30 mg"));
        assert_eq!(amount("Take 500mg twice.").as_deref(), Some("500mg"));
        assert_eq!(amount("Two of 3 trials, with 200 people."), None);
        assert_eq!(amount("About 30 g of fibre a day."), None);
    }
}
