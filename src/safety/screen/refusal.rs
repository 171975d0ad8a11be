//! What becomes of a refusal that is found: of which kind it is, and what it gives way to.

use super::{Compiled, Likely, Screen};
use crate::model::{
    Fallback, Likeness, Query, RefusalKind, RuleKind, RuleMatch, Screening, Strength,
};
use crate::safety::heard::Heard;
use crate::safety::judge::Verdict;

/// By this the score of an answer and what the examples say of all words alike are apart where one outweighs the other.
/// Without it 3 more of 70 long answerable messages that had been read were refused, with it none.
const LEAD: f32 = 0.05;

/// From so much on that the examples lean towards a refusal a fallback outweighs an answer in a short message. Of messages in
/// which it stood against an unsure answer, 8 of 9 requests leaned so far and 1 of 4 others.
const LEANS: f32 = 0.30;

/// From so much on above the line between the kinds a request found as one for a diagnosis is one for treatment, and up to so
/// much one found as for treatment is for a diagnosis. Of 471 requests in five files the first mended 32 and spoilt 2; the
/// second mends 5 of 6 and spoils none (docs/safety-trials.md, "Kinds, subject and empty questions").
const ACTS: f32 = 0.50;
const NAMES: f32 = 0.33;

impl Screen {
    /// The refusal of a pattern in a long message of which the examples say nothing like it: something to fall back on.
    pub(super) fn take_unbacked(
        &self,
        screening: &mut Screening,
        heard: &Heard<'_>,
        query: &Query,
    ) -> Option<Fallback> {
        let backs = |verdict: &Verdict| {
            let mut lines = self.for_refusals.iter();
            lines.any(|own| verdict.score(own.line) >= own.decides(heard.is_short()))
        };
        // Without examples nobody objects, and whoever shows a picture asks about the picture.
        let objects = !heard.is_short() && !query.has_attachment && !self.for_refusals.is_empty();
        let unbacked = |(_, matched): &mut (RefusalKind, RuleMatch)| {
            objects && matched.examples.is_none() && !heard.requests().any(backs)
        };
        let (kind, matched) = screening.refusal.take_if(unbacked)?;
        let outweighs = self.leaning(heard) + LEAD;
        Some(Fallback { kind, matched, breaks_silence: backs(&heard.whole().verdict), outweighs })
    }

    /// Gives requests that no sure pattern names the kind that the line between the examples of both kinds says.
    pub(super) fn settle_kinds(&self, screening: &mut Screening, heard: &Heard<'_>) {
        let fallback = screening.fallback.as_mut().map(|own| (&mut own.kind, &mut own.matched));
        let refusal = screening.refusal.as_mut().map(|(kind, matched)| (kind, matched));
        for (kind, matched) in refusal.into_iter().chain(fallback) {
            let by_name = matched.examples.is_none();
            if by_name && self.rules[matched.rule].strength == Strength::Sure {
                continue;
            }
            if let Some((other, instead)) = self.other_kind(*kind, matched, heard) {
                (*kind, *matched) = (other, instead);
            }
        }
    }

    /// The other kind, where a request is clearly of that, and the match of the rule whose examples say so.
    fn other_kind(
        &self,
        kind: RefusalKind,
        found: &RuleMatch,
        heard: &Heard<'_>,
    ) -> Option<(RefusalKind, RuleMatch)> {
        let (line, piece) = (self.judge.between()?, heard.focused());
        let above = piece.verdict.score(line);
        let (other, score) = match kind {
            RefusalKind::Diagnosis if above >= ACTS => (RefusalKind::Treatment, above),
            RefusalKind::Treatment if above <= NAMES => (RefusalKind::Diagnosis, 1.0 - above),
            RefusalKind::Diagnosis | RefusalKind::Treatment => return None,
        };
        let of_other =
            |own: &Compiled| own.kind == RuleKind::Refuse(other) && own.thresholds.is_some();
        let rule = self.rules.iter().position(of_other)?;
        let leanings = heard.leanings(piece, line, other == RefusalKind::Treatment);
        let (tokens, found_by) = (found.tokens.clone(), Some(found.rule));
        Some((
            other,
            RuleMatch { rule, tokens, examples: Some(Likeness { score, leanings }), found_by },
        ))
    }

    /// How far the examples lean towards a refusal of any kind where every word asks, 0 to 1.
    fn leaning(&self, heard: &Heard<'_>) -> f32 {
        let whole = &heard.whole().verdict;
        self.for_refusals.iter().map(|own| whole.score(own.line)).fold(0.0, f32::max)
    }

    /// What a pattern found to fall back on, joined with what the examples would decide if every word asked.
    pub(super) fn fallback(&self, found: Option<Fallback>, heard: &Heard<'_>) -> Option<Fallback> {
        let whole = heard.whole();
        let likeness = |(rule, compiled): (usize, &Compiled)| {
            let RuleKind::Refuse(kind) = compiled.kind else { return None };
            let thresholds = compiled.thresholds?;
            let likely = Likely { rule, line: thresholds.line, piece: whole };
            (likely.score() >= thresholds.decides(heard.is_short())).then_some((kind, likely))
        };
        let likely = self.rules.iter().enumerate().filter_map(likeness);
        let likeliest = likely.max_by(|(_, a), (_, b)| a.score().total_cmp(&b.score()));
        let Some((kind, likely)) = likeliest else { return found };
        let outweighs = likely.score() - LEAD;
        if let Some(found) = found {
            return Some(Fallback { outweighs: found.outweighs.max(outweighs), ..found });
        }
        Some(Fallback { kind, matched: likely.matched(heard), breaks_silence: false, outweighs })
    }

    /// Whether a rule refuses only what nothing surely answers: a fallback, and in a message without a word of our subject
    /// all that is not sure.
    pub(super) fn gives_way(&self, rule: usize, heard: &Heard<'_>) -> bool {
        match self.rules[rule].strength {
            Strength::Sure => false,
            Strength::Fallback => true,
            Strength::Hint | Strength::Brief => heard.is_foreign(),
        }
    }

    /// A refusal that gives way, by a rule that does so here.
    pub(super) fn giving_way(
        &self,
        kind: RefusalKind,
        matched: RuleMatch,
        heard: &Heard<'_>,
    ) -> Fallback {
        let breaks_silence = !heard.is_foreign();
        let leans = || self.for_refusals.is_empty() || self.leaning(heard) >= LEANS;
        let outweighs = match self.rules[matched.rule].strength {
            Strength::Fallback if heard.is_short() && leans() => self.sure_from,
            Strength::Fallback => 0.0,
            Strength::Sure | Strength::Hint | Strength::Brief => f32::INFINITY,
        };
        Fallback { kind, matched, breaks_silence, outweighs }
    }
}
