//! How much of a sentence its cited findings carry.
//!
//! The measure, between 0 and 1: each content word of the sentence (lexicon applied, endings cut, stop words left out)
//! and each figure weighs as much as it is rare among all findings, ln((1 + findings) / (1 + findings with it)). A word
//! that a cited finding has counts whole; one that it has only in other words counts with the cosine of their word
//! vectors, from 0.45 on. The score is the weight carried through the weight in all.
//!
//! The floor lies between the shipped sentences with their own citations and the same sentences with the citations of
//! another topic; docs/support.md shows both distributions.

use std::collections::{BTreeMap, BTreeSet};

use super::unsupported_figure::figures;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::{Corpus, Sentence};
use crate::text::Reader;

/// Below this score a sentence is reported.
pub const FLOOR: f32 = 0.5;
/// Words less alike than this say different things. Of two words of the knowledge drawn at random, one pair in 500 is.
const AKIN: f32 = 0.45;

pub(super) const RULE: Rule = Rule {
    code: Code::new("weak-support"),
    severity: Severity::Error,
    what: "The findings a sentence cites carry too little of what it says.",
    why: "a citation that does not carry its sentence makes a claim look checked that nobody checked",
    mend: "say only what the findings say, in words near theirs, or cite the finding that carries the rest",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let scale = Scale::new(context.corpus(), context.snapshot.reader());
    for cited in context.sentences() {
        let says: Vec<&str> =
            context.findings(&cited.sentence).map(|(_, finding)| finding.says.as_str()).collect();
        let support = scale.support(&cited.sentence.text, &says);
        if support.score < FLOOR {
            let message = format!(
                "the cited findings carry {:.0} % of this sentence, at least {:.0} % are needed",
                support.score * 100.0,
                FLOOR * 100.0
            );
            let help = format!("{}; not carried: {}", RULE.mend, support.missing.join(", "));
            reporter.say_help(&cited.file.path, cited.span.clone(), message, help);
        }
    }
}

/// A score with the words that lowered it.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// 0 to 1.
    pub score: f32,
    /// Words and figures that no finding carries, as the lexicon reads them.
    pub missing: Vec<String>,
}

/// What a word weighs, learnt from all findings of a corpus.
#[derive(Debug)]
pub struct Scale<'c> {
    reader: &'c Reader,
    findings: usize,
    /// By stem or figure: how many findings have it.
    with: BTreeMap<String, usize>,
}

/// A word or a figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    stem: String,
    /// As read.
    word: String,
}

impl<'c> Scale<'c> {
    #[must_use]
    pub fn new(corpus: &Corpus, reader: &'c Reader) -> Self {
        let mut scale = Self { reader, findings: 0, with: BTreeMap::new() };
        for finding in corpus.sources.values().flat_map(|source| source.findings.values()) {
            let stems: BTreeSet<String> =
                scale.parts(&finding.says).into_iter().map(|part| part.stem).collect();
            stems.into_iter().for_each(|stem| *scale.with.entry(stem).or_default() += 1);
            scale.findings += 1;
        }
        scale
    }

    /// How much of `sentence` the findings that say `says` carry.
    #[must_use]
    pub fn support(&self, sentence: &str, says: &[&str]) -> Support {
        let carried: BTreeSet<Part> = says.iter().flat_map(|says| self.parts(says)).collect();
        let stems: BTreeSet<&str> = carried.iter().map(|part| part.stem.as_str()).collect();
        let vectors = self.reader.vectors();
        let (mut weight, mut held, mut missing) = (0.0, 0.0, Vec::new());
        for part in self.parts(sentence) {
            let own = self.weight(&part.stem);
            let share = if stems.contains(part.stem.as_str()) {
                1.0
            } else {
                let alike = |other: &Part| vectors.similarity(&part.word, &other.word);
                let nearest = carried.iter().map(alike).fold(0.0, f32::max);
                if nearest >= AKIN { nearest } else { 0.0 }
            };
            weight += own;
            held += own * share;
            if share == 0.0 {
                missing.push(part.word);
            }
        }
        Support { score: if weight > 0.0 { held / weight } else { 1.0 }, missing }
    }

    /// Content words and figures of a text.
    fn parts(&self, text: &str) -> Vec<Part> {
        let words = self.reader.tokens(text).into_iter().filter(|token| !token.stop);
        let words = words.filter(|token| token.word.chars().any(char::is_alphabetic));
        words
            .map(|token| Part { stem: token.stem.to_string(), word: token.word })
            .chain(figures(text).into_iter().map(|f| Part { stem: f.clone(), word: f }))
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of findings")]
    fn weight(&self, stem: &str) -> f32 {
        let with = self.with.get(stem).copied().unwrap_or(0);
        libm::logf((1.0 + self.findings as f32) / (1.0 + with as f32))
    }
}

/// The score of every shipped sentence with its own citations, and with those of each sentence of other topics that
/// stands as far behind it as `strides` says: right and wrong pairs.
#[must_use]
pub fn distributions(corpus: &Corpus, reader: &Reader, strides: usize) -> (Vec<f32>, Vec<f32>) {
    let scale = Scale::new(corpus, reader);
    let sentences: Vec<(usize, &Sentence)> = corpus
        .answers()
        .flat_map(|(at, _, answer)| answer.sentences.iter().map(move |s| (at.topic, s)))
        .collect();
    let says = |sentence: &Sentence| -> Vec<&str> {
        sentence
            .citations
            .iter()
            .filter_map(|citation| {
                let source = corpus.sources.get(&citation.source)?;
                Some(source.findings.get(&citation.finding)?.says.as_str())
            })
            .collect()
    };
    let right = sentences.iter().map(|(_, s)| scale.support(&s.text, &says(s)).score).collect();
    let mut wrong = Vec::new();
    for (at, (topic, sentence)) in sentences.iter().enumerate() {
        for stride in 1..=strides {
            let (other_topic, other) =
                sentences[(at + stride * sentences.len() / (strides + 1)) % sentences.len()];
            if other_topic != *topic {
                wrong.push(scale.support(&sentence.text, &says(other)).score);
            }
        }
    }
    (right, wrong)
}
