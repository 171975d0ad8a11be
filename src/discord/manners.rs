//! How often is too often, and what was answered a moment ago. Pure but for what it remembers; time comes in.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use serenity::model::id::{ChannelId, MessageId, UserId};
use tokio::time::Instant;

use super::pace::Pace;
use super::recent::Recent;
use crate::config::DiscordConfig;

/// What a cooldown looks back on.
const MINUTE: Duration = Duration::from_mins(1);
/// What was told to a person; who was told longest ago is forgotten first.
const TOLD: usize = 4096;
/// After an answer that nobody asked for, the channel is left alone for so long.
const UNASKED: Duration = Duration::from_mins(2);
/// Questions that are known as asked a moment ago.
const REPEATED: usize = 2048;

/// Whether a question may be answered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    /// The same question by the same person, there, a moment ago; with the reply it got, if that is known.
    Again(Option<MessageId>),
    /// This person has asked too much.
    TooMany(Wait),
    /// This channel has had too much.
    Crowded(Wait),
}

/// How long until the next question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait(Duration);

impl Wait {
    /// In whole seconds, at least one.
    #[must_use]
    pub(super) fn seconds(&self) -> u64 {
        self.0.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX).max(1)
    }
}

/// A question in a place where others read along.
pub(super) type Repeatable = (UserId, ChannelId, u64);

pub(super) struct Manners {
    members: Pace<UserId>,
    channels: Pace<ChannelId>,
    earlier: Recent<Repeatable, Option<MessageId>>,
    /// Who was told to wait.
    told: Recent<UserId, ()>,
    /// Channels that got an answer unasked.
    unasked: Recent<ChannelId, ()>,
    hasher: RandomState,
}

impl Manners {
    #[must_use]
    pub(super) fn new(config: &DiscordConfig) -> Self {
        Self {
            members: Pace::new(config.member_per_minute, MINUTE),
            channels: Pace::new(config.channel_per_minute, MINUTE),
            earlier: Recent::new(REPEATED, MINUTE),
            told: Recent::new(TOLD, MINUTE),
            unasked: Recent::new(TOLD, UNASKED),
            hasher: RandomState::new(),
        }
    }

    /// A question that only its asker will read the answer to.
    pub(super) fn ask_privately(&mut self, asker: UserId, now: Instant) -> Verdict {
        self.members.take(asker, now).map(Wait).map_or(Verdict::Go, Verdict::TooMany)
    }

    /// A question that is answered for all to read. Where the verdict is `Go`, the same one is `Again` for a minute.
    pub(super) fn ask(
        &mut self,
        asker: UserId,
        channel: ChannelId,
        text: &str,
        now: Instant,
    ) -> Verdict {
        if let Some(wait) = self.members.take(asker, now).map(Wait) {
            return Verdict::TooMany(wait);
        }
        let key = self.key(asker, channel, text);
        if let Some(reply) = self.earlier.get(&key, now) {
            return Verdict::Again(*reply);
        }
        if let Some(wait) = self.channels.take(channel, now).map(Wait) {
            return Verdict::Crowded(wait);
        }
        self.earlier.put(key, None, now);
        Verdict::Go
    }

    /// Whether something that is no question may be shown for all to read. It counts like one.
    pub(super) fn show(&mut self, asker: UserId, channel: ChannelId, now: Instant) -> bool {
        self.members.take(asker, now).is_none() && self.channels.take(channel, now).is_none()
    }

    /// Whether a person is to be told to wait where others read along: once a minute, and then it is silence.
    pub(super) fn tell(&mut self, person: UserId, now: Instant) -> bool {
        self.told.first_time(person, (), now)
    }

    /// Whether a channel may have an answer that nobody asked for. Then not again for a while.
    pub(super) fn volunteer(&mut self, channel: ChannelId, now: Instant) -> bool {
        self.unasked.first_time(channel, (), now)
    }

    /// What became of a question that went ahead: the reply that can be pointed to, or nothing.
    pub(super) fn replied(
        &mut self,
        asker: UserId,
        channel: ChannelId,
        text: &str,
        reply: Option<MessageId>,
        now: Instant,
    ) {
        let key = self.key(asker, channel, text);
        match reply {
            Some(_) => self.earlier.put(key, reply, now),
            None => drop(self.earlier.remove(&key)),
        }
    }

    /// A reply that is gone is pointed to no more.
    pub(super) fn gone(&mut self, reply: MessageId) {
        self.earlier.retain(|_, known| *known != Some(reply));
    }

    pub(super) fn tidy(&mut self, now: Instant) {
        self.members.tidy(now);
        self.channels.tidy(now);
        self.earlier.tidy(now);
        self.told.tidy(now);
        self.unasked.tidy(now);
    }

    pub(super) fn forget(&mut self, person: UserId) {
        self.members.forget(&person);
        self.told.remove(&person);
        self.earlier.retain(|(asker, ..), _| *asker != person);
    }

