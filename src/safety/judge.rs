//! What the examples say of a message: one straight line per family of rules through its words, pairs of words and classes.
//!
//! It stands beside the patterns: they are sure of what they name, the examples lean. A score is a sum over grams and, for
//! refusals, over the vectors of words, so they explain it exactly. For a refusal what a message asks counts in full and
//! what it tells a little, by weights of its own: a long story makes no general question a request. For an emergency all of
//! it counts alike.

use std::ops::Range;
use std::sync::Arc;

use super::bits::{Bits, ones};
use super::drafts::{self, Common, Reading, asked, feature};
use super::grams::{self, Seen, inside};
use super::lexis::{ClassId, Lexis, Text};
use super::line::{Line, Rows, Weighing, value};
use super::meaning::{self, Directions, Said};
use super::parts::{Part, Turns};
use crate::model::{Corpus, Leaning, RefusalKind, Rule, RuleKind, Run, Strength, work};
use crate::text::names::Pairs;
use crate::text::order::scattered;
use crate::text::{Reader, WordVectors};

/// Orders in which the examples are visited; a fit that takes more passes begins with the first again.
const ORDERS: usize = 4;
/// How many grams explain a score.
const SHOWN: usize = 5;
/// How much what is asked counts, and what is told.
const LENGTHS: [f32; 2] = [1.0, 0.5];
/// How dear a wrong example is: of requests, and of emergencies, where rare grams count more.
const COSTS: [f32; 2] = [1.0, 0.5];

/// Lines through the examples of a corpus.
#[derive(Debug)]
pub(super) struct Judge {
    /// Those that enough examples have.
    grams: Pairs,
    /// By gram the square of what it counts for an emergency.
    squares: Vec<f32>,
    lines: Vec<Fitted>,
    /// The one of them that tells requests for treatment, above it, from those for a diagnosis.
    between: Option<usize>,
    /// By gram one weight for each line, in parts of its [`Fitted::unit`], and then once more for grams in what is told.
    weights: Vec<i16>,
    unread: Vec<ClassId>,
    vectors: Arc<WordVectors>,
}

/// A line in use; its weights are kept gram by gram.
#[derive(Debug)]
struct Fitted {
    /// The rule whose family it tells from all else; none for the line between two families.
    rule: Option<usize>,
    /// Whether the rarer a gram is the more it counts.
    prefers_rare: bool,
    bias: f32,
    /// What a weight has to be multiplied with.
    unit: f32,
    /// Empty where it knows no vectors.
    directions: Directions,
}

/// A line to be fitted: its rule, and for each example whether it is on the upper side.
type Labelled = (Option<usize>, Vec<Option<bool>>);

/// What of a text the lines are drawn through.
#[derive(Debug, Clone)]
pub(super) struct Features {
    grams: Vec<Seen>,
    /// The numbers of the grams, each once, in order.
    numbers: Vec<u32>,
    said: Said,
}

/// What the examples say of one text.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    /// By line how far beyond it, below 0 on its other side.
    distances: Vec<f32>,
}

