//! What a community settled, made ready for one knowledge: its corrections compiled.
//!
//! A correction speaks for the question it was made of and for close variants of it. Which those are was measured on
//! the labelled questions (docs/matching.md, "Corrections").

use std::ops::Deref;
use std::sync::Arc;

use super::Snapshot;
use crate::engine::{self, Sample};
use crate::model::{Community, Corrected, Correction, Decision, Outcome, Query, Question, Verdict};

/// From this similarity on, -1/3 to 1, a question with the same telling words is a variant.
const SAME_WORDS: f32 = 0.6;
/// The same for a question with telling words besides, or without some of them.
const OTHER_WORDS: f32 = 0.8;

/// The outcome that a correction has to name for a refusal to be lifted.
const REFUSED: &str = "refuse";

/// A community's settings, ready for the questions asked of one [`Snapshot`].
#[derive(Debug, Default)]
pub struct Settled {
    community: Arc<Community>,
    /// By correction, in their order.
    samples: Vec<Ready>,
}

/// A corrected question, ready to be compared.
#[derive(Debug)]
struct Ready {
    sample: Sample,
    /// The screen refuses it. What is refused and what is not are no variants of each other.
    refused: bool,
}

impl Deref for Settled {
    type Target = Community;

    fn deref(&self) -> &Community {
        &self.community
    }
}

impl Settled {
    #[must_use]
    pub const fn community(&self) -> &Arc<Community> {
        &self.community
    }

    /// The correction that speaks for a question, and whether it was made of one with the same telling words. Those come
    /// before mere variants, the latest first.
    fn correction(&self, sample: &Sample, refused: bool) -> Option<(&Correction, bool)> {
        let list = self.community.corrections.iter().zip(&self.samples).rev();
        let alike = list.filter(|(_, ready)| ready.refused == refused);
        let mut variant = None;
        for (correction, ready) in alike {
            let same = ready.sample.same_words(sample);
            let bound = if same { SAME_WORDS } else { OTHER_WORDS };
            let speaks = ready.sample.contains_or_is_in(sample)
                && ready.sample.similarity(sample, bound).is_some();
            if speaks && same {
                return Some((correction, true));
            }
            if speaks && variant.is_none() {
                variant = Some((correction, false));
            }
        }
        variant
    }
}

impl Snapshot {
    /// Makes a community's settings ready.
    #[must_use]
    pub fn settle(&self, community: Arc<Community>) -> Settled {
        let ready = |correction: &Correction| {
            let query = self.reader.query(&Question::new(&correction.question));
            Ready {
                refused: self.decide_query(&query, &Settled::default()).screening.refusal.is_some(),
                sample: self.index.sample(&query, &self.reader),
            }
        };
        let samples = community.corrections.iter().map(ready).collect();
        Settled { community, samples }
    }

    /// Lets a moderator's correction decide, where there is one for this question.
    ///
    /// An emergency stays one whatever was corrected, and cautions stay. A refusal stays one too, unless the correction
    /// was made of that very refusal, and the question has the same telling words.
    pub(super) fn correct(&self, decision: &mut Decision, query: &Query, settled: &Settled) {
        if settled.samples.is_empty() || decision.outcome == Outcome::Emergency {
            return;
        }
        let (sample, refused) =
            (self.index.sample(query, &self.reader), decision.screening.refusal.is_some());
        let Some((correction, same)) = settled.correction(&sample, refused) else { return };
        let lifts = same && correction.instead_of == REFUSED;
        if refused && !lifts && !matches!(correction.verdict, Verdict::Refusal(_)) {
            return;
        }
        let outcome = match &correction.verdict {
            Verdict::Answer(key) => {
                let given = self.corpus.find(key).filter(|at| self.gives(settled, *at));
                // An answer that is gone, or switched off here, cannot be given.
                let Some(at) = given else { return };
                Outcome::Answer(at)
            }
            Verdict::Silence => Outcome::NoMatch { group: None },
            Verdict::Refusal(kind) => {
                engine::decide::refuse(*kind, &decision.ranking, self.corpus.settings.thresholds)
            }
        };
        decision.exact = true;
        decision.outcome = outcome;
        decision.beside = None;
        decision.corrected = Some(Corrected { id: correction.id, day: correction.day, same });
    }
}
