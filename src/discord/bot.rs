//! From an event to what is done about it: one bounded task each, so that nothing slow stops the gateway being read.
//!
//! What is done stands in `messages` and `interactions`. Knows nothing of sockets.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::{ApplicationId, ChannelId, GuildId, RoleId, UserId};
use time::Date;
use tokio::time::Instant;

use super::act::Running;
use super::drafts::Drafts;
use super::memory::Memory;
use super::pulse::Pulse;
use super::queue::Queue;
use super::rest::Rest;
use super::timing::Timing;
use super::wire::{Event, Guild};
use crate::app::App;
use crate::config::DiscordConfig;

/// What all shards share.
pub(super) struct Bot {
    pub(super) app: Arc<App>,
    pub(super) rest: Arc<Rest>,
    pub(super) application: ApplicationId,
    pub(super) today: fn() -> Date,
    pub(super) timing: Timing,
    /// Apart from each other, so that messages that hang cost no interaction its three seconds.
    pub(super) messages: Queue,
    pub(super) interactions: Queue,
    pub(super) pulse: Pulse,
    /// What moderators are about to correct.
    pub(super) drafts: Drafts,
    pub(super) message_content: bool,
    memory: Mutex<Memory>,
}

impl Bot {
    #[must_use]
    pub(super) fn new(
        app: Arc<App>,
        rest: Arc<Rest>,
        application: ApplicationId,
        config: &DiscordConfig,
        today: fn() -> Date,
        timing: Timing,
    ) -> Self {
        Self {
            app,
            rest,
            application,
            today,
            timing,
            messages: Queue::default(),
            interactions: Queue::default(),
            pulse: Pulse::default(),
            drafts: Drafts::default(),
            message_content: config.message_content,
            memory: Mutex::new(Memory::new(config)),
        }
    }

    /// Takes an event in; returns at once.
    pub(super) fn handle(self: &Arc<Self>, event: Event, me: UserId) {
        self.memory().tidy(Instant::now());
        match event {
            Event::Guild(guild) => {
                self.memory().places.learn(&guild, me);
                if let Some(store) = self.app.store().filter(|_| !guild.unavailable) {
                    store.arrived(guild.id.get());
                }
            }
            Event::GuildChanged(guild) => self.memory().places.learn(&guild, me),
            Event::Role(made) => {
                self.memory().places.role_changed(made.guild_id, &made.role, me);
            }
            Event::GuildGone(guild) if !guild.unavailable => {
                self.memory().places.gone(guild.id);
                if let Some(store) = self.app.store() {
                    store.left(guild.id.get());
                }
            }
            Event::Channel(one) => {
                self.memory().places.channel_changed(one.guild_id, &one.channel);
            }
            Event::ChannelGone(one) => {
                self.memory().places.channel_gone(one.guild_id, one.channel.id);
            }
            Event::Threads(list) => {
                let places = &mut self.memory().places;
                list.threads.iter().for_each(|one| places.channel_changed(list.guild_id, one));
            }
            Event::Message(message) => self.message(&message, me),
            Event::Edited(message) => self.edited(&message, me),
            Event::Deleted(deleted) => self.deleted(&deleted),
            Event::Interaction(interaction) => self.interaction(*interaction, me),
            _ => {}
        }
    }

    /// A shard has a session: servers that it does not name have removed the bot meanwhile.
    pub(super) fn ready(&self, guilds: &[Guild], shard: u32, shards: u32) {
        if let Some(store) = self.app.store() {
            let present: Vec<u64> = guilds.iter().map(|guild| guild.id.get()).collect();
            store.present(&present, shard, shards);
        }
    }

    /// Waits until nothing is being done any more; `false` if that took too long.
    pub(super) async fn finish(&self, limit: Duration) -> bool {
        // One after the other: what follows the answer to an interaction queues with the messages.
        let begun = Instant::now();
        let interactions = self.interactions.finish(limit).await;
        self.messages.finish(limit.saturating_sub(begun.elapsed())).await && interactions
    }

    /// The role that Discord made for the bot in a guild.
    pub(super) fn role(&self, guild: Option<GuildId>) -> Option<RoleId> {
        self.memory().places.own_role(guild?)
    }

    /// A channel with what it stands in, from the inside out.
    pub(super) fn place(&self, guild: Option<GuildId>, channel: ChannelId) -> Vec<u64> {
        guild.map(|guild| self.memory().places.around(guild, channel)).unwrap_or_default()
    }

    /// How the bot runs, as a server is concerned.
    pub(super) fn running(&self, guild: Option<GuildId>) -> Running {
        let shard = guild.and_then(|guild| self.pulse.shard_of(guild));
        Running {
            message_content: self.message_content,
            shard: shard.map(|(number, total, _)| (number, total)),
            latency: shard.and_then(|(.., latency)| latency),
        }
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
