//! The right-click on a message: answered as a reply to it, by the wish of somebody else.

use serde_json::{Value, json};

use super::{OFF_TOPIC, answered, embed, emergency, end, ready, text};
use crate::support::fake_discord::{FakeDiscord, Person, Place, Said, Speech};

const COMMAND: &str = "Answer this";

/// Somebody right-clicks what Kim said; gives the bot's reply to it.
async fn clicked(fake: &FakeDiscord, said: &Said) -> Value {
    let exchange = fake.context_menu_by(&Person::named("sam"), COMMAND, &said.message).await;
    assert_eq!(exchange.callback()["type"], 5, "it is coming");
    assert_eq!(exchange.callback()["data"]["flags"], 64, "which only one person sees");
    let reply = said.reply().await;
    exchange.gone().await;
    reply
}

async fn kim_says(fake: &FakeDiscord, words: &str) -> Said {
    fake.say(Speech::new(words).by(&Person::named("kim"))).await
}

#[tokio::test]
async fn a_message_the_bot_may_not_read_otherwise() {
    let (fake, bot) = ready().await;
    let said = kim_says(&fake, &answered()).await;
    let reply = clicked(&fake, &said).await;
    embed(&reply);
    assert_eq!(reply["message_reference"]["message_id"], said.message["id"]);
    assert_eq!(fake.pings(&reply), [text(&said.message["author"]["id"])]);
    end(fake, bot).await;
}

#[tokio::test]
async fn both_may_dismiss_it_and_it_goes_with_the_message() {
    let (fake, bot) = ready().await;
    for (person, words) in [("kim", "what is rosacea"), ("sam", "what is psoriasis")] {
        let said = kim_says(&fake, words).await;
        let reply = clicked(&fake, &said).await;
        let other = fake.button_by(&Person::named("alex"), "Dismiss", &reply).await;
        assert!(other.is_ephemeral());
        fake.button_by(&Person::named(person), "Dismiss", &reply).await;
        fake.until_deleted(&reply).await;
    }
    let said = kim_says(&fake, &answered()).await;
    let reply = clicked(&fake, &said).await;
    fake.delete_message(&said);
    fake.until_deleted(&reply).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn a_message_is_answered_once() {
    let (fake, bot) = ready().await;
    let by_mention = fake.mention_bot(&answered()).await;
    by_mention.reply().await;
    let by_click = kim_says(&fake, "what is rosacea").await;
    clicked(&fake, &by_click).await;
    for said in [&by_mention, &by_click] {
        let again = fake.context_menu_by(&Person::named("alex"), COMMAND, &said.message).await;
        assert!(again.is_ephemeral());
        let line = again.message();
        assert!(text(&line["content"]).contains("has an answer already: https://discord.com/"));
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn nothing_to_say_is_said_in_private() {
    let (fake, bot) = ready().await;
    let own = fake.mention_bot(&answered()).await.reply().await;
    let picture = json!({"attachments": [{
        "id": "1", "filename": "face.png", "size": 1, "url": "https://cdn.example/1", "proxy_url": "https://cdn.example/1",
    }]});
    let robot = json!({"author": {"id": "77", "username": "robot", "bot": true}});
    for (message, part) in [
        (own, "what people write"),
        (fake.say(Speech::new(&answered()).with(robot)).await.message, "what people write"),
        (fake.say(Speech::new("").with(picture)).await.message, "no words"),
        (kim_says(&fake, OFF_TOPIC).await.message, "sourced answer"),
    ] {
        let exchange = fake.context_menu(COMMAND, &message).await;
        assert!(exchange.is_ephemeral(), "{part}");
        assert!(text(&exchange.message()["content"]).contains(part), "{part}");
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn what_a_proxy_posted_is_what_a_person_wrote() {
    let (fake, bot) = ready().await;
    let copy = json!({"webhook_id": "77", "author": {"id": "77", "username": "Kim", "bot": true}});
    let said = fake.say(Speech::new(&answered()).with(copy)).await;
    embed(&clicked(&fake, &said).await);
    end(fake, bot).await;
}

#[tokio::test]
async fn an_emergency_is_answered_for_all_to_see() {
    let (fake, bot) = ready().await;
    let said = kim_says(&fake, &emergency()).await;
    let reply = clicked(&fake, &said).await;
    assert!(text(&embed(&reply)["description"]).contains("moderators here"), "{reply:#}");
    end(fake, bot).await;
}

#[tokio::test]
async fn in_direct_messages() {
    let (fake, bot) = ready().await;
    let said = fake.say(Speech::new(OFF_TOPIC).at(Place::Direct)).await;
    said.reply().await;
    let exchange = fake.context_menu(COMMAND, &said.message).await;
    assert!(exchange.is_ephemeral());
    end(fake, bot).await;
}

#[tokio::test]
async fn where_the_bot_may_not_write_it_answers_in_private() {
    let (fake, bot) = ready().await;
    fake.forbid_writing(fake.channel_id());
    let said = kim_says(&fake, &answered()).await;
    let exchange = fake.context_menu(COMMAND, &said.message).await;
    assert!(exchange.is_ephemeral());
    let message = exchange.message();
    assert!(text(&message["content"]).contains("may not write in this channel"));
    embed(&message);
    end(fake, bot).await;
}

#[tokio::test]
async fn a_reply_that_is_refused_after_all_is_shown_in_private() {
    let (fake, bot) = ready().await;
    let refusal = crate::support::fake_discord::Misbehaviour::Refuse { status: 403, code: 50013 };
    fake.misbehave("POST /channels/*/messages", refusal, 2);
    let said = kim_says(&fake, &answered()).await;
    let exchange = fake.context_menu(COMMAND, &said.message).await;
    exchange.until_edits(1).await;
    assert!(exchange.is_ephemeral());
    assert!(text(&exchange.message()["content"]).contains("may not write in this channel"));
    assert!(said.replies_now().is_empty(), "nobody else saw anything");
    bot.stop().await;
    fake.finish();
}
