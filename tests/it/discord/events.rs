//! What the bot tells about what happened, and that nobody waits for whoever listens.

use std::sync::Arc;
use std::time::Duration;

use gutskin::app::App;
use gutskin::model::Event;
use gutskin::pipeline::Snapshot;
use serde_json::json;
use tokio::sync::mpsc::{self, Receiver};

use super::{OFF_TOPIC, answered, config, embed, end, start_app, timing, today};
use crate::support::fake_discord::{FakeDiscord, Person, Place};
use crate::support::{prepare, shipped_corpus};

/// A bot that tells `capacity` events at most to somebody who need not listen.
async fn telling(capacity: usize) -> (FakeDiscord, super::Bot, Arc<App>, Receiver<Event>) {
    let (sender, receiver) = mpsc::channel(capacity);
    let snapshot: Snapshot = prepare(shipped_corpus());
    let app = Arc::new(App::new(snapshot).telling(sender));
    let fake = FakeDiscord::start().await;
    let bot = start_app(Arc::clone(&app), config(&fake), &fake.token(), None, timing(), today);
    fake.ready().await;
    (fake, bot, app, receiver)
}

#[tokio::test]
async fn questions_and_judgements_are_told() {
    let (fake, bot, _, mut events) = telling(16).await;
    let message = fake.mention_bot(&answered()).await.reply().await;
    let Some(Event::Asked { origin, outcome, answer, unanswered, revision }) = events.recv().await
    else {
        panic!("no question")
    };
    assert_eq!((origin.community, origin.channel), (Some(fake.guild_id()), fake.channel_id()));
    assert_eq!((origin.person, outcome), (Person::member().id, "answer"));
    assert!(answer.is_some() && unanswered.is_none(), "an answered question stays here");
    assert_eq!(revision.len(), 8);

    fake.slash("ask", json!({"question": OFF_TOPIC})).await;
    let Some(Event::Asked { outcome, unanswered, .. }) = events.recv().await else {
        panic!("no question")
    };
    assert_eq!(outcome, "no_match");
    let missed = unanswered.expect("a question that nothing was known to");
    assert!(!missed.fingerprint.is_empty() && !missed.text.is_empty(), "{missed:?}");

    fake.direct_message(OFF_TOPIC).await.reply().await;
    let Some(Event::Asked { outcome, unanswered, .. }) = events.recv().await else {
        panic!("no question")
    };
    assert_eq!((outcome, unanswered), ("no_match", None), "a direct message is told without text");

    // The same judgement twice is one; another one is told once more.
    for (label, expected) in [
        ("Helpful", Some(true)),
        ("Helpful", None),
        ("Not helpful", Some(false)),
        ("Helpful", None),
        ("Not helpful", None),
    ] {
        fake.button(label, &message).await;
        let told = events.try_recv().ok();
        match (told, expected) {
            (Some(Event::Judged { helpful, answer: judged, .. }), Some(wanted)) => {
                assert_eq!((helpful, Some(judged)), (wanted, answer.clone()));
            }
            (told, expected) => assert_eq!((told.is_some(), expected), (false, None), "{label}"),
        }
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn a_server_that_it_is_not_in_is_not_told_of() {
    let (fake, bot, _, mut events) = telling(8).await;
    let asked = json!({"question": answered()});
    fake.slash_in(&Place::Elsewhere, &Person::member(), "ask", asked).await;
    let Some(Event::Asked { origin, .. }) = events.recv().await else { panic!("no question") };
    assert_eq!(origin.community, None);
    end(fake, bot).await;
}

#[tokio::test]
async fn nobody_waits_for_a_listener_that_hangs() {
    let (fake, bot, app, events) = telling(1).await;
    for question in [answered(), "what is rosacea".into(), "what is psoriasis".into()] {
        let exchange = fake.slash("ask", json!({"question": question})).await;
        assert!(exchange.took() < Duration::from_secs(3));
        embed(&exchange.message());
        let pressed = fake.button("Helpful", &exchange.message()).await;
        assert!(pressed.took() < Duration::from_secs(3));
    }
    embed(&fake.mention_bot("what is eczema").await.reply().await);
    assert_eq!(app.lost_events(), 6, "seven happened, one found room");
    drop(events);
    end(fake, bot).await;
}

#[tokio::test]
async fn hanging_messages_cost_no_interaction_its_time() {
    let (fake, bot, ..) = telling(1).await;
    let silence = crate::support::fake_discord::Misbehaviour::Silence;
    fake.misbehave("POST /channels/*/messages", silence, 1000);
    // More than may wait.
    for n in 0..1100 {
        fake.mention_bot(&format!("what is rosacea {n}")).await;
    }
    let exchange = fake.slash("ask", json!({"question": answered()})).await;
    assert!(exchange.took() < Duration::from_secs(3));
    embed(&exchange.message());
    drop(bot);
    fake.finish();
}
