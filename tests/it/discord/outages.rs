//! Gateway trouble: after each kind of it the bot answers again by itself.

use std::time::Duration;

use serde_json::json;

use super::{answered, ready, start, start_with, timing};
use crate::support::fake_discord::{FakeDiscord, Plan};
use gutskin::discord::Timing;

/// Makes trouble for a bot that was fine, and expects an answer to what is asked afterwards.
async fn recovers(what: &str, trouble: impl FnOnce(&FakeDiscord)) {
    let (fake, bot) = ready().await;
    let connections = fake.connections();
    trouble(&fake);
    fake.until_connections(connections + 1).await;
    fake.connected().await;
    let exchange = fake.slash("ask", json!({"question": answered()})).await;
    assert!(exchange.took() < Duration::from_secs(10), "{what}");
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn closes_that_are_not_fatal() {
    for code in [1000, 1001, 4000, 4001, 4002, 4003, 4005, 4007, 4008] {
        recovers(&code.to_string(), |fake| fake.close(code)).await;
    }
}

#[tokio::test]
async fn a_close_without_a_code() {
    recovers("no code", FakeDiscord::close_without_code).await;
}

#[tokio::test]
async fn connections_that_break() {
    recovers("cut", FakeDiscord::drop_connections).await;
    recovers("op 7", FakeDiscord::reconnect).await;
    recovers("op 9, resumable", |fake| fake.invalid_session(true)).await;
}

#[tokio::test]
async fn a_reconnect_that_is_accepted_and_never_answered() {
    for plan in [
        Plan::NoHello,
        Plan::Refuse(503),
        Plan::CloseAfterHello(None),
        Plan::CloseAfterHello(Some(4000)),
    ] {
        recovers(&format!("{plan:?}"), |fake| {
            fake.next_connection(plan);
            fake.next_connection(plan);
            fake.close_without_code();
        })
        .await;
    }
}

#[tokio::test]
async fn a_handshake_that_is_never_answered() {
    let fake = FakeDiscord::start().await;
    let quick = Timing { connect: Duration::from_millis(500), ..timing() };
    let bot = start_with(super::config(&fake), &fake.token(), None, quick);
    fake.ready().await;
    fake.next_connection(Plan::HangHandshake);
    fake.drop_connections();
    fake.direct_message(&answered()).await.reply().await;
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn a_gateway_that_closes_again_and_again_is_not_hammered() {
    let fake = FakeDiscord::start().await;
    let quick = Timing { stable: Duration::from_millis(200), ..timing() };
    let bot = start_with(super::config(&fake), &fake.token(), None, quick);
    fake.ready().await;
    tokio::time::sleep(quick.stable).await;
    for _ in 0..1000 {
        fake.next_connection(Plan::CloseAfterHello(Some(4000)));
    }
    let before = fake.connections();
    fake.close(4000);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let tries = fake.connections() - before;
    assert!((2..20).contains(&tries), "{tries} connections in a second");
    fake.behave();
    fake.direct_message(&answered()).await.reply().await;
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn what_was_asked_meanwhile_is_answered_after_a_resume() {
    let (fake, bot) = ready().await;
    fake.hang_next_connection();
    fake.drop_connections();
    let said = fake.mention_bot(&answered()).await;
    said.reply().await;
    assert_eq!(fake.identifies().len(), 1, "resumed, not identified again");
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn a_gateway_that_stops_answering_heartbeats() {
    let fake = FakeDiscord::builder().heartbeat(Duration::from_millis(200)).start().await;
    let bot = start(&fake);
    fake.ready().await;
    fake.stop_acknowledging_heartbeats();
    fake.until_connections(2).await;
    fake.behave();
    fake.connected().await;
    fake.slash("ask", json!({"question": answered()})).await;
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn two_shards() {
    let fake = FakeDiscord::builder().shards(2).max_concurrency(2).start().await;
    let bot = start(&fake);
    fake.ready().await;
    fake.slash("ask", json!({"question": answered()})).await;
    fake.direct_message(&answered()).await.reply().await;
    fake.mention_bot(&answered()).await.reply().await;
    assert_eq!(fake.identifies().len(), 2);
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn one_process_of_several() {
    let fake = FakeDiscord::builder().shards(1).start().await;
    let range = "1-1/2".parse().expect("a range");
    let bot = start_with(super::config(&fake), &fake.token(), Some(range), timing());
    fake.ready().await;
    assert_eq!(fake.identifies()[0]["shard"], json!([1, 2]));
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn the_session_is_closed_at_the_end() {
    let (fake, bot) = ready().await;
    let quick = timing().close;
    let begun = tokio::time::Instant::now();
    bot.stop().await;
    assert!(begun.elapsed() < quick, "{:?}", begun.elapsed());
    fake.until_disconnected().await;
    fake.finish();
}
