//! What each outcome looks like, by slash command and by mention.

use serde_json::{Value, json};

use super::{OFF_TOPIC, answered, embed, emergency, end, ready, refused, suggested, text};
use crate::support::fake_discord::{Person, Speech};

/// The same question by `/ask` and by mention: both messages, and whether the first is private.
async fn ask(question: &str) -> (Value, bool, Value) {
    let (fake, bot) = ready().await;
    let exchange = fake.slash("ask", json!({"question": question})).await;
    let by_slash = (exchange.message(), exchange.is_ephemeral());
    let mention = Speech::new(&format!("<@{}> {question}", fake.bot_id()));
    let by_mention = fake.say(mention.by(&Person::named("kim"))).await.reply().await;
    end(fake, bot).await;
    (by_slash.0, by_slash.1, by_mention)
}

fn field<'a>(embed: &'a Value, name: &str) -> Option<&'a str> {
    let fields = embed["fields"].as_array()?;
    fields.iter().find(|field| field["name"] == name).map(|field| text(&field["value"]))
}

#[tokio::test]
async fn an_answer_cites_and_dates_itself() {
    let (message, private, mentioned) = ask(&answered()).await;
    assert!(!private);
    for message in [message, mentioned] {
        let embed = embed(&message);
        assert!(text(&embed["description"]).contains("[1]"));
        assert!(field(embed, "Sources").is_some_and(|list| list.starts_with("[1]")), "{embed:#}");
        let footer = text(&embed["footer"]["text"]);
        let revision = super::APP.current().corpus().revision.clone();
        for part in ["Evidence: ", "reviewed 20", "knowledge ", &revision] {
            assert!(footer.contains(part), "{part} in {footer}");
        }
    }
}

#[tokio::test]
async fn suggestions_are_buttons() {
    let (message, _, mentioned) = ask(&suggested()).await;
    for message in [message, mentioned] {
        embed(&message);
        let buttons = message["components"][0]["components"].as_array().expect("buttons");
        assert!((2..=4).contains(&buttons.len()), "{message:#}");
    }
}

#[tokio::test]
async fn a_refusal_says_so() {
    let (message, _, mentioned) = ask(&refused()).await;
    let colour = embed(&message)["color"].clone();
    assert_eq!(colour, embed(&mentioned)["color"]);
    assert_ne!(colour, embed(&ask(&answered()).await.0)["color"]);
}

#[tokio::test]
async fn an_emergency_stands_alone() {
    let (message, _, mentioned) = ask(&emergency()).await;
    for message in [message, mentioned] {
        let embed = embed(&message);
        assert!(!text(&embed["description"]).is_empty());
        assert!(embed["fields"].as_array().is_none_or(Vec::is_empty), "{embed:#}");
        assert!(embed.get("footer").is_none_or(Value::is_null), "{embed:#}");
    }
}

#[tokio::test]
async fn no_match_is_one_line_and_private_where_it_can_be() {
    let (message, private, mentioned) = ask(OFF_TOPIC).await;
    assert!(private);
    for message in [message, mentioned] {
        assert!(message["embeds"].as_array().is_none_or(Vec::is_empty));
        assert_eq!(text(&message["content"]).lines().count(), 1);
    }
}
