//! What the fake sends, read by serenity's models: the bot's own eyes.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serenity::all as models;
use tokio::sync::mpsc;
use twilight_gateway::{Message, ShardId};
use twilight_http::Client;
use twilight_http::request::Method;

use super::super::{FakeDiscord, Person, Place, Speech};
use super::{Running, client, commands, intents, quiet, send, shard};

fn fits<T: DeserializeOwned>(what: &str, value: &Value) {
    if let Err(error) = serde_json::from_value::<T>(value.clone()) {
        panic!("{what}: {error} in {value:#}");
    }
}

/// Acknowledges an interaction, so that the story can go on.
async fn acknowledge(client: &Client, event: &Value) {
    let path = format!(
        "interactions/{}/{}/callback",
        event["id"].as_str().unwrap_or_default(),
        event["token"].as_str().unwrap_or_default(),
    );
    let answer = if event["type"] == 4 {
        json!({ "type": 8, "data": { "choices": [] } })
    } else {
        let mut data = quiet("answer");
        data["components"] = json!([{ "type": 1, "components": [
                { "type": 2, "style": 1, "label": "More", "custom_id": "more" },
            ] }]);
        data["embeds"] = json!([{ "title": "t", "fields": [{ "name": "n", "value": "v" }] }]);
        json!({ "type": 4, "data": data })
    };
    let (status, _) = send(client, Method::Post, &path, &answer).await;
    assert_eq!(status, 204);
}

#[tokio::test]
async fn events_fit_the_models() {
    let discord = FakeDiscord::start().await;
    let client = client(&discord);
    let path = format!("applications/{}/commands", discord.application_id());
    let (_, registered) = send(&client, Method::Put, &path, &commands()).await;
    fits::<Vec<models::Command>>("commands", &registered);

    let mut shard = shard(&discord, ShardId::ONE, intents());
    let (sender, mut events) = mpsc::unbounded_channel();
    let answering = super::client(&discord);
    let _task = Running(tokio::spawn(async move {
        while let Some(Ok(Message::Text(text))) = shard.next().await {
            let event: Value = serde_json::from_str(&text).expect("events are JSON");
            if event["t"] == "INTERACTION_CREATE" {
                acknowledge(&answering, &event["d"]).await;
            }
            let _ = sender.send(event);
        }
    }));
    discord.connected().await;
    let ask = json!({ "question": "q" });
    for place in [Place::Direct, Place::Elsewhere, Place::Group] {
        discord.slash_in(&place, &Person::member(), "ask", ask.clone()).await;
    }
    discord.autocomplete("ask", "question", "q").await;
    let here = Place::Channel(discord.channel_id());
    let channel = json!({ "channel": discord.channel_id().to_string() });
    discord.slash_in(&here, &Person::moderator(), "mod channel", channel).await;
    let said = discord.mention_bot("hello").await;
    let exchange = discord.context_menu("Answer this", &said.message).await;
    discord.button("More", &exchange.message()).await;
    let own = format!("channels/{}/messages", discord.channel_id());
    let (_, own) = send(&client, Method::Post, &own, &quiet("mine")).await;
    fits::<models::Message>("a created message", &own);
    discord.reply_to(&own, "thanks").await;
    discord.say(Speech::new("hi").at(Place::Direct)).await;
    discord.edit_message(&said, "changed");
    discord.delete_in_bulk(&[&said]);
    let last = discord.member_says("one more").await;
    discord.delete_message(&last);
    discord.guild_outage();
    discord.guild_returns();
    discord.bot_removed();

    let mut seen = Vec::new();
    while !seen.iter().any(|name| name == "last") {
        let wait = tokio::time::timeout(Duration::from_secs(5), events.recv()).await;
        let event = wait.expect("an event in time").expect("the shard runs");
        let name = event["t"].as_str().unwrap_or_default().to_owned();
        let data = &event["d"];
        match name.as_str() {
            "READY" => fits::<models::Ready>("READY", data),
            "GUILD_CREATE" => fits::<models::Guild>("GUILD_CREATE", data),
            "MESSAGE_CREATE" => fits::<models::Message>("MESSAGE_CREATE", data),
            "MESSAGE_UPDATE" => {
                fits::<models::MessageUpdateEvent>("MESSAGE_UPDATE", data);
                fits::<models::Message>("MESSAGE_UPDATE", data);
            }
            "INTERACTION_CREATE" => fits::<models::Interaction>("INTERACTION_CREATE", data),
            _ => {}
        }
        if name == "GUILD_DELETE" && data["unavailable"].is_null() {
            seen.push("last".to_owned());
        }
        seen.push(name);
    }
    for name in [
        "READY",
        "GUILD_CREATE",
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE",
        "MESSAGE_DELETE_BULK",
        "INTERACTION_CREATE",
        "GUILD_DELETE",
    ] {
        assert!(seen.iter().any(|it| it == name), "no {name}");
    }

    for (path, check) in [
        ("users/@me".to_owned(), fits::<models::CurrentUser> as fn(&str, &Value)),
        ("applications/@me".to_owned(), fits::<models::CurrentApplicationInfo>),
        ("gateway/bot".to_owned(), fits::<models::BotGateway>),
        (format!("guilds/{}", discord.guild_id()), fits::<models::PartialGuild>),
        (format!("channels/{}", discord.channel_id()), fits::<models::GuildChannel>),
        (format!("users/{}", Person::member().id), fits::<models::User>),
    ] {
        let (status, body) = send(&client, Method::Get, &path, &Value::Null).await;
        assert_eq!(status, 200, "{path}");
        check(&path, &body);
    }
    discord.finish();
}
