//! What the examples compare of texts: stems and pairs of stems, the same with classes in the place of their words, and
//! pairs of words that carry a topic and stand near each other.
//!
//! Knows where in a message they stand, nothing of what they speak for.

use std::cmp::Reverse;
use std::ops::Range;

use super::lexis::{ClassId, StemId, Text};
use super::parts::Part;
use crate::text::names::Pairs;

/// Two terms in a row or, [`NEAR`] each other, in any order; the second [`NOTHING`] for a term alone.
pub(super) type Gram = (Term, Term);
/// A stem, a class, a number or an edge of a sentence.
type Term = u32;

const NOTHING: Term = u32::MAX;
const START: Term = NEAR - 1;
const END: Term = NEAR - 2;
const ANY_NUMBER: Term = NEAR - 3;
/// A stem that no example has.
const UNKNOWN: Term = NEAR - 4;
/// Added to a class, to tell it from a stem.
const CLASS: Term = 1 << 30;

/// Added to the first of two terms near each other, to tell them from two in a row.
const NEAR: Term = 1 << 31;
/// A word that carries a topic is near so many such on either side.
const REACH: usize = 2;

/// A known gram of a message and the words it stands on.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Of its number among those of the message.
    pub(super) place: usize,
    pub(super) words: Range<usize>,
    /// Whether it stands in what is told, in a message that asks elsewhere.
    pub(super) told: bool,
}

/// The grams of a message that are known, in order of where they begin, and their numbers, each once and in order.
pub(super) fn seen(
    known: &Pairs,
    text: &Text<'_>,
    parts: &[Part],
    unread: &[ClassId],
) -> (Vec<Seen>, Vec<u32>) {
    let mut seen = Vec::new();
    for part in parts {
        each(text, part, unread, |gram, words| {
            seen.extend(known.get(gram).map(|number| (number, words, part.told)));
        });
    }
    seen.sort_by_key(|(_, words, _)| words.start);
    let mut numbers: Vec<u32> = seen.iter().map(|(number, ..)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let place = |number: u32| numbers.partition_point(|own| *own < number);
    let seen = seen.into_iter();
    let seen = seen.map(|(number, words, told)| Seen { place: place(number), words, told });
    (seen.collect(), numbers)
}

/// The grams that stand wholly on words of a range, of grams in order of where they begin.
pub(super) fn inside<'s>(
    seen: &'s [Seen],
    words: &Range<usize>,
) -> impl Iterator<Item = &'s Seen> + Clone {
    let from = seen.partition_point(|seen| seen.words.start < words.start);
    let to = seen.partition_point(|seen| seen.words.start < words.end);
    let end = words.end;
    seen[from..to].iter().filter(move |seen| seen.words.end <= end)
}

/// Calls `take` for each gram of a part with the words it stands on. `unread` are classes that say how a message is built,
/// not what it is about.
pub(super) fn each(
    text: &Text<'_>,
    part: &Part,
    unread: &[ClassId],
    mut take: impl FnMut(Gram, Range<usize>),
) {
    let Range { start, end } = part.words;
    let words = text.words[start..end].iter().zip(start..);
    let plain: Vec<_> =
        words.map(|(word, at)| (word.stem.unwrap_or(UNKNOWN), at..at + 1)).collect();
    let general = general(text, &part.words, unread);
    // Two such words are taken as being near each other.
    let tells =
        |(term, on): &(Term, Range<usize>)| *term < CLASS && !text.words[on.start].token.stop;
    for (terms, again) in [(plain, false), (general, true)] {
        // What is a stem in both rows stands on the same words, and was taken before.
        let is_new = |term: Term| !again || is_general(term);
        let edge =
            |term, at: usize| (term, terms.get(at).map_or(start..start, |(_, on)| on.clone()));
        let (before, behind) = (edge(START, 0), edge(END, terms.len().saturating_sub(1)));
        let row = std::iter::once(&before).chain(&terms).chain([&behind]);
        let mut last: Option<&(Term, Range<usize>)> = None;
        for this in row {
            if this.0 < END && this.0 != UNKNOWN && is_new(this.0) {
                take((this.0, NOTHING), this.1.clone());
            }
            let known = last.filter(|last| last.0 != UNKNOWN && this.0 != UNKNOWN);
            let known = known.filter(|last| is_new(last.0) || is_new(this.0));
            if let Some(last) = known.filter(|last| !(tells(last) && tells(this))) {
                take((last.0, this.0), last.1.start..this.1.end);
            }
            last = Some(this);
        }
    }
    near(text, &part.words, &mut take);
}

/// Calls `take` for each two words near each other of those that carry a topic.
fn near(text: &Text<'_>, part: &Range<usize>, mut take: impl FnMut(Gram, Range<usize>)) {
    let telling: Vec<usize> = part.clone().filter(|at| !text.words[*at].token.stop).collect();
    for (place, at) in telling.iter().enumerate() {
        for other in telling[place + 1..].iter().take(REACH) {
            if let (Some(one), Some(two)) = (text.words[*at].stem, text.words[*other].stem) {
                take(near_pair(one, two), *at..*other + 1);
            }
        }
    }
}

/// A gram with other stems in the place of its own.
pub(super) fn with_stems((one, two): Gram, stem: impl Fn(StemId) -> StemId) -> Gram {
    let other = |term: Term| if term < CLASS { stem(term) } else { term };
    match one.checked_sub(NEAR) {
        Some(one) => near_pair(other(one), other(two)),
        None => (other(one), other(two)),
    }
}

/// The same in either order.
fn near_pair(one: Term, two: Term) -> Gram {
    (NEAR + one.min(two), one.max(two))
}

/// Whether a term stands for more than one stem.
const fn is_general(term: Term) -> bool {
    term == ANY_NUMBER || (term >= CLASS && term < UNKNOWN)
}

/// The terms of a part with classes for their entries: the longest entry, of those the first class.
fn general(text: &Text<'_>, part: &Range<usize>, unread: &[ClassId]) -> Vec<(Term, Range<usize>)> {
    let mut terms = Vec::with_capacity(part.len());
    let mut at = part.start;
    while at < part.end {
        let word = &text.words[at];
        let entries = text.spans.of(at).iter();
        let entries = entries.filter(|(class, end)| *end <= part.end && !unread.contains(class));
        let (term, end) = match entries.max_by_key(|(class, end)| (*end, Reverse(*class))) {
            Some((class, end)) => (CLASS + class, *end),
            None if word.number => (ANY_NUMBER, at + 1),
            None => (word.stem.unwrap_or(UNKNOWN), at + 1),
        };
        terms.push((term, at..end));
        at = end;
    }
    terms
}
