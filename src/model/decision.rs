//! What the engine decided about a query, and everything needed to explain it.

use time::Date;

use super::corpus::AnswerRef;
use super::query::Query;

/// A request that the bot declines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalKind {
    /// Naming, judging or ruling out a condition, or reading a picture or a result.
    Diagnosis,
    /// Choosing, dosing, combining, starting or stopping something for one person.
    Treatment,
}

impl RefusalKind {
    pub const ALL: [Self; 2] = [Self::Diagnosis, Self::Treatment];

    /// The word used in files and outcomes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Diagnosis => "diagnosis",
            Self::Treatment => "treatment",
        }
    }
}

/// What happens to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Answer(AnswerRef),
    /// One to three answers, the likeliest first.
    Suggest(Vec<AnswerRef>),
    /// With the general card of the topic that was recognised, if any.
    Refuse {
        kind: RefusalKind,
        card: Option<AnswerRef>,
    },
    Emergency,
    /// With the position of the group of negatives that has something to say, if one does.
    NoMatch {
        group: Option<usize>,
    },
}

impl Outcome {
    /// The word of contract C3.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Answer(_) => "answer",
            Self::Suggest(_) => "suggest",
            Self::Refuse { .. } => "refuse",
            Self::Emergency => "emergency",
            Self::NoMatch { .. } => "no_match",
        }
    }
}

/// A safety rule that matched, and the words it matched on.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleMatch {
    /// Position in the corpus' list of rules.
    pub rule: usize,
    /// Range of token positions; empty where the examples decided alone.
    pub tokens: std::ops::Range<usize>,
    pub examples: Option<Likeness>,
    /// The rule that matched on the words, where examples say that its request is of another kind.
    pub found_by: Option<usize>,
}

/// How like a rule's examples a message is, and what of it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// 0 to 1, 0.5 halfway.
    pub score: f32,
    /// The strongest first; a few of them.
    pub leanings: Vec<Leaning>,
}

/// One or two words of a message that speak for a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaning {
    /// Range of token positions.
    pub tokens: std::ops::Range<usize>,
    /// Above 0.
    pub weight: f32,
}

/// What the screen found, in order of precedence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Screening {
    pub emergency: Option<RuleMatch>,
    pub refusal: Option<(RefusalKind, RuleMatch)>,
    /// None beside a refusal.
    pub fallback: Option<Fallback>,
    pub cautions: Vec<RuleMatch>,
}

/// A refusal that gives way to something better; without it a suggestion of what is not sure is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Fallback {
    pub kind: RefusalKind,
    pub matched: RuleMatch,
    /// Whether it refuses what would meet with silence.
    pub breaks_silence: bool,
    /// From 0 on: it refuses what has an answer with a lower score, above 1 all of it.
    pub outweighs: f32,
}

impl Screening {
    /// Every match, in order of precedence.
    pub fn matches(&self) -> impl Iterator<Item = &RuleMatch> {
        let refusal = self.refusal.iter().map(|(_, matched)| matched);
        let fallback = self.fallback.iter().map(|fallback| &fallback.matched);
        self.emergency.iter().chain(refusal).chain(fallback).chain(&self.cautions)
    }

    /// The same, to change.
    pub fn matches_mut(&mut self) -> impl Iterator<Item = &mut RuleMatch> {
        let refusal = self.refusal.iter_mut().map(|(_, matched)| matched);
        let fallback = self.fallback.iter_mut().map(|fallback| &mut fallback.matched);
        self.emergency.iter_mut().chain(refusal).chain(fallback).chain(&mut self.cautions)
    }

    /// Whether a match is of the refusal that gave way to an answer, once one was decided on.
    #[must_use]
    pub fn gave_way(&self, matched: &RuleMatch) -> bool {
        self.fallback.as_ref().is_some_and(|fallback| fallback.matched == *matched)
    }
}

/// One answer with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    pub answer: AnswerRef,
    /// How sure the topic is, 0 to 1.
    pub score: f32,
    /// Whether it is about what was asked, 0 to 1: how near its nearest phrasing is, and how many of the question's
    /// telling words its phrasings have.
    pub fit: f32,
}

/// A text that carried a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// A phrasing, a name of a topic or a negative.
    pub phrasing: String,
    /// Whom it speaks for, the card for a topic's name; none for a negative.
    pub answer: Option<AnswerRef>,
    /// What it added to the score, or took off.
    pub share: f32,
    /// Words of the question that it shares.
    pub words: Vec<String>,
    /// Words of the question that mean nearly the same as one of its own, with that word.
    pub near: Vec<(String, String)>,
}

/// Why the best answer has its score: all shares and the rest, less the negative's penalty, are the score before it is
/// cut to 0 to 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// The texts with the largest shares, the largest first.
    pub contributions: Vec<Contribution>,
    /// What all other texts added together.
    pub rest: f32,
    /// The nearest negative, and how similar it is (up to 1).
    pub nearest_negative: Option<(String, f32)>,
    /// What that negative took off every score.
    pub penalty: f32,
}

/// A moderator's correction that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// Of the correction.
    pub id: u64,
    pub day: Date,
    /// It was made of a question with the same telling words; else of one that is much like it.
    pub same: bool,
}

/// The whole decision about one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub outcome: Outcome,
    /// Of an answer to a question with two parts: the answer to the other one, of another topic. Both are about what was
    /// asked.
    pub beside: Option<AnswerRef>,
    /// Whether the answer given is about what was asked; if not, it is the card of a topic that is.
    pub exact: bool,
    pub screening: Screening,
    /// The part of the message that was ranked: its general questions. None where all of it was.
    pub part: Option<Query>,
    /// What decided in the place of ranking and screen, if something did.
    pub corrected: Option<Corrected>,
    /// The best answer of each topic, the best topic first; at most five.
    pub ranking: Vec<Ranked>,
}

impl Decision {
    /// The score of the best answer, 0 to 1.
    #[must_use]
    pub fn score(&self) -> Option<f32> {
        self.ranking.first().map(|ranked| ranked.score)
    }

    /// Puts another decision about a part of the same query in the place of this one, which keeps its screening: what was
    /// refused gave way.
    pub fn give_way_to(&mut self, mut other: Self) {
        other.screening = std::mem::take(&mut self.screening);
        if let Some((kind, matched)) = other.screening.refusal.take() {
            let fallback = Fallback { kind, matched, breaks_silence: true, outweighs: 0.0 };
            other.screening.fallback = Some(fallback);
        }
        *self = other;
    }

    /// Puts in the place of a card that may not be given the topic's best answer that may. The ranking names only such.
    pub fn keep_to(&mut self, given: impl Fn(AnswerRef) -> bool) {
        let ranking = &self.ranking;
        let instead = |at: AnswerRef| {
            let other = || ranking.iter().map(|one| one.answer).find(|one| one.topic == at.topic);
            if given(at) { Some(at) } else { other() }
        };
        match &mut self.outcome {
            Outcome::Answer(at) => *at = instead(*at).unwrap_or(*at),
            Outcome::Suggest(answers) => {
                *answers = answers.iter().copied().filter_map(instead).collect();
            }
            Outcome::Refuse { card, .. } => *card = card.and_then(instead),
            Outcome::Emergency | Outcome::NoMatch { .. } => {}
        }
        self.beside = self.beside.and_then(instead);
    }

    /// The best answer of the second topic.
    #[must_use]
    pub fn runner_up(&self) -> Option<Ranked> {
        self.ranking.get(1).copied()
    }
}
