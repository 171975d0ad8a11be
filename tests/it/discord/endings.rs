//! How the bot ends: what the operator must mend, what cannot be reached, and a shutdown that leaves nobody hanging.

use std::time::Duration;

use serde_json::json;

use super::{A_MOMENT, answered, ready, start, start_on, start_with, text, timing};
use crate::support::fake_discord::{FakeDiscord, Misbehaviour, Person, Place};
use gutskin::discord::RunError;

#[tokio::test]
async fn fatal_closes() {
    for (code, expected) in [
        (4004, RunError::Token),
        (4010, RunError::Shard),
        (4011, RunError::ShardingRequired),
        (4012, RunError::ApiVersion),
        (4013, RunError::Intents(4013)),
        (4014, RunError::MessageContent),
    ] {
        let (fake, bot) = ready().await;
        let connections = fake.connections();
        fake.close(code);
        let error = bot.ends().await;
        assert_eq!((&error, error.exit_code()), (&expected, 2), "{code}");
        assert_eq!(fake.connections(), connections, "no second try after {code}");
        fake.finish();
    }
}

#[tokio::test]
async fn a_wrong_token() {
    let fake = FakeDiscord::start().await;
    let bot = start_with(super::config(&fake), "wrong", None, timing());
    let error = bot.ends().await;
    assert_eq!((&error, error.exit_code()), (&RunError::Token, 2));
    assert_eq!(fake.requests().len(), 1, "asked once: {}", fake.story());
    fake.finish();
}

#[tokio::test]
async fn a_token_that_is_no_header() {
    let fake = FakeDiscord::start().await;
    let error = start_with(super::config(&fake), "two\nlines", None, timing()).ends().await;
    assert_eq!(error, RunError::Token);
}

#[tokio::test]
async fn a_token_that_stops_working() {
    let (fake, bot) = ready().await;
    fake.misbehave("POST /channels/*/messages", Misbehaviour::Status(401), 1);
    fake.mention_bot(&answered()).await;
    assert_eq!(bot.ends().await, RunError::Token);
    fake.finish();
}

#[tokio::test]
async fn an_intent_that_was_not_granted() {
    let fake = FakeDiscord::start().await;
    let mut config = super::config(&fake);
    config.message_content = true;
    let error = start_with(config, &fake.token(), None, timing()).ends().await;
    assert_eq!((&error, error.exit_code()), (&RunError::MessageContent, 2));
    fake.finish();
}

#[tokio::test]
async fn nobody_listens() {
    let fake = FakeDiscord::start().await;
    let mut config = super::config(&fake);
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    config.rest_proxy = format!("127.0.0.1:{port}");
    let error = start_with(config, &fake.token(), None, timing()).ends().await;
    assert!(matches!(error, RunError::Unreachable(_)), "{error:?}");
    assert_eq!(error.exit_code(), 1);

    let mut config = super::config(&fake);
    config.gateway_url = format!("ws://127.0.0.1:{port}");
    let error = start_with(config, &fake.token(), None, timing()).ends().await;
    assert!(matches!(error, RunError::Unreachable(_)), "{error:?}");
    drop(fake);
}

#[tokio::test]
async fn discord_is_down_at_the_start() {
    for trouble in [Misbehaviour::Html(503), Misbehaviour::Silence, Misbehaviour::BareRateLimit] {
        let fake = FakeDiscord::start().await;
        fake.misbehave("* /applications/@me", trouble.clone(), usize::MAX);
        let error = start(&fake).ends().await;
        assert!(matches!(error, RunError::Unreachable(_)), "{trouble:?}: {error:?}");
        drop(fake);
    }
}

#[tokio::test]
async fn a_start_survives_a_hiccup() {
    let fake = FakeDiscord::start().await;
    fake.misbehave("* /applications/@me", Misbehaviour::Status(500), 2);
    fake.misbehave("* /gateway/bot", Misbehaviour::HalfBody, 1);
    let bot = start(&fake);
    fake.ready().await;
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn addresses_that_are_none() {
    let fake = FakeDiscord::start().await;
    let mut config = super::config(&fake);
    config.rest_proxy = "http://127.0.0.1:1/api".to_owned();
    let error = start_with(config, &fake.token(), None, timing()).ends().await;
    assert!(matches!(error, RunError::Address { key: "rest_proxy", .. }), "{error:?}");
    let mut config = super::config(&fake);
    config.gateway_url = "127.0.0.1:1".to_owned();
    let error = start_with(config, &fake.token(), None, timing()).ends().await;
    assert!(matches!(error, RunError::Address { key: "gateway_url", .. }), "{error:?}");
    assert_eq!(error.exit_code(), 2);
}

#[tokio::test]
async fn a_test_guild_without_the_bot() {
    let fake = FakeDiscord::start().await;
    fake.misbehave(
        "GET /applications/*/guilds/*/commands",
        Misbehaviour::Refuse { status: 403, code: 50001 },
        1,
    );
    let mut config = super::config(&fake);
    config.test_guilds = vec![42];
    let error = start_with(config, &fake.token(), None, timing()).ends().await;
    assert_eq!((&error, error.exit_code()), (&RunError::TestGuild(42), 2));
    fake.finish();
}

#[tokio::test]
async fn answers_in_flight_are_finished() {
    let (fake, bot) = ready().await;
    let slow = Misbehaviour::Status(500);
    fake.misbehave("POST /interactions/*/*/callback", slow, 2);
    let place = Place::Channel(fake.channel_id());
    let options = json!({"question": answered()});
    let exchange = fake.begin_slash(&place, &Person::member(), "ask", options);
    fake.until_requests("POST /interactions/*/*/callback", 1).await;
    bot.stop().await;
    assert!(exchange.is_acknowledged(), "{}", fake.story());
    fake.until_disconnected().await;
    fake.finish();
}

#[tokio::test]
async fn a_handler_that_panics_harms_nobody_else() {
    let fake = FakeDiscord::start().await;
    let bot = start_on(super::config(&fake), &fake.token(), None, timing(), || panic!("no day"));
    fake.ready().await;
    let exchange = fake.slash("ask", json!({"question": answered()})).await;
    assert!(exchange.is_ephemeral());
    assert!(text(&exchange.message()["content"]).starts_with("Something went wrong"));
    fake.mention_bot(&answered()).await.expect_silence(A_MOMENT).await;
    fake.slash("ask", json!({"question": answered()})).await;
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn a_shutdown_before_the_start_is_done() {
    let fake = FakeDiscord::start().await;
    fake.misbehave("* /applications/@me", Misbehaviour::Silence, usize::MAX);
    let bot = start(&fake);
    fake.until_requests("GET /applications/@me", 1).await;
    let stopped = tokio::time::timeout(Duration::from_secs(1), bot.stop()).await;
    assert!(stopped.is_ok());
}
