//! What the moderators of one community settled: where the bot speaks, what it leaves out, what they corrected.
//!
//! Ids are numbers of the surface. How it is kept is the store's business.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::decision::RefusalKind;

/// When the bot speaks in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Mode {
    /// Never, emergencies aside.
    Off,
    /// When it is asked.
    #[default]
    Mention,
    /// Unasked too, when it is very sure.
    Auto,
    /// When it is asked; and it shows moderators what it would have said unasked.
    Shadow,
}

impl Mode {
    pub const ALL: [Self; 4] = [Self::Off, Self::Mention, Self::Auto, Self::Shadow];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Mention => "mention",
            Self::Auto => "auto",
            Self::Shadow => "shadow",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// What should have come of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// This answer, by its key: `rosacea/triggers`.
    Answer(String),
    Silence,
    Refusal(RefusalKind),
}

impl Verdict {
    /// The token that evaluation files use: `answer:rosacea/triggers`, `off_topic`, `refuse:diagnosis`.
    #[must_use]
    pub fn token(&self) -> String {
        match self {
            Self::Answer(key) => format!("answer:{key}"),
            Self::Silence => "off_topic".to_owned(),
            Self::Refusal(kind) => format!("refuse:{}", kind.as_str()),
        }
    }

    /// Reads what [`Self::token`] wrote.
    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        if token == "off_topic" {
            return Some(Self::Silence);
        }
        match token.split_once(':')? {
            ("answer", key) if !key.is_empty() => Some(Self::Answer(key.to_owned())),
            ("refuse", word) => {
                let kind = RefusalKind::ALL.into_iter().find(|kind| kind.as_str() == word);
                kind.map(Self::Refusal)
            }
            _ => None,
        }
    }
}

/// A moderator's word on a question that came out wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Unique, given by who records it: the surface's id of the gesture.
    pub id: u64,
    pub question: String,
    pub verdict: Verdict,
    /// What it had come to: the key of an answer, or a word of contract C3.
    pub instead_of: String,
    /// Of the knowledge that it was wrong in.
    pub revision: String,
    pub day: Date,
}

/// Everything that was settled for one community.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Community {
    /// Says nothing but to emergencies.
    pub paused: bool,
    /// By thread, channel or category; what is not named speaks as what it stands in, else as [`Mode::default`].
    pub modes: BTreeMap<u64, Mode>,
    /// Topics (`rosacea`) and answers (`rosacea/triggers`) that are not given here.
    pub disabled: BTreeSet<String>,
    /// Topics and answers that are offered first, in this order.
    pub pinned: Vec<String>,
    /// Who carries it steers the bot without other permissions.
    pub moderator_role: Option<u64>,
    /// Where emergencies and reports are told of.
    pub log_channel: Option<u64>,
    /// Whether questions without an answer are kept for moderators.
    pub keeps_unanswered: bool,
    /// Oldest first.
    pub corrections: Vec<Correction>,
}

/// One thing that a moderator settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Paused(bool),
    /// No mode: as its category again.
    Mode {
        channel: u64,
        mode: Option<Mode>,
    },
    Disabled {
        key: String,
        disabled: bool,
    },
    Pinned {
        key: String,
        pinned: bool,
    },
    ModeratorRole(Option<u64>),
    LogChannel(Option<u64>),
    KeepsUnanswered(bool),
    Correct {
        correction: Correction,
        /// Who asked the question, where that is known: forgetting the person forgets the correction.
        asker: Option<u64>,
    },
    /// Takes the correction of this id back.
    Uncorrect(u64),
}

impl Community {
    /// How the bot behaves in a place: the first of these that is settled counts. A thread comes first, then its
    /// channel, then the channel's category.
    #[must_use]
    pub fn mode(&self, place: &[u64]) -> Mode {
        place.iter().find_map(|id| self.modes.get(id)).copied().unwrap_or_default()
    }

    /// Whether an answer may be given here; by its key, whose part before the slash is its topic.
    #[must_use]
    pub fn gives(&self, key: &str) -> bool {
        let topic = key.split('/').next().unwrap_or(key);
        !self.disabled.contains(key) && !self.disabled.contains(topic)
    }

