//! The REST side against twilight: strictness, limits, misbehaviour on order.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use twilight_http::Client;
use twilight_http::request::{Method, RequestBuilder};

use super::super::{FakeDiscord, Misbehaviour, Person, Place};
use super::{client, commands, patient_client, quiet, send};

/// A client and an interaction that nobody has answered yet.
async fn pending(discord: &FakeDiscord) -> (Client, String, String) {
    let client = client(discord);
    let path = format!("applications/{}/commands", discord.application_id());
    let (status, _) = send(&client, Method::Put, &path, &commands()).await;
    assert_eq!(status, 200);
    let here = Place::Channel(discord.channel_id());
    let exchange = discord.begin_slash(&here, &Person::member(), "ask", json!({ "question": "q" }));
    let payload = exchange.payload();
    let token = payload["token"].as_str().expect("a token").to_owned();
    let callback = format!("interactions/{}/{token}/callback", exchange.id);
    (client, callback, format!("webhooks/{}/{token}", discord.application_id()))
}

#[tokio::test]
async fn a_second_acknowledgement_is_refused() {
    let discord = FakeDiscord::start().await;
    let (client, callback, webhook) = pending(&discord).await;
    let (status, error) = send(&client, Method::Post, &webhook, &quiet("too early")).await;
    assert_eq!((status, &error["code"]), (404, &json!(10015)));
    let answer = json!({ "type": 4, "data": quiet("one") });
    assert_eq!(send(&client, Method::Post, &callback, &answer).await.0, 204);
    let (status, error) = send(&client, Method::Post, &callback, &answer).await;
    assert_eq!((status, &error["code"]), (400, &json!(40060)));
    assert_eq!(discord.rejected().len(), 2);
    discord.finish();
}

#[tokio::test]
async fn a_late_acknowledgement_is_refused() {
    let limit = Duration::from_millis(20);
    let discord = FakeDiscord::builder().acknowledge_within(limit).start().await;
    let (client, callback, _) = pending(&discord).await;
    tokio::time::sleep(limit * 2).await;
    let answer = json!({ "type": 4, "data": quiet("late") });
    let (status, error) = send(&client, Method::Post, &callback, &answer).await;
    assert_eq!((status, &error["code"]), (404, &json!(10062)));
    discord.finish();
}

#[tokio::test]
async fn deferred_answers_are_filled_edited_followed_and_deleted() {
    let discord = FakeDiscord::start().await;
    let (client, callback, webhook) = pending(&discord).await;
    let defer = json!({ "type": 5, "data": { "flags": 64 } });
    let path = format!("{callback}?with_response=true");
    let (status, answer) = send(&client, Method::Post, &path, &defer).await;
    assert_eq!((status, &answer["interaction"]["response_message_loading"]), (200, &json!(true)));
    let (status, filled) = send(&client, Method::Post, &webhook, &quiet("filled")).await;
    assert_eq!((status, &filled["flags"]), (200, &json!(64)), "the first follow-up fills it");
    let original = format!("{webhook}/messages/@original");
    assert_eq!(send(&client, Method::Patch, &original, &quiet("edited")).await.0, 200);
    assert_eq!(send(&client, Method::Get, &original, &Value::Null).await.1["content"], "edited");
    let (_, more) = send(&client, Method::Post, &webhook, &quiet("more")).await;
    let more = format!("{webhook}/messages/{}", more["id"].as_str().expect("an id"));
    assert_eq!(send(&client, Method::Patch, &more, &quiet("much more")).await.0, 200);
    assert_eq!(send(&client, Method::Delete, &more, &Value::Null).await.0, 204);
    assert_eq!(send(&client, Method::Delete, &original, &Value::Null).await.0, 204);
    let (status, error) = send(&client, Method::Patch, &original, &quiet("gone")).await;
    assert_eq!((status, &error["code"]), (404, &json!(10008)));
    discord.finish();
}

