//! A reply follows its question: it changes with an edit and goes when the question goes.

use std::time::Duration;

use serde_json::json;

use super::{A_MOMENT, OFF_TOPIC, answered, embed, emergency, end, ready, text};
use crate::support::fake_discord::{FakeDiscord, Misbehaviour, Speech};

const MESSAGES: &str = "POST /channels/*/messages";

fn mentioning(fake: &FakeDiscord, words: &str) -> String {
    format!("<@{}> {words}", fake.bot_id())
}

#[tokio::test]
async fn an_edit_changes_the_reply_in_place() {
    let (fake, bot) = ready().await;
    let said = fake.mention_bot("what is rosacea").await;
    let first = said.reply().await;
    fake.edit_message(&said, &mentioning(&fake, "what is psoriasis"));
    let second = fake.until_edited(&first).await;
    assert_eq!(second["id"], first["id"]);
    assert!(text(&embed(&second)["title"]).to_lowercase().contains("psoriasis"), "{second:#}");

    // From a card to a line, from a line to a card, and to an emergency.
    fake.edit_message(&said, &mentioning(&fake, OFF_TOPIC));
    let third = fake.until_edited(&second).await;
    assert!(third["embeds"].as_array().is_none_or(Vec::is_empty), "{third:#}");
    assert!(!text(&third["content"]).is_empty());
    fake.edit_message(&said, &mentioning(&fake, &emergency()));
    let fourth = fake.until_edited(&third).await;
    assert!(text(&embed(&fourth)["description"]).contains("moderators here"));
    assert_eq!(text(&fourth["content"]), "");
    assert_eq!(said.replies_now().len(), 1);
    end(fake, bot).await;
}

#[tokio::test]
async fn an_edit_takes_no_emergency_message_away() {
    let (fake, bot) = ready().await;
    let said = fake.mention_bot(&emergency()).await;
    let reply = said.reply().await;
    for words in ["what is rosacea", OFF_TOPIC] {
        fake.edit_message(&said, &mentioning(&fake, words));
        fake.expect_silence(A_MOMENT).await;
    }
    assert_eq!(said.replies_now(), [reply]);
    end(fake, bot).await;
}

#[tokio::test]
async fn a_hint_becomes_the_answer() {
    let (fake, bot) = ready().await;
    let said = fake.mention_bot("").await;
    let hint = said.reply().await;
    fake.edit_message(&said, &mentioning(&fake, &answered()));
    embed(&fake.until_edited(&hint).await);
    end(fake, bot).await;
}

#[tokio::test]
async fn an_edit_that_says_the_same_or_nothing_changes_nothing() {
    let (fake, bot) = ready().await;
    let said = fake.mention_bot(&answered()).await;
    let reply = said.reply().await;
    fake.edit_message(&said, text(&said.message["content"]));
    fake.edit_message(&said, "never mind");
    fake.edit_message(&said, &mentioning(&fake, ""));
    // A link preview is an update without an author.
    fake.dispatch(
        "MESSAGE_UPDATE",
        &json!({
            "id": said.message["id"], "channel_id": said.message["channel_id"],
            "guild_id": fake.guild_id().to_string(), "embeds": [],
        }),
    );
    fake.expect_silence(A_MOMENT).await;
    assert_eq!(fake.message(super::id(&reply)), Some(reply));
    end(fake, bot).await;
}

#[tokio::test]
async fn an_edit_while_the_reply_is_under_way() {
    let (fake, bot) = ready().await;
    fake.misbehave(MESSAGES, Misbehaviour::Slow(Duration::from_millis(300)), 1);
    let said = fake.mention_bot("what is rosacea").await;
    fake.until_requests(MESSAGES, 1).await;
    fake.edit_message(&said, &mentioning(&fake, "what is eczema"));
    fake.edit_message(&said, &mentioning(&fake, "what is psoriasis"));
    let reply = fake.until_edited(&said.reply().await).await;
    assert!(text(&embed(&reply)["title"]).to_lowercase().contains("psoriasis"), "{reply:#}");
    assert_eq!(said.replies_now().len(), 1);
    end(fake, bot).await;
}

#[tokio::test]
async fn a_deleted_question_takes_its_reply_along() {
    let (fake, bot) = ready().await;
    let one = fake.mention_bot(&answered()).await;
    one.reply().await;
    fake.delete_message(&one);
    one.replies_gone().await;

    let two = fake.mention_bot("what is rosacea").await;
    let reply_to_two = two.reply().await;
    let three = fake.mention_bot("what is psoriasis").await;
    let reply_to_three = three.reply().await;
    fake.delete_in_bulk(&[&two, &three]);
    fake.until_deleted(&reply_to_two).await;
    fake.until_deleted(&reply_to_three).await;

    let direct = fake.direct_message(&answered()).await;
    direct.reply().await;
    fake.delete_message(&direct);
    direct.replies_gone().await;
    end(fake, bot).await;
}

#[tokio::test]
async fn a_question_deleted_while_its_reply_is_under_way() {
    let (fake, bot) = ready().await;
    fake.misbehave(MESSAGES, Misbehaviour::Slow(Duration::from_millis(300)), 1);
    let said = fake.mention_bot(&answered()).await;
    fake.until_requests(MESSAGES, 1).await;
    fake.delete_message(&said);
    fake.until_requests("DELETE /channels/*/messages/*", 1).await;
    said.replies_gone().await;
    end(fake, bot).await;
}

#[tokio::test]
async fn a_dismissed_reply_does_not_come_back() {
    let (fake, bot) = ready().await;
    let said = fake.mention_bot("what is rosacea").await;
    let reply = said.reply().await;
    fake.button("Dismiss", &reply).await;
    fake.until_deleted(&reply).await;
    for words in ["what is psoriasis", "what is eczema"] {
        fake.edit_message(&said, &mentioning(&fake, words));
        said.expect_silence(A_MOMENT).await;
    }
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn a_reply_whose_question_is_gone_can_be_dismissed() {
    // A bot that was restarted meanwhile does not know which reply belongs to the deleted question.
    let fake = FakeDiscord::builder().identify_window(Duration::ZERO).start().await;
    let bot = super::start(&fake);
    fake.ready().await;
    let said = fake.mention_bot(&answered()).await;
    let reply = said.reply().await;
    bot.stop().await;
    let bot = super::start(&fake);
    fake.until_identifies(2).await;
    fake.connected().await;
    fake.delete_message(&said);
    said.replies().await;
    fake.button("Dismiss", &reply).await;
    fake.until_deleted(&reply).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn a_reply_whose_id_got_lost_does_not_come_twice() {
    let (fake, bot) = ready().await;
    fake.misbehave(MESSAGES, Misbehaviour::HalfBody, 1);
    let said = fake.mention_bot("what is rosacea").await;
    said.reply().await;
    fake.edit_message(&said, &mentioning(&fake, "what is psoriasis"));
    said.expect_replies(1, A_MOMENT).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn messages_of_others_are_not_followed() {
    let (fake, bot) = ready().await;
    let said = fake.say(Speech::new("hello")).await;
    fake.edit_message(&said, &mentioning(&fake, &answered()));
    said.expect_silence(A_MOMENT).await;
    fake.delete_message(&said);
    end(fake, bot).await;
}
