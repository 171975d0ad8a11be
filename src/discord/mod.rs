//! The Discord surface: where members ask in servers and in direct messages.
//!
//! `gateway` reads events, `wire` understands them, `bot` answers each in a task of its own through `commands` and
//! the pipeline, `render` (over `card`, `markup`, `limits`) writes the bodies, `rest` sends them. It decides nothing
//! about content: what to say comes from the pipeline, what is settled and kept from the store. It must not know the engine,
//! the knowledge files or another surface.

mod act;
mod attach;
mod bot;
pub mod card;
mod commands;
mod company;
mod controls;
mod custom_id;
mod drafts;
mod error;
mod explanation;
mod fatal;
mod gate;
mod gateway;
mod heard;
mod identify;
mod interactions;
mod jitter;
mod lanes;
pub mod limits;
mod links;
mod manners;
pub mod markup;
mod memory;
mod messages;
mod pace;
mod permissions;
mod places;
mod precision;
mod press;
mod proxy;
mod pulse;
mod queue;
mod quiet;
mod recent;
mod references;
mod register;
pub mod render;
mod report;
mod rest;
mod route;
pub mod seen;
mod shards;
mod timing;
mod unasked;
mod watchdog;
mod wire;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use http::Uri;
use serde::Deserialize;
use serenity::model::id::ApplicationId;
use time::Date;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use twilight_gateway::queue::InMemoryQueue;
use twilight_gateway::{Intents, ShardId};

pub use error::RunError;
pub use shards::{ShardRange, ShardRangeError};
pub use timing::Timing;

use crate::app::App;
use crate::config::{DiscordConfig, Secret};
use bot::Bot;
use fatal::Fatal;
use gateway::{Gateway, Stage};
use identify::Turnstile;
use rest::{Rest, RestError};
use route::Route;

/// Serves Discord until `shutdown` resolves, then finishes the answers in flight.
///
/// Without `shards` this process runs as many as Discord recommends.
///
/// # Errors
/// If Discord cannot be reached at the start, or refuses in a way that the operator has to mend.
pub async fn run(
    app: Arc<App>,
    config: &DiscordConfig,
    token: &Secret,
    shards: Option<ShardRange>,
    today: fn() -> Date,
    shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
    run_with(app, config, token, shards, today, shutdown, Timing::default()).await
}

/// [`run`] with other time limits, for tests.
///
/// # Errors
/// As [`run`].
pub async fn run_with(
    app: Arc<App>,
    config: &DiscordConfig,
    token: &Secret,
    shards: Option<ShardRange>,
    today: fn() -> Date,
    shutdown: impl Future<Output = ()>,
    timing: Timing,
) -> Result<(), RunError> {
    // All TLS takes the process' provider; a second call finds it in place.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (fatal, mut fatalities) = Fatal::channel();
    let rest = Arc::new(Rest::new(&config.rest_proxy, token, timing, fatal.clone())?);
    let mut shutdown = std::pin::pin!(shutdown);

    let (application, advice) = tokio::select! {
        found = look_up(&rest, timing) => found.map_err(|error| fatalities.try_recv().unwrap_or(error))?,
        () = &mut shutdown => return Ok(()),
    };
    let range = shards.unwrap_or_else(|| ShardRange::all(advice.shards));
    let bot = Arc::new(Bot::new(app, Arc::clone(&rest), application, config, today, timing));
    let gateway = Gateway {
        url: gateway_url(&config.gateway_url, &advice.url)?,
        token: token.clone(),
        intents: intents(config.message_content),
        timing,
        bot: Arc::clone(&bot),
        fatal: fatal.clone(),
        welcomed: AtomicBool::new(false),
        started: Instant::now(),
    };
    let (stage, stages) = watch::channel(Stage::Running);
    let tasks = start(&Arc::new(gateway), range, &advice.session_start_limit, &stages);
    let listening = tokio::spawn(tell_of_unsound(Arc::clone(&bot)));
    let guilds = config.test_guilds.clone();
    let registration = tokio::spawn(register::run(rest, application, guilds, timing, fatal));

    let result = until_the_end(&mut fatalities, shutdown).await;
    registration.abort();
    listening.abort();
    stop(&stage, tasks, &bot, timing).await;
    result
}

/// Tells moderators of knowledge that could not be served, whoever read it.
async fn tell_of_unsound(bot: Arc<Bot>) {
    let mut unsound = bot.app.unsound();
    while unsound.changed().await.is_ok() {
        bot.report_unsound();
    }
}

async fn until_the_end(
    fatalities: &mut mpsc::Receiver<RunError>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
    tokio::select! {
        // The sender lives as long as the bot, so something always comes or nothing does.
        Some(error) = fatalities.recv() => Err(error),
        () = shutdown => {
            tracing::info!("stopping: finishing answers in flight");
            Ok(())
        }
    }
}

