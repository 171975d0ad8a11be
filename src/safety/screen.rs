//! Runs all rules over a query, in the policy's order: emergency, refusal, cautions. Within each, patterns come before
//! examples.

use std::cmp::Reverse;

use super::automaton::{Automaton, Found, Reach, Steps};
use super::heard::Heard;
use super::judge::{Judge, Verdict};
use super::lexis::{Lexis, Text};
use crate::model::{
    Corpus, Examples, Likeness, Query, RefusalKind, Rule, RuleKind, RuleMatch, Screening, Strength,
    Token,
};
use crate::text::Reader;

/// The rules of a knowledge base, compiled.
#[derive(Debug)]
pub struct Screen {
    pub(super) lexis: Lexis,
    catching: Automaton,
    excusing: Automaton,
    judge: Judge,
    /// By number of a pattern: its rule.
    caught_by: Vec<usize>,
    excused_by: Vec<usize>,
    rules: Vec<Compiled>,
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
    decides_from: f32,
    agrees_from: f32,
}

/// A message made ready for the rules.
struct Message<'m, 'j> {
    text: Text<'m>,
    steps: Steps,
    heard: Heard<'j>,
}

/// By rule the words that its `unless` patterns stand on; no words where none of them matched.
struct Excused(Vec<Vec<bool>>);

impl Excused {
    fn takes_back(&self, rule: usize, found: &Found) -> bool {
        let words = &self.0[rule];
        words.iter().take(found.tokens.end).skip(found.tokens.start).any(|excused| *excused)
    }

    fn speaks_for(&self, rule: usize) -> bool {
        !self.0[rule].is_empty()
    }
}

/// Stands in a pattern for "something was attached", which no word says.
const ATTACHMENT: &str = "attachedpicture";

impl Screen {
    #[must_use]
    pub fn new(corpus: &Corpus, reader: &Reader) -> Self {
        let owners = |patterns: fn(&Rule) -> usize| {
            let rules = corpus.rules.iter().enumerate();
            rules.flat_map(|(at, rule)| vec![at; patterns(rule)]).collect()
        };
        let patterns = corpus.rules.iter().flat_map(|rule| &rule.patterns);
        let unless = corpus.rules.iter().flat_map(|rule| &rule.unless);
        let mut lexis = Lexis::new(&corpus.lexicon.classes, reader);
        Self {
            catching: Automaton::compile(patterns, &mut lexis, reader),
            excusing: Automaton::compile(unless, &mut lexis, reader),
            judge: Judge::train(corpus, &mut lexis, reader),
            caught_by: owners(|rule| rule.patterns.len()),
            excused_by: owners(|rule| rule.unless.len()),
            rules: corpus.rules.iter().map(Compiled::from).collect(),
            attachment: reader.tokens(ATTACHMENT).pop(),
            lexis,
        }
    }

    /// Moves the thresholds of all examples, to see what others would do.
    pub fn move_thresholds(&mut self, by: f32) {
        for thresholds in self.rules.iter_mut().filter_map(|rule| rule.thresholds.as_mut()) {
            thresholds.decides_from += by;
            thresholds.agrees_from += by;
        }
    }

