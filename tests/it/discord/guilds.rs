//! Servers that the bot comes to and leaves: what is kept of them begins to go when it is removed, not in an outage.

use std::time::Duration;

use serde_json::json;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::moderating::Kept;

/// Whether the store has the server down as left.
async fn is_left(kept: &Kept) -> bool {
    let options = SqliteConnectOptions::new().filename(kept.file()).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.expect("the file");
    let day: i64 = sqlx::query_scalar("SELECT left_day FROM guilds WHERE guild = $1")
        .bind(i64::try_from(kept.fake.guild_id()).expect("an id below 2^63"))
        .fetch_one(&mut connection)
        .await
        .expect("something is settled for it");
    day > 0
}

async fn until_left(kept: &Kept, left: bool) {
    for _ in 0..500 {
        if is_left(kept).await == left {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the server is not down as left: {left}\n{}", kept.fake.story());
}

#[tokio::test]
async fn a_removal_is_noticed_and_taken_back() {
    let kept = Kept::start().await;
    kept.settle("log", json!({"channel": kept.fake.other_channel_id().to_string()})).await;
    kept.fake.guild_outage();
    kept.fake.bot_removed();
    until_left(&kept, true).await;
    kept.fake.guild_returns();
    until_left(&kept, false).await;
    kept.end().await;
}

#[tokio::test]
async fn an_outage_is_no_removal() {
    let kept = Kept::start().await;
    kept.settle("log", json!({"channel": kept.fake.other_channel_id().to_string()})).await;
    kept.fake.guild_outage();
    // What is settled next is written after what the outage would have led to.
    kept.settle("pause", json!({})).await;
    assert!(!is_left(&kept).await);
    kept.end().await;
}

#[tokio::test]
async fn a_removal_while_it_was_away_is_found_at_the_next_start() {
    let kept = Kept::start().await;
    kept.settle("log", json!({"channel": kept.fake.other_channel_id().to_string()})).await;
    kept.fake.drop_connections();
    kept.fake.bot_removed();
    let kept = kept.restarted().await;
    until_left(&kept, true).await;
    kept.fake.guild_returns();
    until_left(&kept, false).await;
    kept.end().await;
}
