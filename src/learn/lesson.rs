//! What is to be learnt: a question, and what should have come of it.

use std::collections::BTreeMap;

use super::wording;
use crate::model::Verdict;

/// A question and what should come of it, whoever said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    pub question: String,
    pub verdict: Verdict,
}

impl Lesson {
    /// The question is kept on one line and without what only a surface reads.
    #[must_use]
    pub fn new(question: &str, verdict: Verdict) -> Self {
        Self { question: wording::tidy(question), verdict }
    }
}

/// Each question once, in the order in which it first came; and the questions that two corrections disagree about.
#[must_use]
pub fn agreed(lessons: impl IntoIterator<Item = Lesson>) -> (Vec<Lesson>, Vec<String>) {
    let mut places: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut kept: Vec<(Lesson, bool)> = Vec::new();
    for lesson in lessons {
        let place = *places.entry(wording::words(&lesson.question)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some((known, agrees)) => *agrees &= known.verdict == lesson.verdict,
            None => kept.push((lesson, true)),
        }
    }
    let (agreed, disputed): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(_, agrees)| *agrees);
    (
        agreed.into_iter().map(|(lesson, _)| lesson).collect(),
        disputed.into_iter().map(|(lesson, _)| lesson.question).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::{Lesson, agreed};
    use crate::model::Verdict;

    #[test]
    fn a_question_is_learnt_once_and_never_against_another_word() {
        let answer =
            |question: &str, key: &str| Lesson::new(question, Verdict::Answer(key.to_owned()));
        let (kept, disputed) = agreed([
            answer("What is  <@1> acne?", "acne/what"),
            answer("is rice off topic", "diet/what"),
            answer("what is acne", "acne/what"),
            Lesson::new("Is rice off-topic?", Verdict::Silence),
        ]);
        assert_eq!(kept, [answer("What is acne?", "acne/what")]);
        assert_eq!(disputed, ["is rice off topic"]);
    }
}
