//! Where the bot may not do everything, and in threads.

use serde_json::json;

use super::{A_MOMENT, answered, controls, embed, emergency, end, ready, text};
use crate::support::fake_discord::{FakeDiscord, Misbehaviour, Person, Place, Speech};

fn has_no_embed(message: &serde_json::Value) -> bool {
    message["embeds"].as_array().is_none_or(Vec::is_empty)
}

#[tokio::test]
async fn without_embeds_the_answer_is_text() {
    let (fake, bot) = ready().await;
    fake.forbid_embeds(fake.channel_id());
    let said = fake.mention_bot("what is rosacea").await;
    // Discord drops the embed without a word; then the message is changed.
    let reply = fake.until_shows(&said.reply().await, "[1]").await;
    assert!(has_no_embed(&reply));
    assert!(controls(&reply).contains(&"Sources"));

    fake.edit_message(&said, &format!("<@{}> what is psoriasis", fake.bot_id()));
    let edited = fake.until_shows(&reply, "**What psoriasis is**").await;
    assert!(has_no_embed(&edited), "{edited:#}");

    for command in ["about", "topics"] {
        let message = fake.slash(command, json!({})).await.message();
        assert!(has_no_embed(&message) && !text(&message["content"]).is_empty());
    }
    let asked = fake.slash("ask", json!({"question": "what is eczema"})).await.message();
    assert!(has_no_embed(&asked) && text(&asked["content"]).contains("[1]"), "{asked:#}");
    end(fake, bot).await;
}

#[tokio::test]
async fn a_refused_embed_is_text() {
    let (fake, bot) = ready().await;
    let refusal = Misbehaviour::Refuse { status: 403, code: 50013 };
    fake.misbehave("POST /channels/*/messages", refusal, 1);
    let reply = fake.mention_bot(&answered()).await.reply().await;
    assert!(has_no_embed(&reply) && text(&reply["content"]).contains("[1]"));
    bot.stop().await;
    fake.finish();
}

#[tokio::test]
async fn where_it_may_not_write_it_is_silent_or_private() {
    let (fake, bot) = ready().await;
    fake.forbid_writing(fake.channel_id());
    fake.mention_bot(&answered()).await.expect_silence(A_MOMENT).await;
    let exchange = fake.slash("ask", json!({"question": "what is rosacea"})).await;
    assert!(exchange.is_ephemeral());
    let message = exchange.message();
    assert!(text(&message["content"]).contains("may not write in this channel"));
    embed(&message);
    let urgent = fake.slash("ask", json!({"question": emergency()})).await;
    assert!(urgent.is_ephemeral());
    let message = urgent.message();
    assert!(text(&message["content"]).contains("may not write in this channel"));
    let said = text(&embed(&message)["description"]).to_owned();
    assert!(!said.contains("moderators here"), "nobody reads along: {said}");
    let about = fake.slash("about", json!({})).await;
    assert!(about.is_ephemeral());
    bot.stop().await;
    fake.finish();
}

/// A mention, a reply, a right-click and a command in a thread.
async fn serves(fake: &FakeDiscord, thread: Place) {
    let mention =
        |words: &str| Speech::new(&format!("<@{}> {words}", fake.bot_id())).at(thread.clone());
    let said = fake.say(mention("what is rosacea")).await;
    let reply = said.reply().await;
    embed(&reply);
    assert_eq!(reply["channel_id"], said.message["channel_id"]);
    let asked = json!({"question": "what is eczema"});
    let exchange = fake.slash_in(&thread, &Person::member(), "ask", asked).await;
    assert!(!exchange.is_ephemeral());
    let somebody = fake
        .say(Speech::new("what is psoriasis").by(&Person::named("kim")).at(thread.clone()))
        .await;
    fake.context_menu("Answer this", &somebody.message).await;
    embed(&somebody.reply().await);
    fake.delete_message(&said);
    fake.until_deleted(&reply).await;
}

#[tokio::test]
async fn threads_and_forum_posts() {
    let (fake, bot) = ready().await;
    for name in ["a thread", "a post"] {
        serves(&fake, fake.thread(name)).await;
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn a_thread_where_it_may_not_write() {
    let (fake, bot) = ready().await;
    let thread = fake.thread("closed");
    let Place::Channel(id) = thread else { panic!("a thread is a channel") };
    fake.forbid_writing(id);
    let asked = json!({"question": "what is eczema"});
    assert!(fake.slash_in(&thread, &Person::member(), "ask", asked).await.is_ephemeral());
    end(fake, bot).await;
}
