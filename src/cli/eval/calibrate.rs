//! Chooses the thresholds of `settings.toml` from labelled questions, and says what they are worth on questions that
//! did not choose them.
//!
//! Pure: knows scores and whether they were right, nothing of texts or files.

use serde::Serialize;

use super::score::{Case, area_under_curve, percent};
use crate::engine::decide::{Step, step};
use crate::model::Thresholds;

/// The grid on which thresholds are looked for; finer steps than the noise of some hundred questions say nothing.
const STEP: f32 = 0.01;
const MOST_STEPS: u8 = 60;
const MARGINS: [f32; 7] = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08];

/// What thresholds have to keep.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim {
    /// Of the answers given, at most this share may be wrong; 0 to 1.
    pub(super) wrong: f64,
    /// Of the off-topic questions, at least this share must be turned away, a suggestion counting half; 0 to 1.
    pub(super) rejected: f64,
}

/// What thresholds did with a set of questions.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Kept {
    pub(super) answerable: usize,
    pub(super) answered_right: usize,
    pub(super) suggested_right: usize,
    pub(super) answers: usize,
    pub(super) suggestions: usize,
    pub(super) off_topic: usize,
    pub(super) silent: usize,
    pub(super) off_topic_suggested: usize,
}

/// Thresholds and what they do where they were not chosen.
#[derive(Debug, Serialize)]
pub(super) struct Calibration {
    pub(super) suggest: f32,
    pub(super) answer: f32,
    pub(super) margin: f32,
    pub(super) folds: usize,
    /// With the thresholds of all questions, on all.
    pub(super) chosen_on_all: Kept,
    /// Each fold with the thresholds that the other folds chose, together.
    pub(super) held_out: Kept,
    /// By fold: right topic first in percent, among three, area under the curve.
    pub(super) by_fold: Vec<(f64, f64, f64)>,
}

/// Chooses thresholds on all cases, and checks the way of choosing by cross-validation over `folds`.
pub(super) fn calibrate(cases: &[Case], aim: Aim, folds: usize) -> Calibration {
    let folds = folds.clamp(2, cases.len().max(2));
    let mut held_out = Kept::default();
    let mut by_fold = Vec::new();
    for fold in 0..folds {
        let part = |inside: bool| -> Vec<Case> {
            let picked = cases.iter().enumerate().filter(|(n, _)| (n % folds == fold) == inside);
            picked.map(|(_, case)| case.clone()).collect()
        };
        let (own, others) = (part(true), part(false));
        held_out.add(keep(&own, choose(&others, aim)));
        let place = |places: usize| {
            let hit = |case: &&Case| case.ranking.iter().take(places).any(|(_, right)| *right);
            let all = own.iter().filter(|case| case.answerable);
            percent(all.clone().filter(hit).count(), all.count())
        };
        by_fold.push((place(1), place(3), area_under_curve(&own)));
    }
    let Thresholds { suggest, answer, margin, .. } = choose(cases, aim);
    let chosen = Thresholds { suggest, answer, auto: None, margin, fit: 0.0 };
    Calibration {
        suggest,
        answer,
        margin,
        folds,
        chosen_on_all: keep(cases, chosen),
        held_out,
        by_fold,
    }
}

/// The thresholds that give most people their answer, a suggestion counting half, and keep the aim; where none can, those
/// that miss it least.
fn choose(cases: &[Case], aim: Aim) -> Thresholds {
    let grid = (0..=MOST_STEPS).flat_map(|suggest| {
        (suggest..=MOST_STEPS).flat_map(move |answer| {
            MARGINS.map(|margin| Thresholds {
                suggest: STEP * f32::from(suggest),
                answer: STEP * f32::from(answer),
                auto: None,
                margin,
                fit: 0.0,
            })
        })
    });
    let rated = grid.map(|thresholds| (keep(cases, thresholds).rate(aim), thresholds));
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or(
        Thresholds { suggest: 1.0, answer: 1.0, auto: None, margin: 0.0, fit: 0.0 },
        |(_, found)| found,
    )
}

