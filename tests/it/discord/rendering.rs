//! Everything that the shipped knowledge can say fits Discord's limits.

use gutskin::discord::card;
use gutskin::discord::limits::{self, count};
use gutskin::discord::render::{self, Body, Target};
use gutskin::model::Evidence;
use gutskin::model::{NumberedCitation, NumberedSentence, Question, Related, Reply, ReplyKind};
use serde_json::Value;
use serenity::model::id::{ChannelId, MessageId};

use super::{APP, OFF_TOPIC, today};

#[track_caller]
fn check(reply: &Reply) {
    let target = Target { channel: ChannelId::new(1), message: MessageId::new(u64::MAX - 1) };
    let body = render::body(reply);
    if let Body::Card(card) = &body {
        assert!(card.length() <= limits::EMBED_TOTAL, "{}", card.length());
    }
    let full = card::full_card(reply);
    assert!(full.length() <= limits::EMBED_TOTAL, "{}", full.length());
    assert!(full.fields.iter().all(|(_, value)| (1..=limits::FIELD_VALUE).contains(&count(value))));
    let message = serde_json::to_value(render::message(body.clone(), target)).unwrap();
    check_message(&message);
    assert_eq!(message["allowed_mentions"]["parse"], Value::Array(Vec::new()));
    assert!(count(message["nonce"].as_str().unwrap()) <= limits::NONCE);

    let plain = serde_json::to_value(render::plain_message(reply, target)).unwrap();
    check_message(&plain);

    let response = serde_json::to_value(render::response(body, true)).unwrap();
    check_message(&response["data"]);
    assert_eq!(response["data"]["allowed_mentions"]["parse"], Value::Array(Vec::new()));
}

#[track_caller]
fn check_message(message: &Value) {
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
    for sentence in &reply.sentences {
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
        check(&reply);
        check_whole(&reply);
    }
}

#[test]
fn everything_the_safety_rules_say_fits() {
    let snapshot = APP.current();
    for rule in &snapshot.corpus().rules {
        for text in &rule.catches {
            let reply = snapshot.ask(&Question::new(text), today()).reply;
            check(&reply);
            check_whole(&reply);
        }
    }
}

#[test]
fn every_phrasing_gets_something_that_fits() {
    let snapshot = APP.current();
    for (_, _, answer) in snapshot.corpus().answers() {
        for text in answer.phrasings.iter().take(3).chain(&answer.examples) {
            check(&snapshot.ask(&Question::new(text), today()).reply);
        }
    }
    check(&snapshot.ask(&Question::new(OFF_TOPIC), today()).reply);
    check(&snapshot.ask(&Question::default(), today()).reply);
}

#[test]
fn about_fits() {
    let card = card::about(APP.current().corpus());
    assert!(card.length() <= limits::EMBED_TOTAL);
    assert!(card.fields.iter().all(|(_, value)| (1..=limits::FIELD_VALUE).contains(&count(value))));
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
                    check(&reply);
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
        answer: Some("a/b".to_owned()),
        title: Some(format!("t{long}")),
        lead: Some(format!("l{long}")),
        sentences: numbers
            .iter()
            .map(|n| NumberedSentence { text: long.clone(), citations: vec![*n, n + 1] })
            .collect(),
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