impl Judge {
    /// Fits a line for each rule that has examples of its own; `run` fits those that know nothing of each other.
    #[must_use]
    pub(super) fn train(
        corpus: &Corpus,
        lexis: &mut Lexis,
        turns: &Turns,
        reader: &Reader,
        run: Run,
    ) -> Self {
        let examples = examples(corpus);
        let texts: Vec<&str> = examples.iter().map(|example| example.text).collect();
        let reading = Reading { lexis, turns, reader, lengths: LENGTHS };
        let stretches = work::stretches(&texts, |text| text.len());
        let drafts = work::each(&stretches, run, |texts| reading.of(texts));
        let Common { grams, telling, mut rows } = drafts::join(drafts, lexis);
        let orders = scattered::<ORDERS>(&texts);
        let alike = vec![1.0; 2 * grams.len()];
        let squares: Vec<f32> = telling.into_iter().map(square).collect();
        let labelled = |of: fn(&RuleKind) -> bool| -> Vec<Labelled> {
            let ruled = corpus.rules.iter().enumerate();
            let ruled = ruled.filter(|(_, rule)| rule.examples.is_some() && of(&rule.kind));
            let labels = |own: &Rule| examples.iter().map(|one| one.speaks_for(own)).collect();
            ruled.map(|(at, own)| (Some(at), labels(own))).collect()
        };
        let fit = |rows: &Rows, weighing: Weighing<'_>, labelled: &[Labelled]| {
            work::each(labelled, run, |(rule, labels)| {
                (*rule, Line::fit(rows, labels, weighing, &orders))
            })
        };
        let mut of_requests = labelled(|kind| *kind != RuleKind::Emergency);
        let sides: Vec<Option<bool>> = examples.iter().map(Example::asks_to_act).collect();
        let both = [true, false].iter().all(|side| sides.contains(&Some(*side)));
        let between = both.then_some(of_requests.len());
        of_requests.extend(both.then_some((None, sides)));
        let weighing = Weighing { lengths: LENGTHS, squares: &alike, cost: COSTS[0] };
        let mut fitted = fit(&rows, weighing, &of_requests);
        let requests = fitted.len();
        // For an emergency what is told is as good as what is asked.
        rows.merge(|feature| asked(feature, &grams));
        let weighing = Weighing { lengths: [1.0, 1.0], squares: &squares, cost: COSTS[1] };
        fitted.extend(fit(&rows, weighing, &labelled(|kind| *kind == RuleKind::Emergency)));
        let units: Vec<f32> = fitted.iter().map(|(_, line)| line.unit()).collect();
        let mut weights = Vec::with_capacity(alike.len() * fitted.len());
        for feature in 0..alike.len() {
            let own = fitted.iter().zip(&units);
            weights.extend(own.map(|((_, line), unit)| line.rounded(feature, *unit)));
        }
        let in_use = |(at, ((rule, line), unit)): (usize, ((Option<usize>, Line), f32))| Fitted {
            rule,
            prefers_rare: at >= requests,
            bias: line.bias,
            unit,
            directions: line.directions,
        };
        let lines = fitted.into_iter().zip(units).enumerate().map(in_use).collect();
        let vectors = Arc::clone(reader.vectors());
        Self { grams, squares, lines, between, weights, unread: turns.classes(), vectors }
    }

    /// The line through the examples of a rule, if it has any.
    pub(super) fn line(&self, rule: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.rule == Some(rule))
    }

    /// The line above which a request is one for treatment, and below which it is one for a diagnosis.
    pub(super) const fn between(&self) -> Option<usize> {
        self.between
    }

    pub(super) fn features(&self, text: &Text<'_>, parts: &[Part]) -> Features {
        let directions: Vec<&Directions> = self.lines.iter().map(|line| &line.directions).collect();
        let (grams, numbers) = grams::seen(&self.grams, text, parts, &self.unread);
        Features { grams, numbers, said: meaning::said(text, parts, &self.vectors, &directions) }
    }

    /// What the examples say of some words. `focused`: told ones count as such.
    pub(super) fn judge(&self, of: &Features, words: &Range<usize>, focused: bool) -> Verdict {
        let seen = inside(&of.grams, words);
        let halves = self.halves(of, &seen, focused);
        let mut distances: Vec<f32> = self.lines.iter().map(|line| line.bias).collect();
        for (at, half) in halves.iter().enumerate() {
            let values = self.values(at, half);
            for feature in half {
                let weighed = distances.iter_mut().zip(self.weights(*feature)).zip(&values);
                for ((distance, weight), value) in weighed {
                    *distance += f32::from(*weight) * value;
                }
            }
        }
        for (line, distance) in distances.iter_mut().enumerate() {
            *distance += of.said.shares(words, line, focused, LENGTHS).sum::<f32>();
        }
        Verdict { distances }
    }

    /// The words and pairs of a text that speak most for the `upper` side of a line or the other, the strongest first, with
    /// their part of the mean distance of some of its pieces: their grams', and of a word its vector's.
    pub(super) fn leanings(
        &self,
        (line, upper): (usize, bool),
        pieces: &[(&Features, &Range<usize>)],
        focused: bool,
    ) -> Vec<Leaning> {
        let shares = pieces.iter().flat_map(|(of, words)| self.shares(line, of, words, focused));
        let mut all: Vec<Leaning> = shares.collect();
        all.sort_unstable_by_key(|leaning| (leaning.tokens.start, leaning.tokens.end));
        all.dedup_by(|again, kept| {
            let same = again.tokens == kept.tokens;
            kept.weight += if same { again.weight } else { 0.0 };
            same
        });
        #[expect(clippy::cast_precision_loss, reason = "one or two")]
        let of_all = if upper { 1.0 } else { -1.0 } / pieces.len() as f32;
        all.iter_mut().for_each(|leaning| leaning.weight *= of_all);
        all.retain(|leaning| leaning.weight > 0.0);
        let stronger = |a: &Leaning, b: &Leaning| {
            b.weight.total_cmp(&a.weight).then(a.tokens.start.cmp(&b.tokens.start))
        };
        if all.len() > SHOWN {
            all.select_nth_unstable_by(SHOWN, stronger);
            all.truncate(SHOWN);
        }
        all.sort_by(stronger);
        all
    }

    /// What each word and pair of a piece adds to its distance from a line.
    fn shares(
        &self,
        line: usize,
        of: &Features,
        words: &Range<usize>,
        focused: bool,
    ) -> Vec<Leaning> {
        let seen = inside(&of.grams, words);
        let halves = self.halves(of, &seen, focused);
        let values = [0, 1].map(|at| self.values(at, &halves[at])[line]);
        let mut counted = halves.each_ref().map(|half| vec![false; half.len()]);
        let mut alone = vec![0.0; words.len()];
        let shares = of.said.shares(words, line, focused, LENGTHS);
        alone.iter_mut().zip(shares).for_each(|(alone, share)| *alone += share);
        let mut all: Vec<Leaning> = Vec::new();
        for seen in seen {
            let (feature, at) =
                (self.feature(of, seen, focused), usize::from(focused && seen.told));
            let place = halves[at].binary_search(&feature);
            // A gram counts once, where it stands first.
            if place.is_ok_and(|place| !std::mem::replace(&mut counted[at][place], true)) {
                let (tokens, weight) =
                    (seen.words.clone(), f32::from(self.weights(feature)[line]) * values[at]);
                if tokens.len() == 1 {
                    alone[tokens.start - words.start] += weight;
                } else {
                    all.push(Leaning { tokens, weight });
                }
            }
        }
        let alone = alone.into_iter().zip(words.clone());
        all.extend(alone.map(|(weight, at)| Leaning { tokens: at..at + 1, weight }));
        all
    }

    /// The features of what is asked and of what is told, each once, in order.
    fn halves<'s>(
        &self,
        of: &Features,
        seen: &(impl Iterator<Item = &'s Seen> + Clone),
        focused: bool,
    ) -> [Vec<u32>; 2] {
        let mut halves = Bits::new(of.numbers.len(), 2);
        for seen in seen.clone() {
            halves.put(u32::from(focused && seen.told), seen.place);
        }
        [0, 1].map(|half| {
            let numbers = ones(halves.of(half)).map(|place| of.numbers[place]);
            numbers.map(|number| feature(number, half == 1, &self.grams)).collect()
        })
    }

    fn feature(&self, of: &Features, seen: &Seen, focused: bool) -> u32 {
        feature(of.numbers[seen.place], focused && seen.told, &self.grams)
    }

    /// By line what its weights of the features of a half are multiplied with. Emergencies are looked for in the first alone.
    #[expect(clippy::cast_precision_loss, reason = "counts of grams")]
    fn values(&self, half: usize, features: &[u32]) -> Vec<f32> {
        let square = |feature: &u32| self.squares.get(*feature as usize).copied();
        let alike = value(features.len() as f32, LENGTHS[half]);
        let rare = value(features.iter().filter_map(square).sum(), LENGTHS[half]);
        let lines = self.lines.iter();
        lines.map(|line| line.unit * if line.prefers_rare { rare } else { alike }).collect()
    }

    /// By line.
    fn weights(&self, feature: u32) -> &[i16] {
        let lines = self.lines.len();
        &self.weights[feature as usize * lines..(feature as usize + 1) * lines]
    }
}

