//! Everything that the shipped knowledge can say fits Discord's limits.

use gutskin::discord::card;
use gutskin::discord::limits::{self, count};
use gutskin::discord::render::{self, Body, Post, Target};
use gutskin::model::{
    Community, Evidence, NumberedCitation, NumberedSentence, Part, Question, Related, Reply,
    ReplyKind,
};
use serde_json::Value;
use serenity::model::id::{ChannelId, MessageId, UserId};

use super::{APP, OFF_TOPIC, today};

const ASKER: UserId = UserId::new(u64::MAX - 1);

/// Every form in which a reply can go out fits.
#[track_caller]
fn check(post: Post) {
    let message = MessageId::new(u64::MAX - 1);
    let channel = ChannelId::new(1);
    let target = Target { channel, message, cause: u64::MAX, turn: 99_999 };
    for post in [post.clone().plain(), post.clone().under("Only you can see this."), post] {
        let is_card = post.is_card();
        if let Body::Card(card) = &post.body {
            assert!(card.length() <= limits::EMBED_TOTAL, "{}", card.length());
        }
        let message = serde_json::to_value(render::message(post.clone(), target)).unwrap();
        assert!(count(message["nonce"].as_str().unwrap()) <= limits::NONCE);
        let edit = serde_json::to_value(render::edit(post.clone())).unwrap();
        let response = serde_json::to_value(render::response(post.clone(), true)).unwrap();
        let update = serde_json::to_value(render::update(post)).unwrap();
        for body in [&message, &edit, &response["data"], &update["data"]] {
            check_message(body);
            assert_eq!(body["embeds"].as_array().map(Vec::len), Some(usize::from(is_card)));
        }
    }
}

