//! A message that a proxy such as PluralKit posts anew is answered once, whatever comes first.

use serde_json::json;

use super::{A_MOMENT, answered, embed, end, ready};
use crate::support::fake_discord::{FakeDiscord, Person, Said, Speech};

/// The copy that the proxy posts through its webhook.
async fn copy(fake: &FakeDiscord, words: &str) -> Said {
    let words = format!("<@{}> {words}", fake.bot_id());
    let webhook = json!({
        "webhook_id": "77", "application_id": "78",
        "author": {"id": "77", "username": "Fern", "bot": true, "discriminator": "0000"},
    });
    fake.say(Speech::new(&words).with(webhook)).await
}

/// Exactly one reply is there, to the copy, and the person behind it may dismiss it.
async fn answered_once(fake: &FakeDiscord, copy: &Said) {
    let reply = copy.reply().await;
    embed(&reply);
    assert_eq!(reply["message_reference"]["message_id"], copy.message["id"]);
    copy.expect_replies(1, A_MOMENT).await;
    fake.button("Dismiss", &reply).await;
    fake.until_deleted(&reply).await;
}

#[tokio::test]
async fn the_copy_comes_before_the_original_goes() {
    let (fake, bot) = ready().await;
    let original = fake.mention_bot(&format!("F: {}", answered())).await;
    let first = original.reply().await;
    let copy = copy(&fake, &answered()).await;
    fake.until_deleted(&first).await;
    fake.delete_message(&original);
    answered_once(&fake, &copy).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn the_original_goes_before_the_copy_comes() {
    let (fake, bot) = ready().await;
    let original = fake.mention_bot(&answered()).await;
    original.reply().await;
    fake.delete_message(&original);
    original.replies_gone().await;
    let copy = copy(&fake, &answered()).await;
    answered_once(&fake, &copy).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn all_at_once() {
    let (fake, bot) = ready().await;
    let original = fake.mention_bot(&answered()).await;
    let copy = copy(&fake, &answered()).await;
    fake.delete_message(&original);
    let look = || {
        copy.replies_now()
            .into_iter()
            .find(|one| one["message_reference"]["message_id"] == copy.message["id"])
    };
    while look().is_none() {
        copy.replies().await;
        tokio::task::yield_now().await;
    }
    copy.expect_replies(1, A_MOMENT).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn a_webhook_that_repeats_nobody_is_not_answered() {
    let (fake, bot) = ready().await;
    copy(&fake, &answered()).await.expect_silence(A_MOMENT).await;
    let said = Speech::new(&format!("<@{}> what is rosacea", fake.bot_id()));
    fake.say(said.by(&Person::named("kim"))).await.reply().await;
    let other = copy(&fake, &answered()).await;
    other.expect_silence(A_MOMENT).await;
    end(fake, bot).await;
}
