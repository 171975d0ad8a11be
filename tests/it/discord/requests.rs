//! REST that goes wrong: what is tried again, what is not, and that nobody reads anything twice.

use std::time::Duration;

use serde_json::json;

use super::{Bot, answered, embed, ready, start, start_with, text, timing};
use crate::support::fake_discord::{Exchange, FakeDiscord, Misbehaviour, Person, Place};

const CALLBACK: &str = "POST /interactions/*/*/callback";
const MESSAGES: &str = "POST /channels/*/messages";

/// Orders trouble, asks by `/ask`, and expects the answer all the same, once.
async fn still_answers(trouble: Misbehaviour, times: usize) -> Duration {
    let (fake, bot) = ready().await;
    fake.misbehave(CALLBACK, trouble.clone(), times);
    let exchange = fake.slash("ask", json!({"question": answered()})).await;
    embed(&exchange.message());
    let took = exchange.took();
    assert!(took < Duration::from_secs(3), "{trouble:?}: {took:?}");
    // And afterwards it answers as ever.
    fake.slash("ask", json!({"question": answered()})).await;
    end(fake, bot).await;
    took
}

#[tokio::test]
async fn a_callback_survives_failures() {
    still_answers(Misbehaviour::Status(500), 2).await;
    still_answers(Misbehaviour::Html(502), 2).await;
    still_answers(Misbehaviour::Hangup, 2).await;
    still_answers(Misbehaviour::Silence, 1).await;
}

#[tokio::test]
async fn a_callback_that_got_through_unheard_is_done() {
    still_answers(Misbehaviour::StatusAfterWork(500), 1).await;
    still_answers(Misbehaviour::HalfBody, 1).await;
    still_answers(Misbehaviour::LostAnswer, 1).await;
}

#[tokio::test]
async fn a_callback_waits_as_long_as_it_is_told_to() {
    let wait = Duration::from_millis(1100);
    let took = still_answers(Misbehaviour::RateLimited { retry_after: wait }, 1).await;
    assert!(took >= wait, "{took:?}");
    let took = still_answers(Misbehaviour::BareRateLimit, 1).await;
    assert!(took >= Duration::from_millis(900), "{took:?}");
}

/// How long a limit on everything lasts stays inside twilight-http; others are not sent on through it meanwhile.
#[tokio::test]
async fn a_limit_on_everything_holds_everything() {
    let global = Misbehaviour::GloballyRateLimited { retry_after: Duration::from_millis(700) };
    let (fake, bot) = ready().await;
    fake.misbehave(CALLBACK, global, 1);
    let first = ask(&fake);
    fake.until_requests(CALLBACK, 1).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = ask(&fake);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(fake.requests_to(CALLBACK).len(), 1, "sent on through the limit");
    first.acknowledged().await;
    second.acknowledged().await;
    bot.stop().await;
    fake.finish();
}

