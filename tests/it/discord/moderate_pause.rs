//! Where moderators want quiet: a paused server, a channel that is off. Emergencies are answered everywhere.

use serde_json::{Value, json};

use super::moderating::{Kept, told};
use super::{A_MOMENT, answered, controls, embed, emergency, suggested};
use crate::support::fake_discord::{Person, Place, Speech};

/// A mention, a command and a right-click get no answer; emergencies do.
async fn is_quiet(kept: &Kept, place: &Place, why: &str) {
    let fake = &kept.fake;
    let mention = |words: &str| Speech::new(&format!("<@{}> {words}", fake.bot_id()));
    fake.say(mention(&answered()).at(place.clone())).await.expect_silence(A_MOMENT).await;
    fake.say(mention("").at(place.clone())).await.expect_silence(A_MOMENT).await;
    for options in
        [json!({"question": answered()}), json!({"question": answered(), "private": true})]
    {
        let asked = fake.slash_in(place, &Person::member(), "ask", options).await;
        assert!(told(&asked).contains(why), "{}", told(&asked));
    }
    let shown = fake.slash_in(place, &Person::member(), "topic", json!({"name": "rosacea"})).await;
    assert!(told(&shown).contains(why));
    let somebody =
        fake.say(Speech::new(&answered()).by(&Person::named("kim")).at(place.clone())).await;
    let summoned = fake.context_menu("Answer this", &somebody.message).await;
    assert!(told(&summoned).contains(why));

    let said = fake.say(mention(&emergency()).at(place.clone())).await;
    embed(&said.reply().await);
    let asked =
        fake.slash_in(place, &Person::named("sam"), "ask", json!({"question": emergency()})).await;
    embed(&asked.message());
    assert!(!asked.is_ephemeral());
    let somebody =
        fake.say(Speech::new(&emergency()).by(&Person::named("lou")).at(place.clone())).await;
    fake.context_menu("Answer this", &somebody.message).await;
    embed(&somebody.reply().await);
    // What is no question is still there for who wants to read it.
    let privacy = fake.slash_in(place, &Person::member(), "privacy", json!({})).await;
    assert!(!told(&privacy).contains(why));
}

#[tokio::test]
async fn a_paused_server_is_quiet_until_it_is_resumed() {
    let kept = Kept::start().await;
    kept.settle("pause", json!({})).await;
    let here = Place::Channel(kept.fake.channel_id());
    is_quiet(&kept, &here, "paused me on this server").await;
    embed(&kept.fake.direct_message(&answered()).await.reply().await);
    kept.settle("resume", json!({})).await;
    embed(&kept.fake.mention_bot("what is eczema").await.reply().await);
    kept.end().await;
}

#[tokio::test]
async fn a_channel_that_is_off_is_quiet_and_others_are_not() {
    let kept = Kept::start().await;
    kept.settle("channel", json!({"mode": "off"})).await;
    let here = Place::Channel(kept.fake.channel_id());
    is_quiet(&kept, &here, "no answers of mine in this channel").await;
    let elsewhere = Place::Channel(kept.fake.other_channel_id());
    let asked = json!({"question": answered()});
    embed(&kept.fake.slash_in(&elsewhere, &Person::member(), "ask", asked).await.message());
    kept.end().await;
}

#[tokio::test]
async fn what_a_paused_server_reads_does_not_change() {
    let kept = Kept::start().await;
    let offered = kept.fake.slash("ask", json!({"question": suggested()})).await.message();
    kept.settle("pause", json!({})).await;
    let label = controls(&offered)[0].to_owned();
    let pressed = kept.fake.button(&label, &offered).await;
    assert!(pressed.is_ephemeral());
    embed(&pressed.message());
    assert_eq!(kept.fake.message(super::id(&offered)), Some(offered));
    kept.end().await;
}

#[tokio::test]
async fn what_is_settled_outlives_a_restart() {
    let kept = Kept::start().await;
    kept.settle("pause", json!({})).await;
    let kept = kept.restarted().await;
    let asked = kept.fake.slash("ask", json!({"question": answered()})).await;
    assert!(told(&asked).contains("paused me"));
    kept.end().await;
}

#[tokio::test]
async fn an_edit_in_a_paused_server_leaves_the_reply_as_it_is() {
    let kept = Kept::start().await;
    let said = kept.fake.mention_bot("what is rosacea").await;
    let reply: Value = said.reply().await;
    kept.settle("pause", json!({})).await;
    kept.fake.edit_message(&said, &format!("<@{}> what is psoriasis", kept.fake.bot_id()));
    said.expect_replies(1, A_MOMENT).await;
    assert_eq!(kept.fake.message(super::id(&reply)).expect("it stays")["embeds"], reply["embeds"]);
    kept.end().await;
}
