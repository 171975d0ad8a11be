//! Runs all rules over a query, in the policy's order: emergency, refusal, cautions. Within each, patterns come before
//! examples.

mod refusal;

use std::borrow::Cow;
use std::cmp::Reverse;

use super::automaton::{Automaton, Found, Opening, Reach};
use super::heard::{Heard, Piece};
use super::judge::{Judge, Verdict};
use super::lexis::{Lexis, Text};
use super::parts::Turns;
use super::steps::Taken;
use crate::model::{
    Corpus, Examples, Likeness, Query, RefusalKind, Rule, RuleKind, RuleMatch, Run, Screening,
    Strength, Token,
};
use crate::text::Reader;

/// The rules of a knowledge base, compiled.
#[derive(Debug)]
pub struct Screen {
    pub(super) lexis: Lexis,
    catching: Automaton,
    excusing: Automaton,
    pub(super) turns: Turns,
    judge: Judge,
    /// By number of a pattern: its rule.
    caught_by: Vec<usize>,
    excused_by: Vec<usize>,
    rules: Vec<Compiled>,
    /// The examples that a hint of an emergency is weighed with, and a hint of a refusal.
    for_emergencies: Vec<Thresholds>,
    for_refusals: Vec<Thresholds>,
    /// In a short message a fallback refuses what has an answer with a lower score.
    sure_from: f32,
    /// What joins a query with an attachment; none if the reader makes nothing of the word.
    attachment: Option<Token>,
}

/// What of a rule is not in the automata.
#[derive(Debug)]
struct Compiled {
    kind: RuleKind,
    strength: Strength,
    thresholds: Option<Thresholds>,
}

#[derive(Debug, Clone, Copy)]
struct Thresholds {
    /// Of the judge.
    line: usize,
    decides_from: f32,
    decides_long_from: f32,
    agrees_from: f32,
}

impl Thresholds {
    const fn decides(&self, is_short: bool) -> f32 {
        if is_short { self.decides_from } else { self.decides_long_from }
    }
}

/// A message made ready for the rules.
struct Message<'m, 'j> {
    text: Text<'m>,
    taken: Taken,
    /// Where patterns that catch something may begin.
    openings: Vec<Opening>,
    heard: Heard<'j>,
}

/// A piece of a message that is like enough the examples of a rule.
struct Likely<'h> {
    rule: usize,
    /// Of the judge.
    line: usize,
    piece: &'h Piece,
}

impl Likely<'_> {
    fn score(&self) -> f32 {
        self.piece.verdict.score(self.line)
    }

    /// With the words that say so: they are looked for once it is kept.
    fn matched(&self, heard: &Heard<'_>) -> RuleMatch {
        let leanings = heard.leanings(self.piece, self.line, true);
        let examples = Some(Likeness { score: self.score(), leanings });
        RuleMatch { rule: self.rule, tokens: 0..0, examples, found_by: None }
    }
}

/// By rule the words that its `unless` patterns stand on; no words where none of them matched.
struct Excused(Vec<Vec<bool>>);

impl Excused {
    fn takes_back(&self, rule: usize, found: &Found) -> bool {
        let words = &self.0[rule];
        words.iter().take(found.tokens.end).skip(found.tokens.start).any(|excused| *excused)
    }

    /// None where nothing of a rule is taken back.
    fn words(&self, rule: usize) -> Option<&[bool]> {
        Some(&self.0[rule][..]).filter(|words| !words.is_empty())
    }
}

/// Stands in a pattern for "something was attached", which no word says.
const ATTACHMENT: &str = "attachedpicture";

