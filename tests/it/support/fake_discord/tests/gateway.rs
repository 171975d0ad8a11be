//! The gateway against twilight: sessions, refusals, shards.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::json;
use twilight_gateway::{ConfigBuilder, Intents, Message, Shard, ShardId};

use super::super::{FakeDiscord, Plan};
use super::{Running, bot, client, intents, provider, running, shard};

#[tokio::test]
async fn sessions_resume_and_hear_what_they_missed() {
    let discord = FakeDiscord::start().await;
    let _bot = running(&discord).await;
    for (count, trouble) in [
        FakeDiscord::close_without_code as fn(&FakeDiscord),
        FakeDiscord::drop_connections,
        FakeDiscord::reconnect,
        |discord| discord.close(4000),
        |discord| discord.invalid_session(true),
    ]
    .into_iter()
    .enumerate()
    {
        trouble(&discord);
        discord.until_resumes(count + 1).await;
    }
    assert!(discord.resumes().iter().all(|resume| resume.by_resume_url));
    assert_eq!(discord.identifies().len(), 1);

    discord.close(4000);
    let said = discord.mention_bot("while you were out").await;
    said.reply().await;
    assert!(discord.resumes()[5].replayed >= 1, "{:?}", discord.resumes());
    discord.slash("ask", json!({ "question": "still there" })).await;
    discord.finish();
}

#[tokio::test]
async fn an_invalid_session_is_identified_anew() {
    let discord = FakeDiscord::builder().identify_window(Duration::from_millis(1)).start().await;
    let _bot = running(&discord).await;
    discord.invalid_session(false);
    discord.until_identifies(2).await;
    discord.connected().await;
    discord.slash("ask", json!({ "question": "again" })).await;
    discord.finish();
}

#[tokio::test]
async fn a_gateway_that_refuses_or_closes_is_tried_again() {
    let discord = FakeDiscord::start().await;
    discord.next_connection(Plan::Refuse(503));
    discord.next_connection(Plan::CloseAfterHello(None));
    let _bot = running(&discord).await;
    assert_eq!(discord.connections(), 2, "a refused upgrade is no connection");
    discord.finish();
}

#[tokio::test]
async fn a_connection_without_hello_stays_mute() {
    let discord = FakeDiscord::start().await;
    discord.hang_next_connection();
    let mut shard = shard(&discord, ShardId::ONE, intents());
    let mute = tokio::time::timeout(Duration::from_millis(200), shard.next()).await;
    assert!(mute.is_err(), "twilight waits without end: {mute:?}");
    assert_eq!((discord.connections(), discord.identifies().len()), (1, 0));
    discord.finish();
}

/// The close code of a shard that is refused, or what came instead.
async fn refused(mut shard: Shard) -> Result<u16, String> {
    let wait = async {
        while let Some(item) = shard.next().await {
            if let Ok(Message::Close(frame)) = item {
                return frame.map(|frame| frame.code).ok_or_else(|| "no code".to_owned());
            }
        }
        Err("ended without a close".to_owned())
    };
    tokio::time::timeout(Duration::from_secs(5), wait).await.unwrap_or(Err("time".to_owned()))
}

#[tokio::test]
async fn refusals_of_the_gateway_have_their_codes() {
    let discord = FakeDiscord::builder().max_concurrency(4).start().await;
    let content = intents() | Intents::MESSAGE_CONTENT;
    assert_eq!(refused(shard(&discord, ShardId::ONE, content)).await, Ok(4014));
    let unknown = Intents::from_bits_retain(1 << 30);
    assert_eq!(refused(shard(&discord, ShardId::ONE, unknown)).await, Ok(4013));
    provider();
    let stranger = ConfigBuilder::new("Bot wrong".to_owned(), intents())
        .proxy_url(discord.gateway_url())
        .build();
    assert_eq!(refused(Shard::with_config(ShardId::ONE, stranger)).await, Ok(4004));
    discord.finish();

    let granted = FakeDiscord::builder().message_content(true).start().await;
    let task = tokio::spawn(bot(
        shard(&granted, ShardId::ONE, content),
        client(&granted),
        granted.application_id(),
    ));
    granted.ready().await;
    task.abort();
    granted.finish();
}

#[tokio::test]
async fn shards_get_their_events_and_identify_in_turn() {
    let discord = FakeDiscord::builder().shards(2).max_concurrency(2).start().await;
    let (first, second) = (ShardId::new(0, 2), ShardId::new(1, 2));
    let tasks = [first, second].map(|id| {
        let shard = shard(&discord, id, intents());
        Running(tokio::spawn(bot(shard, client(&discord), discord.application_id())))
    });
    discord.ready().await;
    discord.slash("ask", json!({ "question": "guild, shard 1" })).await;
    discord.direct_message("shard 0").await.reply().await;
    drop(tasks);
    discord.finish();

    let narrow = FakeDiscord::builder().shards(2).start().await;
    let _tasks = [first, second].map(|id| {
        let shard = shard(&narrow, id, intents());
        Running(tokio::spawn(bot(shard, client(&narrow), narrow.application_id())))
    });
    narrow.until_identifies(3).await;
    assert!(narrow.story().contains("identified too soon"));
}

#[tokio::test]
async fn a_gateway_that_does_not_acknowledge_is_left() {
    let discord = FakeDiscord::builder().heartbeat(Duration::from_millis(60)).start().await;
    let _bot = running(&discord).await;
    discord.ask_for_heartbeat();
    discord.slash("ask", json!({ "question": "after heartbeats" })).await;
    discord.stop_acknowledging_heartbeats();
    discord.until_resumes(1).await;
    discord.behave();
    discord.slash("ask", json!({ "question": "again" })).await;
    discord.finish();
}

#[tokio::test]
async fn a_handshake_can_go_unanswered() {
    let discord = FakeDiscord::start().await;
    discord.next_connection(Plan::HangHandshake);
    let mut shard = shard(&discord, ShardId::ONE, intents());
    // twilight itself gives up after ten seconds.
    let mute = tokio::time::timeout(Duration::from_millis(200), shard.next()).await;
    assert!(mute.is_err() && discord.connections() == 0, "{mute:?}");
    discord.finish();
}
