//! Tells when a shard has stopped making progress. twilight-gateway sees a live connection die by its heartbeats, but
//! waits for ever for a hello, and for an answer to a resume while heartbeats are acknowledged.
//!
//! Pure: what time it is comes in.

use std::time::Duration;

use tokio::time::Instant;
use twilight_gateway::ShardState;

use super::timing::Timing;

/// Heartbeats of silence on a live connection; twilight gives up after two.
const SILENT_BEATS: u32 = 3;

/// Where a shard is on its way to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Connecting,
    /// Connected; the gateway has the word.
    Greeting,
    /// Greeted; waiting for a permit to identify, or for the gateway's answer.
    Identifying,
    Resuming,
    Live,
}

/// What a shard waits in vain for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stall {
    Connection,
    Hello,
    Session,
    Heartbeat,
}

impl Stall {
    #[must_use]
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Connection => "a connection",
            Self::Hello => "a hello",
            Self::Session => "an answer to identify or resume",
            Self::Heartbeat => "any sign of life",
        }
    }
}

/// Watches one connection after another of one shard.
#[derive(Debug)]
pub(super) struct Watchdog {
    timing: Timing,
    phase: Phase,
    greeted: bool,
    /// Greeted since the last look.
    newly_greeted: bool,
    heartbeat: Duration,
    /// Since when the phase lasts, or the last dispatch within it.
    since: Instant,
    /// Since when no hello came, over any number of connections.
    ungreeted_since: Option<Instant>,
    last_payload: Instant,
}

impl Watchdog {
    #[must_use]
    pub(super) const fn new(timing: Timing, now: Instant) -> Self {
        Self {
            timing,
            phase: Phase::Connecting,
            greeted: false,
            newly_greeted: false,
            heartbeat: Duration::from_mins(1),
            since: now,
            ungreeted_since: None,
            last_payload: now,
        }
    }

    /// A hello came, with the interval of heartbeats.
    pub(super) fn hello(&mut self, heartbeat: Duration, now: Instant) {
        self.greeted = true;
        self.newly_greeted = true;
        self.heartbeat = heartbeat;
        self.ungreeted_since = None;
        self.payload(now);
    }

    /// Any payload came.
    pub(super) const fn payload(&mut self, now: Instant) {
        self.last_payload = now;
    }

    /// A dispatch came: a resumed session that replays events is alive.
    pub(super) const fn dispatch(&mut self, now: Instant) {
        self.since = now;
        self.last_payload = now;
    }

    /// Looks at the shard. `permit` is when it was last allowed to identify.
    pub(super) fn check(
        &mut self,
        state: ShardState,
        permit: Option<Instant>,
        now: Instant,
    ) -> Option<Stall> {
        let phase = self.phase_of(state);
        self.newly_greeted = false;
        if phase != self.phase {
            self.phase = phase;
            self.since = now;
            self.last_payload = self.last_payload.max(now);
        }
        let since = match phase {
            Phase::Connecting => {
                return (now - self.since > self.timing.connect).then_some(Stall::Connection);
            }
            Phase::Greeting => {
                let since = *self.ungreeted_since.get_or_insert(now);
                return (now - since > self.timing.hello).then_some(Stall::Hello);
            }
            Phase::Identifying => permit.map(|permit| permit.max(self.since)),
            Phase::Resuming => Some(self.since),
            Phase::Live => None,
        };
        if since.is_some_and(|since| now - since > self.timing.session) {
            return Some(Stall::Session);
        }
        (now - self.last_payload > self.heartbeat * SILENT_BEATS).then_some(Stall::Heartbeat)
    }

    fn phase_of(&mut self, state: ShardState) -> Phase {
        let was_in_session = matches!(self.phase, Phase::Live | Phase::Resuming);
        match state {
            ShardState::Active => Phase::Live,
            ShardState::Resuming => Phase::Resuming,
            ShardState::Identifying => {
                // The connection broke between two looks: the next one has yet to be greeted.
                if was_in_session && !self.newly_greeted {
                    self.greeted = false;
                }
                if self.greeted { Phase::Identifying } else { Phase::Greeting }
            }
            ShardState::Disconnected { .. } | ShardState::FatallyClosed => {
                self.greeted = false;
                Phase::Connecting
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;
    use twilight_gateway::ShardState;

    use super::{Stall, Watchdog};
    use crate::discord::timing::Timing;

    const GONE: ShardState = ShardState::Disconnected { reconnect_attempts: 0 };

    /// Looks once a second and tells after how many seconds the state counts as stalled.
    #[track_caller]
    fn check(
        dog: &mut Watchdog,
        state: ShardState,
        from: u64,
        start: Instant,
    ) -> Option<(u64, Stall)> {
        (from..from + 600).find_map(|second| {
            let now = start + Duration::from_secs(second);
            dog.check(state, Some(start), now).map(|stall| (second, stall))
        })
    }

    #[test]
    fn every_phase_has_an_end() {
        let start = Instant::now();
        let beat = Duration::from_secs(40);
        let dog = || Watchdog::new(Timing::default(), start);

        assert_eq!(check(&mut dog(), GONE, 0, start), Some((91, Stall::Connection)));
        assert_eq!(check(&mut dog(), ShardState::Identifying, 0, start), Some((9, Stall::Hello)));
        let mut greeted = dog();
        greeted.hello(beat, start);
        assert_eq!(
            check(&mut greeted, ShardState::Identifying, 0, start),
            Some((31, Stall::Session))
        );
        let mut greeted = dog();
        greeted.hello(beat, start);
        assert_eq!(check(&mut greeted, ShardState::Resuming, 0, start), Some((31, Stall::Session)));
        let mut greeted = dog();
        greeted.hello(beat, start);
        assert_eq!(
            check(&mut greeted, ShardState::Active, 0, start),
            Some((121, Stall::Heartbeat))
        );
    }

    #[test]
    fn a_permit_may_be_long_in_coming() {
        let start = Instant::now();
        let mut dog = Watchdog::new(Timing::default(), start);
        dog.hello(Duration::from_secs(40), start);
        for second in 0..300 {
            let now = start + Duration::from_secs(second);
            dog.payload(now);
            assert_eq!(dog.check(ShardState::Identifying, None, now), None, "{second}");
        }
    }

    #[test]
    fn a_connection_that_broke_unseen_is_greeted_anew() {
        let start = Instant::now();
        let mut dog = Watchdog::new(Timing::default(), start);
        dog.hello(Duration::from_secs(40), start);
        assert_eq!(dog.check(ShardState::Active, None, start), None);
        assert_eq!(check(&mut dog, ShardState::Identifying, 1, start), Some((10, Stall::Hello)));
    }
}