impl Screen {
    /// Compiles the rules and trains on their examples; `run` does what need not be done in turn.
    #[must_use]
    pub fn new(corpus: &Corpus, reader: &Reader, run: Run) -> Self {
        let owners = |patterns: fn(&Rule) -> usize| {
            let rules = corpus.rules.iter().enumerate();
            rules.flat_map(|(at, rule)| vec![at; patterns(rule)]).collect()
        };
        let patterns = corpus.rules.iter().flat_map(|rule| &rule.patterns);
        let unless = corpus.rules.iter().flat_map(|rule| &rule.unless);
        let mut lexis = Lexis::new(&corpus.lexicon.classes, reader);
        let turns = Turns::new(&lexis);
        let catching = Automaton::compile(patterns, &mut lexis, reader);
        let excusing = Automaton::compile(unless, &mut lexis, reader);
        let judge = Judge::train(corpus, &mut lexis, &turns, reader, run);
        let compiled = |(at, rule): (usize, &Rule)| Compiled {
            kind: rule.kind.clone(),
            strength: rule.strength,
            thresholds: rule.examples.as_ref().zip(judge.line(at)).map(|(examples, line)| {
                let Examples { decides_from, decides_long_from, agrees_from, .. } = *examples;
                Thresholds { line, decides_from, decides_long_from, agrees_from }
            }),
        };
        let rules: Vec<Compiled> = corpus.rules.iter().enumerate().map(compiled).collect();
        let thresholds = |of: fn(&RuleKind) -> bool| {
            rules.iter().filter(|rule| of(&rule.kind)).filter_map(|rule| rule.thresholds).collect()
        };
        Self {
            for_emergencies: thresholds(|kind| matches!(kind, RuleKind::Emergency)),
            for_refusals: thresholds(|kind| matches!(kind, RuleKind::Refuse(_))),
            caught_by: owners(|rule| rule.patterns.len()),
            excused_by: owners(|rule| rule.unless.len()),
            rules,
            sure_from: corpus.settings.thresholds.sure(),
            attachment: reader.tokens(ATTACHMENT).pop(),
            catching,
            excusing,
            judge,
            turns,
            lexis,
        }
    }

    /// Moves the thresholds of all examples, to see what others would do.
    pub fn move_thresholds(&mut self, by: f32) {
        let of_rules = self.rules.iter_mut().filter_map(|rule| rule.thresholds.as_mut());
        let of_hints = self.for_emergencies.iter_mut().chain(&mut self.for_refusals);
        for thresholds in of_rules.chain(of_hints) {
            thresholds.decides_from += by;
            thresholds.decides_long_from += by;
            thresholds.agrees_from += by;
        }
    }

    /// What the rules say about a query.
    ///
    /// An `unless` pattern takes back the matches of its rule that it overlaps, and no others: "no trouble breathing"
    /// excuses itself, not the swollen lips two words on. To reach further it is written with `...` around it. Examples
    /// have to decide without the parts of the message it stands in.
    ///
    /// In an emergency nothing else is looked for.
    #[must_use]
    pub fn screen(&self, query: &Query) -> Screening {
        let tokens = self.with_attachment(query);
        let text = self.lexis.look_up(&tokens);
        let taken = Taken::by(&text);
        let message = Message {
            heard: Heard::new(&self.judge, &text, &self.turns, query.has_attachment),
            openings: self.catching.openings(&text, &taken, |_| true),
            taken,
            text,
        };
        let is_emergency = |kind: &RuleKind| *kind == RuleKind::Emergency;
        let mut screening = self.judged(&message, is_emergency);
        if screening.emergency.is_none() {
            screening = self.judged(&message, |kind| !is_emergency(kind));
            if let Some(unbacked) = self.take_unbacked(&mut screening, &message.heard, query) {
                screening.fallback = Some(unbacked);
            } else if screening.refusal.is_none() {
                screening.fallback = self.fallback(screening.fallback.take(), &message.heard);
            }
            self.settle_kinds(&mut screening, &message.heard);
        }
        // Nobody who shows a match knows of the token for the attachment.
        let end = query.tokens.len();
        for matched in screening.matches_mut() {
            matched.tokens = matched.tokens.start.min(end)..matched.tokens.end.min(end);
        }
        screening
    }

