//! What happened, for whoever counts or keeps it. Plain values out of a surface; nothing waits for them.
//!
//! What of it may be kept, and for how long, is the receiver's business; ids are numbers of the surface.

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
        /// The question in the form that may be kept, only where nothing was known to answer it; never of a direct message.
        unanswered: Option<Missed>,
        /// Of the knowledge it was asked of.
        revision: String,
    },
    /// Somebody judged an answer.
    Judged { origin: Origin, answer: String, helpful: bool },
    /// A moderator judged what would have been said unasked in a shadow channel.
    Shadowed { origin: Origin, verdict: ShadowVerdict },
}

/// A question that nothing was known to answer, in the form in which it may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Equal for questions that are the same but for word order, endings and spelling.
    pub fingerprint: String,
    /// The text without numbers, addresses, mentions and names.
    pub text: String,
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
