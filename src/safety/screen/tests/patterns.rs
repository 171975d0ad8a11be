//! What patterns catch, what excuses take back, and what comes first.

use super::{corpus, rule, screenings, screenings_with};
use crate::model::{CautionEffect, Question, RefusalKind, RuleKind, RuleMatch, Strength};

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
