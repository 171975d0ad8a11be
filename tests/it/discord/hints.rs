//! Messages with nothing to read: one short friendly line, once per member and hour.

use serde_json::{Value, json};

use super::{A_MOMENT, answered, embed, end, reading, ready, text};
use crate::support::fake_discord::{FakeDiscord, Person, Speech};

fn picture() -> Value {
    json!({"attachments": [{
        "id": "1", "filename": "face.png", "size": 1, "url": "https://cdn.example/1", "proxy_url": "https://cdn.example/1",
    }]})
}

fn mention(fake: &FakeDiscord, words: &str) -> Speech {
    Speech::new(format!("<@{}> {words}", fake.bot_id()).trim())
}

#[tokio::test]
async fn each_kind_of_nothing_has_its_hint() {
    let (fake, bot) = ready().await;
    let sticker = json!({"sticker_items": [{"id": "5", "name": "wave", "format_type": 1}]});
    for (name, speech, part) in [
        ("a", mention(&fake, ""), "write the question in the same message"),
        ("b", mention(&fake, "").with(sticker), "write the question in the same message"),
        ("c", mention(&fake, "").with(picture()), "can't look at pictures"),
        ("d", mention(&fake, "what is this?").with(picture()), "picture"),
    ] {
        let reply = fake.say(speech.by(&Person::named(name))).await.reply().await;
        let said = format!("{} {}", text(&reply["content"]), reply["embeds"]);
        assert!(said.contains(part), "{part}: {said}");
        assert!(text(&reply["content"]).lines().count() <= 1);
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn a_photo_to_judge_is_declined() {
    let (fake, bot) = ready().await;
    let speech = mention(&fake, "what is this?").with(picture());
    let reply = fake.say(speech).await.reply().await;
    let snapshot = super::APP.current();
    let rule = snapshot.corpus().rules.iter().find(|rule| rule.id == "diagnosis-photo");
    let said = rule.expect("the shipped rule").reply.chars().take(30).collect::<String>();
    assert!(text(&embed(&reply)["description"]).starts_with(said.trim()), "{reply:#}");
    end(fake, bot).await;
}

#[tokio::test]
async fn a_hint_is_given_once() {
    let (fake, bot) = ready().await;
    let somebody = fake.say(Speech::new(&answered()).by(&Person::named("kim"))).await;
    // Without the intent the mentioned message is hidden, whatever it says.
    let hidden = || mention(&fake, "").replying(&somebody.message);
    let first = fake.say(hidden()).await.reply().await;
    assert!(text(&first["content"]).contains("**Answer this**"), "{first:#}");
    fake.say(hidden()).await;
    fake.expect_silence(A_MOMENT).await;
    // Another person, and another kind of hint, are another matter.
    let other = fake.say(hidden().by(&Person::named("sam"))).await.reply().await;
    assert!(text(&other["content"]).contains("**Answer this**"));
    let bare = fake.mention_bot("").await.reply().await;
    assert!(text(&bare["content"]).contains("I see no question"));
    // A question is answered all the same.
    embed(&fake.mention_bot(&answered()).await.reply().await);
    end(fake, bot).await;
}

#[tokio::test]
async fn with_the_intent_the_message_replied_to_is_answered() {
    let (fake, bot) = reading().await;
    let somebody = fake.say(Speech::new(&answered()).by(&Person::named("kim"))).await;
    let said = fake.say(mention(&fake, "").replying(&somebody.message)).await;
    let reply = said.reply().await;
    embed(&reply);
    assert_eq!(reply["message_reference"]["message_id"], said.message["id"]);
    end(fake, bot).await;
}

#[tokio::test]
async fn a_reply_to_a_slash_answer_may_be_hidden() {
    let (fake, bot) = ready().await;
    let answer = fake.slash("ask", json!({"question": answered()})).await.message();
    let quiet = fake.say(Speech::new("and rosacea?").replying_quietly(&answer)).await;
    assert!(text(&quiet.reply().await["content"]).contains("**Answer this**"));
    end(fake, bot).await;
}
