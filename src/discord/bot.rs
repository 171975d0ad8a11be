//! From an event to an answer: one bounded task each, so that nothing slow stops the gateway being read.
//!
//! The decision is a plain function and takes under a millisecond; only sending it waits. Knows nothing of sockets.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::builder::CreateInteractionResponse;
use serenity::model::id::{GuildId, RoleId, UserId};
use time::Date;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::commands::{self, Scene};
use super::events::{self, Call, Seen, Way};
use super::render::{self, Body, Target};
use super::rest::{Rest, RestError};
use super::route::Route;
use super::timing::Timing;
use super::wire::{Event, Interaction, Message};
use crate::app::App;
use crate::model::Reply;

/// Answers being worked on at the same time.
const RUNNING: usize = 64;
/// Answers waiting or being worked on; what comes beyond is dropped.
const ADMITTED: u32 = 1024;

const COMMAND: u64 = 2;
const AUTOCOMPLETE: u64 = 4;

/// The bot may not do this here.
const MISSING_PERMISSIONS: u64 = 50013;

const WORDLESS: &str = "I see no question there. Ask with `/ask`, or mention me and write the question in the same message.";
const WORDLESS_DIRECT: &str = "Send me your question as text, or ask with `/ask`.";
const BROKEN: &str = "Something went wrong on my side. Please try again.";

/// What all shards share.
pub(super) struct Bot {
    app: Arc<App>,
    rest: Arc<Rest>,
    today: fn() -> Date,
    timing: Timing,
    running: Semaphore,
    admitted: Arc<Semaphore>,
    memory: Mutex<Memory>,
}

/// What was learnt from events.
#[derive(Default)]
struct Memory {
    messages: Seen,
    interactions: Seen,
    /// The role that Discord made for the bot, by guild.
    roles: HashMap<GuildId, RoleId>,
}

impl Bot {
    #[must_use]
    pub(super) fn new(app: Arc<App>, rest: Arc<Rest>, today: fn() -> Date, timing: Timing) -> Self {
        Self {
            app,
            rest,
            today,
            timing,
            running: Semaphore::new(RUNNING),
            admitted: Arc::new(Semaphore::new(ADMITTED as usize)),
            memory: Mutex::default(),
        }
    }

    /// Takes an event in; returns at once.
    pub(super) fn handle(self: &Arc<Self>, event: Event, me: UserId) {
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
            Event::Interaction(interaction) => self.interaction(*interaction),
            _ => {}
        }
    }

    /// Waits until no answer is being worked on any more; `false` if that took too long.
    pub(super) async fn finish(&self, limit: Duration) -> bool {
        matches!(timeout(limit, self.admitted.acquire_many(ADMITTED)).await, Ok(Ok(_)))
    }

    fn message(self: &Arc<Self>, message: &Message, me: UserId) {
        let role = message.guild_id.and_then(|guild| self.memory().roles.get(&guild).copied());
        let Some((way, call)) = events::call(message, me, role) else { return };
        if !self.memory().messages.first_time(message.id.get()) {
            return;
        }
        let target = Target { channel: message.channel_id, message: message.id };
        let bot = Arc::clone(self);
        self.spawn(async move { bot.answer_message(way, call, target).await }, None);
    }

    fn interaction(self: &Arc<Self>, interaction: Interaction) {
        let received = Instant::now();
        if !self.memory().interactions.first_time(interaction.id.get()) {
            return;
        }
        let Interaction { id, kind, token, data } = interaction;
        let route = Route::Callback { interaction: id, token };
        let Some(data) = data.filter(|_| kind == COMMAND || kind == AUTOCOMPLETE) else {
            tracing::warn!(kind, "an interaction of a kind that is not in use was ignored");
            return;
        };
        let deadline = received + self.timing.callback;
        let (bot, to) = (Arc::clone(self), route.clone());
        let work = async move {
            let scene = bot.scene();
            let response = if kind == COMMAND {
                let answer = commands::run(&scene, &data);
                tracing::info!(way = "command", outcome = answer.outcome, "answered");
                answer.response
            } else {
                commands::complete(&scene, &data)
            };
            bot.respond(&to, &response, deadline).await;
        };
        // A choice that failed to come needs no apology.
        self.spawn(work, (kind == COMMAND).then_some((route, deadline)));
    }

    async fn answer_message(&self, way: Way, call: Call, target: Target) {
        let (body, reply, outcome) = match call {
            Call::Ask(question) => {
                let scene = self.scene();
                let answered = scene.snapshot.ask(&question, scene.today);
                let outcome = answered.decision.outcome.name();
                (render::body(&answered.reply), Some(answered.reply), outcome)
            }
            Call::Wordless => {
                let line = if way == Way::Direct { WORDLESS_DIRECT } else { WORDLESS };
                (Body::Line(line.to_owned()), None, "wordless")
            }
        };
        tracing::info!(way = way.as_str(), outcome, "answered");
        self.send(body, reply.as_ref(), target).await;
    }

    /// Sends a reply; without its embed where the bot may write but not embed.
    async fn send(&self, body: Body, reply: Option<&Reply>, target: Target) {
        let route = Route::Messages(target.channel);
        let deadline = Instant::now() + self.timing.message;
        let is_card = matches!(body, Body::Card(_));
        let result = self.rest.post(&route, &render::message(body, target), deadline).await;
        let barred = matches!(result, Err(RestError::Refused { code: MISSING_PERMISSIONS, .. }));
        if let Some(reply) = reply.filter(|_| is_card && barred) {
            // The one place that sends has logged a failure already.
            let _ = self.rest.post(&route, &render::plain_message(reply, target), deadline).await;
        }
    }

    async fn respond(
        &self,
        route: &Route,
        response: &CreateInteractionResponse,
        deadline: Instant,
    ) {
        // Logged where it failed.
        let _ = self.rest.post(route, response, deadline).await;
    }

    /// Runs `work` in a task of its own. If it panics, others go on and the interaction in `to` gets an apology.
    fn spawn(
        self: &Arc<Self>,
        work: impl Future<Output = ()> + Send + 'static,
        to: Option<(Route, Instant)>,
    ) {
        let Ok(admitted) = Arc::clone(&self.admitted).try_acquire_owned() else {
            tracing::warn!(limit = ADMITTED, "too many answers at once, one was dropped");
            return;
        };
        let bot = Arc::clone(self);
        tokio::spawn(async move {
            let _admitted = admitted;
            let Ok(_running) = bot.running.acquire().await else { return };
            if tokio::spawn(work).await.is_err_and(|error| error.is_panic()) {
                tracing::error!("a handler panicked; this is a bug in gutskin, please report it");
                if let Some((route, deadline)) = to {
                    let apology = render::response(Body::Line(BROKEN.to_owned()), true);
                    bot.respond(&route, &apology, deadline).await;
                }
            }
        });
    }

    fn scene(&self) -> Scene {
        Scene { snapshot: self.app.current(), today: (self.today)() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing that panics runs under the lock; were it poisoned, the sets would still be whole.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
