//! A Discord on 127.0.0.1 that a real REST client and a real gateway socket talk to.
//!
//! ```ignore
//! let discord = FakeDiscord::start().await;
//! let bot = run_the_bot(discord.rest_proxy(), discord.gateway_url(), discord.token());
//! discord.ready().await;
//! let exchange = discord.slash("ask", json!({ "question": "What is rosacea?" })).await;
//! assert_eq!(exchange.message()["content"], "…");
//! discord.finish();
//! ```
//!
//! It is strict where Discord is, records every request, and fails the test on a route it does not
//! know or a message that could ping people. Map: `wire` accepts and writes HTTP, `rest` is the
//! table of routes, `messages` and `callback` are its larger halves, `gateway` is the socket,
//! `world` is what the fake knows, `objects` and `payload` are complete Discord objects, `forms` reads files, `limits`, `components` and
//! `commands` are Discord's checks; `builder`, `control`, `story`, `interact` and `exchange` are what
//! a test says and reads.

#![allow(dead_code, unused_imports, reason = "each test uses its part of this")]
#![allow(
    unreachable_pub,
    clippy::expect_used,
    reason = "test support: `pub` marks what tests may use, and a broken promise ends the test"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    clippy::too_many_lines,
    reason = "a story reads better with `json!` in place and an await at each step"
)]

mod builder;
mod callback;
mod commands;
mod components;
mod compress;
mod control;
mod exchange;
mod forms;
mod gateway;
mod interact;
mod limits;
mod messages;
mod misbehave;
mod objects;
mod payload;
mod rest;
mod story;
mod tests;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

pub use builder::Builder;
pub use exchange::{Event, Exchange};
pub use forms::File;
pub use misbehave::{Misbehaviour, Plan};
pub use objects::Person;
pub use story::{Place, Said, Speech};
pub use world::{Request, Resume};

use world::{Settings, World};

/// A running fake. Dropping it ends its connections and checks what `finish` checks.
#[derive(Debug)]
pub struct FakeDiscord {
    inner: Arc<Inner>,
}

/// What the handle, the connections and the exchanges share.
#[derive(Debug)]
struct Inner {
    world: Mutex<World>,
    /// Counts changes: waits look again at each.
    changed: watch::Sender<u64>,
    tasks: Mutex<JoinSet<()>>,
}

impl FakeDiscord {
    /// A guild, a bot in it, no privileged intent, one shard.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// `127.0.0.1:port`, for `twilight_http::ClientBuilder::proxy(…, true)`.
    pub fn rest_proxy(&self) -> String {
        self.look(|world| world.address.clone())
    }

    /// `ws://127.0.0.1:port`, for `twilight_gateway::ConfigBuilder::proxy_url`.
    pub fn gateway_url(&self) -> String {
        format!("ws://{}", self.rest_proxy())
    }

    /// `http://127.0.0.1:port/api`, for clients that take a base address.
    pub fn api_url(&self) -> String {
        format!("http://{}/api", self.rest_proxy())
    }

    pub fn token(&self) -> String {
        self.inner.settings().token
    }

    pub fn bot_id(&self) -> u64 {
        self.inner.settings().ids.bot
    }

    pub fn bot_role_id(&self) -> u64 {
        self.inner.settings().ids.bot_role
    }

    pub fn moderator_role_id(&self) -> u64 {
        self.inner.settings().ids.moderator_role
    }

    pub fn application_id(&self) -> u64 {
        self.inner.settings().application
    }

    pub fn guild_id(&self) -> u64 {
        self.inner.settings().ids.guild
    }

    /// The channel where things happen unless a test says otherwise.
    pub fn channel_id(&self) -> u64 {
        self.inner.settings().channel
    }

    pub fn other_channel_id(&self) -> u64 {
        self.inner.settings().other_channel
    }

    /// Asserts that the bot asked for no unknown route and sent no message that could ping.
    pub fn finish(self) {
        self.check();
    }

    fn check(&self) {
        let (unknown, violations) = self.inner.change(|world| {
            (std::mem::take(&mut world.unknown_routes), std::mem::take(&mut world.violations))
        });
        assert!(unknown.is_empty(), "routes the fake Discord does not know: {unknown:#?}");
        assert!(violations.is_empty(), "what Discord or good manners forbid: {violations:#?}");
    }

    fn look<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.inner.lock())
    }

    fn change<T>(&self, write: impl FnOnce(&mut World) -> T) -> T {
        self.inner.change(write)
    }
}

impl Drop for FakeDiscord {
    fn drop(&mut self) {
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
        if !std::thread::panicking() {
            self.check();
        }
    }
}

impl Inner {
    /// The lock is never held over an await, and a test that panicked inside is failing anyway.
    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settings(&self) -> Settings {
        self.lock().settings.clone()
    }

    fn change<T>(&self, write: impl FnOnce(&mut World) -> T) -> T {
        let out = write(&mut self.lock());
        self.changed.send_modify(|count| *count += 1);
        out
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that have ended would pile up otherwise.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Waits until `look` finds something; panics with everything that happened when it does not.
    async fn until<T>(&self, what: &str, look: impl FnMut(&World) -> Option<T>) -> T {
        let limit = self.settings().patience;
        match self.within(limit, look).await {
            Some(found) => found,
            None => panic!("{what}: not within {limit:?}\n{}", self.lock().story()),
        }
    }

    /// The same, with a time limit whose end is a result.
    async fn within<T>(
        &self,
        limit: Duration,
        mut look: impl FnMut(&World) -> Option<T>,
    ) -> Option<T> {
        let end = Instant::now() + limit;
        let mut changes = self.changed.subscribe();
        loop {
            changes.mark_unchanged();
            if let Some(found) = look(&self.lock()) {
                return Some(found);
            }
            let left = end.saturating_duration_since(Instant::now());
            if tokio::time::timeout(left, changes.changed()).await.is_err() {
                // What came in the very last moment counts.
                return look(&self.lock());
            }
        }
    }
}
