//! Every way to reach the bot, and everything it has to leave alone.

use serde_json::json;

use super::{A_MOMENT, answered, embed, end, reading, ready, start, text};
use crate::support::fake_discord::{FakeDiscord, Person, Place, Speech};

#[tokio::test]
async fn slash() {
    let (fake, bot) = ready().await;
    let exchange = fake.slash("ask", json!({"question": answered()})).await;
    assert_eq!(exchange.callback()["type"], 4, "a direct answer");
    assert!(text(&embed(&exchange.message())["description"]).contains("[1]"));
    assert!(!exchange.is_ephemeral());

    let private = fake.slash("ask", json!({"question": answered(), "private": true})).await;
    assert!(private.is_ephemeral());
    end(fake, bot).await;
}

#[tokio::test]
async fn slash_outside_the_guild() {
    let (fake, bot) = ready().await;
    for place in [Place::Direct, Place::Elsewhere, Place::Group] {
        let options = json!({"question": answered()});
        let exchange = fake.slash_in(&place, &Person::member(), "ask", options).await;
        embed(&exchange.message());
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn autocomplete_offers_known_questions() {
    let (fake, bot) = ready().await;
    for typed in ["", "ros", "what is", "🦠", &"long ".repeat(60)] {
        let choices = fake.autocomplete("ask", "question", typed).await;
        assert!(choices.len() <= 25);
        if typed.len() < 8 && typed.is_ascii() {
            assert!(!choices.is_empty(), "{typed}");
        }
        for choice in choices {
            for part in ["name", "value"] {
                assert!((1..=100).contains(&text(&choice[part]).chars().count()), "{choice}");
            }
        }
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn a_chosen_question_is_answered() {
    let (fake, bot) = ready().await;
    let choices = fake.autocomplete("ask", "question", "rosacea").await;
    let exchange = fake.slash("ask", json!({"question": choices[0]["value"]})).await;
    assert!(text(&embed(&exchange.message())["title"]).to_lowercase().contains("rosacea"));
    end(fake, bot).await;
}

#[tokio::test]
async fn topics() {
    let (fake, bot) = ready().await;
    let all = fake.autocomplete("topic", "name", "").await;
    assert!(all.len() > 3);
    let found = fake.autocomplete("topic", "name", "rosac").await;
    let name = &found[0]["value"];
    assert_eq!(*name, "rosacea");
    let exchange = fake.slash("topic", json!({"name": name})).await;
    let message = exchange.message();
    assert_eq!(embed(&message)["title"], "What rosacea is", "{message:#}");

    // Free text goes the way of every question.
    let free = fake.slash("topic", json!({"name": answered()})).await;
    embed(&free.message());
    end(fake, bot).await;
}

#[tokio::test]
async fn about() {
    let (fake, bot) = ready().await;
    let exchange = fake.slash("about", json!({})).await;
    let said = embed(&exchange.message()).to_string();
    let revision = super::APP.current().corpus().revision.clone();
    for part in ["What I am not", "How to ask", "licence", "MIT or Apache-2.0", &revision] {
        assert!(said.contains(part), "{part}: {said}");
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn mention_of_the_user() {
    let (fake, bot) = ready().await;
    let said = fake.mention_bot(&answered()).await;
    let reply = said.reply().await;
    assert_eq!(reply["message_reference"]["message_id"], said.message["id"]);
    assert_eq!(fake.pings(&reply), [text(&said.message["author"]["id"])]);
    embed(&reply);
    end(fake, bot).await;
}

#[tokio::test]
async fn mention_of_the_managed_role() {
    // Discord hides the words of a role mention unless the operator chose to read them.
    let (fake, bot) = ready().await;
    let said = fake.mention_role(&answered()).await;
    assert!(text(&said.reply().await["content"]).contains("`/ask`"));
    end(fake, bot).await;

    let (fake, bot) = reading().await;
    let said = fake.mention_role(&answered()).await;
    embed(&said.reply().await);
    end(fake, bot).await;
}

#[tokio::test]
async fn reply_to_the_bot() {
    let (fake, bot) = ready().await;
    let first = fake.mention_bot("what is rosacea").await.reply().await;
    embed(&fake.reply_to(&first, &answered()).await.reply().await);
    // Without the ping there are no words to read, but it is still for the bot.
    let quiet = fake.say(Speech::new(&answered()).replying_quietly(&first)).await;
    assert!(text(&quiet.reply().await["content"]).contains("`/ask`"));
    end(fake, bot).await;
}

#[tokio::test]
async fn direct_message() {
    let (fake, bot) = ready().await;
    embed(&fake.direct_message(&answered()).await.reply().await);
    end(fake, bot).await;
}

#[tokio::test]
async fn not_for_the_bot() {
    let (fake, bot) = reading().await;
    let question = answered();
    let mention = format!("<@{}> {question}", fake.bot_id());
    let somebody = fake.member_says("hello").await;
    for speech in [
        Speech::new(&question),
        Speech::new(&format!("@everyone {question}")),
        Speech::new(&question).replying(&somebody.message),
        Speech::new(&mention).with(json!({"author": {"bot": true}})),
        Speech::new(&mention).with(json!({"webhook_id": "77"})),
        Speech::new(&mention).with(json!({"type": 6})),
    ] {
        fake.say(speech).await;
    }
    fake.expect_silence(A_MOMENT).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn what_is_delivered_again_is_not_answered_again() {
    let (fake, bot) = ready().await;
    let said = fake.mention_bot(&answered()).await;
    said.reply().await;
    let exchange = fake.slash("ask", json!({"question": answered()})).await;
    fake.redeliver(&said);
    fake.redeliver(&exchange);
    fake.expect_silence(A_MOMENT).await;
    assert_eq!(said.replies_now().len(), 1);
    assert!(exchange.visible().is_some());
    assert_eq!(fake.rejected().len(), 0, "{}", fake.story());
    end(fake, bot).await;
}

#[tokio::test]
async fn the_role_of_a_guild_that_came_later() {
    let (fake, bot) = ready().await;
    fake.bot_removed();
    fake.guild_returns();
    assert!(text(&fake.mention_role("x").await.reply().await["content"]).contains("`/ask`"));
    end(fake, bot).await;
}

#[tokio::test]
async fn many_at_once() {
    let fake = FakeDiscord::start().await;
    let bot = start(&fake);
    fake.ready().await;
    let begun: Vec<_> = (0..80)
        .map(|_| {
            let place = Place::Channel(fake.channel_id());
            fake.begin_slash(&place, &Person::member(), "ask", json!({"question": answered()}))
        })
        .collect();
    for exchange in &begun {
        exchange.acknowledged().await;
    }
    end(fake, bot).await;
}