    /// What the rules of some kinds say about a message.
    fn judged(&self, message: &Message<'_, '_>, of: impl Fn(&RuleKind) -> bool) -> Screening {
        let asked: Vec<bool> = self
            .rules
            .iter()
            .enumerate()
            .map(|(at, rule)| of(&rule.kind) && self.may_stand(at, &message.heard))
            .collect();
        let wanted = |pattern: usize| asked[self.caught_by[pattern]];
        let Message { text, taken, openings, .. } = message;
        let mut found = self.catching.find(text, taken, openings, Reach::Shortest, wanted);
        let likely = self.decided_by_examples(&message.heard, |rule| of(&self.rules[rule].kind));
        let mut screening = Screening::default();
        if found.is_empty() && likely.is_empty() {
            return screening;
        }
        let excused = self.excused(message, &found, &likely);
        // What weighs most comes first, so that the rest changes nothing and is not weighed. Of the matches of a rule the
        // one that ends first is shown, the longest of those.
        found.sort_by_key(|Found { pattern, tokens }| {
            (self.precedence(self.caught_by[*pattern]), tokens.end, tokens.start)
        });
        for found in found {
            let rule = self.caught_by[found.pattern];
            if self.would_change(rule, &message.heard, &screening)
                && !excused.takes_back(rule, &found)
                && self.is_supported(rule, &found, &message.heard)
            {
                let tokens = found.tokens;
                let matched = RuleMatch { rule, tokens, examples: None, found_by: None };
                self.keep(matched, &message.heard, &mut screening);
            }
        }
        for likely in &likely {
            if let Some(words) = excused.words(likely.rule) {
                let rest = message.heard.without(words);
                for likely in &self.decided_by_examples(&rest, |rule| rule == likely.rule) {
                    self.keep_likely(likely, &rest, &mut screening);
                }
            } else {
                self.keep_likely(likely, &message.heard, &mut screening);
            }
        }
        screening.fallback = screening.fallback.filter(|_| screening.refusal.is_none());
        screening.cautions.sort_by_key(|matched| matched.rule);
        screening
    }

