//! Asks labelled questions and counts how they came out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::labelled::Labelled;
use super::safety::SafetyScore;
use crate::cli::today;
use crate::console::json::label;
use crate::model::{Outcome, Question};
use crate::pipeline::{Answered, Snapshot};

/// All figures of a run.
#[derive(Debug, Default, Serialize)]
pub(super) struct Score {
    /// By expected label; all topics are one row, `answer`.
    pub(super) outcomes: BTreeMap<String, Tally>,
    /// By topic, the first that was expected.
    pub(super) topics: BTreeMap<String, Confusion>,
    /// Among questions that have an answer: how often the ranking has a right topic first, and among its first three.
    pub(super) top_1: f64,
    pub(super) top_3: f64,
    /// Chance that a question with an answer scores above one that is off topic.
    pub(super) area_under_curve: f64,
    /// Of all answers given, whatever was expected, those with a right topic; 0 to 100.
    pub(super) answers_right: f64,
    pub(super) unasked: Unasked,
    pub(super) safety: SafetyScore,
    #[serde(skip)]
    pub(super) wrong: Vec<String>,
    #[serde(skip)]
    pub(super) cases: Vec<Case>,
}

/// The answers that are sure enough to be given where nobody asked.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub(super) struct Unasked {
    pub(super) given: usize,
    pub(super) right: usize,
}

/// How the questions of one kind came out.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub(super) struct Tally {
    pub(super) asked: usize,
    pub(super) right: usize,
    /// Not right, but a suggestion that holds the right answer; of questions without one, any suggestion.
    pub(super) suggested: usize,
}

/// What the questions of a topic were taken for.
#[derive(Debug, Default, Serialize)]
pub(super) struct Confusion {
    pub(super) asked: usize,
    /// Answered with a right topic.
    pub(super) right: usize,
    /// Wrong topics that stood first in the ranking.
    pub(super) taken_for: BTreeMap<String, usize>,
}

/// A question that no rule decided, as thresholds see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    /// Whether it has an answer; otherwise it is off topic.
    pub(super) answerable: bool,
    /// The scores of the ranking, and whether each is a right topic.
    pub(super) ranking: Vec<(f32, bool)>,
    /// Whether the best topic has an answer to exactly that.
    pub(super) exact: bool,
}

/// Asks every question and counts.
pub(super) fn score(questions: &[Labelled], snapshot: &Snapshot) -> Score {
    let mut score = Score::default();
    let (mut first, mut among_three, mut given, mut given_right) = (0, 0, 0, 0);
    let mut all = Vec::new();
    for labelled in questions {
        let answered = snapshot.ask(&Question::new(&labelled.question), today());
        count(labelled, &answered, snapshot, &mut score);
        score.safety.count(&labelled.expected, &answered.decision.outcome);
        let case = case(labelled, &answered, snapshot);
        if let Outcome::Answer(_) = answered.decision.outcome {
            // An answer to each part of a question is right if either is; they stand first in the ranking.
            let shown = 1 + usize::from(answered.decision.beside.is_some());
            let right = usize::from(case.ranking.iter().take(shown).any(|(_, right)| *right));
            (given, given_right) = (given + 1, given_right + right);
            if snapshot.is_sure(&answered) {
                score.unasked.given += 1;
                score.unasked.right += right;
            }
        }
        if case.answerable {
            first += usize::from(case.ranking.first().is_some_and(|(_, right)| *right));
            among_three += usize::from(case.ranking.iter().take(3).any(|(_, right)| *right));
        }
        if case.answerable || labelled.kind() == "off_topic" {
            let undecided = answered.decision.screening.refusal.is_none()
                && answered.decision.screening.emergency.is_none();
            score.cases.extend(undecided.then(|| case.clone()));
            all.push(case);
        }
    }
    let with_answer = all.iter().filter(|case| case.answerable).count();
    score.top_1 = percent(first, with_answer);
    score.top_3 = percent(among_three, with_answer);
    score.area_under_curve = area_under_curve(&all);
    score.answers_right = percent(given_right, given);
    score
}

fn case(labelled: &Labelled, answered: &Answered, snapshot: &Snapshot) -> Case {
    let ranking = answered.decision.ranking.iter().map(|ranked| {
        (ranked.score, labelled.expected.contains(&topic_label(ranked.answer.topic, snapshot)))
    });
    let (answerable, exact) = (labelled.kind() == "answer", answered.decision.exact);
    Case { answerable, ranking: ranking.collect(), exact }
}

fn count(labelled: &Labelled, answered: &Answered, snapshot: &Snapshot, score: &mut Score) {
    let outcome = &answered.decision.outcome;
    let tally = score.outcomes.entry(labelled.kind().to_owned()).or_default();
    tally.asked += 1;
    let got = label(outcome, snapshot.corpus());
    // Where any topic will do the label is the bare word.
    let any_answer = labelled.expected[0] == "answer" && matches!(outcome, Outcome::Answer(_));
    let holds = |topic| labelled.expected.contains(&topic_label(topic, snapshot));
    let beside = answered.decision.beside.is_some_and(|at| holds(at.topic));
    let right = any_answer || beside || labelled.expected.contains(&got);
    tally.right += usize::from(right);
    if let Outcome::Suggest(answers) = outcome {
        let any = labelled.kind() != "answer" || answers.iter().any(|at| holds(at.topic));
        tally.suggested += usize::from(any && !right);
    }
    confusion(labelled, answered, right, snapshot, score);
    if !right {
        let expected = labelled.expected.join("|");
        score.wrong.push(format!("{got:<34} for {expected:<34} {}", labelled.question));
    }
}

fn confusion(
    labelled: &Labelled,
    answered: &Answered,
    right: bool,
    snapshot: &Snapshot,
    score: &mut Score,
) {
    let Some(topic) = labelled.expected[0].strip_prefix("answer:") else { return };
    let row = score.topics.entry(topic.to_owned()).or_default();
    row.asked += 1;
    row.right += usize::from(right);
    let first =
        answered.decision.ranking.first().map(|best| topic_label(best.answer.topic, snapshot));
    if let Some(first) = first.filter(|first| !labelled.expected.contains(first)) {
        *row.taken_for.entry(first["answer:".len()..].to_owned()).or_default() += 1;
    }
}

fn topic_label(topic: usize, snapshot: &Snapshot) -> String {
    format!("answer:{}", snapshot.corpus().topics[topic].id)
}

/// 0 to 100.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
pub(super) fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Chance that the best score of a question with an answer is above that of one without; ties count half.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
pub(super) fn area_under_curve(cases: &[Case]) -> f64 {
    let best = |case: &Case| case.ranking.first().map_or(0.0, |(score, _)| *score);
    let (above, below): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.answerable);
    let wins = |high: f32| {
        let low = below.iter().map(|case| best(case));
        low.map(|low| if high > low { 1.0 } else { 0.5 * f64::from(u8::from(high >= low)) })
            .sum::<f64>()
    };
    above.iter().map(|case| wins(best(case))).sum::<f64>()
        / (above.len() * below.len()).max(1) as f64
}
