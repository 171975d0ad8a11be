//! What a moderator's correction changes, what it must not, and how far it reaches.

use std::sync::Arc;

use gutskin::model::{Community, Correction, Outcome, Question, RefusalKind, ReplyKind, Verdict};
use gutskin::pipeline::{Answered, Settled};

use crate::support::{shipped, today};

fn correction(question: &str, verdict: Verdict, instead_of: &str) -> Correction {
    Correction {
        id: 1,
        question: question.to_owned(),
        verdict,
        instead_of: instead_of.to_owned(),
        revision: shipped().corpus().revision.clone(),
        day: today(),
    }
}

fn answer(key: &str) -> Verdict {
    Verdict::Answer(key.to_owned())
}

fn settled(corrections: Vec<Correction>) -> Settled {
    shipped().settle(Arc::new(Community { corrections, ..Community::default() }))
}

fn ask(question: &str, settled: &Settled) -> Answered {
    shipped().ask_in(&Question::new(question), settled, today())
}

/// The key of the answer given, else the word of contract C3.
fn outcome(question: &str, settled: &Settled) -> String {
    let answered = ask(question, settled);
    match answered.decision.outcome {
        Outcome::Answer(at) => shipped().corpus().key(at),
        other => other.name().to_owned(),
    }
}

const WRONG: &str = "does stress make acne worse?";

#[test]
fn a_corrected_question_and_its_close_variants_come_out_as_corrected() {
    let here = settled(vec![correction(WRONG, answer("rosacea/triggers"), "stress/acne")]);
    for question in [
        WRONG,
        "Does STRESS make acne worse",
        "does stres make acne worse??",
        "does stress make my acne worse",
        "hey, does stress make acne worse please",
        "can stress make acne worse",
    ] {
        assert_eq!(outcome(question, &here), "rosacea/triggers", "{question}");
    }
    for question in
        ["does stress make eczema worse?", "does dairy make acne worse?", "what is acne", "stress"]
    {
        assert_eq!(outcome(question, &here), outcome(question, &Settled::default()), "{question}");
    }
    let corrected = ask(WRONG, &here).decision.corrected.expect("it says so");
    assert_eq!((corrected.day, corrected.same), (today(), true));
    assert!(ask("what is acne", &here).decision.corrected.is_none());
}

#[test]
fn the_latest_correction_counts() {
    let older = correction(WRONG, answer("rosacea/triggers"), "stress/acne");
    let newer = Correction { id: 2, ..correction(WRONG, Verdict::Silence, "rosacea/triggers") };
    assert_eq!(outcome(WRONG, &settled(vec![older.clone(), newer.clone()])), "no_match");
    assert_eq!(outcome(WRONG, &settled(vec![newer, older])), "rosacea/triggers");
}

#[test]
fn silence_is_no_question_without_an_answer() {
    let here = settled(vec![correction(WRONG, Verdict::Silence, "stress/acne")]);
    let answered = ask(WRONG, &here);
    assert_eq!(answered.reply.kind, ReplyKind::NoMatch);
}

#[test]
fn what_should_be_refused_is_refused_in_the_words_of_its_kind() {
    for kind in RefusalKind::ALL {
        let here = settled(vec![correction(WRONG, Verdict::Refusal(kind), "stress/acne")]);
        let reply = ask(WRONG, &here).reply;
        assert_eq!(reply.kind, ReplyKind::Refusal);
        let lead = reply.lead.expect("it says that it declines");
        let rules = shipped().corpus().rules.iter();
        let mut of_kind = rules.filter(|rule| rule.kind == gutskin::model::RuleKind::Refuse(kind));
        assert!(of_kind.any(|rule| lead.starts_with(&rule.reply)), "{lead}");
        assert!(!reply.sentences.is_empty(), "the general card comes along");
    }
}

#[test]
fn no_correction_switches_an_emergency_off() {
    let text = "my throat is swelling up and i cant breathe";
    for verdict in [Verdict::Silence, answer("acne/what"), Verdict::Refusal(RefusalKind::Treatment)]
    {
        let here = settled(vec![correction(text, verdict, "emergency")]);
        assert_eq!(outcome(text, &here), "emergency");
    }
}

#[test]
fn a_refusal_is_lifted_only_for_the_very_question_it_was_corrected_in() {
    let text = "do i have rosacea?";
    let lifted = settled(vec![correction(text, answer("rosacea/what"), "refuse")]);
    assert_eq!(outcome(text, &lifted), "rosacea/what");
    assert_eq!(outcome("do i have rosacea on my nose?", &lifted), "refuse", "a variant");
    let of_an_answer = settled(vec![correction(text, answer("rosacea/what"), "rosacea/triggers")]);
    assert_eq!(outcome(text, &of_an_answer), "refuse", "nobody lifted the refusal");
}

