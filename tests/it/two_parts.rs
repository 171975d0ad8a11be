//! A question with two parts gets one reply with two answers; one that only sounds like it does not.

use std::sync::Arc;

use gutskin::console::{Look, json, render};
use gutskin::model::{Change, Community, Correction, Outcome, Question, Reply, ReplyKind, Verdict};
use gutskin::pipeline::{Answered, Settled};
use time::Duration;

use crate::support::{shipped, today};

const BOTH: &str = "does stress or dairy cause acne";

fn ask_in(question: &str, community: Community) -> Answered {
    let settled = shipped().settle(Arc::new(community));
    shipped().ask_in(&Question::new(question), &settled, today())
}

fn ask(question: &str) -> Answered {
    ask_in(question, Community::default())
}

/// The topics of what is said, in the order in which it is read; of suggestions in brackets.
fn topics(question: &str) -> String {
    let decision = ask(question).decision;
    let topic = |at| shipped().corpus().answer(at).0.id.clone();
    match decision.outcome {
        Outcome::Answer(at) => {
            [at].into_iter().chain(decision.beside).map(topic).collect::<Vec<_>>().join(" + ")
        }
        Outcome::Suggest(answers) => {
            format!("({})", answers.into_iter().map(topic).collect::<Vec<_>>().join(" "))
        }
        other => other.name().to_owned(),
    }
}

#[test]
fn two_parts_get_two_answers_and_one_question_gets_one() {
    for (question, expected) in [
        // Two things beside "or", or of one kind beside "and".
        (BOTH, "dairy + stress"),
        ("do zinc and omega 3 help", "omega-3 + vitamins-and-minerals"),
        ("do probiotics or prebiotics help eczema", "prebiotics-and-fibre + probiotics"),
        ("does gut health affect acne and eczema", "acne + eczema"),
        ("is it stress or is it sleep that ages skin", "stress + sleep"),
        ("rosacea and eczema", "rosacea + eczema"),
        // Two questions.
        ("what is leaky gut and what is dysbiosis", "dysbiosis + leaky-gut"),
        ("what is rosacea? and what is leaky gut?", "rosacea + leaky-gut"),
        ("does sugar cause acne? does dairy?", "dairy + sugar-and-processed-food"),
        // How one thing bears on another is one question.
        ("does stress and acne go together", "stress"),
        ("alcohol and leaky gut", "leaky-gut"),
        ("sibo and rosacea", "ibs-ibd-coeliac"),
        ("nicotine and acne", "smoking"),
        ("vitamin a and acne", "vitamins-and-minerals"),
        // One answer knows both parts, or there is only one.
        ("is kefir or yoghurt better", "fermented-foods"),
        ("does vitamin d help eczema or psoriasis", "vitamins-and-minerals"),
        ("does gut health affect acne and eczema skin", "gut-skin-axis"),
        ("are probiotics good or bad", "probiotics"),
        ("psoriasis or not", "psoriasis"),
        ("does dairy cause acne", "dairy"),
        // Nothing that is known of either is about winter, so the nearer one's card says so.
        ("is rosacea or eczema worse in winter", "rosacea"),
    ] {
        assert_eq!(topics(question), expected, "{question}");
    }
}

#[test]
fn a_screened_question_with_two_parts_is_decided_by_the_screen() {
    for question in
        ["is this rosacea or acne on my cheeks", "should i stop my doxycycline or my probiotics"]
    {
        let answered = ask(question);
        assert_eq!(answered.decision.outcome.name(), "refuse", "{question}");
        assert_eq!((answered.decision.beside, answered.reply.also), (None, None), "{question}");
    }
}

/// The sentences cite exactly the list, which is numbered from 1 as it is read.
#[track_caller]
fn check_numbers(reply: &Reply) {
    let mut used: Vec<usize> = Vec::new();
    for n in reply.all_sentences().flat_map(|sentence| sentence.citations.clone()) {
        if !used.contains(&n) {
            used.push(n);
        }
    }
    let listed: Vec<usize> = reply.citations.iter().map(|citation| citation.n).collect();
    assert_eq!(used, listed);
    assert_eq!(listed, (1..=listed.len()).collect::<Vec<_>>());
}

