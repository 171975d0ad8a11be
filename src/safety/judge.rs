//! What the examples say of a message: one straight line per family of rules through its words, pairs of words and classes.
//!
//! It stands beside the patterns: they are sure of what they name, the examples lean. A score is a sum over grams, so the
//! grams explain it exactly. For a refusal what a message asks counts in full and what it tells a little, by weights of
//! its own: a long story makes no general question a request. For an emergency all of it counts.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use super::grams::{Gram, Grams, Seen, each};
use super::lexis::{ClassId, Lexis, Text};
use super::line::{Line, Rows, value};
use super::parts::{Part, Turns};
use crate::model::{Corpus, Leaning, Rule, RuleKind};
use crate::text::Reader;

/// A gram of one example alone says nothing in general.
const LEAST_EXAMPLES: usize = 2;
/// Fewer known grams than this are too little to go by for an emergency.
const LEAST_GRAMS: usize = 8;
/// How many grams explain a score.
const SHOWN: usize = 5;
/// What is told counts so much beside what is asked.
const TOLD: f32 = 0.5;

/// Lines through the examples of a corpus.
#[derive(Debug)]
pub(super) struct Judge {
    grams: Grams,
    /// The rule whose examples a line is drawn through, and the line's bias.
    lines: Vec<(usize, f32)>,
    /// By gram one weight for each line, and then once more for grams in what is told.
    weights: Vec<f32>,
    unread: Vec<ClassId>,
}

/// What the examples say of one text.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    /// How many grams it has that they know.
    grams: usize,
    /// By line, 0 to 1, 0.5 on the line.
    scores: Vec<f32>,
}

impl Judge {
    /// Fits a line for each rule that has examples of its own.
    #[must_use]
    pub(super) fn train(corpus: &Corpus, lexis: &mut Lexis, turns: &Turns, reader: &Reader) -> Self {
        let examples = examples(corpus);
        let unread = turns.classes();
        let mut raw = Vec::new();
        for (number, example) in (0..).zip(&examples) {
            read(example.text, lexis, turns, reader, |text, part| {
                each(text, part, &unread, |gram, _| raw.push((gram, number, part.told)));
            });
        }
        let (known, seen) = number_grams(raw);
        let [whole, focused] = [false, true].map(|focused| rows(&seen, examples.len(), focused));
        let ruled = corpus.rules.iter().enumerate().filter(|(_, rule)| rule.examples.is_some());
        let fit = |own: &Rule| {
            let labels: Vec<Option<bool>> =
                examples.iter().map(|example| example.speaks_for(family(own))).collect();
            let rows = if own.kind == RuleKind::Emergency { &whole } else { &focused };
            Line::fit(rows, &labels, [1.0, TOLD], 2 * known.len())
        };
        let fitted: Vec<(usize, Line)> = thread::scope(|scope| {
            let running: Vec<_> =
                ruled.map(|(rule, own)| (rule, scope.spawn(|| fit(own)))).collect();
            let join = |(rule, fit): (usize, thread::ScopedJoinHandle<'_, Line>)| {
                (rule, fit.join().unwrap_or_else(|panic| resume_unwind(panic)))
            };
            running.into_iter().map(join).collect()
        });
        let by_gram = |gram: usize| fitted.iter().map(move |(_, line)| line.weights[gram]);
        Self {
            weights: (0..2 * known.len()).flat_map(by_gram).collect(),
            lines: fitted.iter().map(|(rule, line)| (*rule, line.bias)).collect(),
            grams: Grams::new(known, lexis.stems(), lexis.classes()),
            unread,
        }
    }

    /// The line through the examples of a rule, if it has any.
    pub(super) fn line(&self, rule: usize) -> Option<usize> {
        self.lines.iter().position(|(of, _)| *of == rule)
    }

    pub(super) fn seen(&self, text: &Text<'_>, parts: &[Part]) -> Vec<Seen> {
        self.grams.seen(text, parts, &self.unread)
    }

    /// What the examples say of grams. `focused`: told ones count as such.
    pub(super) fn judge(&self, seen: &[Seen], focused: bool) -> Verdict {
        let halves = self.features(seen, focused);
        let mut distances: Vec<f32> = self.lines.iter().map(|(_, bias)| *bias).collect();
        for (half, length) in halves.iter().zip([1.0, TOLD]) {
            let value = value(half.len(), length);
            for feature in half {
                for (distance, weight) in distances.iter_mut().zip(self.weights(*feature)) {
                    *distance += weight * value;
                }
            }
        }
        let score = |distance: f32| 0.5 + 0.5 * distance / (1.0 + distance.abs());
        Verdict {
            grams: halves.iter().map(Vec::len).sum(),
            scores: distances.into_iter().map(score).collect(),
        }
    }

    /// The grams that speak most for a line, the strongest first, with their part of the distance from it.
    pub(super) fn leanings(&self, line: usize, seen: &[Seen], focused: bool) -> Vec<Leaning> {
        let halves = self.features(seen, focused);
        let mut leanings: Vec<Leaning> = Vec::new();
        for (half, length) in halves.iter().zip([1.0, TOLD]) {
            let value = value(half.len(), length);
            leanings.extend(half.iter().filter_map(|feature| {
                let first = seen.iter().find(|seen| self.feature(seen, focused) == *feature)?;
                let weight = self.weights(*feature)[line] * value;
                (weight > 0.0).then(|| Leaning { tokens: first.words.clone(), weight })
            }));
        }
        leanings.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        leanings.truncate(SHOWN);
        leanings
    }