#[tokio::test]
async fn limits_are_counted_in_code_points() {
    let discord = FakeDiscord::start().await;
    let client = client(&discord);
    let path = format!("channels/{}/messages", discord.channel_id());
    let long = |count: usize| "ü".repeat(count);
    let button = |id: &str| json!({ "type": 2, "style": 1, "label": "x", "custom_id": id });
    let row = |parts: Value| json!({ "components": [{ "type": 1, "components": parts }] });
    let option = |at: usize| json!({ "label": "x", "value": at.to_string() });
    let menu = |count: usize| {
        let options: Vec<Value> = (0..count).map(option).collect();
        row(json!([{ "type": 3, "custom_id": "m", "options": options }]))
    };
    let field = |name: usize, value: usize| json!({ "embeds": [{ "fields": [{ "name": long(name), "value": long(value) }] }] });
    let fields = |count: usize| {
        let fields: Vec<Value> = (0..count).map(|_| json!({ "name": "n", "value": "v" })).collect();
        json!({ "embeds": [{ "fields": fields }] })
    };
    let rows = |count: usize| {
        let rows: Vec<Value> = (0..count)
            .map(|at| json!({ "type": 1, "components": [button(&at.to_string())] }))
            .collect();
        json!({ "components": rows })
    };
    let ok = 200;
    let cases = [
        (json!({ "content": long(2000) }), ok),
        (json!({ "content": long(2001) }), 50035),
        (json!({ "content": "" }), 50006),
        (json!({ "content": " " }), 50006),
        (json!({}), 50006),
        (json!({ "embeds": [{ "title": long(256) }] }), ok),
        (json!({ "embeds": [{ "title": long(257) }] }), 50035),
        (json!({ "embeds": [{ "description": long(4096) }] }), ok),
        (json!({ "embeds": [{ "description": long(4097) }] }), 50035),
        (json!({ "embeds": [{ "title": "t", "footer": { "text": long(2048) } }] }), ok),
        (json!({ "embeds": [{ "title": "t", "footer": { "text": long(2049) } }] }), 50035),
        (json!({ "embeds": [{ "title": "t", "author": { "name": long(257) } }] }), 50035),
        (json!({ "embeds": [{ "title": "t", "url": "ftp://x" }] }), 50035),
        (json!({ "embeds": [{ "description": long(4000) }, { "description": long(2000) }] }), ok),
        (
            json!({ "embeds": [{ "description": long(4000) }, { "description": long(2001) }] }),
            50035,
        ),
        (field(256, 1024), ok),
        (field(257, 1), 50035),
        (field(1, 1025), 50035),
        (field(0, 1), 50035),
        (fields(25), ok),
        (fields(26), 50035),
        (rows(5), ok),
        (rows(6), 50035),
        (row(json!([button("1"), button("2"), button("3"), button("4"), button("5")])), ok),
        (row(json!([button("1"), button("1")])), 50035),
        (row(json!([button(&long(100))])), ok),
        (row(json!([button(&long(101))])), 50035),
        (row(json!([{ "type": 2, "style": 1, "label": long(80), "custom_id": "a" }])), ok),
        (row(json!([{ "type": 2, "style": 1, "label": long(81), "custom_id": "a" }])), 50035),
        (row(json!([{ "type": 2, "style": 5, "label": "x", "url": "https://e.org" }])), ok),
        (row(json!([])), 50035),
        (menu(25), ok),
        (menu(26), 50035),
        (menu(0), 50035),
    ];
    for (mut body, expected) in cases {
        body["allowed_mentions"] = json!({ "parse": [] });
        let (status, answer) = send(&client, Method::Post, &path, &body).await;
        let got = if status == 200 { 200 } else { answer["code"].as_u64().unwrap_or(0) };
        assert_eq!(got, expected, "{body} -> {answer}");
    }
    discord.finish();
}

#[tokio::test]
async fn command_definitions_are_checked_and_echoed() {
    let discord = FakeDiscord::start().await;
    let client = client(&discord);
    let path = format!("applications/{}/commands", discord.application_id());
    let (_, first) = send(&client, Method::Put, &path, &commands()).await;
    let (_, second) = send(&client, Method::Put, &path, &commands()).await;
    assert_eq!(first, second, "nothing changed, so neither id nor version did");
    for key in ["id", "application_id", "version", "type"] {
        assert!(!first[2][key].is_null(), "{key} in {first}");
    }
    let option = |name: &str| json!({ "type": 3, "name": name, "description": "d" });
    let many: Vec<Value> = (0..26).map(|at| option(&format!("o{at}"))).collect();
    for bad in [
        json!({ "name": "Ask", "description": "d" }),
        json!({ "name": "a b", "description": "d" }),
        json!({ "name": "a".repeat(33), "description": "d" }),
        json!({ "name": "", "description": "d" }),
        json!({ "name": "ask", "description": "" }),
        json!({ "name": "ask", "description": "d".repeat(101) }),
        json!({ "name": "ask", "description": "d", "options": many }),
        json!({ "name": "Answer", "type": 3, "description": "not here" }),
    ] {
        let (status, error) = send(&client, Method::Post, &path, &bad).await;
        assert_eq!((status, &error["code"]), (400, &json!(50035)), "{bad}");
    }
    let one = json!({ "name": "more", "description": "d" });
    let (status, echo) = send(&client, Method::Post, &path, &one).await;
    assert_eq!(status, 201);
    let own = format!("{path}/{}", echo["id"].as_str().expect("an id"));
    let (_, patched) = send(&client, Method::Patch, &own, &json!({ "description": "e" })).await;
    assert!(patched["description"] == "e" && patched["version"] != echo["version"]);
    assert_eq!(send(&client, Method::Delete, &own, &Value::Null).await.0, 204);
    let whole = format!("{path}?with_localizations=true");
    assert_eq!(send(&client, Method::Get, &whole, &Value::Null).await.1, first);
    let (_, short) = send(&client, Method::Get, &path, &Value::Null).await;
    assert!(!short.to_string().contains("_localizations"), "left out unless asked for");
    discord.finish();
}

