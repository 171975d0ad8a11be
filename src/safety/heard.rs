//! What the examples say of a message, as a whole and piece by piece.

use std::ops::Range;

use super::judge::{Features, Judge, Verdict};
use super::lexis::Text;
use super::parts::{LONGEST_ASKED, Part, Turns};
use crate::model::{Leaning, RuleKind};

/// What the examples say of a message, as a whole and in parts: what else is told makes nothing smaller.
#[derive(Debug)]
pub(super) struct Heard<'j> {
    judge: &'j Judge,
    features: Features,
    parts: Vec<Part>,
    /// By word whether it may carry a topic.
    telling: Vec<bool>,
    /// Whether no word of it is of our subject.
    foreign: bool,
    /// Every word alike.
    whole: Piece,
    /// The same without questions that say nothing themselves; none where there are none, or nothing else.
    stated: Option<Stated>,
    /// What is asked before what is told.
    focused: Piece,
    /// The parts that ask.
    questions: Vec<Piece>,
    /// Overlapping pieces of a message that is longer than one.
    windows: Vec<Piece>,
    /// The parts of a message that is not so long, where it has several, and short rows of them.
    sentences: Vec<Piece>,
}

/// What a message says beside "what should i do?": that makes no danger smaller.
#[derive(Debug)]
struct Stated {
    features: Features,
    /// By itself, and with all the message says.
    alone: Verdict,
    among: Piece,
}

/// Some words of a message and what is said of them.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    words: Range<usize>,
    /// Whether told words count as such.
    focused: bool,
    /// Whether it is weighed with all the message says.
    among: bool,
    /// Whether it is what the message states.
    stated: bool,
    pub(super) verdict: Verdict,
}

impl<'j> Heard<'j> {
    /// Judges a text as a whole, part by part, and in pieces where it is long.
    ///
    /// Whoever shows a picture asks us about it, whatever the words.
    pub(super) fn new(
        judge: &'j Judge,
        text: &Text<'_>,
        turns: &Turns,
        has_attachment: bool,
    ) -> Self {
        let telling = text.words.iter().map(|word| !word.token.stop && !word.number).collect();
        let parts = turns.parts(text);
        let empty = turns.empty_questions(text, &parts);
        let stated = (empty.contains(&true) && empty.contains(&false)).then_some(empty);
        let foreign = !has_attachment && turns.is_foreign(text);
        let features = judge.features(text, &parts);
        Self { foreign, ..Self::weigh(judge, features, parts, telling, stated.as_deref()) }
    }

    /// The same of what is left of a message without the parts that some words stand in.
    pub(super) fn without(&self, words: &[bool]) -> Self {
        let left_out = self.parts.iter().map(|part| &part.words);
        let left_out = left_out.filter(|part| words[(*part).clone()].contains(&true));
        let features = self.features.without(left_out);
        let (parts, telling) = (self.parts.clone(), self.telling.clone());
        Self { foreign: self.foreign, ..Self::weigh(self.judge, features, parts, telling, None) }
    }

    /// `empty`: by word whether it stands in a question that says nothing itself.
    fn weigh(
        judge: &'j Judge,
        features: Features,
        parts: Vec<Part>,
        telling: Vec<bool>,
        empty: Option<&[bool]>,
    ) -> Self {
        let all = 0..telling.len();
        let piece = |words: Range<usize>, focused: bool| {
            let verdict = judge.judge(&features, &words, focused);
            Piece { words, focused, among: false, stated: false, verdict }
        };
        let whole = piece(all.clone(), false);
        // What a piece says, the rest of the message makes more or less likely.
        let among = |piece: Piece| {
            let verdict = piece.verdict.mean(&whole.verdict);
            Piece { among: true, verdict, ..piece }
        };
        let stated = empty.map(|empty| {
            let features = features.without_words(empty);
            let alone = judge.judge(&features, &all, false);
            let verdict = alone.mean(&whole.verdict);
            let among = Piece { among: true, stated: true, verdict, ..whole.clone() };
            Stated { features, alone, among }
        });
        let is_focused = parts.iter().any(|part| part.told);
        let in_sentences = parts.len() > 1 && all.end <= LONGEST_WHOLE;
        let sentences = if in_sentences { runs(&parts) } else { Vec::new() };
        let asking = parts.iter().filter(|part| part.asks && part.words != all);
        Self {
            judge,
            focused: if is_focused { piece(all.clone(), true) } else { whole.clone() },
            questions: asking.map(|part| piece(part.words.clone(), false)).collect(),
            windows: windows(all.end).map(|words| among(piece(words, false))).collect(),
            sentences: sentences.into_iter().map(|words| among(piece(words, false))).collect(),
            whole,
            stated,
            features,
            parts,
            telling,
            foreign: false,
        }
    }

