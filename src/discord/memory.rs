//! All that the bot remembers between events: in memory only, bounded, and gone after a while.
//!
//! Sends nothing and decides nothing. What is said of it to members stands in `commands::privacy`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId, InteractionId, MessageId, UserId};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::company::Company;
use super::heard::{Lack, Way};
use super::manners::Manners;
use super::places::Places;
use super::recent::Recent;
use super::report::Reports;
use crate::config::DiscordConfig;
use crate::model::Question;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// How long a proxy may take to post a message anew.
const MOMENT: Duration = Duration::from_secs(30);
/// How long after a message its reply follows edits of it.
const EDITS: Duration = Duration::from_mins(15);

/// What was learnt from events.
pub(super) struct Memory {
    pub(super) places: Places,
    /// What is delivered again is not answered again.
    pub(super) interactions: Recent<InteractionId, ()>,
    /// Questions by what led to them: a message or a command.
    pub(super) questions: Recent<u64, Remembered>,
    /// Questions that were written as messages a moment ago, deleted ones too.
    pub(super) written: Recent<MessageId, Remembered>,
    pub(super) followed: Recent<MessageId, Arc<Followed>>,
    pub(super) manners: Manners,
    pub(super) company: Company,
    pub(super) reports: Reports,
    /// Who was told how to ask.
    pub(super) hints: Recent<(UserId, Lack), ()>,
    /// Who judged which message how.
    pub(super) judged: Recent<(MessageId, UserId, bool), ()>,
}

/// A question of the last hour.
#[derive(Clone)]
pub(super) struct Remembered {
    pub(super) question: Question,
    pub(super) asker: UserId,
    pub(super) channel: ChannelId,
    pub(super) guild: Option<GuildId>,
}

/// A message that was for the bot, and the reply it has.
pub(super) struct Followed {
    pub(super) asker: UserId,
    guild: Option<GuildId>,
    /// How it came to be for the bot.
    pub(super) way: Way,
    since: Instant,
    /// Counts what happened to the message: work for an earlier state of it is dropped.
    turn: AtomicU64,
    /// Whether its reply has been an emergency message.
    urgent: AtomicBool,
    /// Stands for its latest text.
    text: AtomicU64,
    /// The reply. Held while one is being sent, so that what happens meanwhile waits for it.
    pub(super) reply: Mutex<Option<MessageId>>,
}

/// The turn of a message that is gone.
const GONE: u64 = u64::MAX;

impl Memory {
    #[must_use]
    pub(super) fn new(config: &DiscordConfig) -> Self {
        Self {
            places: Places::default(),
            interactions: Recent::new(4096, HOUR),
            questions: Recent::new(2048, HOUR),
            written: Recent::new(256, MOMENT),
            followed: Recent::new(4096, DAY),
            manners: Manners::new(config),
            company: Company::default(),
            reports: Reports::default(),
            hints: Recent::new(4096, HOUR),
            judged: Recent::new(4096, HOUR),
        }
    }

    /// Lets go of what is too old. Costs next to nothing where nothing is.
    pub(super) fn tidy(&mut self, now: Instant) {
        self.interactions.tidy(now);
        self.questions.tidy(now);
        self.written.tidy(now);
        self.followed.tidy(now);
        self.hints.tidy(now);
        self.judged.tidy(now);
        self.manners.tidy(now);
        self.company.tidy(now);
        self.reports.tidy(now);
    }

    /// How many questions of a person are remembered.
    #[must_use]
    pub(super) fn held(&self, person: UserId, now: Instant) -> usize {
        self.questions.newest(now).filter(|(_, one)| one.asker == person).count()
    }

    /// Forgets what a person asked on one server, or everything of them. Their replies stay where they are and are followed
    /// no more.
    pub(super) fn forget(&mut self, person: UserId, within: Option<GuildId>) {
        let stays = |asker: UserId, guild: Option<GuildId>| {
            asker != person || within.is_some_and(|within| guild != Some(within))
        };
        self.questions.retain(|_, one| stays(one.asker, one.guild));
        self.written.retain(|_, one| stays(one.asker, one.guild));
        self.followed.retain(|_, one| stays(one.asker, one.guild));
        if within.is_some() {
            return;
        }
        self.hints.retain(|(asker, _), ()| *asker != person);
        self.judged.retain(|(_, asker, _), ()| *asker != person);
        self.manners.forget(person);
        self.company.forget(person);
    }
}

