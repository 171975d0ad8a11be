//! From an event to what is done about it: one bounded task each, so that nothing slow stops the gateway being read.
//!
//! What is done stands in `messages` and `interactions`. Knows nothing of sockets.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::{GuildId, RoleId, UserId};
use time::Date;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::memory::Memory;
use super::rest::Rest;
use super::timing::Timing;
use super::wire::Event;
use crate::app::App;
use crate::config::DiscordConfig;

/// Pieces of work of one kind at the same time.
const RUNNING: usize = 64;
/// Pieces of work waiting or being done; what comes beyond is dropped.
const ADMITTED: u32 = 1024;

/// What all shards share.
pub(super) struct Bot {
    pub(super) app: Arc<App>,
    pub(super) rest: Arc<Rest>,
    pub(super) today: fn() -> Date,
    pub(super) timing: Timing,
    /// Apart from each other, so that messages that hang cost no interaction its three seconds.
    messages: Arc<Semaphore>,
    interactions: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
    memory: Mutex<Memory>,
}

impl Bot {
    #[must_use]
    pub(super) fn new(
        app: Arc<App>,
        rest: Arc<Rest>,
        config: &DiscordConfig,
        today: fn() -> Date,
        timing: Timing,
    ) -> Self {
        Self {
            app,
            rest,
            today,
            timing,
            messages: Arc::new(Semaphore::new(RUNNING)),
            interactions: Arc::new(Semaphore::new(RUNNING)),
            admitted: Arc::new(Semaphore::new(ADMITTED as usize)),
            memory: Mutex::new(Memory::new(config)),
        }
    }

    /// Takes an event in; returns at once.
    pub(super) fn handle(self: &Arc<Self>, event: Event, me: UserId) {
        self.memory().tidy(Instant::now());
        match event {
            Event::Guild(guild) => {
                let role = guild.roles.iter().find(|role| role.manages(me)).map(|role| role.id);
                if let Some(role) = role {
                    self.memory().roles.insert(guild.id, role);
                }
            }
            Event::Role(made) if made.role.manages(me) => {
                self.memory().roles.insert(made.guild_id, made.role.id);
            }
            Event::GuildGone(guild) if !guild.unavailable => {
                self.memory().roles.remove(&guild.id);
            }
            Event::Message(message) => self.message(&message, me),
            Event::Edited(message) => self.edited(&message, me),
            Event::Deleted(deleted) => self.deleted(&deleted),
            Event::Interaction(interaction) => self.interaction(*interaction, me),
            _ => {}
        }
    }

    /// Waits until nothing is being done any more; `false` if that took too long.
    pub(super) async fn finish(&self, limit: Duration) -> bool {
        matches!(timeout(limit, self.admitted.acquire_many(ADMITTED)).await, Ok(Ok(_)))
    }

    /// Where work on messages queues.
    pub(super) fn messages(&self) -> Arc<Semaphore> {
        Arc::clone(&self.messages)
    }

    /// Where work on interactions queues.
    pub(super) fn interactions(&self) -> Arc<Semaphore> {
        Arc::clone(&self.interactions)
    }

    /// Runs `work` in a task of its own. If it panics, others go on and `apology` is done instead.
    pub(super) fn spawn(
        &self,
        queue: Arc<Semaphore>,
        work: impl Future<Output = ()> + Send + 'static,
        apology: impl Future<Output = ()> + Send + 'static,
    ) {
        let Ok(admitted) = Arc::clone(&self.admitted).try_acquire_owned() else {
            tracing::warn!(limit = ADMITTED, "too much at once, something was dropped");
            return;
        };
        tokio::spawn(async move {
            let _admitted = admitted;
            let Ok(_running) = queue.acquire().await else { return };
            if tokio::spawn(work).await.is_err_and(|error| error.is_panic()) {
                tracing::error!("a handler panicked; this is a bug in gutskin, please report it");
                apology.await;
            }
        });
    }

    /// The role that Discord made for the bot in a guild.
    pub(super) fn role(&self, guild: Option<GuildId>) -> Option<RoleId> {
        self.memory().roles.get(&guild?).copied()
    }

    /// Until when a request that nobody waits for is tried.
    pub(super) fn patience(&self) -> Instant {
        Instant::now() + self.timing.message
    }

    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing that panics runs under the lock; were it poisoned, what it holds would still be whole.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