    /// Makes a change. Making it twice is making it once.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Paused(paused) => self.paused = paused,
            Change::Mode { channel, mode: Some(mode) } => {
                self.modes.insert(channel, mode);
            }
            Change::Mode { channel, mode: None } => {
                self.modes.remove(&channel);
            }
            Change::Disabled { key, disabled: true } => {
                self.disabled.insert(key);
            }
            Change::Disabled { key, disabled: false } => {
                self.disabled.remove(&key);
            }
            Change::Pinned { key, pinned } => {
                self.pinned.retain(|one| *one != key || pinned);
                if pinned && !self.pinned.contains(&key) {
                    self.pinned.push(key);
                }
            }
            Change::ModeratorRole(role) => self.moderator_role = role,
            Change::LogChannel(channel) => self.log_channel = channel,
            Change::KeepsUnanswered(keeps) => self.keeps_unanswered = keeps,
            Change::Correct { correction, .. } => {
                self.corrections.retain(|one| one.id != correction.id);
                self.corrections.push(correction);
            }
            Change::Uncorrect(id) => self.corrections.retain(|one| one.id != id),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::Date;

    use super::{Change, Community, Correction, Mode, RefusalKind, Verdict};

    fn settled(changes: Vec<Change>) -> Community {
        let mut community = Community::default();
        changes.into_iter().for_each(|change| community.apply(change));
        community
    }

    #[test]
    fn a_place_speaks_as_it_is_told_else_as_what_it_stands_in() {
        let community = settled(vec![
            Change::Mode { channel: 1, mode: Some(Mode::Off) },
            Change::Mode { channel: 10, mode: Some(Mode::Auto) },
            Change::Mode { channel: 2, mode: Some(Mode::Shadow) },
            Change::Mode { channel: 2, mode: None },
        ]);
        for (place, mode) in [
            (&[1, 10][..], Mode::Off),
            (&[2, 10], Mode::Auto),
            (&[2], Mode::Mention),
            (&[3, 11], Mode::Mention),
            (&[7, 1, 10], Mode::Off),
        ] {
            assert_eq!(community.mode(place), mode, "{place:?}");
        }
    }

    #[test]
    fn a_topic_takes_its_answers_along() {
        let disable = |key: &str| Change::Disabled { key: key.to_owned(), disabled: true };
        let community = settled(vec![disable("rosacea"), disable("acne/scars")]);
        for (key, gives) in [
            ("rosacea", false),
            ("rosacea/triggers", false),
            ("acne/scars", false),
            ("acne/what", true),
            ("rosaceas/what", true),
        ] {
            assert_eq!(community.gives(key), gives, "{key}");
        }
    }

    #[test]
    fn a_change_made_twice_is_made_once() {
        let correction = Correction {
            id: 7,
            question: "is it acne".to_owned(),
            verdict: Verdict::Silence,
            instead_of: "acne/what".to_owned(),
            revision: "1".to_owned(),
            day: Date::MIN,
        };
        let pin = Change::Pinned { key: "acne".to_owned(), pinned: true };
        let once = vec![pin, Change::Correct { correction, asker: None }];
        let twice = [once.clone(), once.clone()].concat();
        assert_eq!(settled(twice), settled(once.clone()));
        let undone = [once, vec![Change::Uncorrect(7)]].concat();
        assert!(settled(undone).corrections.is_empty());
    }

    #[test]
    fn a_verdict_is_read_as_it_was_written() {
        let kinds = RefusalKind::ALL.map(Verdict::Refusal);
        let others = [Verdict::Silence, Verdict::Answer("rosacea/triggers".to_owned())];
        for verdict in kinds.into_iter().chain(others) {
            assert_eq!(Verdict::parse(&verdict.token()), Some(verdict));
        }
        assert_eq!(Verdict::parse("answer:"), None);
        assert_eq!(Verdict::parse("refuse:nothing"), None);
    }
}
