//! Every time limit of the bot in one place, so that tests can shorten them.

use std::time::Duration;

/// How long the bot waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Until an unreachable Discord ends the start.
    pub start: Duration,
    /// From an interaction's arrival until its answer has to be there; Discord allows 3 s from its sending.
    pub callback: Duration,
    /// For each try at that.
    pub callback_attempt: Duration,
    /// How long a handler may wait before who asked is told that the answer is coming.
    pub think: Duration,
    /// Until a message is given up.
    pub message: Duration,
    /// For each try of any other request.
    pub attempt: Duration,
    /// For answers in flight when the bot stops.
    pub drain: Duration,
    /// For closing the gateway when the bot stops.
    pub close: Duration,
    /// How often the watchdog looks.
    pub tick: Duration,
    /// From an open socket to the gateway's first payload.
    pub hello: Duration,
    /// From our identify or resume to the gateway's answer.
    pub session: Duration,
    /// For connecting, with the pauses in between.
    pub connect: Duration,
    /// How long a connection has to last for the next one to follow at once.
    pub stable: Duration,
    /// First pause before reconnecting after a connection that did not last; doubles from there.
    pub reconnect: Duration,
    pub longest_reconnect: Duration,
    /// How long a notice to one person stays in a channel.
    pub notice: Duration,
    /// Pause before commands are registered again after a failure; doubles up to fifty times this.
    pub register: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(20),
            callback: Duration::from_millis(2800),
            callback_attempt: Duration::from_millis(1200),
            think: Duration::from_millis(900),
            message: Duration::from_secs(20),
            attempt: Duration::from_secs(6),
            drain: Duration::from_secs(5),
            close: Duration::from_secs(2),
            tick: Duration::from_secs(1),
            hello: Duration::from_secs(8),
            session: Duration::from_secs(30),
            connect: Duration::from_secs(90),
            stable: Duration::from_secs(10),
            reconnect: Duration::from_secs(1),
            longest_reconnect: Duration::from_secs(30),
            notice: Duration::from_secs(10),
            register: Duration::from_secs(5),
        }
    }
}