#[test]
fn what_is_refused_and_what_is_not_are_no_variants() {
    let general = "what is rosacea";
    let here = settled(vec![correction(
        "do i have rosacea?",
        Verdict::Refusal(RefusalKind::Diagnosis),
        "refuse",
    )]);
    assert_eq!(outcome(general, &here), "rosacea/what");
}

#[test]
fn an_answer_that_is_gone_or_switched_off_corrects_nothing() {
    let usual = outcome(WRONG, &Settled::default());
    let gone = settled(vec![correction(WRONG, answer("no-such/answer"), "stress/acne")]);
    assert_eq!(outcome(WRONG, &gone), usual);
    let community = Community {
        corrections: vec![correction(WRONG, answer("rosacea/triggers"), "stress/acne")],
        disabled: ["rosacea".to_owned()].into(),
        ..Community::default()
    };
    assert_eq!(outcome(WRONG, &shipped().settle(Arc::new(community))), usual);
}

#[test]
fn a_caution_is_said_with_a_corrected_answer_too() {
    let text = "my baby has eczema, do probiotics help babies";
    let here = settled(vec![correction(text, answer("probiotics/safety"), "probiotics/what")]);
    let reply = ask(text, &here).reply;
    assert_eq!(reply.answer.as_deref(), Some("probiotics/safety"));
    assert!(!reply.cautions.is_empty());
}

/// The labelled questions with the labels that each may have, the preferred one first.
fn labelled() -> Vec<(&'static str, Vec<&'static str>)> {
    let rows = include_str!("../data/questions.tsv").lines().skip(1);
    rows.filter_map(|row| row.split_once('\t'))
        .map(|(question, labels)| {
            let labels = labels.trim().split('|').map(|one| one.trim_start_matches("answer:"));
            (question, labels.collect())
        })
        .collect()
}

/// A quarter of the labelled questions is corrected at a time; none of the others may come out otherwise for it, unless a
/// label of one is a label of the other.
#[test]
fn a_correction_reaches_no_question_of_another_label() {
    const PARTS: usize = 4;
    let rows = labelled();
    let (mut reached, mut wrongly) = (Vec::new(), Vec::new());
    for part in 0..PARTS {
        let corrected = rows.iter().enumerate().filter(|(at, _)| at % PARTS == part);
        let here = settled(
            corrected
                .map(|(at, (question, _))| Correction {
                    id: at as u64,
                    ..correction(question, Verdict::Silence, "refuse")
                })
                .collect(),
        );
        for (_, (question, labels)) in rows.iter().enumerate().filter(|(at, _)| at % PARTS != part)
        {
            let Some(by) = ask(question, &here).decision.corrected else { continue };
            let (other, theirs) = &rows[usize::try_from(by.id).expect("a small number")];
            let agree = labels.contains(&theirs[0]) || theirs.contains(&labels[0]);
            let list = if agree { &mut reached } else { &mut wrongly };
            list.push(format!("{question} | {other}"));
        }
    }
    println!("reached, of the same label: {reached:#?}");
    assert!(wrongly.is_empty(), "{wrongly:#?}");
}

/// People ask again with a slip or with a few words around the question.
#[test]
fn a_correction_reaches_most_close_variants() {
    let rows = labelled();
    let fillers = ["hey guys, {}", "{} please help", "so i was wondering {}", "{} lol"];
    let (mut asked, mut slips, mut filled) = (0, 0, 0);
    for (at, (question, _)) in rows.iter().enumerate().step_by(4) {
        let here = settled(vec![correction(question, Verdict::Silence, "refuse")]);
        let Some(slip) = with_slip(question) else { continue };
        // What the screen takes away says nothing about reach.
        if ask(question, &here).decision.corrected.is_none() {
            continue;
        }
        let reached = |text: &str| usize::from(ask(text, &here).decision.corrected.is_some());
        asked += 1;
        slips += reached(&slip);
        filled += reached(&fillers[at / 4 % 4].replace("{}", question));
    }
    println!("of {asked}: {slips} with a slip, {filled} with filler");
    assert!(slips * 100 >= asked * 85, "{slips} of {asked} with a slip");
    assert!(filled * 100 >= asked * 75, "{filled} of {asked} with filler");
}

/// The question with a letter left out of its longest word.
fn with_slip(question: &str) -> Option<String> {
    let word = question.split(' ').max_by_key(|word| word.len()).filter(|word| word.len() > 4)?;
    let mut letters: Vec<char> = word.chars().collect();
    letters.remove(letters.len() / 2);
    Some(question.replacen(word, &letters.into_iter().collect::<String>(), 1))
}
