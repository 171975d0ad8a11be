//! From a ranking and the screen to an outcome.

use super::index::Ranking;
use crate::model::{
    AnswerRef, Decision, Fallback, Outcome, Ranked, RefusalKind, Screening, Thresholds,
};

/// How many answers a suggestion offers at most.
pub const SUGGESTIONS: usize = 3;

/// Safety first; then the thresholds: silence, suggestion, answer. A fallback of the screen refuses what no other rule
/// refuses and nothing better is said to.
#[must_use]
pub fn decide(mut screening: Screening, ranking: Ranking, thresholds: Thresholds) -> Decision {
    let matched = match_outcome(&ranking, thresholds);
    let best = ranking.topics.first().map(|best| best.score);
    // Answers between which only the margin is missing are as good as one.
    let answered = best >= Some(thresholds.answer);
    let stands = |fallback: &mut Fallback| match matched.0 {
        Outcome::NoMatch { .. } => fallback.breaks_silence,
        _ => !answered || best < Some(fallback.outweighs),
    };
    if screening.refusal.is_none() {
        let fallback = screening.fallback.take_if(stands);
        screening.refusal = fallback.map(|fallback| (fallback.kind, fallback.matched));
    }
    let (outcome, beside) = if screening.emergency.is_some() {
        (Outcome::Emergency, None)
    } else if let Some((kind, _)) = &screening.refusal {
        (refuse(*kind, &ranking.topics, thresholds), None)
    } else {
        matched
    };
    let exact = ranking.topics.first().is_some_and(|best| is_exact(best, thresholds));
    Decision {
        outcome,
        beside,
        exact,
        screening,
        part: None,
        corrected: None,
        ranking: ranking.topics,
    }
}

/// What to do about a question that no rule has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Silence,
    Suggest,
    Answer,
}

/// The step for the score of the best topic and of the second.
#[must_use]
pub fn step(best: Option<f32>, second: Option<f32>, thresholds: Thresholds) -> Step {
    let Some(best) = best.filter(|best| *best >= thresholds.suggest) else {
        return Step::Silence;
    };
    let rivals = second.is_some_and(|second| best - second < thresholds.margin);
    if best >= thresholds.answer && !rivals { Step::Answer } else { Step::Suggest }
}

/// The outcome, and the answer to the other part of a question that has two.
fn match_outcome(ranking: &Ranking, thresholds: Thresholds) -> (Outcome, Option<AnswerRef>) {
    let score = |place: usize| ranking.topics.get(place).map(|ranked| ranked.score);
    let shown = |ranked: &Ranked| {
        let exact = is_exact(ranked, thresholds);
        if exact { ranked.answer } else { AnswerRef::card(ranked.answer.topic) }
    };
    // The margin tells rivals apart; two that have a part each are none.
    if let Some([first, second]) = both(ranking, thresholds) {
        return (Outcome::Answer(first.answer), Some(second.answer));
    }
    let best = ranking.topics.first();
    let exact = best.is_some_and(|best| is_exact(best, thresholds));
    let apart = Thresholds { margin: thresholds.lead(exact), ..thresholds };
    let outcome = match (step(score(0), score(1), apart), best) {
        (Step::Answer, Some(best)) => Outcome::Answer(shown(best)),
        (Step::Suggest, _) => {
            let near = ranking.topics.iter().filter(|ranked| ranked.score >= thresholds.suggest);
            Outcome::Suggest(near.take(SUGGESTIONS).map(shown).collect())
        }
        _ => Outcome::NoMatch { group: ranking.negative_group },
    };
    (outcome, None)
}

/// The two best answers, where the question has two parts and each is surely about one of them.
fn both(ranking: &Ranking, thresholds: Thresholds) -> Option<[Ranked; 2]> {
    let &[first, second, ..] = ranking.topics.as_slice() else { return None };
    let sure = |one: &Ranked| one.score >= thresholds.answer && is_exact(one, thresholds);
    (ranking.two_parts && sure(&first) && sure(&second)).then_some([first, second])
}

