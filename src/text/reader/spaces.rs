//! Puts the spaces where they belong: in what was written letter by letter, broken in two or run together.
//!
//! Part of the reader, whose words it goes by. Knows nothing of misspelt letters.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Known, Reader, Word};
use crate::text::clean::CleanWord;

/// Fewer letters in a row are initials or a list.
const LEAST_LETTERS: usize = 4;
/// More are no longer read, which bounds the time.
const MOST_LETTERS: usize = 120;
/// No word that is spelt out has more bytes, which bounds the time as well.
const LONGEST_SPELT: usize = 24;
/// Shorter words are not put together of parts, and shorter parts are no part of one.
const LEAST_BROKEN: usize = 6;
const LEAST_BROKEN_PART: usize = 2;
/// A word used so often or less may be there by chance.
const HARDLY: u32 = 2;
/// Shorter words are misspelt rather than run together.
const LEAST_RUN_TOGETHER: usize = 5;
/// Words that would stand together less often are not taken for run together: "pubmed" is no "pub med".
const LEAST_LIKELY: f64 = 0.01;
/// Shorter words that nobody knows are not taken apart.
const LEAST_JOINED: usize = 8;
const LEAST_JOINED_PART: usize = 3;
/// A word used so often is common.
const COMMON: u32 = 20;