    /// What the rules say about a query.
    ///
    /// An `unless` pattern takes back the matches of its rule that it overlaps, and no others: "no trouble breathing"
    /// excuses itself, not the swollen lips two words on. To reach further it is written with `...` around it. In a rule
    /// with examples it takes back what they decided.
    ///
    /// In an emergency nothing else is looked for.
    #[must_use]
    pub fn screen(&self, query: &Query) -> Screening {
        let tokens = self.with_attachment(query);
        let text = self.lexis.look_up(&tokens);
        let message = Message {
            heard: Heard::new(&self.judge, &text, self.parts(&text), |part| self.asks(part)),
            steps: Steps::of(&text),
            text,
        };
        let is_emergency = |kind: &RuleKind| *kind == RuleKind::Emergency;
        let mut screening = self.judged(&message, is_emergency);
        if screening.emergency.is_none() {
            screening = self.judged(&message, |kind| !is_emergency(kind));
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
        let mut found = self.catching.find(&message.text, &message.steps, Reach::Shortest, wanted);
        let likely = self.decided_by_examples(&message.heard, of);
        let mut screening = Screening::default();
        if found.is_empty() && likely.is_empty() {
            return screening;
        }
        let excused = self.excused(message, &found, &likely);
        // What weighs most comes first, so that the rest changes nothing and is not weighed.
        found.sort_by_key(|found| self.precedence(self.caught_by[found.pattern]));
        for found in found {
            let rule = self.caught_by[found.pattern];
            if self.would_change(rule, &screening)
                && !excused.takes_back(rule, &found)
                && self.is_supported(rule, &found, &message.heard)
            {
                self.keep(RuleMatch { rule, tokens: found.tokens, examples: None }, &mut screening);
            }
        }
        for matched in likely.into_iter().filter(|matched| !excused.speaks_for(matched.rule)) {
            self.keep_likely(matched, &mut screening);
        }
        screening.cautions.sort_by_key(|matched| matched.rule);
        screening
    }

    /// What takes something back of the rules that caught something.
    fn excused(&self, message: &Message<'_, '_>, found: &[Found], likely: &[RuleMatch]) -> Excused {
        let mut caught = vec![false; self.rules.len()];
        found.iter().for_each(|found| caught[self.caught_by[found.pattern]] = true);
        likely.iter().for_each(|matched| caught[matched.rule] = true);
        let wanted = |pattern: usize| caught[self.excused_by[pattern]];
        let excuses = self.excusing.find(&message.text, &message.steps, Reach::Longest, wanted);
        let mut excused = Excused(vec![Vec::new(); self.rules.len()]);
        for Found { pattern, tokens } in excuses {
            let words = &mut excused.0[self.excused_by[pattern]];
            words.resize(message.text.words.len(), false);
            let end = tokens.end.min(words.len());
            words[tokens.start..end].fill(true);
        }
        excused
    }

    /// Emergencies first, then the refusal that asks to act, then in the order of the rules.
    fn precedence(&self, rule: usize) -> (Reverse<Option<RefusalKind>>, usize) {
        let kind = match &self.rules[rule].kind {
            RuleKind::Refuse(kind) => Some(*kind),
            RuleKind::Emergency | RuleKind::Caution { .. } => None,
        };
        (Reverse(kind), rule)
    }

    /// Whether a match of a rule can stand at all: a hint of a refusal cannot where the examples lean another way.
    fn may_stand(&self, rule: usize, heard: &Heard<'_>) -> bool {
        match &self.rules[rule] {
            Compiled { kind: kind @ RuleKind::Refuse(_), strength: Strength::Hint, .. } => {
                let parts = heard.parts.iter().map(|(_, verdict)| verdict);
                parts.chain([&heard.whole]).any(|verdict| self.agrees(kind, verdict))
            }
            _ => true,
        }
    }

    /// For a hint, whether the examples lean its way.
    fn is_supported(&self, rule: usize, found: &Found, heard: &Heard<'_>) -> bool {
        let Compiled { kind, strength, .. } = &self.rules[rule];
        match (strength, kind) {
            (Strength::Hint, RuleKind::Emergency) => self.agrees(kind, heard.near(&found.tokens)),
            (Strength::Hint, RuleKind::Refuse(_)) => {
                let parts =
                    heard.parts.iter().filter(|(part, _)| part.contains(&found.tokens.start));
                let parts = parts.map(|(_, verdict)| verdict);
                parts.chain([&heard.whole]).any(|verdict| self.agrees(kind, verdict))
            }
            _ => true,
        }
    }

    /// Whether the examples lean towards a kind; a refusal of either kind supports the other. Without examples nobody
    /// objects.
    fn agrees(&self, kind: &RuleKind, verdict: &Verdict<'_>) -> bool {
        let alike = |other: &RuleKind| {
            other == kind || matches!((kind, other), (RuleKind::Refuse(_), RuleKind::Refuse(_)))
        };
        let mut with_examples = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| alike(&rule.kind))
            .filter_map(|(at, rule)| Some((verdict.score(at)?, rule.thresholds?)))
            .peekable();
        with_examples.peek().is_none()
            || with_examples.any(|(score, thresholds)| score >= thresholds.agrees_from)
    }

    /// The rules whose examples a message is like enough, the likest first.
    fn decided_by_examples(
        &self,
        heard: &Heard<'_>,
        of: impl Fn(&RuleKind) -> bool,
    ) -> Vec<RuleMatch> {
        let mut decided: Vec<(f32, RuleMatch)> = Vec::new();
        let rules = self.rules.iter().enumerate().filter(|(_, compiled)| of(&compiled.kind));
        for (rule, compiled) in rules {
            let Some(Thresholds { decides_from, .. }) = compiled.thresholds else { continue };
            let best = heard
                .verdicts(&compiled.kind)
                .filter(|(_, verdict)| {
                    compiled.kind != RuleKind::Emergency || verdict.says_enough()
                })
                .filter_map(|(start, verdict)| Some((verdict.score(rule)?, start, verdict)))
                .max_by(|(a, ..), (b, ..)| a.total_cmp(b));
            let Some((score, start, verdict)) = best.filter(|(score, ..)| *score >= decides_from)
            else {
                continue;
            };
            let leanings = verdict.leanings(rule, start);
            let examples = Some(Likeness { score, leanings });
            decided.push((score, RuleMatch { rule, tokens: 0..0, examples }));
        }
        decided.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        decided.into_iter().map(|(_, matched)| matched).collect()
    }