#[test]
fn one_reply_says_both_and_all_else_once() {
    let reply = ask(BOTH).reply;
    let (dairy, stress) = (alone("dairy/what"), alone("stress/acne"));
    assert_eq!((reply.kind, reply.answer.as_deref()), (ReplyKind::Answer, Some("dairy/what")));
    let also = reply.also.as_ref().expect("a second answer");
    assert_eq!(also.key, "stress/acne");
    assert_eq!(reply.summary(), dairy.summary(), "the first is numbered as it is alone");
    let texts = |reply: &Reply| -> Vec<String> {
        reply.all_sentences().map(|sentence| sentence.text.clone()).collect()
    };
    assert_eq!(texts(&reply), [texts(&dairy), texts(&stress)].concat());
    check_numbers(&reply);

    let lines = reply.evidence_lines();
    let wanted = [&dairy, &stress].map(|one| {
        format!("{} · {}", one.title.clone().unwrap_or_default(), one.evidence_lines()[0])
    });
    assert_eq!(lines, wanted);
    let text = reply.plain_text();
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let (first, second) = (reply.summary(), also.summary());
    let said = [dairy.title.as_deref().unwrap_or_default(), &first, &also.title, &second];
    assert_eq!(blocks[..4], said);
    assert_eq!(blocks[4..6], [lines[0].as_str(), lines[1].as_str()]);
    assert!(blocks[6].starts_with("Sources\n[1]"), "{text}");
    assert_eq!(blocks.len(), 8, "the disclaimer, once: {text}");

    let keys: Vec<&str> = reply.related.iter().map(|one| one.key.as_str()).collect();
    assert!(!keys.contains(&"dairy/what") && !keys.contains(&"stress/acne"), "{keys:?}");
    let mut once = keys.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), keys.len());
    for topic in ["dairy/", "stress/"] {
        assert!(keys.iter().any(|key| key.starts_with(topic)), "{topic}: {keys:?}");
    }
}

fn alone(key: &str) -> Reply {
    shipped().show(key, today()).expect("it exists")
}

fn both(first: &str, second: &str, after: Duration) -> Reply {
    let here = Community::default();
    shipped().show_both_in(first, second, &here, today() + after).expect("they exist")
}

#[test]
fn every_pair_of_cards_is_numbered_through() {
    let corpus = shipped().corpus();
    for one in &corpus.topics {
        for other in corpus.topics.iter().filter(|other| other.id != one.id) {
            check_numbers(&both(&one.id, &other.id, Duration::ZERO));
        }
    }
}

#[test]
fn what_two_overdue_answers_have_in_common_is_said_once() {
    let settings = &shipped().corpus().settings;
    let period = Duration::days(i64::from(settings.review_period_days) + 30);
    let overdue = both("dairy/what", "stress/acne", period);
    assert_eq!(overdue.notes, std::slice::from_ref(&settings.wording.overdue));
    assert_eq!(overdue.all_sentences().count(), both_sentences());

    let grace = Duration::days(i64::from(settings.review_grace_days));
    let long_ago = both("dairy/what", "stress/acne", period + grace);
    assert_eq!(long_ago.all_sentences().count(), 0, "neither is said any more");
    assert_eq!(long_ago.evidence_lines().len(), 2);
    assert!(!long_ago.evidence_lines().concat().contains("Evidence"));
}

fn both_sentences() -> usize {
    alone("dairy/what").sentences.len() + alone("stress/acne").sentences.len()
}

#[test]
fn a_caution_joins_both_once_or_takes_the_place_of_both() {
    let reply = ask("i am pregnant. does stress or dairy cause acne?").reply;
    assert_eq!(reply.cautions.len(), 1, "{reply:?}");
    assert_eq!(reply.all_sentences().count(), both_sentences());
    let reply = ask("i only eat 300 calories a day. does stress or dairy cause acne?").reply;
    assert_eq!((reply.all_sentences().count(), reply.also), (0, None));
}

