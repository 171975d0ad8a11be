//! Who asks the same again, or too much, is told so without bothering anybody else.

use std::time::Duration;

use gutskin::config::DiscordConfig;
use gutskin::discord::Timing;
use serde_json::json;

use super::{
    A_MOMENT, answered, config, embed, emergency, end, ready, ready_with, start_with, text, timing,
};
use crate::support::fake_discord::{FakeDiscord, Person, Place, Speech};

#[tokio::test]
async fn the_same_question_points_to_its_reply() {
    let (fake, bot) = ready().await;
    let reply = fake.mention_bot(&answered()).await.reply().await;
    let again = fake.mention_bot(&answered().to_uppercase()).await.reply().await;
    let link = format!(
        "https://discord.com/channels/{}/{}/{}",
        fake.guild_id(),
        fake.channel_id(),
        text(&reply["id"])
    );
    assert!(text(&again["content"]).contains(&link), "{again:#}");

    let by_slash = fake.slash("ask", json!({"question": answered()})).await;
    assert!(by_slash.is_ephemeral());
    assert!(text(&by_slash.message()["content"]).contains(&link));

    // In private, by somebody else, or elsewhere it is no repetition.
    let private = json!({"question": answered(), "private": true});
    embed(&fake.slash("ask", private).await.message());
    let other = Speech::new(&format!("<@{}> {}", fake.bot_id(), answered()));
    embed(&fake.say(other.by(&Person::named("kim"))).await.reply().await);
    let elsewhere = Place::Channel(fake.other_channel_id());
    let exchange =
        fake.slash_in(&elsewhere, &Person::member(), "ask", json!({"question": answered()})).await;
    assert!(!exchange.is_ephemeral());
    // A command's own answer is pointed to as well.
    let again =
        fake.slash_in(&elsewhere, &Person::member(), "ask", json!({"question": answered()})).await;
    assert!(text(&again.message()["content"]).contains(text(&exchange.message()["id"])));
    end(fake, bot).await;
}

#[tokio::test]
async fn a_reply_that_is_gone_is_not_pointed_to() {
    let (fake, bot) = ready().await;
    let dismissed = fake.mention_bot(&answered()).await.reply().await;
    fake.button("Dismiss", &dismissed).await;
    fake.until_deleted(&dismissed).await;
    let deleted = fake.mention_bot(&answered()).await;
    embed(&deleted.reply().await);
    fake.delete_message(&deleted);
    deleted.replies_gone().await;
    embed(&fake.mention_bot(&answered()).await.reply().await);
    end(fake, bot).await;
}

#[tokio::test]
async fn a_notice_goes_by_itself() {
    let fake = FakeDiscord::start().await;
    let quick = Timing { notice: Duration::from_millis(100), ..timing() };
    let bot = start_with(config(&fake), &fake.token(), None, quick);
    fake.ready().await;
    fake.mention_bot(&answered()).await.reply().await;
    let again = fake.mention_bot(&answered()).await;
    let notice = again.reply().await;
    assert!(fake.pings(&notice).is_empty());
    assert_eq!(notice["flags"], 1 << 12, "without a sound");
    again.replies_gone().await;
    end(fake, bot).await;
}

#[tokio::test]
async fn a_reply_to_an_edit_outlives_the_notice_before_it() {
    let fake = FakeDiscord::start().await;
    let quick = Timing { notice: Duration::from_millis(300), ..timing() };
    let slow = DiscordConfig { member_per_minute: 1, ..config(&fake) };
    let bot = start_with(slow, &fake.token(), None, quick);
    fake.ready().await;
    fake.mention_bot(&answered()).await.reply().await;
    let said = fake.mention_bot("what is rosacea").await;
    let notice = said.reply().await;
    assert!(text(&notice["content"]).contains("Please ask again in"), "{notice:#}");
    fake.edit_message(&said, &format!("<@{}> {}", fake.bot_id(), emergency()));
    fake.until_deleted(&notice).await;
    let [reply] = &said.replies().await[..] else { panic!("{}", fake.story()) };
    assert!(text(&embed(reply)["description"]).contains("moderators here"), "{reply:#}");
    end(fake, bot).await;
}

#[tokio::test]
async fn a_member_is_slowed_down_in_private() {
    let (fake, bot) = ready_with(|config| config.member_per_minute = 1).await;
    fake.mention_bot(&answered()).await.reply().await;
    let slash = fake.slash("ask", json!({"question": "what is rosacea"})).await;
    assert!(slash.is_ephemeral());
    assert!(text(&slash.message()["content"]).contains("Please ask again in"));
    // By message it is said once, and the rest is silence.
    let other = Speech::new(&format!("<@{}> what is eczema", fake.bot_id()));
    let kim = || other.clone().by(&Person::named("kim"));
    embed(&fake.say(kim()).await.reply().await);
    let notice = fake.say(kim()).await.reply().await;
    assert!(text(&notice["content"]).contains("Please ask again in"));
    fake.say(kim()).await;
    fake.expect_silence(A_MOMENT).await;
    // A topic is shown privately then, and an emergency goes out whatever the cooldown.
    let topic = fake.slash("topic", json!({"name": "rosacea"})).await;
    assert!(topic.is_ephemeral());
    embed(&topic.message());
    let urgent = fake.mention_bot(&emergency()).await.reply().await;
    assert!(text(&embed(&urgent)["description"]).contains("moderators here"));
    let urgent = fake.slash("ask", json!({"question": emergency()})).await;
    assert!(!urgent.is_ephemeral());
    end(fake, bot).await;
}

#[tokio::test]
async fn a_crowded_channel_gets_private_answers() {
    let (fake, bot) = ready_with(|config| config.channel_per_minute = 1).await;
    fake.mention_bot(&answered()).await.reply().await;
    let exchange = fake.slash("ask", json!({"question": "what is rosacea"})).await;
    assert!(exchange.is_ephemeral());
    let message = exchange.message();
    assert!(text(&message["content"]).contains("only for you"));
    embed(&message);
    let notice = fake.mention_bot("what is eczema").await.reply().await;
    assert!(text(&notice["content"]).contains("This channel has had many answers"));
    let elsewhere = Place::Channel(fake.other_channel_id());
    let asked = json!({"question": "what is rosacea"});
    assert!(!fake.slash_in(&elsewhere, &Person::member(), "ask", asked).await.is_ephemeral());
    end(fake, bot).await;
}

#[tokio::test]
async fn the_gentle_line_is_for_places_where_others_read() {
    let (fake, bot) = ready().await;
    let private = json!({"question": emergency(), "private": true});
    let alone = fake.slash("ask", private).await.message();
    let direct = fake.direct_message(&emergency()).await.reply().await;
    for message in [alone, direct] {
        assert!(!text(&embed(&message)["description"]).contains("moderators here"));
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn the_same_emergency_is_answered_every_time() {
    let (fake, bot) = ready_with(|config| {
        config.member_per_minute = 1;
        config.channel_per_minute = 1;
    })
    .await;
    // The member and the channel have had theirs.
    fake.mention_bot(&answered()).await.reply().await;
    for _ in 0..2 {
        let urgent = fake.mention_bot(&emergency()).await.reply().await;
        assert!(text(&embed(&urgent)["description"]).contains("moderators here"));
        let urgent = fake.slash("ask", json!({"question": emergency()})).await;
        assert!(!urgent.is_ephemeral());
        embed(&urgent.message());
    }
    end(fake, bot).await;
}
