//! What the examples say of a message, as a whole and piece by piece.

use std::ops::Range;

use super::judge::{Features, Judge, Verdict};
use super::lexis::Text;
use super::parts::{LONGEST_ASKED, Part};
use crate::model::{Leaning, RuleKind};

/// What the examples say of a message, as a whole and in parts: what else is told makes nothing smaller.
#[derive(Debug)]
pub(super) struct Heard<'j> {
    judge: &'j Judge,
    features: Features,
    parts: Vec<Part>,
    /// By word whether it may carry a topic.
    telling: Vec<bool>,
    /// Every word alike.
    whole: Piece,
    /// What is asked before what is told.
    focused: Piece,
    /// The parts that ask.
    questions: Vec<Piece>,
    /// Overlapping pieces of a message that is longer than one.
    windows: Vec<Piece>,
}

/// Some words of a message and what is said of them.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    words: Range<usize>,
    /// Whether told words count as such.
    focused: bool,
    /// Whether it is weighed with all the message says.
    among: bool,
    pub(super) verdict: Verdict,
}

impl<'j> Heard<'j> {
    /// Judges a text as a whole, part by part, and in pieces where it is long.
    pub(super) fn new(judge: &'j Judge, text: &Text<'_>, parts: Vec<Part>) -> Self {
        let telling = text.words.iter().map(|word| !word.token.stop && !word.number).collect();
        Self::weigh(judge, judge.features(text, &parts), parts, telling)
    }

    /// The same of what is left of a message without the parts that some words stand in.
    pub(super) fn without(&self, words: &[bool]) -> Self {
        let left_out = self.parts.iter().map(|part| &part.words);
        let left_out = left_out.filter(|part| words[(*part).clone()].contains(&true));
        let features = self.features.without(left_out);
        Self::weigh(self.judge, features, self.parts.clone(), self.telling.clone())
    }

    fn weigh(judge: &'j Judge, features: Features, parts: Vec<Part>, telling: Vec<bool>) -> Self {
        let all = 0..telling.len();
        let piece = |words: Range<usize>, focused: bool| {
            let verdict = judge.judge(&features, &words, focused);
            Piece { words, focused, among: false, verdict }
        };
        let whole = piece(all.clone(), false);
        // What a piece says, the rest of the message makes more or less likely.
        let among = |piece: Piece| {
            let verdict = piece.verdict.mean(&whole.verdict);
            Piece { among: true, verdict, ..piece }
        };
        let is_focused = parts.iter().any(|part| part.told);
        let asking = parts.iter().filter(|part| part.asks && part.words != all);
        Self {
            judge,
            focused: if is_focused { piece(all.clone(), true) } else { whole.clone() },
            questions: asking.map(|part| piece(part.words.clone(), false)).collect(),
            windows: windows(all.end).map(|words| among(piece(words, false))).collect(),
            whole,
            features,
            parts,
            telling,
        }
    }

    pub(super) const fn whole(&self) -> &Piece {
        &self.whole
    }

    /// Whether all of it is what it asks.
    pub(super) fn is_short(&self) -> bool {
        self.whole.words.len() <= LONGEST_ASKED
    }

    /// What is said of the piece in whose middle a match stands, of the whole where it is no longer than that.
    pub(super) fn near(&self, found: &Range<usize>) -> &Verdict {
        let middle = usize::midpoint(found.start, found.end);
        let piece = (middle.saturating_sub(WINDOW / 4) / STEP).min(self.windows.len().max(1) - 1);
        &self.windows.get(piece).unwrap_or(&self.whole).verdict
    }

    /// What is said of the questions that a match touches, and of the message.
    pub(super) fn about(&self, found: &Range<usize>) -> impl Iterator<Item = &Verdict> {
        let touched = self.questions.iter().filter(|piece| piece.words.contains(&found.start));
        touched.chain([&self.focused]).map(|piece| &piece.verdict)
    }

    /// What is said of all questions, and of the message.
    pub(super) fn requests(&self) -> impl Iterator<Item = &Verdict> {
        self.questions.iter().chain([&self.focused]).map(|piece| &piece.verdict)
    }

    /// Whether a match stands in what is told, in a message that asks elsewhere.
    pub(super) fn is_told(&self, found: &Range<usize>) -> bool {
        let touched = self
            .parts
            .iter()
            .filter(|part| part.words.start < found.end && found.start < part.words.end);
        touched.clone().next().is_some() && touched.clone().all(|part| part.told)
    }

    /// The pieces that may decide for a kind. An emergency is one in any piece of a long message; a refusal is asked
    /// for by the whole, or by one of its questions.
    pub(super) fn pieces(&self, kind: &RuleKind) -> impl Iterator<Item = &Piece> {
        let is_emergency = *kind == RuleKind::Emergency;
        let in_pieces = is_emergency && self.whole.words.len() > LONGEST_WHOLE;
        let windows = self.windows.iter().filter(move |_| in_pieces);
        let questions = self.questions.iter().filter(move |_| !is_emergency);
        let whole = if is_emergency { &self.whole } else { &self.focused };
        windows.chain(questions).chain([whole])
    }

    /// Whether a piece has words enough that may carry a topic to be an emergency without a pattern: "I have", "up" and
    /// "not" add up to a danger that nobody named.
    pub(super) fn says_enough(&self, piece: &Piece) -> bool {
        self.telling[piece.words.clone()].iter().filter(|telling| **telling).count()
            >= LEAST_TELLING
    }

    /// By how much less than a rule says a piece has to be like its examples to be an emergency by itself.
    pub(super) fn less_for(&self, piece: &Piece) -> f32 {
        let is_long = piece.words == self.whole.words && !self.is_short();
        if is_long { LESS_IN_LONG } else { 0.0 }
    }

    /// What of a piece speaks most for a line.
    pub(super) fn leanings(&self, piece: &Piece, line: usize) -> Vec<Leaning> {
        let with = [&piece.words, &self.whole.words];
        let pieces = if piece.among { &with[..] } else { &with[..1] };
        self.judge.leanings(line, &self.features, pieces, piece.focused)
    }
}

/// Up to so many words examples decide on a message as one: pieces of a shorter one lack what the rest says.
const LONGEST_WHOLE: usize = 80;
/// The words of a piece of a longer one.
const WINDOW: usize = 40;
/// From the beginning of a piece to that of the next.
const STEP: usize = WINDOW / 2;

/// Fewer words that may carry a topic are too little to go by for an emergency.
const LEAST_TELLING: usize = 3;

/// What else is told in a message of more than 25 words makes the danger thinner.
const LESS_IN_LONG: f32 = 0.03;

/// The pieces in which a longer message is judged too: each overlaps the next by half.
fn windows(words: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..words).step_by(STEP).take_while(move |start| start + STEP < words);
    starts.filter(move |_| words > WINDOW).map(move |start| start..(start + WINDOW).min(words))
}
