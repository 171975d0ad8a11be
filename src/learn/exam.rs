//! Questions whose right outcome is known, and how a knowledge base does on them.

use std::collections::BTreeMap;

use crate::model::{Corpus, Decision, Outcome, Question, RuleKind, Strength};
use crate::pipeline::Snapshot;

/// A question with the labels of its right outcomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The row it is counted in.
    pub kind: String,
    pub question: String,
    /// Any of them is right: `answer`, `answer:rosacea`, `answer:rosacea/triggers`, `suggest`, `refuse:diagnosis`,
    /// `emergency`, `off_topic`.
    pub expected: Vec<String>,
}

/// A list of questions under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exam {
    pub name: String,
    pub questions: Vec<Labelled>,
}

/// So many of so many came out right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub right: usize,
    pub asked: usize,
}

/// How an exam came out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// By kind.
    pub tallies: BTreeMap<String, Tally>,
    /// Questions that came out wrong, each with what it came to.
    pub wrong: BTreeMap<String, String>,
}

/// What a refusal may come out as.
const REFUSED: [&str; 2] = ["refuse:diagnosis", "refuse:treatment"];

impl Exam {
    /// What a corpus promises itself: the examples of its answers and rules, and its negatives.
    #[must_use]
    pub fn own(corpus: &Corpus) -> Self {
        let answers = corpus.answers().flat_map(|(at, _, answer)| {
            let expected = format!("answer:{}", corpus.key(at));
            answer.examples.iter().map(move |text| labelled("answer", text, &[&expected]))
        });
        let rules = corpus.rules.iter().flat_map(|rule| {
            let label = match &rule.kind {
                RuleKind::Emergency => Some("emergency".to_owned()),
                RuleKind::Refuse(kind) => Some(format!("refuse:{}", kind.as_str())),
                RuleKind::Caution { .. } => None,
            };
            // Of which kind a request is that no sure pattern names, the examples say.
            let is_request = matches!(rule.kind, RuleKind::Refuse(_));
            let either = is_request && rule.strength != Strength::Sure;
            let caught = label.into_iter().flat_map(move |label| {
                rule.catches.iter().map(move |text| {
                    let right = if either { &REFUSED[..] } else { &[label.as_str()] };
                    labelled(&label, text, right)
                })
            });
            // What is no emergency may still be refused.
            let refused = if rule.kind == RuleKind::Emergency { &REFUSED[..] } else { &[] };
            let free = [&["answer", "suggest", "off_topic"], refused].concat();
            caught.chain(
                rule.lets_through.iter().map(move |text| labelled("let through", text, &free)),
            )
        });
        let negatives = corpus.silence.iter().flat_map(|group| &group.negatives);
        let silent = negatives.map(|text| labelled("off_topic", text, &["off_topic"]));
        Self {
            name: "examples in the folder".to_owned(),
            questions: answers.chain(rules).chain(silent).collect(),
        }
    }

    /// Asks every question.
    #[must_use]
    pub fn marks(&self, snapshot: &Snapshot) -> Marks {
        let mut marks = Marks::default();
        for Labelled { kind, question, expected } in &self.questions {
            let tally = marks.tallies.entry(kind.clone()).or_default();
            tally.asked += 1;
            let came_to = labels(&snapshot.decide(&Question::new(question)), snapshot.corpus());
            if came_to.iter().any(|label| expected.contains(label)) {
                tally.right += 1;
            } else {
                marks.wrong.insert(question.clone(), plain(&came_to));
            }
        }
        marks
    }
}

impl Marks {
    /// The first question that is wrong here and was not in `before`, with what it came to.
    #[must_use]
    pub fn newly_wrong(&self, before: &Self) -> Option<(&str, &str)> {
        let new = self.wrong.iter().find(|(question, _)| !before.wrong.contains_key(*question));
        new.map(|(question, came_to)| (question.as_str(), came_to.as_str()))
    }

    /// Whether more came out wrong than in `before`: of all questions, or of those that are to be stopped.
    #[must_use]
    pub fn is_worse_than(&self, before: &Self) -> bool {
        let wrong = |marks: &Self, kind: &str| {
            marks.tallies.get(kind).map_or(0, |tally| tally.asked - tally.right)
        };
        let stopped = |kind: &str| kind == "emergency" || kind.starts_with("refuse:");
        let mut kinds = self.tallies.keys().filter(|kind| stopped(kind));
        self.wrong_in_all() > before.wrong_in_all()
            || kinds.any(|kind| wrong(self, kind) > wrong(before, kind))
    }

    fn wrong_in_all(&self) -> usize {
        self.tallies.values().map(|tally| tally.asked - tally.right).sum()
    }
}

fn labelled(kind: &str, question: &str, expected: &[&str]) -> Labelled {
    Labelled {
        kind: kind.to_owned(),
        question: question.to_owned(),
        expected: expected.iter().map(|label| (*label).to_owned()).collect(),
    }
}

/// Every label that names an outcome, the most exact last. The card given in place of an answer does not count as having
/// been the answer; the second of two answers does.
pub(super) fn labels(decision: &Decision, corpus: &Corpus) -> Vec<String> {
    match &decision.outcome {
        Outcome::Answer(at) => {
            let topic = format!("answer:{}", corpus.answer(*at).0.id);
            let exact = decision.exact.then(|| format!("answer:{}", corpus.key(*at)));
            let beside = decision.beside.iter().flat_map(|beside| {
                let topic = &corpus.answer(*beside).0.id;
                [format!("answer:{topic}"), format!("answer:{}", corpus.key(*beside))]
            });
            ["answer".to_owned()].into_iter().chain(beside).chain([topic]).chain(exact).collect()
        }
        Outcome::Refuse { kind, .. } => vec![format!("refuse:{}", kind.as_str())],
        Outcome::NoMatch { .. } => vec!["off_topic".to_owned()],
        other @ (Outcome::Suggest(_) | Outcome::Emergency) => vec![other.name().to_owned()],
    }
}

/// An outcome for a person to read.
pub(super) fn plain(labels: &[String]) -> String {
    match labels.last().map_or("", String::as_str) {
        "off_topic" => "nothing".to_owned(),
        "suggest" => "suggestions".to_owned(),
        "emergency" => "an emergency message".to_owned(),
        label => match label.split_once(':') {
            Some(("refuse", kind)) => format!("a refusal ({kind})"),
            Some((_, key)) if key.contains('/') => key.to_owned(),
            Some((_, topic)) => format!("the card of {topic}"),
            None => label.to_owned(),
        },
    }
}
