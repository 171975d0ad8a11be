//! What people do reaches a real client, and what it answers comes back.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use twilight_gateway::{Message, ShardId};
use twilight_http::request::Method;

use super::super::{FakeDiscord, Misbehaviour, Person, Place, Speech};
use super::{Running, client, intents, quiet, running, send, shard};

#[tokio::test]
async fn a_slash_command_is_answered_once() {
    let discord = FakeDiscord::start().await;
    let _bot = running(&discord).await;
    let exchange = discord.slash("ask", json!({ "question": "why" })).await;
    assert_eq!(exchange.callback()["type"], 4);
    assert_eq!(exchange.message()["content"], "you asked \"why\"");
    assert!(exchange.edits().is_empty() && exchange.followups().is_empty());
    discord.finish();
}

#[tokio::test]
async fn everything_people_do_reaches_a_real_client() {
    let discord = FakeDiscord::start().await;
    let _bot = running(&discord).await;
    let choices = discord.autocomplete("ask", "question", "ros").await;
    assert_eq!(choices[0]["name"], "you typed ros");
    let channel = json!({ "channel": discord.other_channel_id().to_string() });
    let here = Place::Channel(discord.channel_id());
    discord.slash_in(&here, &Person::moderator(), "mod channel", channel).await;
    let ask = json!({ "question": "in private", "private": true });
    for place in [Place::Direct, Place::Elsewhere, Place::Group] {
        let exchange = discord.slash_in(&place, &Person::named("kim"), "ask", ask.clone()).await;
        assert_eq!(exchange.message()["content"], "you asked \"in private\"");
    }

    let said = discord.mention_bot("hello").await;
    let reply = said.reply().await;
    assert_eq!(reply["content"], format!("heard \"<@{}> hello\"", discord.bot_id()));
    assert_eq!(reply["referenced_message"]["id"], said.id.to_string());
    assert!(discord.pings(&reply).is_empty());
    assert_eq!(discord.direct_message("psst").await.reply().await["content"], "heard \"psst\"");
    let answer = discord.reply_to(&reply, "and?").await.reply().await;
    assert_eq!(answer["content"], "heard \"and?\"");
    discord.member_says("not for the bot").await.expect_silence(Duration::from_millis(50)).await;
    discord.edit_message(&said, "changed");
    discord.redeliver(&said);
    assert_eq!(said.replies().await.len(), 2, "the reply to the reply came here too");

    let exchange = discord.context_menu("Answer this", &said.message).await;
    let message = exchange.message();
    let pressed = discord.button("More", &message).await;
    assert_eq!(pressed.message()["content"], "pressed");
    assert_eq!(pressed.message()["id"], message["id"]);
    let asked = discord.button("modal", &pressed.message()).await;
    let sent = discord.submit_modal(&asked, json!({ "why": "because" })).await;
    assert_eq!(sent.payload()["data"]["components"][0]["components"][0]["value"], "because");
    assert_eq!(sent.message()["content"], "submitted");
    discord.delete_message(&said);
    discord.guild_outage();
    discord.guild_returns();
    discord.bot_removed();
    discord.finish();
}

#[tokio::test]
async fn content_is_hidden_as_discord_hides_it() {
    let discord = FakeDiscord::start().await;
    let mut shard = shard(&discord, ShardId::ONE, intents());
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let _task = Running(tokio::spawn(async move {
        while let Some(Ok(Message::Text(text))) = shard.next().await {
            let event: Value = serde_json::from_str(&text).expect("events are JSON");
            if event["t"] == "MESSAGE_CREATE" || event["t"] == "MESSAGE_UPDATE" {
                let _ = sender.send(event["d"].clone());
            }
        }
    }));
    discord.connected().await;
    let mut next = async || {
        let wait = tokio::time::timeout(Duration::from_secs(5), heard.recv()).await;
        wait.expect("an event in time").expect("the shard runs")
    };
    let plain = discord.member_says("secret").await;
    assert_eq!(next().await["content"], "");
    discord.mention_bot("hello").await;
    assert!(next().await["content"].as_str().is_some_and(|text| text.ends_with("hello")));
    discord.mention_role("hello").await;
    let by_role = next().await;
    assert_eq!(by_role["content"], "");
    assert_eq!(by_role["mention_roles"][0], discord.bot_role_id().to_string());
    discord.direct_message("open").await;
    assert_eq!(next().await["content"], "open");
    discord.edit_message(&plain, "still secret");
    assert_eq!(next().await["content"], "");

    let client = client(&discord);
    let path = format!("channels/{}/messages", discord.channel_id());
    let (_, own) = send(&client, Method::Post, &path, &quiet("mine")).await;
    assert_eq!(next().await["content"], "mine");
    discord.reply_to(&own, "loud").await;
    assert_eq!(next().await["content"], "loud");
    discord.say(Speech::new("quiet").replying_quietly(&own)).await;
    let reply = next().await;
    assert_eq!(
        (&reply["content"], &reply["referenced_message"]["content"]),
        (&json!(""), &json!("mine"))
    );
    let mention = format!("<@{}>", discord.bot_id());
    discord.say(Speech::new(&mention).replying(&plain.message)).await;
    assert_eq!(next().await["referenced_message"]["content"], "");
    let (_, read) = send(&client, Method::Get, &format!("{path}/{}", plain.id), &Value::Null).await;
    assert_eq!(read["content"], "");
    discord.finish();
}

