//! From a ranking and the screen to an outcome.

use super::index::Ranking;
use crate::model::{AnswerRef, Decision, Outcome, Screening, Thresholds};

/// How many answers a suggestion offers at most.
pub const SUGGESTIONS: usize = 3;

/// Safety first; then the thresholds: silence, suggestion, answer.
#[must_use]
pub fn decide(screening: Screening, ranking: Ranking, thresholds: Thresholds) -> Decision {
    let outcome = if screening.emergency.is_some() {
        Outcome::Emergency
    } else if let Some((kind, _)) = &screening.refusal {
        Outcome::Refuse { kind: *kind, card: recognised(&ranking, thresholds).map(AnswerRef::card) }
    } else {
        match_outcome(&ranking, thresholds)
    };
    Decision { outcome, screening, ranking: ranking.topics, explanation: ranking.explanation }
}

fn match_outcome(ranking: &Ranking, thresholds: Thresholds) -> Outcome {
    let Some(best) = ranking.topics.first().filter(|best| best.score >= thresholds.suggest) else {
        return Outcome::NoMatch { group: ranking.negative_group };
    };
    let rivals =
        ranking.topics.get(1).is_some_and(|second| best.score - second.score < thresholds.margin);
    if best.score >= thresholds.answer && !rivals {
        return Outcome::Answer(best.answer);
    }
    let near = ranking.topics.iter().filter(|ranked| ranked.score >= thresholds.suggest);
    Outcome::Suggest(near.take(SUGGESTIONS).map(|ranked| ranked.answer).collect())
}

/// The topic a refused question is about, when that much is clear.
fn recognised(ranking: &Ranking, thresholds: Thresholds) -> Option<usize> {
    ranking
        .topics
        .first()
        .filter(|best| best.score >= thresholds.suggest)
        .map(|best| best.answer.topic)
}
