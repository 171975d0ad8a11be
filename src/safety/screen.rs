//! Runs all rules over a query, in the policy's order: emergency, refusal, cautions.

use super::automaton::{Automaton, Found, Reach};
use crate::model::{Corpus, Query, RefusalKind, Rule, RuleKind, RuleMatch, Screening, Token};
use crate::text::Reader;

/// The rules of a knowledge base, compiled.
#[derive(Debug)]
pub struct Screen {
    catching: Automaton,
    excusing: Automaton,
    /// By number of a pattern: its rule.
    caught_by: Vec<usize>,
    excused_by: Vec<usize>,
    kinds: Vec<RuleKind>,
    /// What joins a query with an attachment; none if the reader makes nothing of the word.
    attachment: Option<Token>,
}

/// Stands in a pattern for "something was attached", which no word says.
const ATTACHMENT: &str = "attachedpicture";

impl Screen {
    #[must_use]
    pub fn new(corpus: &Corpus, reader: &Reader) -> Self {
        let classes = &corpus.lexicon.classes;
        let owners = |patterns: fn(&Rule) -> usize| {
            let rules = corpus.rules.iter().enumerate();
            rules.flat_map(|(at, rule)| vec![at; patterns(rule)]).collect()
        };
        let patterns = corpus.rules.iter().flat_map(|rule| &rule.patterns);
        let unless = corpus.rules.iter().flat_map(|rule| &rule.unless);
        Self {
            catching: Automaton::compile(patterns, classes, reader),
            excusing: Automaton::compile(unless, classes, reader),
            caught_by: owners(|rule| rule.patterns.len()),
            excused_by: owners(|rule| rule.unless.len()),
            kinds: corpus.rules.iter().map(|rule| rule.kind.clone()).collect(),
            attachment: reader.tokens(ATTACHMENT).pop(),
        }
    }

    /// What the rules say about a query.
    ///
    /// An `unless` pattern takes back the matches of its rule that it overlaps, and no others: "no trouble breathing"
    /// excuses itself, not the swollen lips two words on. To reach further it is written with `...` around it.
    #[must_use]
    pub fn screen(&self, query: &Query) -> Screening {
        let tokens = self.with_attachment(query);
        let excuses: Vec<(usize, Found)> = self
            .excusing
            .find(&tokens, Reach::Longest)
            .into_iter()
            .map(|found| (self.excused_by[found.pattern], found))
            .collect();
        let mut screening = Screening::default();
        for found in self.catching.find(&tokens, Reach::Shortest) {
            let rule = self.caught_by[found.pattern];
            if excuses.iter().any(|(excused, excuse)| *excused == rule && overlap(excuse, &found)) {
                continue;
            }
            // Nobody who shows the match knows of the token for the attachment.
            let end = query.tokens.len();
            let tokens = found.tokens.start.min(end)..found.tokens.end.min(end);
            let matched = RuleMatch { rule, tokens };
            match &self.kinds[rule] {
                RuleKind::Emergency => keep_first(&mut screening.emergency, matched),
                RuleKind::Refuse(kind) => keep_refusal(&mut screening.refusal, *kind, matched),
                RuleKind::Caution { .. } => {
                    if screening.cautions.iter().all(|other| other.rule != rule) {
                        screening.cautions.push(matched);
                    }
                }
            }
        }
        screening.cautions.sort_by_key(|matched| matched.rule);
        screening
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

fn overlap(a: &Found, b: &Found) -> bool {
    a.tokens.start < b.tokens.end && b.tokens.start < a.tokens.end
}

fn keep_first(slot: &mut Option<RuleMatch>, matched: RuleMatch) {
    if slot.as_ref().is_none_or(|kept| matched.rule < kept.rule) {
        *slot = Some(matched);
    }
}

/// A request for treatment is the more specific one: "is this eczema, and should I stop my cream" asks to act.
fn keep_refusal(
    slot: &mut Option<(RefusalKind, RuleMatch)>,
    kind: RefusalKind,
    matched: RuleMatch,
) {
    if slot
        .as_ref()
        .is_none_or(|(kept, kept_match)| (kind, kept_match.rule) > (*kept, matched.rule))
    {
        *slot = Some((kind, matched));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::Screen;
    use crate::model::pattern::Pattern;
    use crate::model::{
        CautionEffect, Corpus, Lexicon, Question, RefusalKind, Rule, RuleKind, Screening, Settings,
        Thresholds, Wording,
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
}