    /// Whether a match of a rule would change what is kept already. A request for treatment is the more specific one: "is
    /// this eczema, and should I stop my cream" asks to act.
    fn would_change(&self, rule: usize, screening: &Screening) -> bool {
        match &self.rules[rule].kind {
            RuleKind::Emergency => screening.emergency.as_ref().is_none_or(|kept| rule < kept.rule),
            RuleKind::Refuse(kind) => screening
                .refusal
                .as_ref()
                .is_none_or(|(known, kept)| (*kind, kept.rule) > (*known, rule)),
            RuleKind::Caution { .. } => screening.cautions.iter().all(|kept| kept.rule != rule),
        }
    }

    fn keep(&self, matched: RuleMatch, screening: &mut Screening) {
        match &self.rules[matched.rule].kind {
            RuleKind::Emergency => screening.emergency = Some(matched),
            RuleKind::Refuse(kind) => screening.refusal = Some((*kind, matched)),
            RuleKind::Caution { .. } => screening.cautions.push(matched),
        }
    }

    /// What examples decided fills what patterns left open.
    fn keep_likely(&self, matched: RuleMatch, screening: &mut Screening) {
        match &self.rules[matched.rule].kind {
            RuleKind::Emergency if screening.emergency.is_none() => {
                screening.emergency = Some(matched);
            }
            RuleKind::Refuse(kind) if screening.refusal.is_none() => {
                screening.refusal = Some((*kind, matched));
            }
            _ => {}
        }
    }

    /// The query's tokens, and one more in the last sentence for an attachment.
    fn with_attachment(&self, query: &Query) -> Vec<Token> {
        let mut tokens = query.tokens.clone();
        if query.has_attachment {
            let sentence = tokens.last().map_or(0, |token| token.sentence);
            tokens.extend(self.attachment.clone().map(|token| Token { sentence, ..token }));
        }
        tokens
    }
}

impl From<&Rule> for Compiled {
    fn from(rule: &Rule) -> Self {
        let thresholds = |examples: &Examples| Thresholds {
            decides_from: examples.decides_from,
            agrees_from: examples.agrees_from,
        };
        Self {
            kind: rule.kind.clone(),
            strength: rule.strength,
            thresholds: rule.examples.as_ref().map(thresholds),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::Screen;
    use crate::model::pattern::Pattern;
    use crate::model::{
        CautionEffect, Corpus, Examples, Lexicon, Question, RefusalKind, Rule, RuleKind, Screening,
        Settings, Strength, Thresholds, Wording,
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
                stop_words: Vec::new(),
                variants: [
                    ("cannot".to_owned(), list(&["cant"])),
                    ("vomit".to_owned(), list(&["throw up", "throwing up"])),
                ]
                .into(),
                classes: [
                    ("airway".to_owned(), list(&["throat", "lip", "back of my mouth"])),
                    ("age".to_owned(), list(&["0 months old"])),
                ]
                .into(),
            },
            silence: Vec::new(),
            settings: Settings {
                thresholds: Thresholds { suggest: 0.0, answer: 0.0, margin: 0.0, fit: 0.0 },
                wording: Wording {
                    not_exactly: String::new(),
                    disclaimer: String::new(),
                    no_match: String::new(),
                    suggest: String::new(),
                    general_part: String::new(),
                    see_someone: String::new(),
                    overdue: String::new(),
                },
                helplines: Vec::new(),
                review_period_days: 0,
                review_grace_days: 0,
            },
        }
    }

    fn screenings(rules: Vec<Rule>) -> impl Fn(Question) -> Screening {
        let corpus = corpus(rules);
        let reader = Reader::new(&corpus, Arc::new(vectors::shipped().unwrap()));
        let screen = Screen::new(&corpus, &reader);
        move |question| screen.screen(&reader.query(&question))
    }

    #[test]
    fn patterns_match_what_the_language_says() {
        for (pattern, message, matches) in [
            ("{airway} is swelling", "my LIPS is swelling", true),
            ("{airway} is swelling", "the back of my mouth is swelling", true),
            ("{airway} is swelling", "my lips are swelling", false),
            ("cannot breathe", "I can't breathe!", true),
            ("vomit", "throwing up all day", true),
            ("=ill", "i am ill", true),
            ("=ill", "i am illing", false),
            ("my very? (sore|itchy) skin", "my itchy skin", true),
            ("my very? (sore|itchy) skin", "my very sore skin", true),
            ("should i ... stop", "should i now or in a few more days stop", true),
            (
                "should i ... stop",
                "should i one two three four five six seven eight nine stop",
                false,
            ),
            ("^ why $", "it itches. why? no idea", true),
            ("^ why $", "and why", false),
            ("itch ^ acne $", "it itches. acne?", true),
            ("0 mg", "take 50 mg", true),
            ("0 mg", "take a mg", false),
            ("0 pills", "30pills 5x pills", true),
            ("baby {age}", "a baby 3 months old", true),
            ("baby {age}", "a baby some months old", false),
        ] {
            let rules = vec![rule("only", RuleKind::Emergency, &[pattern], &[])];
            let found = screenings(rules)(Question::new(message)).emergency.is_some();
            assert_eq!(found, matches, "{pattern} | {message}");
        }
    }

