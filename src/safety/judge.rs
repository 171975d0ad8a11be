//! What the examples say of a message: one straight line per family of rules through its words, pairs of words and classes.
//!
//! It stands beside the patterns: they are sure of what they name, the examples lean. A line is a linear support vector
//! machine with squared hinge loss, fitted when the rules are compiled by dual coordinate descent (Hsieh et al. 2008, "A
//! Dual Coordinate Descent Method for Large-scale Linear SVM", algorithm 1) in a fixed order, with additions and
//! multiplications only: the same examples give the same line on every machine. A score is a sum over grams, so the grams
//! explain it exactly.

use std::ops::Range;

use super::lexis::{ClassId, Lexis, Text};
use super::parts;
use crate::model::{Corpus, Leaning, Rule, RuleKind};
use crate::text::Reader;
use crate::text::order::scattered;

/// How dear a wrong example is (C of the machine).
const COST: f32 = 1.0;
/// Passes over the examples, each in another order; more change the third digit of a weight.
const PASSES: usize = 10;
/// A gram of one example alone says nothing in general.
const LEAST_EXAMPLES: usize = 2;
/// Fewer known grams than this are too little to go by for an emergency.
const LEAST_GRAMS: usize = 8;
/// How many grams explain a score.
const SHOWN: usize = 5;

/// Lines through the examples of a corpus.
#[derive(Debug)]
pub(super) struct Judge {
    known: Known,
    lines: Vec<Line>,
    /// Classes that say how a message is built, not what it is about.
    unread: Vec<ClassId>,
}

/// Two terms in a row, the second [`NOTHING`] for a term alone.
type Gram = (Term, Term);
/// A stem, a class, a number or an edge of the message.
type Term = u32;

const NOTHING: Term = u32::MAX;
const START: Term = u32::MAX - 1;
const END: Term = u32::MAX - 2;
const ANY_NUMBER: Term = u32::MAX - 3;
/// A stem that no example has.
const UNKNOWN: Term = u32::MAX - 4;
/// Added to a class, to tell it from a stem.
const CLASS: Term = 1 << 30;

/// A gram of a message and the words it stands on.
#[derive(Debug, Clone)]
struct Seen {
    gram: Gram,
    words: Range<usize>,
}

#[derive(Debug)]
struct Line {
    /// The rule whose examples it is drawn through, by number.
    rule: usize,
    /// By number of the gram.
    weights: Vec<f32>,
    bias: f32,
}

/// The grams that the lines know, numbered in order.
#[derive(Debug, Default)]
struct Known {
    grams: Vec<Gram>,
    /// By first term: where its grams begin, and where the last ones end. Most pairs are found missing in a few steps.
    starts: Vec<u32>,
    stems: usize,
    classes: usize,
}

/// What the examples say of one message.
#[derive(Debug)]
pub(super) struct Verdict<'j> {
    judge: &'j Judge,
    /// Known grams by number, with where they stand.
    grams: Vec<(usize, Range<usize>)>,
    /// By line.
    scores: Vec<f32>,
}

impl Judge {
    /// Fits a line for each rule that has examples of its own.
    #[must_use]
    pub(super) fn train(corpus: &Corpus, lexis: &mut Lexis, reader: &Reader) -> Self {
        let unread: Vec<ClassId> =
            [parts::ASIDE, parts::ASKING].iter().filter_map(|name| lexis.class(name)).collect();
        let mut examples = examples(corpus);
        if examples.is_empty() {
            return Self { known: Known::default(), lines: Vec::new(), unread };
        }
        let mut grams = Vec::new();
        for (number, example) in examples.iter_mut().enumerate() {
            let tokens = reader.tokens(example.text);
            for token in &tokens {
                lexis.learn(&token.stem);
            }
            let mut own: Vec<Gram> =
                seen(&lexis.look_up(&tokens), &unread).map(|seen| seen.gram).collect();
            own.sort_unstable();
            own.dedup();
            grams.extend(own.into_iter().map(|gram| (gram, number)));
        }
        let (known, rows) = number_grams(grams, examples.len());
        // Without an order that jumps about the fit takes many more passes.
        let texts: Vec<&str> = examples.iter().map(|example| example.text).collect();
        let orders: Vec<Vec<usize>> = (0..PASSES).map(|pass| scattered(&texts, pass)).collect();
        let ruled = corpus.rules.iter().enumerate().filter(|(_, rule)| rule.examples.is_some());
        let lines = ruled.map(|(rule, own)| {
            let labels: Vec<Option<bool>> =
                examples.iter().map(|example| example.speaks_for(family(own))).collect();
            Line::fit(rule, &rows, &labels, known.len(), &orders)
        });
        let lines = lines.collect();
        Self { known: Known::new(known, lexis.stems(), lexis.classes()), lines, unread }
    }