#[track_caller]
fn check_message(message: &Value) {
    assert_eq!(message["allowed_mentions"]["parse"], Value::Array(Vec::new()));
    let length = |value: &Value| value.as_str().map_or(0, count);
    assert!(length(&message["content"]) <= limits::CONTENT);
    let embeds = message["embeds"].as_array().cloned().unwrap_or_default();
    assert!(!embeds.is_empty() || length(&message["content"]) > 0, "says nothing: {message:#}");
    let mut total = 0;
    for embed in &embeds {
        let fields = embed["fields"].as_array().cloned().unwrap_or_default();
        assert!(fields.len() <= limits::EMBED_FIELDS);
        for field in &fields {
            assert!((1..=limits::FIELD_NAME).contains(&length(&field["name"])), "{field:#}");
            assert!((1..=limits::FIELD_VALUE).contains(&length(&field["value"])), "{field:#}");
            total += length(&field["name"]) + length(&field["value"]);
        }
        assert!(length(&embed["title"]) <= limits::EMBED_TITLE);
        assert!(length(&embed["description"]) <= limits::EMBED_DESCRIPTION);
        assert!(length(&embed["footer"]["text"]) <= limits::EMBED_FOOTER);
        total += length(&embed["title"])
            + length(&embed["description"])
            + length(&embed["footer"]["text"]);
    }
    assert!(total <= limits::EMBED_TOTAL, "{total}");
    check_controls(message);
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[track_caller]
fn check_controls(message: &Value) {
    let fits =
        |value: &Value, most| (1..=most).contains(&count(value.as_str().unwrap_or_default()));
    let rows = list(&message["components"]);
    assert!(rows.len() <= 5);
    let mut ids = Vec::new();
    for row in rows {
        let parts = list(&row["components"]);
        assert!((1..=limits::ROW).contains(&parts.len()), "{row:#}");
        for part in parts {
            assert!(fits(&part["custom_id"], limits::CUSTOM_ID), "{part:#}");
            assert!(!ids.contains(&&part["custom_id"]), "twice: {part:#}");
            ids.push(&part["custom_id"]);
            let options = list(&part["options"]);
            assert!(options.len() <= limits::OPTIONS);
            assert!(part["type"] == 3 || fits(&part["label"], limits::BUTTON_LABEL), "{part:#}");
            for option in options {
                assert!(fits(&option["label"], limits::OPTION), "{option:#}");
                assert!(fits(&option["value"], limits::OPTION), "{option:#}");
            }
        }
    }
}

/// The reply to a question, with all that stands below it.
fn asked(text: &str) -> (Post, Reply) {
    let snapshot = APP.current();
    let answered = snapshot.ask(&Question::new(text), today());
    (Post::answered(&answered, snapshot.corpus(), ASKER), answered.reply)
}

/// Nothing of a reply that the linter let through is cut.
#[track_caller]
fn check_whole(reply: &Reply) {
    let card = card::card(reply);
    for text in
        [Some(&card.description), card.title.as_ref(), card.footer.as_ref()].into_iter().flatten()
    {
        assert!(!text.contains('…'), "cut: {text}");
    }
    let listed = card.fields.iter().filter(|(name, _)| name.to_lowercase().ends_with("sources"));
    let listed: Vec<&str> = listed.map(|(_, value)| value.as_str()).collect();
    let sources = listed.concat();
    for sentence in reply.all_sentences() {
        let marks: Vec<String> = sentence.citations.iter().map(|n| format!("[{n}]")).collect();
        assert!(card.description.contains(&marks.concat()), "{marks:?}: {}", card.description);
    }
    for citation in reply.citations.iter().filter(|_| reply.kind != ReplyKind::Emergency) {
        assert!(sources.contains(&format!("[{}]", citation.n)), "{} of {sources}", citation.n);
    }
    if reply.kind != ReplyKind::Emergency {
        // A document that is cited twice takes one line.
        let lines: usize = listed.iter().map(|block| block.lines().count()).sum();
        assert_eq!(lines, reply.references().len(), "{sources}");
    }
}

#[test]
fn every_answer_fits_whole() {
    let snapshot = APP.current();
    for (at, _, _) in snapshot.corpus().answers() {
        let reply = snapshot.show(&snapshot.corpus().key(at), today()).expect("it exists");
        check(Post::shown(&reply, ASKER));
        check_whole(&reply);
        let controls = serde_json::to_string(&Post::shown(&reply, ASKER).controls).unwrap();
        for label in ["Helpful", "Not helpful", "Sources", "Dismiss", "Related answers"] {
            assert!(controls.contains(label), "{label}: {controls}");
        }
    }
}

/// The longest answer of each topic with the longest of each other.
#[test]
fn the_longest_pairs_of_answers_fit_whole() {
    let snapshot = APP.current();
    let corpus = snapshot.corpus();
    let length = |key: &String| {
        let reply = snapshot.show(key, today()).expect("it exists");
        card::card(&reply).length()
    };
    let longest: Vec<String> = (0..corpus.topics.len())
        .map(|topic| {
            let answers = corpus.answers().filter(|(at, ..)| at.topic == topic);
            answers.map(|(at, ..)| corpus.key(at)).max_by_key(length).expect("it has answers")
        })
        .collect();
    for first in &longest {
        for second in longest.iter().filter(|second| *second != first) {
            let here = Community::default();
            let reply = snapshot.show_both_in(first, second, &here, today()).expect("they exist");
            check(Post::shown(&reply, ASKER));
            check_whole(&reply);
            let Body::Text(text) = Post::shown(&reply, ASKER).plain().body else {
                panic!("a card becomes text")
            };
            for sentence in reply.all_sentences() {
                let end: String = sentence.text.chars().rev().take(9).collect();
                let end: String = end.chars().rev().collect();
                assert!(text.contains(&end), "{first} and {second} without \"{end}\": {text}");
            }
        }
    }
}

#[test]
fn everything_the_safety_rules_say_fits() {
    let snapshot = APP.current();
    for rule in &snapshot.corpus().rules {
        for text in &rule.catches {
            let (post, reply) = asked(text);
            check(post);
            check_whole(&reply);
            check_whole(&reply.in_public(&snapshot.corpus().settings.wording));
        }
    }
}

#[test]
fn every_phrasing_gets_something_that_fits() {
    let snapshot = APP.current();
    for (_, _, answer) in snapshot.corpus().answers() {
        for text in answer.phrasings.iter().take(3).chain(&answer.examples) {
            check(asked(text).0);
        }
    }
    check(asked(OFF_TOPIC).0);
    check(asked("").0);
}

/// Far beyond what the linter lets through: other people's knowledge folders may be unsound in ways of their own.
#[test]
fn even_a_monstrous_reply_fits() {
    for length in [0, 1, 100, 1023, 1024, 4096, 9000] {
        for many in [0, 1, 7, 60] {
            for kind in [
                ReplyKind::Answer,
                ReplyKind::Suggest,
                ReplyKind::Refusal,
                ReplyKind::Emergency,
                ReplyKind::NoMatch,
            ] {
                let reply = monster(kind, length, many);
                // A composed reply says something.
                if length > 0 {
                    check(Post::shown(&reply, ASKER));
                }
            }
        }
    }
}

fn monster(kind: ReplyKind, length: usize, many: usize) -> Reply {
    let long: String = "🦠 *gut* _skin_ [x](y) ".chars().cycle().take(length).collect();
    let numbers: Vec<usize> = (1..=many).collect();
    Reply {
        kind,
        answer: Some(format!("a/{}", "k".repeat(length.min(200)))),
        title: Some(format!("t{long}")),
        lead: Some(format!("l{long}")),
        sentences: numbers
            .iter()
            .map(|n| NumberedSentence { text: long.clone(), citations: vec![*n, n + 1] })
            .collect(),
        also: (many > 1).then(|| Part {
            key: format!("b/{}", "k".repeat(length.min(200))),
            title: format!("u{long}"),
            sentences: vec![
                NumberedSentence { text: long.clone(), citations: numbers.clone() };
                many
            ],
            evidence: None,
            reviewed: today(),
        }),
        citations: numbers
            .iter()
            .map(|n| NumberedCitation {
                n: *n,
                source: format!("source-{}", n % 50),
                finding: 1,
                title: long.clone(),
                publisher: Some(long.clone()),
                year: Some(2020),
                url: Some(format!("https://example.org/({})", "x".repeat(length))),
                says: long.clone(),
                strength: Evidence::Mixed,
            })
            .collect(),
        notes: vec![long.clone(); many],
        cautions: vec![("medicine".to_owned(), long.clone()); many],
        evidence: Some(Evidence::Mixed),
        reviewed: Some(today()),
        related: vec![Related { key: "a/b".to_owned(), title: format!("r{long}") }; many],
        disclaimer: Some(long),
        revision: "0a1b2c3d".to_owned(),
    }
}