    pub(super) const fn is_foreign(&self) -> bool {
        self.foreign
    }

    pub(super) const fn whole(&self) -> &Piece {
        &self.whole
    }

    pub(super) const fn focused(&self) -> &Piece {
        &self.focused
    }

    /// Whether all of it is what it asks.
    pub(super) fn is_short(&self) -> bool {
        self.whole.words.len() <= LONGEST_ASKED
    }

    /// What is said of the piece in whose middle a match stands, of the whole and of what it states where it is no longer
    /// than that, and of the sentences in which its middle stands.
    pub(super) fn near(&self, found: &Range<usize>) -> impl Iterator<Item = &Verdict> {
        let middle = usize::midpoint(found.start, found.end);
        let piece = (middle.saturating_sub(WINDOW / 4) / STEP).min(self.windows.len().max(1) - 1);
        let stated = self.stated.iter().filter(|_| self.windows.is_empty());
        let near = self.windows.get(piece).unwrap_or(&self.whole);
        let sentence = self.sentences.iter().filter(move |own| own.words.contains(&middle));
        let pieces = sentence.chain([near]).map(|piece| &piece.verdict);
        pieces.chain(stated.map(|stated| &stated.alone))
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
        let stated = self.stated.iter().filter(move |_| is_emergency).map(|stated| &stated.among);
        let sentences = self.sentences.iter().filter(move |_| is_emergency);
        windows.chain(sentences).chain(questions).chain([whole]).chain(stated)
    }

    /// Whether a piece has words enough that may carry a topic to be an emergency without a pattern: "I have", "up" and
    /// "not" add up to a danger that nobody named.
    pub(super) fn says_enough(&self, piece: &Piece) -> bool {
        self.telling[piece.words.clone()].iter().filter(|telling| **telling).count()
            >= LEAST_TELLING
    }

    /// What of a piece speaks most for the upper side of a line, or the other.
    pub(super) fn leanings(&self, piece: &Piece, line: usize, upper: bool) -> Vec<Leaning> {
        let stated = self.stated.as_ref().filter(|_| piece.stated);
        let own = (stated.map_or(&self.features, |stated| &stated.features), &piece.words);
        let with = [own, (&self.features, &self.whole.words)];
        let pieces = if piece.among { &with[..] } else { &with[..1] };
        self.judge.leanings((line, upper), pieces, piece.focused)
    }
}

/// Up to so many words examples decide on a message as one and on its sentences: words cut out of a shorter one lack what the
/// rest says.
const LONGEST_WHOLE: usize = 80;
/// The words of a piece of a longer one.
const WINDOW: usize = 40;
/// From the beginning of a piece to that of the next.
const STEP: usize = WINDOW / 2;

/// Fewer words that may carry a topic are too little to go by for an emergency.
const LEAST_TELLING: usize = 3;

/// The pieces in which a longer message is judged too: each overlaps the next by half.
fn windows(words: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..words).step_by(STEP).take_while(move |start| start + STEP < words);
    starts.filter(move |_| words > WINDOW).map(move |start| start..(start + WINDOW).min(words))
}

/// The parts, and from each on as many in a row as are together no longer than a short message.
fn runs(parts: &[Part]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let start = part.words.start;
        runs.push(part.words.clone());
        let ends = parts[at + 1..].iter().map(|part| part.words.end);
        runs.extend(
            ends.take_while(|end| end - start <= LONGEST_ASKED).last().map(|end| start..end),
        );
    }
    runs
}
