//! Corrections that moderators are about to make: kept in memory between one step and the next, for an hour.
//!
//! A custom id must not hold the text of a question; it holds the number of a draft.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use tokio::time::Instant;

use super::recent::Recent;
use crate::model::Question;

const KEPT: usize = 256;
const LIFE: Duration = Duration::from_hours(1);

/// What is to be corrected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// None until a form says it.
    pub(super) question: Option<Question>,
    pub(super) asker: Option<UserId>,
    pub(super) guild: Option<GuildId>,
    /// The message that asked it.
    pub(super) asked_in: Option<MessageId>,
    /// The bot's reply to it, where that is to change too.
    pub(super) reply: Option<(ChannelId, MessageId)>,
}

/// By the id of the gesture that began them.
pub(super) struct Drafts(Mutex<Recent<u64, Draft>>);

impl Default for Drafts {
    fn default() -> Self {
        Self(Mutex::new(Recent::new(KEPT, LIFE)))
    }
}

impl Drafts {
    pub(super) fn keep(&self, id: u64, draft: Draft) {
        self.kept().put(id, draft, Instant::now());
    }

    #[must_use]
    pub(super) fn get(&self, id: u64) -> Option<Draft> {
        self.kept().get(&id, Instant::now()).cloned()
    }

    pub(super) fn done(&self, id: u64) {
        self.kept().remove(&id);
    }

    /// A message is gone, and with it what it asked.
    pub(super) fn gone(&self, message: MessageId) {
        self.kept().retain(|_, draft| draft.asked_in != Some(message));
    }

    /// Forgets what a person asked on one server, or everywhere.
    pub(super) fn forget(&self, person: UserId, within: Option<GuildId>) {
        let goes = |draft: &Draft| {
            draft.asker == Some(person) && within.is_none_or(|within| draft.guild == Some(within))
        };
        self.kept().retain(|_, draft| !goes(draft));
    }

    fn kept(&self) -> MutexGuard<'_, Recent<u64, Draft>> {
        // What it holds is whole whatever panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