impl Followed {
    #[must_use]
    pub(super) fn new(
        asker: UserId,
        guild: Option<GuildId>,
        way: Way,
        text: u64,
        now: Instant,
    ) -> Self {
        Self {
            asker,
            guild,
            way,
            since: now,
            turn: AtomicU64::new(0),
            urgent: AtomicBool::new(false),
            text: AtomicU64::new(text),
            reply: Mutex::new(None),
        }
    }

    #[must_use]
    pub(super) fn turn(&self) -> u64 {
        self.turn.load(Ordering::Relaxed)
    }

    /// The turn of a changed text; `None` if it is the same text, too late, or the message is gone.
    pub(super) fn changes_to(&self, text: u64, now: Instant) -> Option<u64> {
        let late = now.saturating_duration_since(self.since) >= EDITS;
        if late || self.turn() == GONE || self.text.swap(text, Ordering::Relaxed) == text {
            return None;
        }
        Some(self.turn.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Its reply becomes an emergency message; says whether for the first time.
    pub(super) fn becomes_urgent(&self) -> bool {
        !self.urgent.swap(true, Ordering::Relaxed)
    }

    #[must_use]
    pub(super) fn is_urgent(&self) -> bool {
        self.urgent.load(Ordering::Relaxed)
    }

    pub(super) fn goes(&self) {
        self.turn.store(GONE, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
    use std::sync::Arc;
    use tokio::time::Instant;

    use super::{EDITS, Followed, HOUR, Memory, Remembered};
    use crate::config::DiscordConfig;
    use crate::discord::heard::{Lack, Way};
    use crate::model::Question;

    #[test]
    fn a_turn_is_a_changed_text() {
        let now = Instant::now();
        let followed = Followed::new(UserId::new(1), None, Way::Mention, 10, now);
        assert_eq!(followed.turn(), 0);
        assert_eq!(followed.changes_to(10, now), None, "a link preview changes nothing");
        assert_eq!(followed.changes_to(11, now), Some(1));
        assert_eq!(followed.changes_to(10, now), Some(2), "back again is a change too");
        assert_eq!(followed.changes_to(9, now + EDITS), None, "too late");
        followed.goes();
        assert_eq!(followed.changes_to(12, now), None);
    }

    #[test]
    fn a_person_is_forgotten_on_request_and_after_an_hour() {
        let (mut memory, now) = (Memory::new(&DiscordConfig::default()), Instant::now());
        let (robin, kim, here) = (UserId::new(1), UserId::new(2), ChannelId::new(3));
        let (ours, theirs) = (Some(GuildId::new(1)), Some(GuildId::new(2)));
        for (origin, asker, guild) in
            [(9, robin, ours), (10, robin, theirs), (11, robin, None), (12, kim, ours)]
        {
            let one = Remembered { question: Question::new("x"), asker, channel: here, guild };
            memory.questions.put(origin, one.clone(), now);
            memory.written.put(MessageId::new(origin), one, now);
            let followed = Followed::new(asker, guild, Way::Mention, 0, now);
            memory.followed.put(MessageId::new(origin), Arc::new(followed), now);
            memory.hints.put((asker, Lack::Question), (), now);
            memory.judged.put((MessageId::new(5), asker, true), (), now);
        }
        assert_eq!((memory.held(robin, now), memory.held(kim, now)), (3, 1));
        memory.forget(robin, ours);
        assert_eq!((memory.held(robin, now), memory.held(kim, now)), (2, 1), "on one server");
        assert_eq!(memory.followed.newest(now).count(), 3);
        assert_eq!(memory.hints.newest(now).count(), 2);
        memory.forget(robin, None);
        assert_eq!((memory.held(robin, now), memory.held(kim, now)), (0, 1));
        assert_eq!(memory.followed.newest(now).count(), 1);
        assert_eq!(memory.written.newest(now).count(), 1);
        assert_eq!(memory.hints.newest(now).count(), 1);
        assert_eq!(memory.judged.newest(now).count(), 1);
        assert_eq!(memory.held(kim, now + HOUR), 0);
    }
}
