//! /topics, /sources and /privacy, and what is typed into options.

use serde_json::{Value, json};

use super::{APP, answered, controls, embed, end, ready, text};
use crate::support::fake_discord::{FakeDiscord, Person, Place};

/// Presses Next until it leads no further; gives every page.
async fn pages(fake: &FakeDiscord, first: Value) -> Vec<Value> {
    let mut pages = vec![first];
    loop {
        let last = pages[pages.len() - 1].clone();
        let rows = last["components"].as_array().expect("rows");
        let buttons = rows.iter().flat_map(|row| row["components"].as_array().expect("parts"));
        let next = buttons.into_iter().find(|part| part["label"] == "Next");
        if next.is_none_or(|next| next["disabled"] == true) {
            return pages;
        }
        let turned = fake.button("Next", &last).await;
        assert_eq!(turned.callback()["type"], 7, "in place");
        pages.push(turned.message());
        assert!(pages.len() < 100, "it ends");
    }
}

#[tokio::test]
async fn topics_by_area() {
    let (fake, bot) = ready().await;
    let exchange = fake.slash("topics", json!({})).await;
    assert!(exchange.is_ephemeral());
    let pages = pages(&fake, exchange.message()).await;
    let snapshot = APP.current();
    let topics = &snapshot.corpus().topics;
    let whole: Vec<String> =
        pages.iter().map(|page| text(&embed(page)["description"]).to_owned()).collect();
    let listed: usize = whole.iter().map(|page| page.lines().count()).sum();
    assert_eq!(listed, topics.len(), "each topic once");
    let titles: Vec<&str> = pages.iter().map(|page| text(&embed(page)["title"])).collect();
    assert_eq!(titles[0], "Topics: food");
    assert!(titles.contains(&"Topics: skin"), "{titles:?}");

    let back = fake.button("Previous", &pages[pages.len() - 1]).await.message();
    assert_eq!(embed(&back)["title"], titles[titles.len() - 2]);
    let menu = &back["components"][0]["components"][0];
    let topic = text(&menu["options"][0]["value"]);
    let chosen = fake.select("Show a topic", &[topic], &back).await;
    assert!(chosen.is_ephemeral());
    assert!(controls(&chosen.message()).contains(&"Sources"));
    end(fake, bot).await;
}

#[tokio::test]
async fn sources_of_a_topic_and_of_everything() {
    let (fake, bot) = ready().await;
    let of_topic = fake.slash("sources", json!({"topic": "rosacea"})).await;
    assert!(of_topic.is_ephemeral());
    let message = of_topic.message();
    assert!(text(&embed(&message)["title"]).starts_with("Sources of Rosacea"), "{message:#}");
    assert!(text(&embed(&message)["description"]).contains("](https://"));

    let all = fake.slash("sources", json!({})).await.message();
    let pages = pages(&fake, all).await;
    let listed: usize =
        pages.iter().map(|page| text(&embed(page)["description"]).lines().count()).sum();
    assert_eq!(listed, APP.current().corpus().sources.len(), "each source once");

    let unknown = fake.slash("sources", json!({"topic": "football"})).await;
    assert!(unknown.is_ephemeral());
    assert!(text(&unknown.message()["content"]).contains("`/topics`"));
    end(fake, bot).await;
}

#[tokio::test]
async fn every_link_is_a_sources_own() {
    let (fake, bot) = ready().await;
    let snapshot = APP.current();
    let known: Vec<String> =
        snapshot.corpus().sources.values().filter_map(gutskin::model::Source::link).collect();
    let known: Vec<String> =
        known.iter().map(|link| link.replace('(', "%28").replace(')', "%29")).collect();
    let all = pages(&fake, fake.slash("sources", json!({})).await.message()).await;
    let answer = fake.slash("ask", json!({"question": answered()})).await.message();
    let references = fake.button("Sources", &answer).await.message();
    let said: String =
        all.iter().chain([&answer, &references]).map(|one| one["embeds"].to_string()).collect();
    let mut links = 0;
    for link in said.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(known.iter().any(|one| one == link), "{link}");
        links += 1;
    }
    assert!(links > 50);
    end(fake, bot).await;
}

#[tokio::test]
async fn options_forgive_slips_and_need_nothing_typed() {
    let (fake, bot) = ready().await;
    for (command, option) in [("topic", "name"), ("sources", "topic"), ("ask", "question")] {
        for typed in ["", "r", "rosac", "rosaeca", "psorisis"] {
            let choices = fake.autocomplete(command, option, typed).await;
            assert!((1..=25).contains(&choices.len()), "{command} {typed:?}");
        }
    }
    for (typed, wanted) in
        [("rosaeca", "rosacea"), ("psorisis", "psoriasis"), ("Gut bar", "leaky-gut")]
    {
        let choices = fake.autocomplete("topic", "name", typed).await;
        assert_eq!(choices[0]["value"], wanted, "{typed}: {choices:?}");
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn privacy_shows_and_forgets() {
    let (fake, bot) = ready().await;
    fake.mention_bot(&answered()).await.reply().await;
    let answer = fake.slash("ask", json!({"question": "what is rosacea"})).await.message();
    let shown = fake.slash("privacy", json!({})).await;
    assert!(shown.is_ephemeral());
    let message = shown.message();
    assert_eq!(embed(&message)["fields"][0]["value"], "2 questions of the last hour.");

    let other = fake
        .slash_in(&Place::Channel(fake.channel_id()), &Person::named("kim"), "privacy", json!({}))
        .await;
    assert_eq!(embed(&other.message())["fields"][0]["value"], "Nothing.");

    let done = fake.button("Forget it now", &message).await.message();
    assert!(text(&done["content"]).starts_with("Done"));
    let again = fake.slash("privacy", json!({})).await.message();
    assert_eq!(embed(&again)["fields"][0]["value"], "Nothing.");
    let why = fake.button("Why this answer?", &answer).await.message();
    assert!(text(&embed(&why)["description"]).contains("for an hour at most"));
    end(fake, bot).await;
}

#[tokio::test]
async fn everything_works_where_only_a_person_installed_the_bot() {
    let (fake, bot) = ready().await;
    let kim = Person::named("kim");
    for place in [Place::Direct, Place::Elsewhere, Place::Group] {
        for (command, options) in [
            ("topics", json!({})),
            ("sources", json!({})),
            ("about", json!({})),
            ("privacy", json!({})),
            ("topic", json!({"name": "rosacea"})),
        ] {
            embed(&fake.slash_in(&place, &kim, command, options).await.message());
        }
    }
    end(fake, bot).await;
}
