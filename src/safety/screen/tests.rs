//! Small corpora of rules against messages.

mod examples;
mod patterns;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Screen;
use crate::model::pattern::Pattern;
use crate::model::{
    Corpus, Examples, Lexicon, Question, Rule, RuleKind, Screening, Settings, Strength, Thresholds,
    Wording, one_by_one,
};
use crate::text::{Reader, vectors};

fn rule(id: &str, kind: RuleKind, patterns: &[&str], unless: &[&str]) -> Rule {
    let parsed = |patterns: &[&str]| {
        patterns.iter().map(|pattern| Pattern::parse(pattern).unwrap()).collect()
    };
    Rule {
        id: id.to_owned(),
        kind,
        patterns: parsed(patterns),
        unless: parsed(unless),
        reply: String::new(),
        catches: Vec::new(),
        lets_through: Vec::new(),
        rests_on: Vec::new(),
        strength: Strength::Sure,
        examples: None,
    }
}

fn corpus(rules: Vec<Rule>) -> Corpus {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Corpus {
        revision: String::new(),
        topics: Vec::new(),
        sources: BTreeMap::new(),
        rules,
        lexicon: Lexicon {
            stop_words: ["i", "have", "and", "she", "he", "is", "the"].map(str::to_owned).to_vec(),
            variants: [
                ("cannot".to_owned(), list(&["cant"])),
                ("vomit".to_owned(), list(&["throw up", "throwing up"])),
            ]
            .into(),
            inflected: BTreeSet::new(),
            classes: [
                ("airway".to_owned(), list(&["throat", "lip", "back of my mouth"])),
                ("age".to_owned(), list(&["0 months old"])),
            ]
            .into(),
        },
        silence: Vec::new(),
        settings: Settings {
            thresholds: Thresholds {
                suggest: 0.0,
                answer: 0.0,
                auto: Some(1.0),
                margin: 0.0,
                fit: 0.0,
            },
            wording: Wording {
                not_exactly: String::new(),
                disclaimer: String::new(),
                no_match: String::new(),
                suggest: String::new(),
                general_part: String::new(),
                see_someone: String::new(),
                overdue: String::new(),
                nearby: None,
            },
            helplines: Vec::new(),
            review_period_days: 0,
            review_grace_days: 0,
        },
    }
}

fn screenings(rules: Vec<Rule>) -> impl Fn(Question) -> Screening {
    screenings_with(rules, &[])
}

/// With more classes in the lexicon.
fn screenings_with(
    rules: Vec<Rule>,
    classes: &[(&str, &[&str])],
) -> impl Fn(Question) -> Screening {
    let mut corpus = corpus(rules);
    for (name, words) in classes {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        corpus.lexicon.classes.insert((*name).to_owned(), words);
    }
    let reader = Reader::new(&corpus, Arc::new(vectors::shipped().unwrap()));
    let screen = Screen::new(&corpus, &reader, one_by_one);
    move |question| screen.screen(&reader.query(&question))
}

/// Examples that decide, in a message of any length, and agree from such scores.
fn taught<T: AsRef<str>>(
    like: &[T],
    unlike: &[T],
    [decides_from, agrees_from]: [f32; 2],
) -> Examples {
    let texts = |texts: &[T]| texts.iter().map(|text| text.as_ref().to_owned()).collect();
    let (like, unlike) = (texts(like), texts(unlike));
    Examples { like, unlike, decides_from, decides_long_from: decides_from, agrees_from }
}