impl Features {
    /// What is left without some parts of the text.
    pub(super) fn without<'p>(&self, parts: impl Iterator<Item = &'p Range<usize>>) -> Self {
        let mut left = self.clone();
        for part in parts {
            left.grams.retain(|seen| !part.contains(&seen.words.start));
            left.said.leave_out(part);
        }
        left
    }

    /// What is left without some words.
    pub(super) fn without_words(&self, words: &[bool]) -> Self {
        let mut left = self.clone();
        left.grams.retain(|seen| !words[seen.words.start]);
        for (at, _) in words.iter().enumerate().filter(|(_, out)| **out) {
            left.said.leave_out(&(at..at + 1));
        }
        left
    }
}

impl Verdict {
    /// Halfway between this and another.
    pub(super) fn mean(&self, other: &Self) -> Self {
        let both = self.distances.iter().zip(&other.distances);
        Self { distances: both.map(|(own, other)| f32::midpoint(*own, *other)).collect() }
    }

    /// 0 to 1, 0.5 on the line.
    pub(super) fn score(&self, line: usize) -> f32 {
        let distance = self.distances[line];
        0.5 + 0.5 * distance / (1.0 + distance.abs())
    }
}

/// The square of what a gram counts for an emergency: it counts the square of how telling it is, so that what a few examples
/// name weighs more than how people tell of anything (docs/safety-trials.md, "What a gram counts").
fn square(telling: f32) -> f32 {
    let counts = telling * telling;
    counts * counts
}