fn keep(cases: &[Case], thresholds: Thresholds) -> Kept {
    let mut kept = Kept::default();
    for case in cases {
        let score = |place: usize| case.ranking.get(place).map(|(score, _)| *score);
        let right = |places: usize| {
            let shown = case.ranking.iter().take(places);
            shown.filter(|(score, _)| *score >= thresholds.suggest).any(|(_, right)| *right)
        };
        let apart = Thresholds { margin: thresholds.lead(case.exact), ..thresholds };
        let step = step(score(0), score(1), apart);
        kept.answerable += usize::from(case.answerable);
        kept.off_topic += usize::from(!case.answerable);
        match step {
            Step::Answer => {
                kept.answers += 1;
                kept.answered_right += usize::from(right(1));
            }
            Step::Suggest => {
                kept.suggestions += 1;
                kept.suggested_right += usize::from(right(3));
                kept.off_topic_suggested += usize::from(!case.answerable);
            }
            Step::Silence => kept.silent += usize::from(!case.answerable),
        }
    }
    kept
}

impl Kept {
    /// Of the answers given, those that are right; 0 to 100.
    pub(super) fn answers_right(&self) -> f64 {
        percent(self.answered_right, self.answers)
    }

    /// Of the off-topic questions, those turned away, a suggestion counting half; 0 to 100.
    pub(super) fn rejected(&self) -> f64 {
        percent(2 * self.silent + self.off_topic_suggested, 2 * self.off_topic)
    }

    /// Higher is better. A missed aim costs more than any answer is worth.
    #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
    fn rate(&self, aim: Aim) -> f64 {
        const MISSED: f64 = 1000.0;
        let served = self.answered_right as f64 + 0.5 * self.suggested_right as f64;
        let wrong = (self.answers - self.answered_right) as f64;
        let too_wrong = (wrong - aim.wrong * self.answers as f64).max(0.0);
        let turned_away = self.silent as f64 + 0.5 * self.off_topic_suggested as f64;
        let too_talkative = (aim.rejected * self.off_topic as f64 - turned_away).max(0.0);
        served - MISSED * (too_wrong + too_talkative)
    }

    fn add(&mut self, other: Self) {
        self.answerable += other.answerable;
        self.answered_right += other.answered_right;
        self.suggested_right += other.suggested_right;
        self.answers += other.answers;
        self.suggestions += other.suggestions;
        self.off_topic += other.off_topic;
        self.silent += other.silent;
        self.off_topic_suggested += other.off_topic_suggested;
    }
}

#[cfg(test)]
mod tests {
    use super::{Aim, Case, calibrate};

    fn case(answerable: bool, score: f32, right: bool) -> Case {
        Case { answerable, ranking: vec![(score, right), (0.0, false)], exact: true }
    }

    #[test]
    fn thresholds_fall_between_right_answers_and_what_must_not_be_answered() {
        let mut cases = vec![case(true, 0.505, true); 40];
        cases.extend(vec![case(true, 0.305, false); 10]);
        cases.extend(vec![case(false, 0.105, false); 20]);
        let found = calibrate(&cases, Aim { wrong: 0.05, rejected: 0.95 }, 5);
        assert!((0.30..0.51).contains(&found.answer), "{found:?}");
        assert_eq!((found.held_out.answered_right, found.held_out.silent), (40, 20));
        assert!(found.held_out.answers_right() > 99.0 && found.held_out.rejected() > 99.0);
    }

    #[test]
    fn an_aim_out_of_reach_ends_in_silence_not_in_wrong_answers() {
        let cases = vec![case(false, 0.55, false); 30];
        let found = calibrate(&cases, Aim { wrong: 0.05, rejected: 0.95 }, 5);
        assert_eq!(found.chosen_on_all.answers, 0, "{found:?}");
    }
}
