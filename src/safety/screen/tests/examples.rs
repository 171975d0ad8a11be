//! What examples decide, support and keep from being decided.

use super::{corpus, rule, screenings, screenings_with, taught};
use crate::model::{Examples, Question, RefusalKind, RuleKind, Strength};

#[test]
fn examples_speak_where_patterns_are_silent_and_an_excuse_silences_them() {
    let mut like =
        rule("diagnosis-examples", RuleKind::Refuse(RefusalKind::Diagnosis), &[], &["in general"]);
    like.examples = Some(taught(
        &["is my rash eczema", "is my itch eczema", "has my rash got a name"],
        &["how is eczema treated", "what is a rash", "does eczema itch"],
        [0.5, 0.4],
    ));
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
    let family = |id: &str, kind: RefusalKind, like: &[&str]| {
        let mut family = rule(id, RuleKind::Refuse(kind), &[], &[]);
        let unlike = &["how does a cream work", "what causes a rash", "what is a rash"];
        family.examples = Some(taught(like, unlike, [0.5, 0.4]));
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
        family.examples = Some(taught(like, &[], [0.9, 0.1]));
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
fn a_greeting_and_an_empty_question_make_no_danger_smaller() {
    let mut blood = rule("emergency-blood", RuleKind::Emergency, &["blood"], &[]);
    blood.strength = Strength::Hint;
    blood.examples = Some(taught(
        &["blood everywhere", "blood on the floor", "so much blood"],
        &["hello doctor should i wait", "hello doctor", "should i wait or go", "should i wait"],
        [0.99, 0.55],
    ));
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
    let examples = |decides_from: f32| {
        let mut blood = rule("emergency-blood", RuleKind::Emergency, &["blood"], &[]);
        blood.strength = Strength::Hint;
        blood.examples = Some(taught(
            &["blood drips fast", "blood drips down", "so blood drips", "his blood drips"],
            &["i bake bread", "i bake cakes", "we bake bread", "we bake cakes"],
            [decides_from, 0.64],
        ));
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
    like.examples = Some(taught(
        &of(["knee", "wrist", "ankle", "finger"]),
        &of(["printer", "laptop", "phone", "keyboard"]),
        [0.5, 0.4],
    ));
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
fn a_fallback_that_no_example_leans_to_outweighs_no_answer() {
    let mut account =
        rule("diagnosis-account", RuleKind::Refuse(RefusalKind::Diagnosis), &["my"], &[]);
    account.strength = Strength::Fallback;
    let mut like = rule("diagnosis-examples", RuleKind::Refuse(RefusalKind::Diagnosis), &[], &[]);
    like.examples = Some(taught(
        &["my rash stays", "my lump stays", "my rash weeps", "my lump weeps", "a rash weeps"],
        &["my mum bakes", "my dad bakes", "my dad sings", "my dad reads", "a dad bakes"],
        [0.9, 0.9],
    ));
    let screen = screenings(vec![account, like]);
    let auto = corpus(Vec::new()).settings.thresholds.sure();
    for (message, outweighs) in [("my rash weeps", auto), ("my dad bakes", 0.0)] {
        let fallback = screen(Question::new(message)).fallback;
        assert_eq!(fallback.map(|found| found.outweighs), Some(outweighs), "{message}");
    }
}

/// Requests for a verdict, and questions how one is come to.
fn of_verdicts() -> Examples {
    taught(
        &[
            "name my rash",
            "name my lump",
            "name my mole",
            "judge my rash",
            "judge my lump",
            "judge my mole",
        ],
        &["how are lumps named", "how are rashes judged", "how are tests named"],
        [0.5, 0.3],
    )
}

#[test]
fn what_examples_say_of_all_words_alike_is_fallen_back_on() {
    let mut like = rule("diagnosis-examples", RuleKind::Refuse(RefusalKind::Diagnosis), &[], &[]);
    like.examples = Some(of_verdicts());
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
    let refuse = |id: &str, patterns: &[&str]| {
        rule(id, RuleKind::Refuse(RefusalKind::Diagnosis), patterns, &[])
    };
    let mut like = refuse("diagnosis-examples", &[]);
    like.examples = Some(of_verdicts());
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
    let mut family = rule("emergency-examples", RuleKind::Emergency, &["lips are swelling"], &[]);
    family.strength = Strength::Hint;
    family.examples = Some(taught(
        &["her lips are swelling", "lips are swelling badly", "lips swelling"],
        &["a story of a film", "a film and its story", "the story in a film"],
        [0.99, 0.65],
    ));
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
    let mut like = rule("emergency-examples", RuleKind::Emergency, &[], &[]);
    like.examples = Some(taught(
        &[
            "i have the lips swelling and she is wheezing badly",
            "i have the lips swelling and he is wheezing badly",
        ],
        &["lips peel", "what is wheat"],
        [0.5, 0.5],
    ));
    let screen = screenings(vec![like]);
    for (message, emergency) in [
        ("i have the lips swelling and wheezing badly", true),
        ("i have the one and she is and he is and i have", false),
    ] {
        assert_eq!(screen(Question::new(message)).emergency.is_some(), emergency, "{message}");
    }
}

#[test]
fn words_that_carry_a_topic_are_heard_together_across_others() {
    let mut like = rule("emergency-examples", RuleKind::Emergency, &[], &[]);
    like.examples = Some(taught(
        &["swallowed the bottle now", "bottle he swallowed now", "he swallowed the bottle now"],
        &[
            "swallowed bread now",
            "swallowed soup now",
            "swallowed rice now",
            "the bottle leaks now",
            "bottle and soap now",
            "bottle and jar now",
        ],
        [0.5, 0.5],
    ));
    let screen = screenings(vec![like]);
    for (message, emergency) in [
        ("the bottle is green and she swallowed", true),
        ("swallowed the green bottle", true),
        ("swallowed soup and rice and bread and the bottle", false),
    ] {
        assert_eq!(screen(Question::new(message)).emergency.is_some(), emergency, "{message}");
    }
}