    #[must_use]
    pub(super) fn judge(&self, text: &Text<'_>) -> Verdict<'_> {
        let known = seen(text, &self.unread)
            .filter_map(|seen| self.known.number(seen.gram).map(|number| (number, seen.words)));
        let mut grams: Vec<(usize, Range<usize>)> = known.collect();
        grams.sort_by_key(|(number, _)| *number);
        grams.dedup_by_key(|(number, _)| *number);
        let scores = self.lines.iter().map(|line| line.score(&grams)).collect();
        Verdict { judge: self, grams, scores }
    }
}

impl Known {
    /// `grams` in order; their stems are below `stems`, their classes below `classes`.
    fn new(grams: Vec<Gram>, stems: usize, classes: usize) -> Self {
        let mut known = Self { stems, classes, ..Self::default() };
        for (number, (first, _)) in (0..).zip(&grams) {
            let slot = known.slot(*first);
            known.starts.resize(known.starts.len().max(slot + 1), number);
        }
        known.starts.push(u32::try_from(grams.len()).unwrap_or(u32::MAX));
        Self { grams, ..known }
    }

    fn number(&self, gram: Gram) -> Option<usize> {
        let slot = self.slot(gram.0);
        let (start, end) = (*self.starts.get(slot)? as usize, *self.starts.get(slot + 1)? as usize);
        self.grams[start..end].binary_search(&gram).ok().map(|at| start + at)
    }

    /// First terms without the holes between them, in the same order.
    fn slot(&self, term: Term) -> usize {
        match term {
            START => self.stems + self.classes + 1,
            ANY_NUMBER => self.stems + self.classes,
            CLASS.. => self.stems + (term - CLASS) as usize,
            stem => stem as usize,
        }
    }
}

impl Verdict<'_> {
    /// Whether there is enough of what the examples know to call it an emergency without a pattern: three words out of
    /// nowhere, "mass gainer shakes", have one that stands in emergencies as well.
    pub(super) fn says_enough(&self) -> bool {
        self.grams.len() >= LEAST_GRAMS
    }

    /// 0 to 1 for the examples of a rule, 0.5 on the line; none where it has none.
    pub(super) fn score(&self, rule: usize) -> Option<f32> {
        let line = self.judge.lines.iter().position(|line| line.rule == rule)?;
        self.scores.get(line).copied()
    }

    /// The grams that speak most for a rule, the strongest first, with their part of the distance from the line.
    /// `start` is the position of the judged text in the message.
    pub(super) fn leanings(&self, rule: usize, start: usize) -> Vec<Leaning> {
        let Some(line) = self.line(rule) else { return Vec::new() };
        let mut leanings: Vec<Leaning> = self
            .grams
            .iter()
            .map(|(gram, words)| Leaning {
                tokens: words.start + start..words.end + start,
                weight: line.weights[*gram] * value(self.grams.len()),
            })
            .filter(|leaning| leaning.weight > 0.0)
            .collect();
        leanings.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        leanings.truncate(SHOWN);
        leanings
    }

    fn line(&self, rule: usize) -> Option<&Line> {
        self.judge.lines.iter().find(|line| line.rule == rule)
    }
}

/// What each of so many grams counts: a long message weighs no more than a short one.
#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn value(grams: usize) -> f32 {
    1.0 / (grams.max(1) as f32).sqrt()
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

/// The grams of a text: stems and pairs of stems, and the same with classes in the place of their words.
fn seen(text: &Text<'_>, unread: &[ClassId]) -> impl Iterator<Item = Seen> {
    let words = text.words.iter().enumerate();
    let plain = words.map(|(at, word)| (word.stem.unwrap_or(UNKNOWN), at..at + 1)).collect();
    grams(plain).chain(grams(general(text, unread)))
}

