//! The fake Discord against twilight: a bare-bones bot, and everything the fake promises to do. The
//! other clients it must please are in `tests/it/smoke.rs`.

use std::sync::Once;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use twilight_gateway::queue::InMemoryQueue;
use twilight_gateway::{
    ConfigBuilder, Event, EventTypeFlags, Intents, Shard, ShardId, StreamExt as _,
};
use twilight_http::Client;
use twilight_http::request::{Method, RequestBuilder};

use super::FakeDiscord;

mod gateway;
mod models;
mod people;
mod rest;

/// Both twilight crates build a TLS configuration even where they will speak plain text.
fn provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

fn intents() -> Intents {
    Intents::GUILDS | Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES
}

fn shard(discord: &FakeDiscord, id: ShardId, intents: Intents) -> Shard {
    provider();
    // No waiting between identifies here; the fake's own window says what it thinks of that.
    // A concurrency of 0 lets every shard go at once.
    let queue = InMemoryQueue::new(0, 1000, Duration::ZERO, 1000);
    let config = ConfigBuilder::new(discord.token(), intents)
        .proxy_url(discord.gateway_url())
        .queue(queue)
        .build();
    Shard::with_config(id, config)
}

fn client(discord: &FakeDiscord) -> Client {
    patient_client(discord, Duration::from_secs(2))
}

fn patient_client(discord: &FakeDiscord, timeout: Duration) -> Client {
    provider();
    Client::builder()
        .proxy(discord.rest_proxy(), true)
        .token(discord.token())
        .timeout(timeout)
        .build()
}

/// Sends a raw body; gives status and JSON, whatever the status.
async fn send(client: &Client, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let mut request = RequestBuilder::raw(method, path.to_owned());
    if !body.is_null() {
        request = request.json(body);
    }
    let request = request.build().expect("a request");
    match client.request::<()>(request).await {
        Ok(response) => {
            let status = response.status().get();
            let bytes = response.bytes().await.expect("a body");
            (status, serde_json::from_slice(&bytes).unwrap_or_default())
        }
        Err(error) => match error.kind() {
            twilight_http::error::ErrorType::Response { body, status, .. } => {
                (status.get(), serde_json::from_slice(body).expect("Discord's errors are JSON"))
            }
            kind => panic!("{method:?} {path}: {kind:?}: {error:?}"),
        },
    }
}

fn quiet(content: &str) -> Value {
    json!({ "content": content, "allowed_mentions": { "parse": [] } })
}

fn commands() -> Value {
    json!([
        {
            "name": "ask", "description": "Ask a question",
            "integration_types": [0, 1], "contexts": [0, 1, 2],
            "options": [
                { "type": 3, "name": "question", "description": "What", "required": true,
                  "autocomplete": true },
                { "type": 5, "name": "private", "description": "Only for me" },
            ],
        },
        {
            "name": "mod", "description": "For moderators", "contexts": [0],
            "default_member_permissions": "32",
            "options": [{
                "type": 1, "name": "channel", "description": "Where",
                "options": [{ "type": 7, "name": "channel", "description": "Which" }],
            }],
        },
        { "name": "Answer this", "type": 3 },
    ])
}

/// Registers, identifies, answers: about the least a bot can be.
async fn bot(mut shard: Shard, client: Client, application: u64) {
    let path = format!("applications/{application}/commands");
    send(&client, Method::Put, &path, &commands()).await;
    while let Some(item) = shard.next_event(EventTypeFlags::all()).await {
        // Every dispatch of the fake must fit twilight's models.
        let event = match item {
            Ok(event) => event,
            Err(error) => match error.kind() {
                twilight_gateway::error::ReceiveMessageErrorType::Reconnect => continue,
                _ => panic!("{error:?}"),
            },
        };
        match event {
            Event::InteractionCreate(interaction) => {
                let raw = serde_json::to_value(&interaction.0).expect("a model can be written");
                let answer = answer_to(&raw);
                let path =
                    format!("interactions/{}/{}/callback", interaction.id, interaction.token);
                send(&client, Method::Post, &path, &answer).await;
            }
            Event::MessageCreate(message) if !message.author.bot => {
                let heard = message.content.clone();
                let mentioned = message.mentions.iter().any(|user| user.bot);
                let direct = message.guild_id.is_none();
                if mentioned || direct {
                    let mut body = quiet(&format!("heard {heard:?}"));
                    body["message_reference"] = json!({ "message_id": message.id.to_string() });
                    let path = format!("channels/{}/messages", message.channel_id);
                    send(&client, Method::Post, &path, &body).await;
                }
            }
            _ => {}
        }
    }
}

fn answer_to(interaction: &Value) -> Value {
    let data = &interaction["data"];
    let said = &data["options"][0]["value"];
    match interaction["type"].as_u64() {
        Some(4) => json!({ "type": 8, "data": { "choices": [
            { "name": format!("you typed {}", said.as_str().unwrap_or_default()), "value": "x" },
        ] } }),
        Some(3) if data["custom_id"] == "modal" => json!({ "type": 9, "data": {
            "custom_id": "form", "title": "A form", "components": [{ "type": 1, "components": [
                { "type": 4, "custom_id": "why", "label": "Why", "style": 1 } ] }],
        } }),
        Some(3) => json!({ "type": 7, "data": quiet("pressed") }),
        Some(5) => json!({ "type": 4, "data": quiet("submitted") }),
        _ => {
            let mut body = quiet(&format!("you asked {said}"));
            body["components"] = json!([{ "type": 1, "components": [
                { "type": 2, "style": 1, "label": "More", "custom_id": "more" },
                { "type": 2, "style": 1, "label": "Modal", "custom_id": "modal" },
            ] }, { "type": 1, "components": [{ "type": 3, "custom_id": "pick", "options": [
                { "label": "One", "value": "one" }, { "label": "Two", "value": "two" },
            ] }] }]);
            json!({ "type": 4, "data": body })
        }
    }
}

struct Running(JoinHandle<()>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn running(discord: &FakeDiscord) -> Running {
    let shard = shard(discord, ShardId::ONE, intents());
    let task = tokio::spawn(bot(shard, client(discord), discord.application_id()));
    discord.ready().await;
    Running(task)
}