/// Discord lets interactions through while the bot's requests are limited.
#[tokio::test]
async fn a_limit_on_messages_holds_no_callback() {
    for trouble in [
        Misbehaviour::GloballyRateLimited { retry_after: Duration::from_secs(4) },
        Misbehaviour::RateLimited { retry_after: Duration::from_millis(200) },
        Misbehaviour::BareRateLimit,
    ] {
        let (fake, bot) = ready().await;
        fake.misbehave(MESSAGES, trouble.clone(), 3);
        let said = fake.mention_bot(&answered()).await;
        fake.until_requests(MESSAGES, 1).await;
        for _ in 0..4 {
            let exchange = fake.slash("ask", json!({"question": answered()})).await;
            assert!(
                exchange.took() < Duration::from_millis(500),
                "{trouble:?}: {:?}",
                exchange.took()
            );
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
        said.reply().await;
        end(fake, bot).await;
    }
}

#[tokio::test]
async fn a_callback_that_is_refused_or_would_come_too_late_is_not_repeated() {
    let too_late = Misbehaviour::RateLimited { retry_after: Duration::from_secs(9) };
    let refused = Misbehaviour::Refuse { status: 404, code: 10062 };
    for trouble in [too_late, refused] {
        let (fake, bot) = ready().await;
        fake.misbehave(CALLBACK, trouble, 1);
        let lost = ask(&fake);
        fake.until_requests(CALLBACK, 1).await;
        lost.expect_no_answer(super::A_MOMENT).await;
        assert_eq!(fake.requests_to(CALLBACK).len(), 1);
        fake.slash("ask", json!({"question": answered()})).await;
        bot.stop().await;
        fake.finish();
    }
}

#[tokio::test]
async fn a_message_is_sent_once_whatever_happens() {
    for (trouble, times) in [
        (Misbehaviour::Status(503), 2),
        (Misbehaviour::StatusAfterWork(500), 1),
        (Misbehaviour::HalfBody, 1),
        (Misbehaviour::Hangup, 1),
        (Misbehaviour::RateLimited { retry_after: Duration::from_millis(600) }, 1),
        (Misbehaviour::GloballyRateLimited { retry_after: Duration::from_millis(600) }, 1),
        (Misbehaviour::BareRateLimit, 1),
    ] {
        let (fake, bot) = ready().await;
        fake.misbehave(MESSAGES, trouble.clone(), times);
        let said = fake.mention_bot(&answered()).await;
        said.reply().await;
        tokio::time::sleep(super::A_MOMENT).await;
        let requests = fake.requests_to(MESSAGES);
        assert_eq!(said.replies_now().len(), 1, "{trouble:?}: {}", fake.story());
        for request in &requests {
            assert_eq!(request.body["enforce_nonce"], true);
            assert_eq!(request.body["nonce"], requests[0].body["nonce"]);
        }
        end(fake, bot).await;
    }
}

#[tokio::test]
async fn where_embeds_are_barred_the_answer_is_text() {
    let (fake, bot) = ready().await;
    fake.misbehave(MESSAGES, Misbehaviour::Refuse { status: 403, code: 50013 }, 1);
    let reply = fake.mention_bot(&answered()).await.reply().await;
    assert!(text(&reply["content"]).contains("[1]"), "{reply:#}");
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn where_writing_is_barred_it_gives_up() {
    let (fake, bot) = ready().await;
    fake.forbid_writing(fake.channel_id());
    let said = fake.mention_bot(&answered()).await;
    said.expect_silence(super::A_MOMENT).await;
    assert!(fake.requests_to(MESSAGES).len() <= 2);
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn a_slow_request_holds_up_no_other() {
    let (fake, bot) = ready().await;
    fake.misbehave(MESSAGES, Misbehaviour::Silence, 1);
    fake.mention_bot(&answered()).await;
    fake.until_requests(MESSAGES, 1).await;
    let exchange = fake.slash("ask", json!({"question": answered()})).await;
    assert!(exchange.took() < Duration::from_millis(900));
    let other = fake.direct_message(&answered()).await;
    other.reply().await;
    drop((fake, bot));
}

/// Asks by `/ask` without waiting for the answer.
fn ask(fake: &FakeDiscord) -> Exchange {
    let options = json!({"question": answered()});
    fake.begin_slash(&Place::Channel(fake.channel_id()), &Person::member(), "ask", options)
}

#[tokio::test]
async fn a_callback_that_hangs_holds_up_no_other() {
    let (fake, bot) = ready().await;
    fake.misbehave(CALLBACK, Misbehaviour::Silence, 1);
    let hanging = ask(&fake);
    fake.until_requests(CALLBACK, 1).await;
    for _ in 0..3 {
        let exchange = fake.slash("ask", json!({"question": answered()})).await;
        assert!(exchange.took() < Duration::from_millis(900), "{:?}", exchange.took());
    }
    assert!(!hanging.is_acknowledged(), "it hung all the while");
    // Its own second try comes through.
    hanging.acknowledged().await;
    end(fake, bot).await;
}

#[tokio::test]
async fn many_slow_callbacks_are_all_in_time() {
    let (fake, bot) = ready().await;
    fake.misbehave(CALLBACK, Misbehaviour::Slow(Duration::from_millis(200)), usize::MAX);
    let exchanges: Vec<_> = (0..32).map(|_| ask(&fake)).collect();
    for exchange in &exchanges {
        exchange.acknowledged().await;
        assert!(exchange.took() < Duration::from_secs(2), "{:?}", exchange.took());
    }
    fake.behave();
    end(fake, bot).await;
}

#[tokio::test]
async fn a_limit_that_does_not_end_is_not_hammered() {
    for trouble in [
        Misbehaviour::BareRateLimit,
        Misbehaviour::RateLimited { retry_after: Duration::from_millis(100) },
        Misbehaviour::GloballyRateLimited { retry_after: Duration::from_millis(100) },
    ] {
        let (fake, bot) = ready().await;
        fake.misbehave(CALLBACK, trouble.clone(), usize::MAX);
        let lost = ask(&fake);
        lost.expect_no_answer(Duration::from_secs(3)).await;
        let tries = fake.requests_to(CALLBACK).len();
        assert!((2..=3).contains(&tries), "{trouble:?}: {tries} tries");
        fake.behave();
        fake.slash("ask", json!({"question": answered()})).await;
        bot.stop().await;
        fake.finish();
    }
}

#[tokio::test]
async fn commands_are_registered_when_they_changed() {
    let fake = FakeDiscord::builder().identify_window(Duration::ZERO).start().await;
    let bot = start(&fake);
    fake.ready().await;
    bot.stop().await;
    assert_eq!(fake.requests_to("PUT /applications/*/commands").len(), 1);
    let names: Vec<_> = fake.commands().iter().map(|one| text(&one["name"]).to_owned()).collect();
    assert_eq!(
        names,
        [
            "ask",
            "topic",
            "topics",
            "sources",
            "about",
            "privacy",
            "Answer this",
            "mod",
            "Wrong answer"
        ]
    );

    let bot = start(&fake);
    fake.until_requests("GET /applications/*/commands", 2).await;
    fake.connected().await;
    fake.slash("ask", json!({"question": answered()})).await;
    bot.stop().await;
    assert_eq!(fake.requests_to("PUT /applications/*/commands").len(), 1, "unchanged");
    fake.finish();
}

#[tokio::test]
async fn registration_is_tried_until_it_works() {
    let fake = FakeDiscord::start().await;
    fake.misbehave("PUT /applications/*/commands", Misbehaviour::Status(500), 3);
    fake.misbehave("GET /applications/*/commands", Misbehaviour::Html(503), 2);
    let bot = start(&fake);
    fake.ready().await;
    end(fake, bot).await;
}

#[tokio::test]
async fn commands_of_test_guilds() {
    let fake = FakeDiscord::start().await;
    let mut config = super::config(&fake);
    config.test_guilds = vec![fake.guild_id()];
    let bot = start_with(config, &fake.token(), None, timing());
    fake.ready().await;
    fake.slash("ask", json!({"question": answered()})).await;
    assert!(fake.requests_to("PUT /applications/*/commands").is_empty());
    end(fake, bot).await;
}

async fn end(fake: FakeDiscord, bot: Bot) {
    bot.stop().await;
    fake.finish();
}
