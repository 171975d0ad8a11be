//! Answer level: whether the answer, not only its topic, is the one that was asked for.

use serde::Serialize;

use super::labelled::Labelled;
use super::score::percent;
use crate::cli::today;
use crate::model::{Outcome, Question};
use crate::pipeline::Snapshot;

/// How questions labelled `topic/answer`, or `topic` where nothing exact exists, came out.
#[derive(Debug, Default, Serialize)]
pub(super) struct Answers {
    /// Labelled with an answer.
    pub(super) asked: usize,
    /// The best answer of the ranking is of a right topic; and is the right one.
    pub(super) topic_right: usize,
    pub(super) answer_right: usize,
    /// What people got: the right answer, alone or as one of two; another answer without a word of doubt.
    pub(super) given: usize,
    pub(super) other_given: usize,
    /// The right topic's card instead of the right answer, said to be not exactly that.
    pub(super) demoted: usize,
    /// Labelled with a topic alone; and those that were told there is nothing on exactly that.
    pub(super) nothing_exact: usize,
    pub(super) told_so: usize,
    pub(super) fits: Vec<Fit>,
}

/// What a threshold for the fit does.
#[derive(Debug, Serialize)]
pub(super) struct Fit {
    pub(super) threshold: f32,
    /// Of questions whose right answer stood first, those that keep it; 0 to 100.
    pub(super) kept: f64,
    /// Of questions with nothing exact and the right topic first, those that are told so; 0 to 100.
    pub(super) told_so: f64,
}

pub(super) fn score(questions: &[Labelled], snapshot: &Snapshot) -> Answers {
    let mut figures = Answers::default();
    let (mut right_fits, mut empty_fits) = (Vec::new(), Vec::new());
    for labelled in questions {
        let decision = snapshot.ask(&Question::new(&labelled.question), today()).decision;
        let expected: Vec<&str> =
            labelled.expected.iter().map(|label| label.trim_start_matches("answer:")).collect();
        let best = decision.ranking.first();
        let key = best.map(|best| snapshot.corpus().key(best.answer)).unwrap_or_default();
        let topic = |key: &str| key.split('/').next().map(str::to_owned);
        let topic_right = expected.iter().any(|label| topic(label) == topic(&key));
        let fit = best.map_or(0.0, |best| best.fit);
        let answered = matches!(decision.outcome, Outcome::Answer(_));
        let beside = decision.beside.map(|at| snapshot.corpus().key(at));
        let beside = beside.is_some_and(|key| expected.contains(&key.as_str()));
        if expected[0].contains('/') {
            let right = expected.contains(&key.as_str());
            figures.asked += 1;
            figures.topic_right += usize::from(topic_right);
            figures.answer_right += usize::from(right);
            let shown = right || beside;
            figures.given += usize::from(answered && shown && decision.exact);
            figures.other_given += usize::from(answered && !shown && decision.exact);
            figures.demoted += usize::from(answered && right && !decision.exact);
            right_fits.extend(right.then_some(fit));
        } else {
            figures.nothing_exact += 1;
            figures.told_so += usize::from(answered && topic_right && !decision.exact);
            empty_fits.extend(topic_right.then_some(fit));
        }
    }
    figures.fits = (5..16_u8)
        .map(|step| 0.05 * f32::from(step))
        .map(|threshold| {
            let above = |fits: &[f32]| fits.iter().filter(|fit| **fit >= threshold).count();
            Fit {
                threshold,
                kept: percent(above(&right_fits), right_fits.len()),
                told_so: 100.0 - percent(above(&empty_fits), empty_fits.len()),
            }
        })
        .collect();
    figures
}