fn without(key: &str) -> Answered {
    let mut community = Community::default();
    community.apply(Change::Disabled { key: key.to_owned(), disabled: true });
    ask_in(BOTH, community)
}

#[test]
fn where_one_of_the_two_topics_is_switched_off_the_other_stands_alone() {
    for (off, left) in [("dairy", "stress/acne"), ("stress", "dairy/what")] {
        let reply = without(off).reply;
        assert_eq!((reply.answer.as_deref(), reply.also), (Some(left), None), "without {off}");
    }
}

/// The topic is still there: what is left of it can be asked for.
#[test]
fn where_one_of_the_two_answers_is_switched_off_nothing_leads_to_it() {
    for off in ["dairy/what", "stress/acne"] {
        let reply = without(off).reply;
        let said = reply.answer.into_iter().chain(reply.also.map(|also| also.key));
        let led: Vec<String> = said.chain(reply.related.into_iter().map(|one| one.key)).collect();
        assert!(!led.is_empty() && led.iter().all(|key| key != off), "without {off}: {led:?}");
    }
}

#[test]
fn a_correction_takes_the_place_of_both() {
    let correction = Correction {
        id: 1,
        question: BOTH.to_owned(),
        verdict: Verdict::Answer("acne/causes".to_owned()),
        instead_of: "dairy/what".to_owned(),
        revision: shipped().corpus().revision.clone(),
        day: today(),
    };
    let answered =
        ask_in(BOTH, Community { corrections: vec![correction], ..Community::default() });
    assert_eq!(answered.reply.answer.as_deref(), Some("acne/causes"));
    assert_eq!((answered.decision.beside, answered.reply.also), (None, None));
}

#[test]
fn two_answers_are_never_given_unasked() {
    for question in [
        "rosacea and eczema",
        "what is rosacea? and what is leaky gut?",
        "what is leaky gut and what is dysbiosis",
    ] {
        let answered = ask(question);
        assert!(answered.decision.beside.is_some(), "{question}");
        assert!(answered.decision.score() >= Some(0.6), "sure enough otherwise: {question}");
        assert!(!shipped().is_sure(&answered), "{question}");
    }
}

#[test]
fn contract_c3_names_both() {
    let answered = ask(BOTH);
    let line = json::line(BOTH, &answered, shipped(), std::time::Duration::ZERO, false);
    let line = serde_json::to_value(line).expect("it is plain data");
    assert_eq!(line["label"], "answer:dairy");
    assert_eq!((&line["answer"], &line["also"]), (&"dairy/what".into(), &"stress/acne".into()));
    assert_eq!(line["sentences"].as_array().map(Vec::len), Some(both_sentences()));
    assert_eq!(line["citations"].as_array().map(Vec::len), Some(answered.reply.citations.len()));
    let single = ask("does dairy cause acne");
    let line = json::line("", &single, shipped(), std::time::Duration::ZERO, false);
    assert!(serde_json::to_value(line).expect("it is plain data")["also"].is_null());
}

#[test]
fn the_terminal_shows_both_and_says_why() {
    let answered = ask(BOTH);
    let plain = |text: String| anstream::adapter::strip_str(&text).to_string();
    let shown = plain(render::reply(&answered.reply, Look::default()));
    let also = answered.reply.also.as_ref().expect("a second answer");
    let place = |text: &str| shown.find(text).unwrap_or_else(|| panic!("no {text}: {shown}"));
    let title = answered.reply.title.as_deref().unwrap_or_default();
    assert!(place(title) < place(&format!("\n{}\n", also.title)), "{shown}");
    assert_eq!(shown.matches(" · Evidence: ").count(), 2, "{shown}");
    let why = plain(render::explanation(&answered, shipped()));
    assert!(why.contains("stress/acne, as the question has two parts"), "{why}");
}

#[test]
fn a_reply_by_name_does_without_an_answer_that_is_gone() {
    let here = Settled::default();
    let shown = |first, second| shipped().show_both_in(first, second, &here, today());
    assert_eq!(shown("dairy/what", "dairy/gone"), Some(alone("dairy/what")));
    assert_eq!(shown("dairy/gone", "dairy/what"), None);
}
