//! `/mod channel`: modes of channels and categories, and what they need.

use serde_json::json;

use super::moderating::{Kept, told};
use super::{A_MOMENT, answered, embed};
use crate::support::fake_discord::{Person, Place, Speech};

#[tokio::test]
async fn a_category_counts_for_its_channels_and_their_threads_but_not_where_one_has_its_own() {
    let kept = Kept::start().await;
    let fake = &kept.fake;
    let (general, questions) = (fake.channel_id(), fake.other_channel_id());
    let category = fake.category("health", &[general, questions]);
    kept.settle("channel", json!({"mode": "off", "category": category.to_string()})).await;
    kept.settle("channel", json!({"mode": "mention", "channel": questions.to_string()})).await;

    let mention =
        |at: &Place| Speech::new(&format!("<@{}> {}", fake.bot_id(), answered())).at(at.clone());
    // The fake's threads are of the first channel.
    let thread = fake.thread("a thread");
    fake.say(mention(&thread)).await.expect_silence(A_MOMENT).await;
    embed(&fake.say(mention(&Place::Channel(questions))).await.reply().await);

    let table = told(&kept.moderate("channel", json!({})).await);
    for line in [
        format!("<#{category}> · off"),
        format!("<#{questions}> · mention"),
        "Everywhere else · mention".to_owned(),
    ] {
        assert!(table.contains(&line), "{table}");
    }
    kept.settle("channel", json!({"mode": "inherit", "category": category.to_string()})).await;
    embed(&fake.say(mention(&thread).by(&Person::named("kim"))).await.reply().await);
    kept.end().await;
}

#[tokio::test]
async fn from_inside_a_thread_it_is_the_channel_that_is_settled() {
    let kept = Kept::start().await;
    let thread = kept.fake.thread("a thread");
    let moderator = Person::moderator();
    kept.fake.slash_in(&thread, &moderator, "mod channel", json!({"mode": "off"})).await;
    let asked = kept.fake.slash("ask", json!({"question": answered()})).await;
    assert!(told(&asked).contains("in this channel"));
    kept.end().await;
}

#[tokio::test]
async fn reading_along_has_its_conditions_and_says_so() {
    let kept = Kept::start().await;
    for mode in ["auto", "shadow"] {
        let refused = told(&kept.moderate("channel", json!({"mode": mode})).await);
        assert!(
            refused.contains("Message Content Intent") && refused.contains("Nothing is changed"),
            "{refused}"
        );
    }
    assert!(kept.app.community(Some(kept.fake.guild_id())).modes.is_empty());
    kept.end().await;

    let kept = Kept::reading().await;
    let refused = told(&kept.moderate("channel", json!({"mode": "shadow"})).await);
    assert!(refused.contains("/mod log"), "{refused}");
    kept.settle("log", json!({"channel": kept.fake.other_channel_id().to_string()})).await;
    kept.settle("channel", json!({"mode": "shadow"})).await;
    let table = told(&kept.moderate("channel", json!({})).await);
    assert!(table.contains("shadow · not judged yet"), "{table}");
    kept.end().await;
}