    #[test]
    fn an_excuse_takes_back_what_it_overlaps() {
        let excuses = ["no swelling", "... years ago", "signs of ..."];
        let rules = vec![rule(
            "swelling",
            RuleKind::Emergency,
            &["swelling", "throat ... tight"],
            &excuses,
        )];
        let screen = screenings(rules);
        for (message, emergency) in [
            ("swelling", true),
            ("no swelling", false),
            ("no swelling of the leg but now a swelling of the lip", true),
            ("swelling of my lip years ago", false),
            ("years ago it was fine. then a swelling", true),
            ("what are signs of throat being tight", false),
            ("swelling and signs of nothing", true),
        ] {
            assert_eq!(screen(Question::new(message)).emergency.is_some(), emergency, "{message}");
        }
    }

    #[test]
    fn precedence_is_emergency_then_treatment_then_diagnosis() {
        let refuse = RuleKind::Refuse;
        let caution = RuleKind::Caution { label: "child".to_owned(), effect: CautionEffect::Add };
        let screen = screenings(vec![
            rule("a", refuse(RefusalKind::Diagnosis), &["is this"], &[]),
            rule("b", caution, &["baby"], &[]),
            rule("c", RuleKind::Emergency, &["limp"], &[]),
            rule("d", refuse(RefusalKind::Treatment), &["should i"], &[]),
        ]);
        let found = screen(Question::new("is this eczema and should i treat my baby"));
        assert!(found.emergency.is_none());
        assert_eq!(
            found.refusal.map(|(kind, matched)| (kind, matched.rule)),
            Some((RefusalKind::Treatment, 3))
        );
        assert_eq!(found.cautions.iter().map(|matched| matched.rule).collect::<Vec<_>>(), [1]);
        let found = screen(Question::new("is this normal? my baby is limp"));
        assert_eq!(found.emergency.map(|matched| (matched.rule, matched.tokens)), Some((2, 6..7)));
    }

    #[test]
    fn an_attachment_counts_as_a_word_at_the_end() {
        let patterns = ["this ... attachedpicture", "^ attachedpicture $"];
        let screen = screenings(vec![rule("photo", RuleKind::Emergency, &patterns, &[])]);
        for (text, has_attachment, found) in
            [("this", true, true), ("", true, true), ("this", false, false), ("sleep", true, false)]
        {
            let question = Question { text: text.to_owned(), has_attachment };
            let screening = screen(question);
            assert_eq!(screening.emergency.is_some(), found, "{text} {has_attachment}");
            let words = text.split_whitespace().count();
            assert!(screening.emergency.is_none_or(|matched| matched.tokens.end <= words));
        }
    }

    #[test]
    fn examples_speak_where_patterns_are_silent_and_an_excuse_silences_them() {
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let mut like = rule(
            "diagnosis-examples",
            RuleKind::Refuse(RefusalKind::Diagnosis),
            &[],
            &["in general"],
        );
        like.examples = Some(Examples {
            like: list(&["is my rash eczema", "is my itch eczema", "has my rash got a name"]),
            unlike: list(&["how is eczema treated", "what is a rash", "does eczema itch"]),
            decides_from: 0.5,
            agrees_from: 0.4,
        });
        let mut hint = rule("hint", RuleKind::Refuse(RefusalKind::Diagnosis), &["treated"], &[]);
        hint.strength = Strength::Hint;
        let screen = screenings(vec![hint, like]);
        for (message, by) in [
            ("is my rash really eczema", Some(1)),
            ("how is a rash treated", None),
            ("has my rash been treated", Some(0)),
            ("is my rash eczema, in general", None),
            ("something else", None),
        ] {
            let refusal = screen(Question::new(message)).refusal;
            assert_eq!(refusal.as_ref().map(|(_, matched)| matched.rule), by, "{message}");
            let by_examples = refusal.and_then(|(_, matched)| matched.examples);
            assert_eq!(by_examples.is_some(), by == Some(1), "{message}");
            assert!(by_examples.is_none_or(|likeness| !likeness.leanings.is_empty()), "{message}");
        }
    }
}
