//! What the examples say of a message, as a whole and piece by piece.

use std::ops::Range;

use super::judge::{Judge, Verdict};
use super::lexis::Text;
use crate::model::RuleKind;

/// What the examples say of a message, as a whole and in parts: what else is told makes nothing smaller.
#[derive(Debug)]
pub(super) struct Heard<'j> {
    pub(super) whole: Verdict<'j>,
    /// Sentence by sentence.
    pub(super) parts: Vec<(Range<usize>, Verdict<'j>)>,
    /// For each part whether it is a question.
    asking: Vec<bool>,
    /// Overlapping pieces of a long message.
    windows: Vec<(Range<usize>, Verdict<'j>)>,
}

impl<'j> Heard<'j> {
    /// Judges a text as a whole, part by part, and in pieces where it is long.
    pub(super) fn new(
        judge: &'j Judge,
        text: &Text<'_>,
        parts: Vec<Range<usize>>,
        asks: impl Fn(&Text<'_>) -> bool,
    ) -> Self {
        let judged = |range: Range<usize>| (range.clone(), judge.judge(&text.part(range)));
        Self {
            whole: judge.judge(text),
            asking: parts.iter().map(|part| asks(&text.part(part.clone()))).collect(),
            parts: parts.into_iter().map(judged).collect(),
            windows: windows(text.words.len()).map(judged).collect(),
        }
    }

    /// The verdicts that may decide for a kind, each with where its words begin. An emergency is one in any piece; a
    /// refusal is asked for by the whole, or by one of its questions.
    pub(super) fn verdicts(&self, kind: &RuleKind) -> impl Iterator<Item = (usize, &Verdict<'j>)> {
        let is_emergency = *kind == RuleKind::Emergency;
        let windows = self.windows.iter().filter(move |_| is_emergency);
        let questions = self.parts.iter().zip(&self.asking);
        let questions = questions.filter(move |(_, asks)| **asks && !is_emergency);
        let pieces = windows.chain(questions.map(|(part, _)| part));
        pieces.map(|(range, verdict)| (range.start, verdict)).chain([(0, &self.whole)])
    }
}

/// Up to so many words a message is judged as one.
const LONGEST_WHOLE: usize = 80;
/// The words of a piece of a longer one.
const WINDOW: usize = 40;

/// The parts in which a longer message is judged too: each overlaps the next by half.
fn windows(words: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..words).step_by(WINDOW / 2).take_while(move |start| start + WINDOW / 2 < words);
    starts
        .filter(move |_| words > LONGEST_WHOLE)
        .map(move |start| start..(start + WINDOW).min(words))
}

/// A match with what stands near it, at most one window.
pub(super) fn around(found: &Range<usize>, words: usize) -> Range<usize> {
    let margin = WINDOW.saturating_sub(found.len()) / 2;
    found.start.saturating_sub(margin)..(found.end + margin).min(words)
}