/// Whether an answer is about what was asked, not only its topic; if not, the topic's card is what can be shown.
fn is_exact(ranked: &Ranked, thresholds: Thresholds) -> bool {
    ranked.fit >= thresholds.fit
}

/// A refusal, with the card of the topic that the question is about where that much is clear.
#[must_use]
pub fn refuse(kind: RefusalKind, ranking: &[Ranked], thresholds: Thresholds) -> Outcome {
    let recognised = ranking.first().filter(|best| best.score >= thresholds.suggest);
    Outcome::Refuse { kind, card: recognised.map(|best| AnswerRef::card(best.answer.topic)) }
}

#[cfg(test)]
mod tests {
    use super::{Step, decide, step};
    use crate::engine::index::Ranking;
    use crate::model::{
        AnswerRef, Fallback, Outcome, Ranked, RefusalKind, RuleMatch, Screening, Thresholds,
    };

    #[test]
    fn thresholds_part_silence_suggestion_and_answer() {
        let thresholds =
            Thresholds { suggest: 0.2, answer: 0.4, auto: None, margin: 0.1, fit: 0.0 };
        for (best, second, expected) in [
            (None, None, Step::Silence),
            (Some(0.19), Some(0.0), Step::Silence),
            (Some(0.2), Some(0.0), Step::Suggest),
            (Some(0.39), None, Step::Suggest),
            (Some(0.4), None, Step::Answer),
            (Some(0.5), Some(0.3), Step::Answer),
            (Some(0.9), Some(0.85), Step::Suggest),
        ] {
            assert_eq!(step(best, second, thresholds), expected, "{best:?} {second:?}");
        }
    }

    #[test]
    fn a_topic_without_an_exact_answer_needs_more_of_a_lead() {
        let thresholds =
            Thresholds { suggest: 0.2, answer: 0.4, auto: None, margin: 0.1, fit: 0.5 };
        for (fit, second, answered) in
            [(0.6, 0.65, true), (0.4, 0.65, false), (0.4, 0.55, true), (0.6, 0.75, false)]
        {
            let ranked =
                |topic, score| Ranked { answer: AnswerRef { topic, answer: 1 }, score, fit };
            let topics = vec![ranked(0, 0.8), ranked(1, second)];
            let ranking = Ranking { topics, negative_group: None, two_parts: false };
            let outcome = decide(Screening::default(), ranking, thresholds).outcome;
            assert_eq!(matches!(outcome, Outcome::Answer(_)), answered, "{fit} {second}");
        }
    }

    #[test]
    fn a_fallback_refuses_what_it_outweighs() {
        let thresholds =
            Thresholds { suggest: 0.2, answer: 0.4, auto: None, margin: 0.1, fit: 0.0 };
        for (score, breaks_silence, outweighs, refused) in [
            (0.1, true, 0.0, true),
            (0.1, false, 0.9, false),
            (0.3, false, 0.0, true),
            (0.5, true, 0.5, false),
            (0.5, false, 0.6, true),
        ] {
            let matched = RuleMatch { rule: 0, tokens: 0..1, examples: None, found_by: None };
            let kind = RefusalKind::Diagnosis;
            let fallback = Fallback { kind, matched, breaks_silence, outweighs };
            let screening = Screening { fallback: Some(fallback), ..Screening::default() };
            let best = Ranked { answer: AnswerRef::card(0), score, fit: 1.0 };
            let ranking = Ranking { topics: vec![best], negative_group: None, two_parts: false };
            let decision = decide(screening, ranking, thresholds);
            assert_eq!(matches!(decision.outcome, Outcome::Refuse { .. }), refused, "{score}");
            assert_eq!(decision.screening.fallback.is_none(), refused, "{score}: gave way");
        }
    }
}
