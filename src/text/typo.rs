//! Mends one word at a time against a vocabulary.
//!
//! Edit distance over whole questions was measured to be the wrong tool; per word, with the same first letter and one
//! or two edits, it is the right one.

use std::collections::BTreeMap;

use super::names::Names;

/// Words that a misspelt word may be read as, by first letter.
#[derive(Debug, Default)]
pub struct Vocabulary {
    by_letter: BTreeMap<char, Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    /// By number.
    word: u32,
    /// How often the knowledge uses it.
    uses: u32,
    letters: u32,
    bag: u64,
}

/// Shorter words have too many neighbours to guess among.
const SHORTEST: u32 = 4;
/// From this length on two edits are one typo's worth.
const TWO_EDITS_FROM: u32 = 8;

impl Vocabulary {
    /// Of the first words, with the number of uses of each.
    #[must_use]
    pub(super) fn new(words: &Names, uses: &[u32]) -> Self {
        let mut by_letter: BTreeMap<char, Vec<Entry>> = BTreeMap::new();
        for (number, (word, uses)) in (0..).zip(words.iter().zip(uses)) {
            let letters = length(word);
            let spelt = word.chars().all(char::is_alphabetic);
            if let Some(first) = word.chars().next().filter(|_| spelt && letters >= SHORTEST) {
                let entry = Entry { word: number, uses: *uses, letters, bag: bag(word) };
                by_letter.entry(first).or_default().push(entry);
            }
        }
        by_letter.values_mut().for_each(Vec::shrink_to_fit);
        Self { by_letter }
    }

    /// The word that `written` most likely stands for: fewest edits, then most used, then first in the alphabet.
    /// `words` are those it was made of.
    #[must_use]
    pub(super) fn mend<'w>(&self, written: &str, words: &'w Names) -> Option<&'w str> {
        let length = length(written);
        if length < SHORTEST || written.chars().any(char::is_numeric) {
            return None;
        }
        let allowed = if length >= TWO_EDITS_FROM { 2 } else { 1 };
        let letters = written.chars();
        let first = letters.clone().next()?;
        // Swapping the first two letters is one slip of the fingers.
        let second = letters.clone().nth(1)?;
        let own_bag = bag(written);
        let best = [first, second]
            .iter()
            .filter_map(|letter| self.by_letter.get(letter))
            .flatten()
            .filter(|entry| entry.letters.abs_diff(length) <= allowed)
            // One edit adds a letter to the bag, takes one out, or both.
            .filter(|entry| (entry.bag & !own_bag).count_ones() <= allowed)
            .filter(|entry| (own_bag & !entry.bag).count_ones() <= allowed)
            .map(|entry| (words.word(entry.word), entry.uses))
            .filter(|(word, _)| word.starts_with(first) || swapped_start(word, first, second))
            .filter(|(word, _)| allowed > 1 || apart(written, word) <= 2)
            .map(|(word, uses)| (strsim::osa_distance(written, word), word, uses))
            .filter(|(edits, ..)| *edits <= allowed as usize)
            .min_by(|a, b| a.0.cmp(&b.0).then(b.2.cmp(&a.2)).then(a.1.cmp(b.1)));
        best.map(|(_, word, _)| word)
    }
}

fn length(word: &str) -> u32 {
    u32::try_from(word.chars().count()).unwrap_or(u32::MAX)
}

/// Which letters a word has, a bit for each and another for having it twice: far quicker to compare than the words.
fn bag(word: &str) -> u64 {
    word.chars().fold(0, |bag, letter| {
        let once = 1 << (u32::from(letter) % 32);
        bag | if bag & once == 0 { once } else { once << 32 }
    })
}

/// How many letters of the longer of two words lie between what both begin with and what both end with. Of words that are
/// one edit apart at most two: those of a swap.
fn apart(one: &str, other: &str) -> u32 {
    let count = |same: usize| u32::try_from(same).unwrap_or(u32::MAX);
    let same = |(a, b): &(char, char)| a == b;
    let begin = one.chars().zip(other.chars()).take_while(same).count();
    let end = one.chars().rev().zip(other.chars().rev()).take_while(same).count();
    length(one).max(length(other)).saturating_sub(count(begin + end))
}

fn swapped_start(word: &str, first: char, second: char) -> bool {
    let mut letters = word.chars();
    letters.next() == Some(second) && letters.next() == Some(first)
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;
    use crate::text::names::Names;

    #[test]
    fn mends_slips_and_leaves_the_rest() {
        let uses = [
            ("rosacea", 5),
            ("stress", 5),
            ("acne", 5),
            ("leaky", 2),
            ("probiotics", 4),
            ("peaky", 1),
        ];
        let mut words = Names::default();
        let uses = uses.map(|(word, uses)| {
            words.learn(word);
            uses
        });
        let vocabulary = Vocabulary::new(&words, &uses);
        for (written, expected) in [
            ("rosecea", Some("rosacea")),
            ("leeky", Some("leaky")),
            ("probotics", Some("probiotics")),
            ("porbiotic", Some("probiotics")),
            ("tsress", Some("stress")),
            ("acen", Some("acne")),
            ("lacks", None),
            ("mane", None),
            ("act", None),
            ("h1ves", None),
        ] {
            assert_eq!(vocabulary.mend(written, &words), expected, "{written}");
        }
    }

    #[test]
    fn a_word_is_found_behind_every_slip() {
        let mut words = Names::default();
        let all = ["probiotics", "acne", "rosacea", "stress", "üble"];
        all.iter().for_each(|word| {
            words.learn(word);
        });
        let vocabulary = Vocabulary::new(&words, &[1; 5]);
        for word in all {
            let letters: Vec<char> = word.chars().collect();
            for at in 1..letters.len() {
                let slip = |change: fn(&mut Vec<char>, usize)| {
                    let mut letters = letters.clone();
                    change(&mut letters, at);
                    letters.into_iter().collect::<String>()
                };
                for written in [
                    slip(|letters, at| letters.insert(at, 'x')),
                    slip(|letters, at| letters[at] = 'x'),
                    slip(|letters, at| letters.swap(at - 1, at)),
                    slip(|letters, at| letters.insert(at, letters[at])),
                ] {
                    assert_eq!(vocabulary.mend(&written, &words), Some(word), "{written}");
                }
            }
        }
    }
}