#[tokio::test]
async fn models_of_a_real_client_fit_the_rest_answers() {
    let discord = FakeDiscord::start().await;
    let client = client(&discord);
    let application = client.current_user_application().await.expect("an answer");
    application.model().await.expect("an application");
    let own = client.current_user().await.expect("an answer").model().await.expect("a user");
    assert_eq!(own.id.get(), discord.bot_id());
    let info = client.gateway().authed().await.expect("an answer").model().await.expect("info");
    assert_eq!((info.url, info.session_start_limit.max_concurrency), (discord.gateway_url(), 1));
    let channel = twilight_model::id::Id::new(discord.channel_id());
    client.channel(channel).await.expect("an answer").model().await.expect("a channel");
    let guild = twilight_model::id::Id::new(discord.guild_id());
    client.guild(guild).await.expect("an answer").model().await.expect("a guild");
    client.create_typing_trigger(channel).await.expect("typing");
    discord.member_says("so that the fake knows a member").await;
    let user = twilight_model::id::Id::new(Person::member().id);
    client.user(user).await.expect("an answer").model().await.expect("a user");
    let direct = client.create_private_channel(user).await.expect("an answer");
    direct.model().await.expect("a channel");
    discord.finish();
}

#[tokio::test]
async fn what_is_forbidden_is_reported() {
    let discord = FakeDiscord::start().await;
    let client = client(&discord);
    let path = format!("channels/{}/messages", discord.channel_id());
    send(&client, Method::Post, &path, &json!({ "content": "@everyone" })).await;
    assert_eq!(discord.take_violations().len(), 1);
    assert_eq!(discord.pings(&discord.messages_in(discord.channel_id())[0]), ["everyone"]);
    assert_eq!(send(&client, Method::Get, "no/such/route", &Value::Null).await.0, 404);
    assert_eq!(discord.take_unknown_routes(), ["GET /no/such/route"]);
    discord.forbid_writing(discord.channel_id());
    let (status, error) = send(&client, Method::Post, &path, &quiet("x")).await;
    assert_eq!((status, &error["code"]), (403, &json!(50013)));
    discord.finish();

    let discord = FakeDiscord::start().await;
    let stranger =
        Client::builder().proxy(discord.rest_proxy(), true).token("Bot wrong".to_owned()).build();
    assert_eq!(send(&stranger, Method::Get, "users/@me", &Value::Null).await.0, 401);
    discord.finish();
}

#[tokio::test]
async fn misbehaviour_comes_as_ordered() {
    let discord = FakeDiscord::start().await;
    let client = patient_client(&discord, Duration::from_millis(700));
    let path = format!("channels/{}/messages", discord.channel_id());
    let pattern = "POST /channels/*/messages";
    let count = || discord.messages_in(discord.channel_id()).len();
    let try_once = async || {
        let request = RequestBuilder::raw(Method::Post, path.clone()).json(&quiet("x"));
        let sent = client.request::<()>(request.build().expect("a request")).await;
        match sent {
            Ok(response) => response.bytes().await.map(|_| ()).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    };

    // twilight-http repeats a 429 by itself: in time where a route is limited, at once and up to
    // fifty times a second where the limit is global or bare.
    let wait = Duration::from_millis(100);
    for what in [
        Misbehaviour::RateLimited { retry_after: wait },
        Misbehaviour::GloballyRateLimited { retry_after: wait },
        Misbehaviour::BareRateLimit,
    ] {
        let (before, start) = (discord.requests().len(), Instant::now());
        discord.misbehave(pattern, what.clone(), 1);
        assert_eq!(try_once().await, Ok(()), "{what:?}");
        let statuses: Vec<u16> = discord.requests()[before..].iter().map(|it| it.status).collect();
        assert_eq!((statuses[0], statuses.last()), (429, Some(&200)), "{what:?}");
        assert!(start.elapsed() < Duration::from_secs(5), "{what:?}");
        discord.behave();
    }
    let before = count();
    for (what, done) in [
        (Misbehaviour::Status(500), false),
        (Misbehaviour::StatusAfterWork(502), true),
        (Misbehaviour::Html(503), false),
        (Misbehaviour::Refuse { status: 403, code: 50001 }, false),
        (Misbehaviour::HalfBody, true),
        (Misbehaviour::Hangup, false),
        (Misbehaviour::Silence, false),
        (Misbehaviour::LostAnswer, true),
    ] {
        let before = count();
        discord.misbehave(pattern, what.clone(), 1);
        assert!(try_once().await.is_err(), "{what:?}");
        assert_eq!(count() - before, usize::from(done), "{what:?}");
    }
    assert_eq!(count() - before, 3);
    discord.misbehave(pattern, Misbehaviour::Slow(Duration::from_millis(30)), 1);
    let start = Instant::now();
    assert_eq!(try_once().await, Ok(()));
    assert!(start.elapsed() >= Duration::from_millis(30));
    discord.finish();
}
