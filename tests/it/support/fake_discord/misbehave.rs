//! Misbehaviour on order: what a REST route or the next gateway connection should do wrong.

use std::time::Duration;

/// What a REST route does instead of answering properly.
#[derive(Clone, Debug, PartialEq)]
pub enum Misbehaviour {
    /// 429 of this route, with all headers and a body.
    RateLimited { retry_after: Duration },
    /// 429 for the whole bot: every authorised route answers so until the time is over.
    GloballyRateLimited { retry_after: Duration },
    /// 429 of the proxy in front of Discord: plain text, no header, no `retry_after`.
    BareRateLimit,
    /// A 5xx (or any other status) with Discord's JSON; the work is not done.
    Status(u16),
    /// The work is done, and then a 5xx comes back.
    StatusAfterWork(u16),
    /// This status, with a web page instead of JSON.
    Html(u16),
    /// Discord's own refusal: status and error code.
    Refuse { status: u16, code: u64 },
    /// The answer comes late; the work is done at once.
    Slow(Duration),
    /// Never answers, does nothing.
    Silence,
    /// Does the work and never answers.
    LostAnswer,
    /// Does the work, sends half the answer and closes the connection.
    HalfBody,
    /// Closes the connection without an answer and without doing anything.
    Hangup,
}

/// A misbehaviour, where, and how often it still happens.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) pattern: String,
    pub(super) what: Misbehaviour,
    pub(super) times: usize,
}

impl Rule {
    /// `POST /channels/*/messages`: a star stands for one method or one part of a path.
    pub(super) fn matches(&self, method: &str, path: &str) -> bool {
        let (wanted, pattern) = self.pattern.split_once(' ').unwrap_or(("*", &self.pattern));
        let same = |pattern: &str, part: &str| pattern == "*" || pattern.eq_ignore_ascii_case(part);
        let (pattern, path): (Vec<_>, Vec<_>) =
            (pattern.split('/').collect(), path.split('/').collect());
        same(wanted, method)
            && pattern.len() == path.len()
            && pattern.iter().zip(&path).all(|(pattern, part)| same(pattern, part))
    }
}

/// What happens to the next gateway connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// The upgrade request is never answered.
    HangHandshake,
    /// The socket opens and nothing ever comes, not even hello.
    NoHello,
    /// The upgrade is refused with this status.
    Refuse(u16),
    /// Closed right after hello, with this code or without one.
    CloseAfterHello(Option<u16>),
}
