//! The socket: one task per shard that keeps a session with Discord and hands on what it reads.
//!
//! Survives every outage by connecting again; ends only when told to, or on a close that the operator must mend.
//! Knows nothing of what an event means.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use serenity::model::id::UserId;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use twilight_gateway::error::ReceiveMessageErrorType;
use twilight_gateway::{
    CloseFrame, ConfigBuilder, Intents, Message, Session, Shard, ShardId, ShardState,
};

use super::bot::Bot;
use super::error::RunError;
use super::fatal::Fatal;
use super::identify::Turnstile;
use super::jitter;
use super::timing::Timing;
use super::watchdog::Watchdog;
use super::wire::{self, Event};
use crate::config::Secret;

/// Tries in a row before we set the pace instead of twilight, whose pauses grow to four minutes.
const MOST_ATTEMPTS: u8 = 5;

/// How far the process is on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Running,
    /// No more events are read; answers are being finished.
    Finishing,
    Closing,
}

/// What all shards of a process share.
pub(super) struct Gateway {
    pub(super) url: String,
    pub(super) token: Secret,
    pub(super) intents: Intents,
    pub(super) timing: Timing,
    pub(super) bot: Arc<Bot>,
    pub(super) fatal: Fatal,
    /// Whether Discord ever let a shard in; until then, being unreachable ends the process.
    pub(super) welcomed: AtomicBool,
    pub(super) started: Instant,
}

/// Runs a shard until the stage says otherwise, even if the library beneath panics.
pub(super) async fn run(
    gateway: Arc<Gateway>,
    id: ShardId,
    turnstile: Turnstile,
    stage: watch::Receiver<Stage>,
) {
    loop {
        let session = Connection {
            gateway: Arc::clone(&gateway),
            id,
            turnstile: turnstile.clone(),
            stage: stage.clone(),
            me: None,
            live_since: None,
            untried: false,
            pause: gateway.timing.reconnect,
        };
        match tokio::spawn(session.keep()).await {
            Err(error) if error.is_panic() => {
                tracing::error!(shard = id.number(), "a shard panicked and is started again");
                sleep(jitter::around(gateway.timing.longest_reconnect)).await;
            }
            _ => return,
        }
    }
}

/// What to go on with after a connection was given up.
type Resumable = Option<Session>;

enum Next {
    Continue,
    /// Drop the connection, wait, and connect again.
    Anew(Resumable),
    Stop,
}

struct Connection {
    gateway: Arc<Gateway>,
    id: ShardId,
    turnstile: Turnstile,
    stage: watch::Receiver<Stage>,
    me: Option<UserId>,
    /// Since when there is a session on this connection.
    live_since: Option<Instant>,
    /// Whether the session was good once and resuming it has not failed since.
    untried: bool,
    pause: Duration,
}

impl Connection {
    async fn keep(mut self) {
        let mut session = None;
        loop {
            let mut shard = self.shard(session.take());
            let mut dog = Watchdog::new(self.gateway.timing, Instant::now());
            session = loop {
                match self.step(&mut shard, &mut dog).await {
                    Next::Continue => {}
                    Next::Anew(session) => break session,
                    Next::Stop => return self.close(shard).await,
                }
            };
            drop(shard);
            if self.stops_in_pause().await {
                return;
            }
        }
    }

    fn shard(&self, session: Resumable) -> Shard<Turnstile> {
        let gateway = &self.gateway;
        let config = ConfigBuilder::new(gateway.token.expose().to_owned(), gateway.intents)
            .proxy_url(gateway.url.clone())
            .queue(self.turnstile.clone());
        let config = match session {
            Some(session) => config.session(session),
            None => config,
        };
        Shard::with_config(self.id, config.build())
    }

    /// Reads one payload, or looks after the connection for want of one.
    async fn step(&mut self, shard: &mut Shard<Turnstile>, dog: &mut Watchdog) -> Next {
        let tick = self.gateway.timing.tick;
        let item = tokio::select! {
            biased;
            _ = self.stage.wait_for(|stage| *stage > Stage::Running) => return Next::Stop,
            item = timeout(tick, shard.next()) => item,
        };
        let next = match item {
            Err(_) => Next::Continue,
            Ok(None) => return Next::Stop,
            Ok(Some(Ok(Message::Text(text)))) => {
                self.payload(&text, dog);
                let latency = shard.latency().recent().first().copied();
                self.gateway.bot.pulse.beats(self.id.number(), self.id.total(), latency);
                Next::Continue
            }
            Ok(Some(Ok(Message::Close(frame)))) => self.closed(frame.map(|frame| frame.code)).await,
            Ok(Some(Err(error))) => {
                let unreached = matches!(error.kind(), ReceiveMessageErrorType::Reconnect);
                self.failed(shard, unreached)
            }
        };
        if !matches!(next, Next::Continue) {
            return next;
        }
        let stall = dog.check(shard.state(), self.turnstile.passed(), Instant::now());
        let Some(stall) = stall else { return Next::Continue };
        tracing::warn!(
            shard = self.id.number(),
            waited_for = stall.as_str(),
            "the gateway went silent; connecting again"
        );
        self.give_up_if_never_welcomed("the gateway does not answer");
        // A session is worth one more try elsewhere; if that is silent too, a new one is due.
        self.live_since = None;
        let worth_it = std::mem::take(&mut self.untried);
        Next::Anew(shard.session().filter(|_| worth_it).cloned())
    }