    /// The features of what is asked and of what is told, each once.
    fn features(&self, seen: &[Seen], focused: bool) -> [Vec<u32>; 2] {
        [false, true].map(|told| {
            let half = seen.iter().filter(|seen| (focused && seen.told) == told);
            let mut half: Vec<u32> = half.map(|seen| self.feature(seen, focused)).collect();
            half.sort_unstable();
            half.dedup();
            half
        })
    }

    fn feature(&self, seen: &Seen, focused: bool) -> u32 {
        let told = u32::try_from(self.grams.len()).unwrap_or(u32::MAX);
        if focused && seen.told { seen.number + told } else { seen.number }
    }

    /// By line.
    fn weights(&self, feature: u32) -> &[f32] {
        let lines = self.lines.len();
        &self.weights[feature as usize * lines..(feature as usize + 1) * lines]
    }
}

impl Verdict {
    /// Whether there is enough of what the examples know to call it an emergency without a pattern: three words out of
    /// nowhere, "mass gainer shakes", have one that stands in emergencies as well.
    pub(super) const fn says_enough(&self) -> bool {
        self.grams >= LEAST_GRAMS
    }

    /// 0 to 1, 0.5 on the line.
    pub(super) fn score(&self, line: usize) -> f32 {
        self.scores[line]
    }
}

/// Reads one example: calls `take` for each of its parts. The only place where examples are read.
fn read(
    text: &str,
    lexis: &mut Lexis,
    turns: &Turns,
    reader: &Reader,
    mut take: impl FnMut(&Text<'_>, &Part),
) {
    let tokens = reader.tokens(text);
    tokens.iter().for_each(|token| {
        lexis.learn(&token.stem);
    });
    let text = lexis.look_up_stems(&tokens);
    turns.parts(&text).iter().for_each(|part| take(&text, part));
}

/// A text that somebody labelled.
struct Example<'c> {
    text: &'c str,
    label: Label<'c>,
}

enum Label<'c> {
    /// Of this family.
    Is(&'c str),
    /// Not of this family; what else it is, nobody says.
    IsNot(&'c str),
    /// Of none.
    General,
}

impl Example<'_> {
    fn speaks_for(&self, family: &str) -> Option<bool> {
        match self.label {
            Label::Is(own) => Some(own == family),
            Label::IsNot(own) => (own == family).then_some(false),
            Label::General => Some(false),
        }
    }
}

/// Rules whose names begin with the same word share their examples: `diagnosis-photo` and `diagnosis-examples`.
fn family(rule: &Rule) -> &str {
    rule.id.split('-').next().unwrap_or_default()
}

/// Everything a knowledge base says about which message is of which kind: examples and promises of its rules, and every
/// phrasing and negative, none of which is any of them.
fn examples(corpus: &Corpus) -> Vec<Example<'_>> {
    if corpus.rules.iter().all(|rule| rule.examples.is_none()) {
        return Vec::new();
    }
    let stopping = |rule: &&Rule| !matches!(rule.kind, RuleKind::Caution { .. });
    let ruled = corpus.rules.iter().filter(stopping).flat_map(of_rule);
    let phrasings = corpus.answers().flat_map(|(_, _, answer)| &answer.phrasings);
    let negatives = corpus.silence.iter().flat_map(|group| &group.negatives);
    let general = phrasings.chain(negatives).map(|text| Example { text, label: Label::General });
    ruled.chain(general).collect()
}

fn of_rule(rule: &Rule) -> Vec<Example<'_>> {
    let examples = rule.examples.as_ref();
    let (like, unlike) = examples.map_or((&[][..], &[][..]), |own| (&own.like, &own.unlike));
    let is = rule.catches.iter().chain(like);
    let is = is.map(|text| Example { text, label: Label::Is(family(rule)) });
    let is_not =
        rule.lets_through.iter().map(|text| Example { text, label: Label::IsNot(family(rule)) });
    let general = unlike.iter().map(|text| Example { text, label: Label::General });
    is.chain(is_not).chain(general).collect()
}

/// A gram by number in an example, and whether it is told there.
type InExample = (u32, usize, bool);

/// Numbers the grams that enough examples have; returns them in order, and where each stands, in the same order.
fn number_grams(mut raw: Vec<(Gram, usize, bool)>) -> (Vec<Gram>, Vec<InExample>) {
    raw.sort_unstable();
    raw.dedup();
    let mut known = Vec::new();
    let mut seen = Vec::with_capacity(raw.len());
    let same = raw.chunk_by(|(a, ..), (b, ..)| a == b);
    for (number, same) in (0..).zip(same.filter(|same| same.len() >= LEAST_EXAMPLES)) {
        known.push(same[0].0);
        seen.extend(same.iter().map(|(_, example, told)| (number, *example, *told)));
    }
    (known, seen)
}

/// A row for each example: its grams, those that are told in the second half if `focused`.
fn rows(seen: &[InExample], examples: usize, focused: bool) -> Rows {
    let grams = seen.last().map_or(0, |(number, ..)| number + 1);
    let mut halves = vec![[Vec::new(), Vec::new()]; examples];
    for (number, example, told) in seen {
        let (half, feature) = if focused && *told { (1, number + grams) } else { (0, *number) };
        let half: &mut Vec<u32> = &mut halves[*example][half];
        // The same gram may be asked and told.
        if half.last() != Some(&feature) {
            half.push(feature);
        }
    }
    let mut rows = Rows::default();
    halves.iter().for_each(|[first, second]| rows.push(first, second));
    rows
}

/// The grams that stand wholly on words of a range, of grams in order of where they begin.
pub(super) fn inside(seen: &[Seen], words: &Range<usize>) -> Vec<Seen> {
    let from = seen.partition_point(|seen| seen.words.start < words.start);
    let to = seen.partition_point(|seen| seen.words.start < words.end);
    seen[from..to].iter().filter(|seen| seen.words.end <= words.end).cloned().collect()
}