impl Reader {
    /// Joins what was written letter by letter, "c a n t", where words come out of it; the rest is left as it is.
    pub(super) fn spell(&self, mut words: Vec<CleanWord>) -> Vec<Word<'_>> {
        let mut spelt = Vec::with_capacity(words.len());
        let word = |written: CleanWord| {
            let known = self.known(&written.text);
            Word { written, read: None, known }
        };
        for run in words.chunk_by_mut(|a, b| is_letter(&a.text) && is_letter(&b.text)) {
            let CleanWord { sentence, asked, .. } = run[0];
            match self.spelt(run) {
                Some(parts) => spelt.extend(
                    parts.into_iter().map(|text| word(CleanWord { text, sentence, asked })),
                ),
                None => spelt.extend(run.iter_mut().map(|one| {
                    let text = std::mem::take(&mut one.text);
                    word(CleanWord { text, ..*one })
                })),
            }
        }
        spelt
    }

    /// Puts together what somebody broke in two: "pro biotics".
    pub(super) fn join<'r>(&'r self, words: Vec<Word<'r>>) -> Vec<Word<'r>> {
        let mut joined: Vec<Word<'r>> = Vec::with_capacity(words.len());
        for word in words {
            let whole = joined.last().and_then(|before| self.whole_of(before, &word));
            let Some((whole, known)) = whole else {
                joined.push(word);
                continue;
            };
            if let Some(before) = joined.last_mut() {
                before.written.text = format!("{} {}", before.written.text, word.written.text);
                (before.read, before.known) = (Some(whole), Some(known));
                before.written.asked |= word.written.asked;
            }
        }
        joined
    }

    /// The word of the knowledge that two words make, one of which the knowledge hardly has. Not with a stop word: "the
    /// rapist" is no therapist.
    fn whole_of(&self, before: &Word<'_>, word: &Word<'_>) -> Option<(String, &Known)> {
        let may_be_part = |part: &Word<'_>| {
            part.read.is_none()
                && part.written.text.len() >= LEAST_BROKEN_PART
                && part.known.is_none_or(|known| !known.stop)
        };
        let uses = |part: &Word<'_>| part.known.map_or(0, |known| known.uses);
        let rarer = uses(before).min(uses(word));
        if before.written.sentence != word.written.sentence
            || rarer > HARDLY
            || ![before, word].into_iter().all(may_be_part)
        {
            return None;
        }
        let whole = format!("{}{}", before.written.text, word.written.text);
        let is_likelier = |known: &&Known| whole.len() >= LEAST_BROKEN && known.uses > rarer;
        let known = self.known(&whole).filter(is_likelier)?;
        Some((whole, known))
    }

    /// The words that letters in a row spell.
    fn spelt(&self, run: &[CleanWord]) -> Option<Vec<String>> {
        if !(LEAST_LETTERS..=MOST_LETTERS).contains(&run.len()) {
            return None;
        }
        let joined: String = run.iter().map(|word| word.text.as_str()).collect();
        Some(self.split(&joined)?.into_iter().map(str::to_owned).collect())
    }

    /// The fewest known words that letters without spaces are made of, of as few the more used ones: "cantbreathe".
    fn split<'w>(&self, letters: &'w str) -> Option<Vec<&'w str>> {
        let ends: Vec<usize> =
            letters.char_indices().map(|(at, c)| at + c.len_utf8()).take(MOST_LETTERS).collect();
        // For each end: how many words lead there, how much they are used, and where the last begins.
        let mut best: BTreeMap<usize, (usize, Reverse<u32>, usize)> =
            BTreeMap::from([(0, (0, Reverse(0), 0))]);
        for end in ends {
            let near = best.range(end.saturating_sub(LONGEST_SPELT)..);
            let ways = near.filter(|(start, _)| self.is_word(&letters[**start..end]));
            let ways = ways.map(|(start, (words, Reverse(used), _))| {
                let uses = self.known(&letters[*start..end]).map_or(0, |known| known.uses);
                (words + 1, Reverse(used + (uses + 1).ilog2()), *start)
            });
            if let Some(way) =
                ways.min_by_key(|(words, used, start)| (*words, *used, Reverse(*start)))
            {
                best.insert(end, way);
            }
        }
        let mut parts = Vec::new();
        let mut end = letters.len();
        while end > 0 {
            let (.., start) = *best.get(&end)?;
            parts.push(&letters[start..end]);
            end = start;
        }
        parts.reverse();
        Some(parts)
    }

    /// Whether letters may be a word of their own inside others.
    fn is_word(&self, letters: &str) -> bool {
        matches!(letters, "i" | "a") || (letters.len() > 1 && self.is_known(letters))
    }

    /// The two known words that a longer one is made of, the first of them as long as may be: "breastmilk".
    pub(super) fn two_words<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if !(LEAST_JOINED..=MOST_LETTERS).contains(&word.len()) {
            return None;
        }
        let is_part = |part: &str| part.len() >= LEAST_JOINED_PART && self.is_known(part);
        let mut cuts = word.char_indices().rev().map(|(at, _)| word.split_at(at));
        cuts.find(|(first, second)| is_part(first) && is_part(second))
    }

    /// The words that a long one is made of where all of them are used often: "iwanttodie". At least three: of two the
    /// likeliest are found otherwise.
    pub(super) fn many_words<'w>(&self, word: &'w str) -> Option<Vec<&'w str>> {
        if !(LEAST_JOINED..=MOST_LETTERS).contains(&word.len()) {
            return None;
        }
        let is_common = |part: &&str| self.known(part).is_some_and(|known| known.uses >= COMMON);
        self.split(word).filter(|parts| parts.len() > 2 && parts.iter().all(is_common))
    }

    /// The two words that a word most likely is without the space between them, "isrosacea", and how often they would stand
    /// one behind the other in the knowledge by chance.
    pub(super) fn run_together<'w>(&self, word: &'w str) -> Option<((&'w str, &'w str), f64)> {
        if !(LEAST_RUN_TOGETHER..=MOST_LETTERS).contains(&word.len()) {
            return None;
        }
        let uses = |part: &str| {
            let may_stand = (part.len() > 1 && part.chars().all(char::is_alphabetic))
                || matches!(part, "i" | "a");
            Some(f64::from(self.known(part).filter(|_| may_stand)?.uses))
        };
        let cuts = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
        let likely = cuts.filter_map(|(first, second)| {
            Some(((first, second), uses(first)? * uses(second)? / self.uses))
        });
        let likeliest = likely.max_by(|a, b| a.1.total_cmp(&b.1));
        likeliest.filter(|(_, likely)| *likely >= LEAST_LIKELY)
    }
}

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}
