//! What a new state of the knowledge changes for those who ask.

use std::collections::BTreeMap;

use super::corpus::{Answer, Corpus, Topic};

/// Keys of answers, `rosacea/triggers`, each list in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Answers that read differently, are reached differently, or whose review is another one.
    pub changed: Vec<String>,
    /// Whether anything is different at all: rules, words and settings too.
    pub any: bool,
}

impl Difference {
    #[must_use]
    pub fn between(old: &Corpus, new: &Corpus) -> Self {
        let (before, after) = (by_key(old), by_key(new));
        let changed = after
            .iter()
            .filter(|(key, now)| before.get(*key).is_some_and(|then| !is_same(then, now)));
        Self {
            added: only_in(&after, &before),
            removed: only_in(&before, &after),
            changed: changed.map(|(key, _)| key.clone()).collect(),
            any: old.revision != new.revision,
        }
    }
}

type Answers<'c> = BTreeMap<String, (&'c Topic, &'c Answer)>;

fn by_key(corpus: &Corpus) -> Answers<'_> {
    corpus.answers().map(|(at, topic, answer)| (corpus.key(at), (topic, answer))).collect()
}

fn only_in(these: &Answers, those: &Answers) -> Vec<String> {
    these.keys().filter(|key| !those.contains_key(*key)).cloned().collect()
}

fn is_same(one: &(&Topic, &Answer), other: &(&Topic, &Answer)) -> bool {
    one.1 == other.1 && one.0.title == other.0.title && one.0.reviewed == other.0.reviewed
}
