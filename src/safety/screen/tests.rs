//! Small corpora of rules against messages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Screen;
use crate::model::pattern::Pattern;
use crate::model::{
    CautionEffect, Corpus, Examples, Lexicon, Question, RefusalKind, Rule, RuleKind, RuleMatch,
    Screening, Settings, Strength, Thresholds, Wording, one_by_one,
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
        ("should i ... stop", "should i one two three four five six seven eight nine stop", false),
        ("itch ... acne", "acne and then an itch", false),
        ("itch ... acne ... itch", "itch and itch and acne", false),
        ("itch ... acne ... itch", "itch and itch and acne and itch", true),
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
fn a_pattern_reaches_as_far_as_its_gaps_allow() {
    let nine_gaps = format!("itch {} acne", ["..."; 9].join(" "));
    let rules = vec![rule("only", RuleKind::Emergency, &[&nine_gaps], &[])];
    let screen = screenings(rules);
    for (words, matches) in [(0, true), (62, true), (63, true), (64, true), (72, true), (73, false)]
    {
        let message = format!("itch {} acne", ["red"; 73][..words].join(" "));
        let found = screen(Question::new(message)).emergency.is_some();
        assert_eq!(found, matches, "{words} words in between");
    }
}

#[test]
fn an_excuse_takes_back_what_it_overlaps() {
    let excuses = ["no swelling", "... years ago", "signs of ..."];
    let rules =
        vec![rule("swelling", RuleKind::Emergency, &["swelling", "throat ... tight"], &excuses)];
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
fn of_the_matches_of_a_rule_the_one_that_ends_first_is_shown_and_of_those_the_longest() {
    let patterns = ["is swelling", "swelling ... hives", "my {airway} is swelling"];
    let screen = screenings(vec![rule("only", RuleKind::Emergency, &patterns, &[])]);
    let found = screen(Question::new("help my lip is swelling and i have hives"));
    assert_eq!(found.emergency.map(|matched| matched.tokens), Some(1..5));
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
    let mut like =
        rule("diagnosis-examples", RuleKind::Refuse(RefusalKind::Diagnosis), &[], &["in general"]);
    like.examples = Some(Examples {
        like: list(&["is my rash eczema", "is my itch eczema", "has my rash got a name"]),
        unlike: list(&["how is eczema treated", "what is a rash", "does eczema itch"]),
        decides_from: 0.5,
        decides_long_from: 0.5,
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
        ("what is a rash in general. is my rash eczema", Some(1)),
        ("something else", None),
    ] {
        let refusal = screen(Question::new(message)).refusal;
        assert_eq!(refusal.as_ref().map(|(_, matched)| matched.rule), by, "{message}");
        let by_examples = refusal.and_then(|(_, matched)| matched.examples);
        assert_eq!(by_examples.is_some(), by == Some(1), "{message}");
        assert!(by_examples.is_none_or(|likeness| !likeness.leanings.is_empty()), "{message}");
    }
}

#[test]
fn a_request_of_one_kind_says_nothing_against_the_other() {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let family = |id: &str, kind: RefusalKind, like: &[&str]| {
        let mut family = rule(id, RuleKind::Refuse(kind), &[], &[]);
        let unlike = list(&["how does a cream work", "what causes a rash", "what is a rash"]);
        let (decides_from, decides_long_from, agrees_from) = (0.5, 0.5, 0.4);
        let like = list(like);
        family.examples =
            Some(Examples { like, unlike, decides_from, decides_long_from, agrees_from });
        family
    };
    let screen = screenings(vec![
        family(
            "diagnosis-examples",
            RefusalKind::Diagnosis,
            &["is my rash eczema", "is my rash hives", "is my rash ringworm"],
        ),
        family(
            "treatment-examples",
            RefusalKind::Treatment,
            &["a cream for my rash", "stop the cream for my rash", "swap the cream for my rash"],
        ),
    ]);
    // The words that requests of both kinds have are enough.
    for message in ["my rash", "does my rash", "what is my rash"] {
        assert!(screen(Question::new(message)).refusal.is_some(), "{message}");
    }
    assert!(screen(Question::new("what is a rash")).refusal.is_none());
}

#[test]
fn what_no_sure_pattern_names_gets_the_kind_that_its_words_are_nearer_to() {
    let family = |kind: RefusalKind, like: &[&str]| {
        let mut family =
            rule(&format!("{}-examples", kind.as_str()), RuleKind::Refuse(kind), &[], &[]);
        family.examples = Some(Examples {
            like: like.iter().map(|text| (*text).to_owned()).collect(),
            unlike: Vec::new(),
            decides_from: 0.9,
            decides_long_from: 0.9,
            agrees_from: 0.1,
        });
        family
    };
    let story = |strength: Strength, kind: RefusalKind| {
        let mut story = rule("story", RuleKind::Refuse(kind), &["elbow"], &[]);
        story.strength = strength;
        story
    };
    let screen = |strength: Strength, kind: RefusalKind| {
        screenings(vec![
            story(strength, kind),
            family(RefusalKind::Diagnosis, &["name my rash", "what is my rash", "is it eczema"]),
            family(RefusalKind::Treatment, &["stop the cream", "which cream", "how much cream"]),
        ])
    };
    let (diagnosis, treatment) = (RefusalKind::Diagnosis, RefusalKind::Treatment);
    for (strength, kind, message, found, found_by) in [
        (Strength::Hint, diagnosis, "elbow, how much of which cream", treatment, Some(0)),
        (Strength::Hint, diagnosis, "elbow, name my rash, is it eczema", diagnosis, None),
        (Strength::Hint, treatment, "elbow, name my rash, is it eczema", diagnosis, Some(0)),
        (Strength::Sure, diagnosis, "elbow, how much of which cream", diagnosis, None),
        (Strength::Sure, treatment, "elbow, name my rash, is it eczema", treatment, None),
    ] {
        let (kind, matched) = screen(strength, kind)(Question::new(message)).refusal.unwrap();
        assert_eq!((kind, matched.found_by), (found, found_by), "{message}");
        let leanings = matched.examples.map(|likeness| likeness.leanings);
        assert_eq!(leanings.is_some(), found_by.is_some(), "{message}");
        assert!(leanings.is_none_or(|words| words.iter().all(|word| word.weight > 0.0)));
    }
}

#[test]
fn a_hint_without_a_word_of_our_subject_breaks_no_silence() {
    let refuse = |strength: Strength| {
        let mut refuse =
            rule("refuse", RuleKind::Refuse(RefusalKind::Diagnosis), &["what is"], &[]);
        refuse.strength = strength;
        vec![refuse]
    };
    let subject: &[(&str, &[&str])] = &[("subject", &["rash"])];
    let (hint, sure) = (Strength::Hint, Strength::Sure);
    for (strength, classes, message, refused) in [
        (hint, subject, "what is my rash", true),
        (hint, subject, "what is my knee", false),
        (sure, subject, "what is my knee", true),
        (hint, &[], "what is my knee", true),
    ] {
        let found = screenings_with(refuse(strength), classes)(Question::new(message));
        assert_eq!(found.refusal.is_some(), refused, "{message}");
        let falls_back = found.fallback.is_some_and(|fallback| !fallback.breaks_silence);
        assert_eq!(falls_back, !refused, "{message}");
    }
    let picture = Question { has_attachment: true, ..Question::new("what is my knee") };
    assert!(screenings_with(refuse(hint), subject)(picture).refusal.is_some());
}

#[test]
fn a_greeting_and_an_empty_question_make_no_danger_smaller() {
    let text = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let mut blood = rule("emergency-blood", RuleKind::Emergency, &["blood"], &[]);
    blood.strength = Strength::Hint;
    blood.examples = Some(Examples {
        like: text(&["blood everywhere", "blood on the floor", "so much blood"]),
        unlike: text(&[
            "hello doctor should i wait",
            "hello doctor",
            "should i wait or go",
            "should i wait",
        ]),
        decides_from: 0.99,
        decides_long_from: 0.99,
        agrees_from: 0.55,
    });
    let seeking: &[(&str, &[&str])] = &[
        ("seeking", &["hello", "doctor", "should i", "wait", "go", "or go"]),
        ("asking", &["what"]),
    ];
    for (classes, message, found) in [
        (seeking, "blood everywhere", true),
        (seeking, "hello doctor blood should i wait or go should i wait", true),
        (seeking, "hello doctor, should i wait or go? should i wait", false),
        (&[], "hello doctor blood should i wait or go should i wait", false),
    ] {
        let found_now = screenings_with(vec![blood.clone()], classes)(Question::new(message));
        assert_eq!(found_now.emergency.is_some(), found, "{message}");
    }
}

#[test]
fn an_emergency_is_looked_for_in_each_sentence() {
    let text = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let examples = |decides_from: f32| {
        let mut blood = rule("emergency-blood", RuleKind::Emergency, &["blood"], &[]);
        blood.strength = Strength::Hint;
        blood.examples = Some(Examples {
            like: text(&[
                "blood drips fast",
                "blood drips down",
                "so blood drips",
                "his blood drips",
            ]),
            unlike: text(&["i bake bread", "i bake cakes", "we bake bread", "we bake cakes"]),
            decides_from,
            decides_long_from: decides_from,
            agrees_from: 0.64,
        });
        screenings(vec![blood])
    };
    let (apart, together) = (
        "we bake bread. we bake cakes. i bake bread. i bake cakes. blood drips fast. we bake bread",
        "we bake bread we bake cakes i bake bread i bake cakes blood drips fast we bake bread",
    );
    // By its hint, and by the examples alone.
    for decides_from in [0.99, 0.64] {
        let screen = examples(decides_from);
        let found = |message: &str| screen(Question::new(message)).emergency.is_some();
        assert!(found("blood drips fast") && found(apart) && !found(together), "{decides_from}");
    }
}

#[test]
fn a_word_that_no_example_has_leans_the_way_of_its_neighbours() {
    let of = |things: [&str; 4]| things.map(|thing| format!("my {thing} is broken")).to_vec();
    let mut like = rule("diagnosis-examples", RuleKind::Refuse(RefusalKind::Diagnosis), &[], &[]);
    like.examples = Some(Examples {
        like: of(["knee", "wrist", "ankle", "finger"]),
        unlike: of(["printer", "laptop", "phone", "keyboard"]),
        decides_from: 0.5,
        decides_long_from: 0.5,
        agrees_from: 0.4,
    });
    let screen = screenings(vec![like]);
    for (thing, refused) in [("elbow", true), ("toe", true), ("computer", false), ("tablet", false)]
    {
        let refusal = screen(Question::new(format!("my {thing} is broken"))).refusal;
        assert_eq!(refusal.is_some(), refused, "{thing}");
        let shown =
            refusal.and_then(|(_, matched)| Some(matched.examples?.leanings[0].tokens.clone()));
        assert_eq!(shown, refused.then_some(1..2), "{thing}: its vector alone says so");
    }
}

#[test]
fn a_fallback_is_kept_apart_from_refusals_and_not_beside_one() {
    let refuse = |id: &str, pattern: &str| {
        rule(id, RuleKind::Refuse(RefusalKind::Diagnosis), &[pattern], &[])
    };
    let mut account = refuse("account", "my rash");
    account.strength = Strength::Fallback;
    let screen = screenings(vec![account, refuse("verdict", "is this")]);
    for (message, refused_by, fallback) in [
        ("my rash came back", None, Some(0)),
        ("is this my rash", Some(1), None),
        ("is this it", Some(1), None),
        ("something else", None, None),
    ] {
        let found = screen(Question::new(message));
        let rule = |(_, matched): (RefusalKind, RuleMatch)| matched.rule;
        assert_eq!(found.refusal.map(rule), refused_by, "{message}");
        assert_eq!(found.fallback.map(|found| found.matched.rule), fallback, "{message}");
    }
}

#[test]
fn a_fallback_outweighs_an_unsure_answer_in_a_short_message_only() {
    let mut account = rule("account", RuleKind::Refuse(RefusalKind::Diagnosis), &["my rash"], &[]);
    account.strength = Strength::Fallback;
    let screen = screenings(vec![account]);
    let auto = corpus(Vec::new()).settings.thresholds.sure();
    let long = format!("my rash came back{}", " and so it goes on".repeat(5));
    for (message, outweighs) in [("my rash came back", auto), (long.as_str(), 0.0)] {
        let fallback = screen(Question::new(message)).fallback;
        let fallback = fallback.map(|found| (found.outweighs, found.breaks_silence));
        assert_eq!(fallback, Some((outweighs, true)), "{message}");
    }
}

#[test]
fn a_fallback_that_no_example_leans_to_outweighs_no_answer() {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let mut account =
        rule("diagnosis-account", RuleKind::Refuse(RefusalKind::Diagnosis), &["my"], &[]);
    account.strength = Strength::Fallback;
    let mut like = rule("diagnosis-examples", RuleKind::Refuse(RefusalKind::Diagnosis), &[], &[]);
    like.examples = Some(Examples {
        like: list(&[
            "my rash stays",
            "my lump stays",
            "my rash weeps",
            "my lump weeps",
            "a rash weeps",
        ]),
        unlike: list(&[
            "my mum bakes",
            "my dad bakes",
            "my dad sings",
            "my dad reads",
            "a dad bakes",
        ]),
        decides_from: 0.9,
        decides_long_from: 0.9,
        agrees_from: 0.9,
    });
    let screen = screenings(vec![account, like]);
    let auto = corpus(Vec::new()).settings.thresholds.sure();
    for (message, outweighs) in [("my rash weeps", auto), ("my dad bakes", 0.0)] {
        let fallback = screen(Question::new(message)).fallback;
        assert_eq!(fallback.map(|found| found.outweighs), Some(outweighs), "{message}");
    }
}

#[test]
fn what_examples_say_of_all_words_alike_is_fallen_back_on() {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let mut like = rule("diagnosis-examples", RuleKind::Refuse(RefusalKind::Diagnosis), &[], &[]);
    like.examples = Some(Examples {
        like: list(&[
            "name my rash",
            "name my lump",
            "name my mole",
            "judge my rash",
            "judge my lump",
            "judge my mole",
        ]),
        unlike: list(&["how are lumps named", "how are rashes judged", "how are tests named"]),
        decides_from: 0.5,
        decides_long_from: 0.5,
        agrees_from: 0.3,
    });
    let screen = screenings(vec![like]);
    assert!(screen(Question::new("judge my rash")).refusal.is_some());
    // What is told counts less, so the examples decide nothing here; with every word alike they would.
    let told = "judge my rash name my lump judge my lump. ".repeat(3);
    let found = screen(Question::new(format!("{told} how are the tests named?")));
    assert!(found.refusal.is_none(), "{found:?}");
    let fallback = found.fallback.expect("every word alike");
    let score = fallback.matched.examples.as_ref().map(|likeness| likeness.score);
    assert!(score > Some(fallback.outweighs) && !fallback.breaks_silence, "{fallback:?}");
}

#[test]
fn a_pattern_that_no_example_backs_gives_way_in_a_long_message() {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let refuse = |id: &str, patterns: &[&str]| {
        rule(id, RuleKind::Refuse(RefusalKind::Diagnosis), patterns, &[])
    };
    let mut like = refuse("diagnosis-examples", &[]);
    like.examples = Some(Examples {
        like: list(&[
            "name my rash",
            "name my lump",
            "name my mole",
            "judge my rash",
            "judge my lump",
            "judge my mole",
        ]),
        unlike: list(&["how are lumps named", "how are rashes judged", "how are tests named"]),
        decides_from: 0.5,
        decides_long_from: 0.5,
        agrees_from: 0.3,
    });
    let screen = screenings(vec![refuse("diagnosis-results", &["is low"]), like]);
    let long = format!("how are the tests named when iron is low? {}", "so on it went. ".repeat(8));
    let question = |has_attachment| Question { has_attachment, ..Question::new(long.as_str()) };
    let found = screen(question(false));
    assert!(found.refusal.is_none() && found.fallback.is_some_and(|found| found.outweighs > 0.0));
    assert!(screen(question(true)).refusal.is_some(), "with a picture");
    assert!(
        screen(Question::new("how are tests named when iron is low")).refusal.is_some(),
        "short"
    );
}

#[test]
fn a_piece_of_a_long_message_is_weighed_with_the_rest() {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let mut family = rule("emergency-examples", RuleKind::Emergency, &["lips are swelling"], &[]);
    family.strength = Strength::Hint;
    family.examples = Some(Examples {
        like: list(&["her lips are swelling", "lips are swelling badly", "lips swelling"]),
        unlike: list(&["a story of a film", "a film and its story", "the story in a film"]),
        decides_from: 0.99,
        decides_long_from: 0.99,
        agrees_from: 0.65,
    });
    let screen = screenings(vec![family]);
    // Forty words are a piece: what comes first is in none with the swelling.
    let told = |first: &str| {
        let message = format!("{} {} her lips are swelling", first.repeat(12), "zork ".repeat(40));
        screen(Question::new(message)).emergency.is_some()
    };
    assert!(told("zork zork. "));
    assert!(!told("a story of a film. "));
}

#[test]
fn plain_words_make_no_emergency() {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let mut like = rule("emergency-examples", RuleKind::Emergency, &[], &[]);
    like.examples = Some(Examples {
        like: list(&[
            "i have the lips swelling and she is wheezing badly",
            "i have the lips swelling and he is wheezing badly",
        ]),
        unlike: list(&["lips peel", "what is wheat"]),
        decides_from: 0.5,
        decides_long_from: 0.5,
        agrees_from: 0.5,
    });
    let screen = screenings(vec![like]);
    for (message, emergency) in [
        ("i have the lips swelling and wheezing badly", true),
        ("i have the one and she is and he is and i have", false),
    ] {
        assert_eq!(screen(Question::new(message)).emergency.is_some(), emergency, "{message}");
    }
}
