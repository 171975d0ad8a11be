//! What happened, for whoever counts or keeps it. Plain values out of a surface; nothing waits for them.
//!
//! What of it may be kept, and for how long, is the receiver's business; ids are numbers of the surface.

use super::query::Question;

/// Where something happened, and with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The server; absent in direct messages and outside the servers that the bot is in.
    pub community: Option<u64>,
    pub channel: u64,
    pub person: u64,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A question was answered, declined or left without an answer.
    Asked {
        origin: Origin,
        /// The word of contract C3.
        outcome: &'static str,
        /// Key of the answer that was given.
        answer: Option<String>,
        /// The question itself, only where nothing was known to answer it.
        unanswered: Option<Question>,
        /// Of the knowledge it was asked of.
        revision: String,
    },
    /// Somebody judged an answer.
    Judged { origin: Origin, answer: String, helpful: bool },
    /// A moderator judged what would have been said unasked in a shadow channel.
    Shadowed { origin: Origin, verdict: ShadowVerdict },
}

/// What a moderator says of an answer that was only shown to moderators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShadowVerdict {
    Right,
    /// It should have been answered otherwise.
    Wrong,
    /// It should not have been answered at all.
    Silent,
}

impl ShadowVerdict {
    pub const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Silent];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Silent => "silent",
        }
    }
}