/// One task per shard.
fn start(
    gateway: &Arc<Gateway>,
    range: ShardRange,
    limit: &SessionStartLimit,
    stages: &watch::Receiver<Stage>,
) -> JoinSet<()> {
    let queue = limit.queue();
    let mut tasks = JoinSet::new();
    for number in range.ids() {
        // A range is checked when it is made: its numbers are below its total.
        let Some(id) = ShardId::new_checked(number, range.total()) else { continue };
        let turnstile = Turnstile::new(queue.clone());
        tasks.spawn(gateway::run(Arc::clone(gateway), id, turnstile, stages.clone()));
    }
    tracing::info!(shards = %range, "connecting to Discord");
    tasks
}

async fn stop(stage: &watch::Sender<Stage>, mut tasks: JoinSet<()>, bot: &Bot, timing: Timing) {
    stage.send_replace(Stage::Finishing);
    if !bot.finish(timing.drain).await {
        tracing::warn!("some answers were not finished in time");
    }
    stage.send_replace(Stage::Closing);
    let closing = async { while tasks.join_next().await.is_some() {} };
    if timeout(timing.close * 2, closing).await.is_err() {
        tracing::warn!("some shards did not close in time");
    }
}

/// What the bot may ask Discord for; message content only where the operator chose it.
fn intents(message_content: bool) -> Intents {
    let intents = Intents::GUILDS | Intents::GUILD_MESSAGES | Intents::DIRECT_MESSAGES;
    if message_content { intents | Intents::MESSAGE_CONTENT } else { intents }
}

/// The configured address, or the one that Discord named.
fn gateway_url(configured: &str, advised: &str) -> Result<String, RunError> {
    let url = if configured.is_empty() { advised } else { configured }.trim_end_matches('/');
    // An address that does not parse would panic inside the library.
    let scheme = url.starts_with("ws://") || url.starts_with("wss://");
    if scheme && url.parse::<Uri>().is_ok_and(|uri| uri.host().is_some() && uri.query().is_none()) {
        return Ok(url.to_owned());
    }
    let problem = "write ws://HOST:PORT or wss://HOST".to_owned();
    Err(RunError::Address { key: "gateway_url", problem })
}

/// Who we are, and how Discord would like to be connected to.
async fn look_up(rest: &Rest, timing: Timing) -> Result<(ApplicationId, GatewayAdvice), RunError> {
    let deadline = Instant::now() + timing.start;
    let unreachable = |error: RestError| RunError::Unreachable(error.to_string());
    let application: Application =
        rest.get(&Route::Application, deadline).await.map_err(unreachable)?;
    let advice = rest.get(&Route::Gateway, deadline).await.map_err(unreachable)?;
    Ok((application.id, advice))
}

#[derive(Deserialize)]
struct Application {
    id: ApplicationId,
}

#[derive(Deserialize)]
struct GatewayAdvice {
    url: String,
    #[serde(default)]
    shards: u32,
    #[serde(default)]
    session_start_limit: SessionStartLimit,
}

/// How often shards may identify; Discord resets the token of a bot that does it more often.
#[derive(Deserialize)]
struct SessionStartLimit {
    total: u32,
    remaining: u32,
    /// In milliseconds.
    reset_after: u64,
    max_concurrency: u16,
}

impl Default for SessionStartLimit {
    fn default() -> Self {
        Self { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 1 }
    }
}

impl SessionStartLimit {
    fn queue(&self) -> InMemoryQueue {
        if self.remaining == 0 {
            tracing::warn!(wait_ms = self.reset_after, "Discord allows no new session until then");
        }
        // The library takes 0 for "no limit", and panics where more remain than there are.
        let total = self.total.max(self.remaining);
        let reset = Duration::from_millis(self.reset_after);
        InMemoryQueue::new(self.max_concurrency.max(1), self.remaining, reset, total)
    }
}

#[cfg(test)]
mod tests {
    use twilight_gateway::Intents;

    use super::{gateway_url, intents};

    #[test]
    fn no_privileged_intent_unless_chosen() {
        let privileged =
            Intents::MESSAGE_CONTENT | Intents::GUILD_MEMBERS | Intents::GUILD_PRESENCES;
        assert!((intents(false) & privileged).is_empty());
        assert_eq!(intents(true) & privileged, Intents::MESSAGE_CONTENT);
    }

    #[test]
    fn an_address_is_checked_before_it_is_used() {
        for (configured, expected) in [
            ("", Some("wss://gateway.discord.gg")),
            ("ws://127.0.0.1:9/", Some("ws://127.0.0.1:9")),
            ("wss://proxy.example", Some("wss://proxy.example")),
            ("127.0.0.1:9", None),
            ("http://127.0.0.1", None),
            ("ws://", None),
            ("ws://a b", None),
        ] {
            let got = gateway_url(configured, "wss://gateway.discord.gg").ok();
            assert_eq!(got.as_deref(), expected, "{configured}");
        }
    }
}