/// The terms of a text with classes for their entries: the longest entry, of those the first class.
fn general(text: &Text<'_>, unread: &[ClassId]) -> Vec<(Term, Range<usize>)> {
    let mut terms = Vec::new();
    let mut at = 0;
    while let Some(word) = text.words.get(at) {
        let entries = text.spans[at].iter().filter(|(class, _)| !unread.contains(class));
        let entry = entries.max_by_key(|(class, end)| (*end, std::cmp::Reverse(*class)));
        let (term, end) = match entry {
            Some((class, end)) => (CLASS + class, *end),
            None if word.number => (ANY_NUMBER, at + 1),
            None => (word.stem.unwrap_or(UNKNOWN), at + 1),
        };
        terms.push((term, at..end));
        at = end;
    }
    terms
}

fn grams(terms: Vec<(Term, Range<usize>)>) -> impl Iterator<Item = Seen> {
    let last = terms.len();
    let all = (0..=last).flat_map(move |at| {
        let here = terms.get(at);
        let before = at.checked_sub(1).map(|before| &terms[before]);
        let single = here.map(|(term, words)| ((*term, NOTHING), words.clone()));
        let pair = match (before, here) {
            (Some((one, from)), Some((two, to))) => Some(((*one, *two), from.start..to.end)),
            (None, Some((first, words))) => Some(((START, *first), words.clone())),
            (Some((last, words)), None) => Some(((*last, END), words.clone())),
            (None, None) => None,
        };
        single.into_iter().chain(pair)
    });
    all.filter(|((one, two), _)| *one != UNKNOWN && *two != UNKNOWN)
        .map(|(gram, words)| Seen { gram, words })
}

/// Numbers the grams that enough examples have; returns them in order, and each example's grams by number.
fn number_grams(mut grams: Vec<(Gram, usize)>, examples: usize) -> (Vec<Gram>, Vec<Vec<u32>>) {
    grams.sort_unstable();
    let mut known = Vec::new();
    let mut rows = vec![Vec::new(); examples];
    for (number, same) in grams
        .chunk_by(|(a, _), (b, _)| a == b)
        .filter(|same| same.len() >= LEAST_EXAMPLES)
        .enumerate()
    {
        known.push(same[0].0);
        for (_, example) in same {
            rows[*example].push(u32::try_from(number).unwrap_or(u32::MAX));
        }
    }
    (known, rows)
}

impl Line {
    /// `orders` holds for each pass the order in which it visits the examples; those without a label stay out. The bias is
    /// the weight of a gram that every example has.
    fn fit(
        rule: usize,
        rows: &[Vec<u32>],
        labels: &[Option<bool>],
        grams: usize,
        orders: &[Vec<usize>],
    ) -> Self {
        let mut line = Self { rule, weights: vec![0.0; grams], bias: 0.0 };
        let mut multipliers = vec![0.0_f32; rows.len()];
        // Every example's grams have length 1 together, and so has the bias.
        let curvature = 2.0 + 1.0 / (2.0 * COST);
        for order in orders {
            for at in order.iter().copied() {
                let Some(label) = labels[at] else { continue };
                let row = &rows[at];
                let sign = if label { 1.0 } else { -1.0 };
                let gradient = sign * line.distance(row) - 1.0 + multipliers[at] / (2.0 * COST);
                let step = (multipliers[at] - gradient / curvature).max(0.0) - multipliers[at];
                // Most examples stand well on their side of the line and move it no more.
                if step != 0.0 {
                    multipliers[at] += step;
                    line.shift(row, step * sign);
                }
            }
        }
        line
    }

    /// 0 to 1 for a text with these grams, 0.5 on the line.
    fn score(&self, grams: &[(usize, Range<usize>)]) -> f32 {
        let sum: f32 = grams.iter().map(|(gram, _)| self.weights[*gram]).sum();
        let distance = self.bias + sum * value(grams.len());
        0.5 + 0.5 * distance / (1.0 + distance.abs())
    }

    fn distance(&self, row: &[u32]) -> f32 {
        let sum: f32 = row.iter().map(|gram| self.weights[*gram as usize]).sum();
        self.bias + sum * value(row.len())
    }

    fn shift(&mut self, row: &[u32], by: f32) {
        let each = by * value(row.len());
        for gram in row {
            self.weights[*gram as usize] += each;
        }
        self.bias += by;
    }
}
