//! What the examples say of a message, as a whole and piece by piece.

use std::ops::Range;

use super::judge::{Judge, Verdict};
use super::lexis::Text;
use crate::model::RuleKind;

/// What the examples say of a message, as a whole and in parts: what else is told makes nothing smaller.
#[derive(Debug)]
pub(super) struct Heard<'j> {
    words: usize,
    pub(super) whole: Verdict<'j>,
    /// Sentence by sentence.
    pub(super) parts: Vec<(Range<usize>, Verdict<'j>)>,
    /// For each part whether it is a question.
    asking: Vec<bool>,
    /// Overlapping pieces of a message that is longer than one.
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
            words: text.words.len(),
            whole: judge.judge(text),
            asking: parts.iter().map(|part| asks(&text.part(part.clone()))).collect(),
            parts: parts.into_iter().map(judged).collect(),
            windows: windows(text.words.len()).map(judged).collect(),
        }
    }

    /// What is said of the piece in whose middle a match stands, of the whole where it is no longer than that.
    pub(super) fn near(&self, found: &Range<usize>) -> &Verdict<'j> {
        let middle = usize::midpoint(found.start, found.end);
        let piece = (middle.saturating_sub(WINDOW / 4) / STEP).min(self.windows.len().max(1) - 1);
        self.windows.get(piece).map_or(&self.whole, |(_, verdict)| verdict)
    }

    /// The verdicts that may decide for a kind, each with where its words begin. An emergency is one in any piece; a
    /// refusal is asked for by the whole, or by one of its questions.
    pub(super) fn verdicts(&self, kind: &RuleKind) -> impl Iterator<Item = (usize, &Verdict<'j>)> {
        let is_emergency = *kind == RuleKind::Emergency;
        let in_pieces = is_emergency && self.words > LONGEST_WHOLE;
        let windows = self.windows.iter().filter(move |_| in_pieces);
        let questions = self.parts.iter().zip(&self.asking);
        let questions = questions.filter(move |(_, asks)| **asks && !is_emergency);
        let pieces = windows.chain(questions.map(|(part, _)| part));
        pieces.map(|(range, verdict)| (range.start, verdict)).chain([(0, &self.whole)])
    }
}

/// Up to so many words examples decide on a message as one: pieces of a shorter one lack what the rest says.
const LONGEST_WHOLE: usize = 80;
/// The words of a piece of a longer one.
const WINDOW: usize = 40;
/// From the beginning of a piece to that of the next.
const STEP: usize = WINDOW / 2;

/// The pieces in which a longer message is judged too: each overlaps the next by half.
fn windows(words: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..words).step_by(STEP).take_while(move |start| start + STEP < words);
    starts.filter(move |_| words > WINDOW).map(move |start| start..(start + WINDOW).min(words))
}