#[tokio::test]
async fn answers_can_be_followed_to_their_end() {
    let discord = FakeDiscord::start().await;
    let _bot = running(&discord).await;
    let here = Place::Channel(discord.other_channel_id());
    let kim = Person::named("kim");
    let by_hook = Speech::new("from a webhook").by(&kim).at(here.clone());
    let said = discord.say(by_hook.with(json!({ "webhook_id": "77" }))).await;
    assert_eq!(said.message["webhook_id"], "77");
    assert!(said.replies_now().is_empty());

    let mention = format!("<@{}>", discord.bot_id());
    let said = discord.say(Speech::new(&mention).by(&kim).at(here)).await;
    let reply = said.reply().await;
    assert_eq!(reply["channel_id"], discord.other_channel_id().to_string());
    let client = client(&discord);
    let path = format!("channels/{}/messages/{}", discord.other_channel_id(), said.id);
    let (status, error) = send(&client, Method::Patch, &path, &quiet("not mine")).await;
    assert_eq!((status, &error["code"]), (403, &json!(50005)));
    let path = path.replace(&said.id.to_string(), reply["id"].as_str().expect("an id"));
    let (status, _) = send(&client, Method::Patch, &path, &quiet("better")).await;
    assert_eq!((status, &discord.until_edited(&reply).await["content"]), (200, &json!("better")));
    send(&client, Method::Delete, &path, &Value::Null).await;
    discord.until_deleted(&reply).await;
    said.replies_gone().await;

    let exchange = discord.slash("ask", json!({ "question": "menu" })).await;
    let chosen = discord.select("pick", &["two"], &exchange.message()).await;
    assert_eq!(chosen.payload()["data"]["values"], json!(["two"]));
    assert_eq!(chosen.message()["content"], "pressed");
    assert!(chosen.took() < Duration::from_secs(3) && !chosen.is_ephemeral());
    chosen.expire_token();
    let token = chosen.payload()["token"].as_str().expect("a token").to_owned();
    let webhook = format!("webhooks/{}/{token}", discord.application_id());
    let (status, error) = send(&client, Method::Post, &webhook, &quiet("late")).await;
    assert_eq!((status, &error["code"]), (401, &json!(50027)));
    discord.expect_silence(Duration::from_millis(30)).await;
    assert_eq!(discord.requests_to("POST /webhooks/*/*").len(), 1);
    discord.finish();
}

#[tokio::test]
#[should_panic(expected = "is required")]
async fn what_a_client_would_not_send_is_a_mistake_of_the_test() {
    let discord = FakeDiscord::start().await;
    let _bot = running(&discord).await;
    discord.slash("ask", json!({})).await;
}

#[tokio::test]
#[should_panic(expected = "Discord does not offer")]
async fn a_command_is_only_where_its_definition_says() {
    let discord = FakeDiscord::start().await;
    let _bot = running(&discord).await;
    discord.slash_in(&Place::Direct, &Person::moderator(), "mod channel", json!({})).await;
}

#[tokio::test]
#[should_panic(expected = "an answer to the interaction")]
async fn a_bot_that_does_not_answer_fails_the_test() {
    let discord = FakeDiscord::builder().patience(Duration::from_millis(200)).start().await;
    let _bot = running(&discord).await;
    discord.misbehave("POST /interactions/*/*/callback", Misbehaviour::Status(500), 1);
    discord.slash("ask", json!({ "question": "q" })).await;
}
