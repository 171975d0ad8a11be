//! What the tests about moderators share: a bot with a store, and who may do what.

use std::sync::Arc;

use gutskin::app::App;
use gutskin::store::Store;
use serde_json::{Value, json};

use super::{config, start_app, timing, today};
use crate::support::fake_discord::{Exchange, FakeDiscord, Person, Place};
use crate::support::{prepare, shipped_corpus};

/// A bot that keeps what moderators settle.
pub(super) async fn keeping() -> (FakeDiscord, super::Bot, Arc<App>) {
    let app = Arc::new(App::new(prepare(shipped_corpus())).keeping(Store::default()));
    let fake = FakeDiscord::start().await;
    let bot = start_app(Arc::clone(&app), config(&fake), &fake.token(), None, timing(), today);
    fake.ready().await;
    (fake, bot, app)
}

/// `/mod …` by a moderator.
pub(super) async fn moderate(fake: &FakeDiscord, subcommand: &str, options: Value) -> Exchange {
    let here = Place::Channel(fake.channel_id());
    fake.slash_in(&here, &Person::moderator(), &format!("mod {subcommand}"), options).await
}

/// What a private answer says.
pub(super) fn told(exchange: &Exchange) -> String {
    assert!(exchange.is_ephemeral(), "{:#}", exchange.message());
    exchange.message()["content"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn only_moderators_steer() {
    let (fake, bot, _) = keeping().await;
    let here = Place::Channel(fake.channel_id());
    let refused = fake.slash_in(&here, &Person::member(), "mod pause", json!({})).await;
    assert!(told(&refused).contains("for moderators"));
    assert!(told(&moderate(&fake, "pause", json!({})).await).contains("keep quiet"));
    super::end(fake, bot).await;
}