    fn payload(&mut self, text: &str, dog: &mut Watchdog) {
        let now = Instant::now();
        dog.payload(now);
        let event = match wire::read(text) {
            Ok(Some(event)) => event,
            Ok(None) => return,
            Err(kind) => {
                tracing::warn!(shard = self.id.number(), kind, "an event could not be read");
                return;
            }
        };
        if let Event::Hello(interval) = event {
            dog.hello(Duration::from_millis(interval), now);
            return;
        }
        dog.dispatch(now);
        match event {
            Event::Ready(ready) => {
                self.me = Some(ready.user.id);
                self.gateway.bot.ready(&ready.guilds, self.id.number(), self.id.total());
                self.live(now);
                self.gateway.welcomed.store(true, Ordering::Relaxed);
                tracing::info!(shard = self.id.number(), of = self.id.total(), "shard is ready");
            }
            Event::Resumed => {
                self.live(now);
                tracing::info!(shard = self.id.number(), "shard resumed its session");
            }
            event => {
                if let Some(me) = self.me {
                    self.gateway.bot.handle(event, me);
                }
            }
        }
    }

    fn live(&mut self, now: Instant) {
        self.live_since = Some(now);
        self.untried = true;
    }

    /// The connection was closed; twilight connects again when it is next asked, unless the close is fatal.
    async fn closed(&mut self, code: Option<u16>) -> Next {
        if let Some(error) = code.and_then(RunError::from_close) {
            self.gateway.fatal.report(error);
            return Next::Stop;
        }
        tracing::info!(shard = self.id.number(), code, "the gateway closed the connection");
        let stable = self.gateway.timing.stable;
        let good = self.live_since.take().is_some_and(|since| since.elapsed() >= stable);
        if good {
            self.pause = self.gateway.timing.reconnect;
        } else if self.stops_in_pause().await {
            return Next::Stop;
        }
        Next::Continue
    }

    /// Connecting failed, or a payload made no sense.
    fn failed(&mut self, shard: &Shard<Turnstile>, unreached: bool) -> Next {
        if !unreached {
            tracing::warn!(
                shard = self.id.number(),
                "a payload of the gateway could not be processed"
            );
            return Next::Continue;
        }
        tracing::warn!(shard = self.id.number(), "the gateway cannot be reached; trying again");
        self.give_up_if_never_welcomed("no connection to the gateway");
        match shard.state() {
            ShardState::Disconnected { reconnect_attempts }
                if reconnect_attempts > MOST_ATTEMPTS =>
            {
                self.pause = self.gateway.timing.longest_reconnect;
                Next::Anew(shard.session().cloned())
            }
            _ => Next::Continue,
        }
    }

    fn give_up_if_never_welcomed(&self, cause: &str) {
        let gateway = &self.gateway;
        if !gateway.welcomed.load(Ordering::Relaxed)
            && gateway.started.elapsed() > gateway.timing.start
        {
            gateway.fatal.report(RunError::Unreachable(cause.to_owned()));
        }
    }

    /// Pauses before another connection, longer each time; `true` if the process ends meanwhile.
    async fn stops_in_pause(&mut self) -> bool {
        let pause = jitter::around(self.pause);
        self.pause = (self.pause * 2).min(self.gateway.timing.longest_reconnect);
        let stop = self.stage.wait_for(|stage| *stage > Stage::Running);
        timeout(pause, stop).await.is_ok()
    }

    /// Waits until answers are finished, then says goodbye.
    async fn close(mut self, mut shard: Shard<Turnstile>) {
        let _ = self.stage.wait_for(|stage| *stage == Stage::Closing).await;
        if !shard.state().is_identified() {
            return;
        }
        shard.close(CloseFrame::NORMAL);
        let until = Instant::now() + self.gateway.timing.close;
        while let Ok(Some(item)) = timeout_at(until, shard.next()).await {
            if matches!(item, Ok(Message::Close(_)) | Err(_)) {
                return;
            }
        }
    }
}
