//! Summaries that take schooling to read.
//!
//! The measure is the grade level of Kincaid and others, 1975 (Research Branch Report 8-75): 0.39 words per sentence +
//! 11.8 syllables per word - 15.59. Names that cannot be said more simply (titles, aliases and the lexicon's classes)
//! count as words of two syllables. Syllables are counted as groups of vowels, without a silent e of the ending.

use std::collections::BTreeSet;

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::Corpus;

/// Years of school. About twelve years old is grade 7; the subject's own words pull it up by one.
const MOST: f32 = 8.0;
const NAME_SYLLABLES: usize = 2;

pub(super) const RULE: Rule = Rule {
    code: Code::new("hard-to-read"),
    severity: Severity::Warning,
    what: "A summary is harder to read than school grade 8.",
    why: "many members are young, or read English as a second language",
    mend: "shorter sentences, and the words people use when they talk",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let names = names(context.corpus());
    for (file, answer) in context.answers() {
        let sentences = super::context::sentences(file, answer);
        let texts: Vec<&str> = sentences.iter().map(|cited| cited.sentence.text.as_str()).collect();
        let grade = grade(&texts, &names);
        if grade > MOST {
            let message = format!("this reads like school grade {grade:.1}, at most {MOST:.0}");
            reporter.say(&file.path, answer.summary.span(), message);
        }
    }
}

/// School grade of sentences; words among `names` count as short.
#[must_use]
pub(super) fn grade(sentences: &[&str], names: &BTreeSet<String>) -> f32 {
    let words: Vec<String> = sentences.iter().flat_map(|sentence| words(sentence)).collect();
    if words.is_empty() {
        return 0.0;
    }
    let syllables: usize = words
        .iter()
        .map(|word| {
            let all = syllables(word);
            if names.contains(word) { all.min(NAME_SYLLABLES) } else { all }
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    let ratio = |a: usize, b: usize| a as f32 / b as f32;
    0.39 * ratio(words.len(), sentences.len()) + 11.8 * ratio(syllables, words.len()) - 15.59
}

/// Words of titles, aliases and word classes.
fn names(corpus: &Corpus) -> BTreeSet<String> {
    let titles = corpus.topics.iter().flat_map(|topic| topic.aliases.iter().chain([&topic.title]));
    let named = titles.chain(corpus.lexicon.classes.values().flatten());
    let mut names: BTreeSet<String> = named.flat_map(|name| words(name)).collect();
    let plurals: Vec<String> = names.iter().map(|name| format!("{name}s")).collect();
    names.extend(plurals);
    names
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .collect()
}

fn syllables(word: &str) -> usize {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut inside = false;
    for letter in word.chars() {
        groups += usize::from(vowel(letter) && !inside);
        inside = vowel(letter);
    }
    let silent = SILENT.iter().any(|end| word.ends_with(end))
        && !SPOKEN.iter().any(|end| word.ends_with(end));
    (groups - usize::from(silent && groups > 1)).max(1)
}

/// Endings whose e is not spoken, and those among them in which it is.
const SILENT: &[&str] = &["e", "ed", "es"];
const SPOKEN: &[&str] =
    &["le", "les", "ted", "ded", "ses", "ces", "ges", "zes", "xes", "shes", "ches"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{grade, syllables};

    #[test]
    fn syllables_are_groups_of_vowels() {
        for (word, wanted) in [
            ("skin", 1),
            ("made", 1),
            ("table", 2),
            ("bacteria", 3),
            ("helped", 1),
            ("tested", 2),
            ("the", 1),
        ] {
            assert_eq!(syllables(word), wanted, "{word}");
        }
    }

    #[test]
    fn long_words_in_long_sentences_read_harder() {
        let names = BTreeSet::from(["psoriasis".to_owned()]);
        let plain = grade(&["The skin is a wall.", "It keeps germs out."], &names);
        let learned = grade(
            &["Epidemiological investigation demonstrates heterogeneous associations."],
            &names,
        );
        assert!(plain < 2.0 && learned > 20.0, "{plain} {learned}");
        assert!(
            grade(&["Psoriasis is not rare."], &names)
                < grade(&["Psoriasis is not rare."], &BTreeSet::new())
        );
    }
}