/// A text that somebody labelled.
struct Example<'c> {
    text: &'c str,
    label: Label<'c>,
}

enum Label<'c> {
    /// Of this rule's family.
    Is(&'c Rule),
    /// Not of this rule's family; what else it is, nobody says.
    IsNot(&'c Rule),
    /// Of none.
    General,
}

impl Example<'_> {
    /// Of a request whether it is one for treatment.
    fn asks_to_act(&self) -> Option<bool> {
        let Label::Is(rule) = self.label else { return None };
        let RuleKind::Refuse(kind) = rule.kind else { return None };
        let names_it = rule.examples.is_some() || rule.strength == Strength::Sure;
        names_it.then_some(kind == RefusalKind::Treatment)
    }

    /// Whether it is what a rule's family is about. Nobody says whether an emergency is a request besides, as it is looked for
    /// first, nor whether a request of one kind is one of the other.
    fn speaks_for(&self, rule: &Rule) -> Option<bool> {
        let same = |own: &Rule| family(own) == family(rule);
        let is_urgent = |rule: &Rule| rule.kind == RuleKind::Emergency;
        match self.label {
            Label::Is(own) if same(own) => Some(true),
            Label::Is(_) if !is_urgent(rule) => None,
            Label::Is(_) | Label::General => Some(false),
            Label::IsNot(own) => same(own).then_some(false),
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
    let is = is.map(|text| Example { text, label: Label::Is(rule) });
    let is_not = rule.lets_through.iter().map(|text| Example { text, label: Label::IsNot(rule) });
    let general = unlike.iter().map(|text| Example { text, label: Label::General });
    is.chain(is_not).chain(general).collect()
}
