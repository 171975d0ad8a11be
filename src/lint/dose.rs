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

/// Numbers that are written out, alone or behind figures: "two capsules", "10 billion CFU".
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "thousand",
    "million", "billion",
];

/// A number directly before a unit, or run together with it.
fn amount(text: &str) -> Option<String> {
    let words: Vec<String> = spaced(text).iter().flat_map(|word| pieces(word)).collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let unit = word.trim_start_matches(is_of_figures);
        if unit.len() < word.len() && is_unit(unit) {
            return Some(word.clone());
        }
        if !is_number(word) {
            return None;
        }
        let behind = &words[at + 1..];
        let more = behind.iter().take_while(|word| NUMBERS.contains(&word.as_str())).count();
        let unit = behind.get(more).filter(|word| is_unit(word))?;
        Some(format!("{} {unit}", words[at..=at + more].join(" ")))
    })
}

/// What a word between spaces is made of: "500-1000", "30-mg", "mg/day". The number of a name stays with it: "omega-3".
fn pieces(word: &str) -> Vec<String> {
    let cut = |part: &str| -> Vec<String> {
        let pieces: Vec<&str> = part.split(['-', '‑', '–', '—']).collect();
        let counts = |piece: &str| is_number(piece) || piece.starts_with(|c: char| c.is_numeric());
        let whole = || vec![part.to_owned()];
        if counts(pieces[0]) { pieces.into_iter().map(str::to_owned).collect() } else { whole() }
    };
    word.split('/').flat_map(cut).collect()
}

fn is_unit(word: &str) -> bool {
    let single = word.strip_suffix('s').unwrap_or(word);
    UNITS.iter().any(|unit| [word, single].contains(unit))
}

fn is_number(word: &str) -> bool {
    NUMBERS.contains(&word) || (!word.is_empty() && word.chars().all(is_of_figures))
}

fn is_of_figures(c: char) -> bool {
    c.is_numeric() || matches!(c, '.' | ',')
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn a_number_with_a_unit_is_a_dose() {
        for (text, dose) in [
            ("Adults took 30 mg of zinc.", "30 mg"),
            ("Take 500mg twice.", "500mg"),
            ("Adults take 10 billion CFU a day.", "10 billion cfu"),
            ("They took 500-1000 mg.", "1000 mg"),
            ("They took 500–1000mg.", "1000mg"),
            ("They took 5 mg/day in 30-mg tablets.", "5 mg"),
            ("One trial gave 30-mg tablets.", "30 mg"),
            ("People took two capsules.", "two capsules"),
            ("People took one or two a day, or 2 gummies.", "2 gummies"),
        ] {
            assert_eq!(amount(text).as_deref(), Some(dose), "{text}");
        }
        for text in [
            "Two of 3 trials, with 200 people.",
            "About 30 g of fibre a day.",
            "Some took omega-3 capsules, some vitamin B-12 drops.",
            "Two million people took a pill.",
        ] {
            assert_eq!(amount(text), None, "{text}");
        }
    }
}