    /// What takes something back of the rules that caught something.
    fn excused(
        &self,
        message: &Message<'_, '_>,
        found: &[Found],
        likely: &[Likely<'_>],
    ) -> Excused {
        let mut caught = vec![false; self.rules.len()];
        found.iter().for_each(|found| caught[self.caught_by[found.pattern]] = true);
        likely.iter().for_each(|likely| caught[likely.rule] = true);
        let wanted = |pattern: usize| caught[self.excused_by[pattern]];
        let Message { text, taken, .. } = message;
        let openings = self.excusing.openings(text, taken, wanted);
        let excuses = self.excusing.find(text, taken, &openings, Reach::Longest, |_| true);
        let mut excused = Excused(vec![Vec::new(); self.rules.len()]);
        for Found { pattern, tokens } in excuses {
            let words = &mut excused.0[self.excused_by[pattern]];
            words.resize(message.text.words.len(), false);
            let end = tokens.end.min(words.len());
            words[tokens.start..end].fill(true);
        }
        excused
    }

    /// Emergencies first, then the refusal that asks to act ("is this eczema, and should I stop my cream" is one for
    /// treatment), of refusals what is sure, then in the order of the rules.
    fn precedence(&self, rule: usize) -> (Reverse<Option<RefusalKind>>, bool, usize) {
        let Compiled { kind, strength, .. } = &self.rules[rule];
        match kind {
            RuleKind::Refuse(kind) => (Reverse(Some(*kind)), *strength != Strength::Sure, rule),
            RuleKind::Emergency | RuleKind::Caution { .. } => (Reverse(None), false, rule),
        }
    }

    /// Whether a match of a rule can stand at all: a hint of a refusal cannot where the examples lean another way, nor a
    /// fallback in a long message.
    fn may_stand(&self, rule: usize, heard: &Heard<'_>) -> bool {
        match &self.rules[rule] {
            Compiled { strength: Strength::Sure, .. }
            | Compiled { kind: RuleKind::Emergency | RuleKind::Caution { .. }, .. } => true,
            Compiled { strength: Strength::Fallback, .. } if heard.is_short() => true,
            Compiled { kind, .. } => heard.requests().any(|verdict| self.agrees(kind, verdict)),
        }
    }

    /// Whether the examples lean the way of a hint. What is told before a question is a hint at most, and so is a refusal
    /// where no word is of our subject: cars, accounts and recipes are asked about in the same words.
    fn is_supported(&self, rule: usize, found: &Found, heard: &Heard<'_>) -> bool {
        let Compiled { kind, strength, .. } = &self.rules[rule];
        match (strength, kind) {
            (Strength::Fallback, _) => true,
            (Strength::Brief, _) if heard.is_short() => true,
            (Strength::Hint | Strength::Brief, RuleKind::Emergency) => {
                heard.near(&found.tokens).any(|verdict| self.agrees(kind, verdict))
            }
            (_, RuleKind::Refuse(_))
                if *strength == Strength::Hint
                    || heard.is_told(&found.tokens)
                    || heard.is_foreign() =>
            {
                heard.about(&found.tokens).any(|verdict| self.agrees(kind, verdict))
            }
            _ => true,
        }
    }

    /// Whether the examples lean towards a kind; a refusal of either kind supports the other. Without examples nobody objects.
    fn agrees(&self, kind: &RuleKind, verdict: &Verdict) -> bool {
        let is_emergency = *kind == RuleKind::Emergency;
        let lines = if is_emergency { &self.for_emergencies } else { &self.for_refusals };
        lines.is_empty() || lines.iter().any(|own| verdict.score(own.line) >= own.agrees_from)
    }

    /// The rules whose examples a message is like enough, the likest first.
    fn decided_by_examples<'h>(
        &self,
        heard: &'h Heard<'_>,
        of: impl Fn(usize) -> bool,
    ) -> Vec<Likely<'h>> {
        let mut decided = Vec::new();
        let rules = self.rules.iter().enumerate().filter(|(rule, _)| of(*rule));
        for (rule, compiled) in rules {
            let Some(thresholds) = compiled.thresholds else { continue };
            let line = thresholds.line;
            let is_emergency = compiled.kind == RuleKind::Emergency;
            let decides_from = thresholds.decides(heard.is_short());
            let beyond = |piece: &Piece| piece.verdict.score(line) - decides_from;
            let pieces = heard.pieces(&compiled.kind).filter(|piece| {
                (!is_emergency || heard.says_enough(piece)) && beyond(piece) >= 0.0
            });
            let likeliest = pieces.max_by(|a, b| beyond(a).total_cmp(&beyond(b)));
            decided.extend(likeliest.map(|piece| Likely { rule, line, piece }));
        }
        decided.sort_by(|a, b| b.score().total_cmp(&a.score()));
        decided
    }

    /// Whether a match of a rule would change what is kept already, where what weighs more came before.
    fn would_change(&self, rule: usize, heard: &Heard<'_>, screening: &Screening) -> bool {
        match self.rules[rule].kind {
            RuleKind::Emergency => screening.emergency.is_none(),
            RuleKind::Refuse(_) if self.gives_way(rule, heard) => screening.fallback.is_none(),
            RuleKind::Refuse(_) => screening.refusal.is_none(),
            RuleKind::Caution { .. } => screening.cautions.iter().all(|kept| kept.rule != rule),
        }
    }

    fn keep(&self, matched: RuleMatch, heard: &Heard<'_>, screening: &mut Screening) {
        match &self.rules[matched.rule].kind {
            RuleKind::Emergency => screening.emergency = Some(matched),
            RuleKind::Refuse(kind) if self.gives_way(matched.rule, heard) => {
                screening.fallback = Some(self.giving_way(*kind, matched, heard));
            }
            RuleKind::Refuse(kind) => screening.refusal = Some((*kind, matched)),
            RuleKind::Caution { .. } => screening.cautions.push(matched),
        }
    }

    /// What examples decided fills what patterns left open.
    fn keep_likely(&self, likely: &Likely<'_>, heard: &Heard<'_>, screening: &mut Screening) {
        match &self.rules[likely.rule].kind {
            RuleKind::Emergency if screening.emergency.is_none() => {
                screening.emergency = Some(likely.matched(heard));
            }
            RuleKind::Refuse(kind) if screening.refusal.is_none() && heard.is_foreign() => {
                let fallback = || self.giving_way(*kind, likely.matched(heard), heard);
                screening.fallback.get_or_insert_with(fallback);
            }
            RuleKind::Refuse(kind) if screening.refusal.is_none() => {
                screening.refusal = Some((*kind, likely.matched(heard)));
            }
            _ => {}
        }
    }

    /// The query's tokens, and one more in the last sentence for an attachment.
    fn with_attachment<'q>(&self, query: &'q Query) -> Cow<'q, [Token]> {
        let mut tokens = Cow::Borrowed(&query.tokens[..]);
        if query.has_attachment {
            let sentence = tokens.last().map_or(0, |token| token.sentence);
            let attachment = self.attachment.clone().map(|token| Token { sentence, ..token });
            tokens.to_mut().extend(attachment);
        }
        tokens
    }
}

#[cfg(test)]
mod tests;