    fn key(&self, asker: UserId, channel: ChannelId, text: &str) -> Repeatable {
        (asker, channel, self.digest(text))
    }

    /// Stands for a text without holding it; the same for other spacing and case.
    #[must_use]
    pub(super) fn digest(&self, text: &str) -> u64 {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        self.hasher.hash_one(words)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serenity::model::id::{ChannelId, MessageId, UserId};
    use tokio::time::Instant;

    use super::{MINUTE, Manners, Verdict, Wait};
    use crate::config::DiscordConfig;

    const ROBIN: UserId = UserId::new(1);
    const KIM: UserId = UserId::new(2);
    const HERE: ChannelId = ChannelId::new(3);
    const THERE: ChannelId = ChannelId::new(4);

    fn manners(member_per_minute: u32, channel_per_minute: u32) -> Manners {
        let config = DiscordConfig { member_per_minute, channel_per_minute, ..Default::default() };
        Manners::new(&config)
    }

    fn at(seconds: u64) -> Instant {
        // All tests share one beginning, so that times can be named.
        static BEGUN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
        *BEGUN + Duration::from_secs(seconds)
    }

    #[test]
    fn so_many_a_minute() {
        let mut manners = manners(2, 0);
        let wait = |seconds| Verdict::TooMany(Wait(Duration::from_secs(seconds)));
        for (second, expected) in [
            (0, Verdict::Go),
            (20, Verdict::Go),
            (30, wait(30)),
            (50, wait(10)),
            (60, Verdict::Go),
            (79, wait(1)),
            (80, Verdict::Go),
        ] {
            assert_eq!(manners.ask_privately(ROBIN, at(second)), expected, "at {second}");
        }
        assert_eq!(manners.ask_privately(KIM, at(80)), Verdict::Go, "somebody else");
        manners.forget(ROBIN);
        assert_eq!(manners.ask_privately(ROBIN, at(80)), Verdict::Go);
    }

    #[test]
    fn a_channel_has_its_own_pace() {
        let mut manners = manners(0, 1);
        assert_eq!(manners.ask(ROBIN, HERE, "a", at(0)), Verdict::Go);
        assert_eq!(manners.ask(KIM, HERE, "b", at(0)), Verdict::Crowded(Wait(MINUTE)));
        assert_eq!(manners.ask(KIM, THERE, "b", at(0)), Verdict::Go);
        assert_eq!(manners.ask_privately(KIM, at(0)), Verdict::Go);
        assert!(!manners.show(KIM, HERE, at(59)) && manners.show(KIM, HERE, at(60)));
        assert!(!manners.show(KIM, HERE, at(61)), "it counts itself");
    }

    #[test]
    fn the_same_question_is_pointed_to_its_reply() {
        let (mut manners, reply) = (manners(0, 0), MessageId::new(9));
        assert_eq!(manners.ask(ROBIN, HERE, "is it Acne", at(0)), Verdict::Go);
        assert_eq!(
            manners.ask(ROBIN, HERE, "is it acne", at(1)),
            Verdict::Again(None),
            "under way"
        );
        manners.replied(ROBIN, HERE, "is it Acne", Some(reply), at(1));
        assert_eq!(manners.ask(ROBIN, HERE, " is  it acne", at(2)), Verdict::Again(Some(reply)));
        assert_eq!(manners.ask(KIM, HERE, "is it acne", at(2)), Verdict::Go, "somebody else");
        assert_eq!(manners.ask(ROBIN, THERE, "is it acne", at(2)), Verdict::Go, "elsewhere");
        assert_eq!(manners.ask(ROBIN, HERE, "is it acne", at(61)), Verdict::Go, "long ago");
        manners.replied(ROBIN, HERE, "is it acne", Some(reply), at(61));
        manners.gone(reply);
        assert_eq!(manners.ask(ROBIN, HERE, "is it acne", at(62)), Verdict::Go, "taken back");
        manners.replied(ROBIN, HERE, "is it acne", None, at(62));
        assert_eq!(manners.ask(ROBIN, HERE, "is it acne", at(63)), Verdict::Go, "never sent");
    }

    #[test]
    fn who_must_wait_is_told_once_a_minute() {
        let mut manners = manners(1, 1);
        assert!(manners.tell(ROBIN, at(0)) && !manners.tell(ROBIN, at(59)));
        assert!(manners.tell(KIM, at(59)) && manners.tell(ROBIN, at(60)));
    }

    #[test]
    fn a_channel_is_left_alone_after_an_answer_unasked() {
        let mut manners = manners(0, 0);
        assert!(manners.volunteer(HERE, at(0)) && manners.volunteer(THERE, at(1)));
        assert!(!manners.volunteer(HERE, at(119)) && manners.volunteer(HERE, at(120)));
    }

    #[test]
    fn seconds_are_whole() {
        for (millis, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2)] {
            assert_eq!(Wait(Duration::from_millis(millis)).seconds(), seconds);
        }
    }
}
