//! What a button or menu carries in its custom id: all that pressing it needs, so that it works after a restart.
//!
//! `1:ACTION:ASKER:DETAIL`, the version of the layout first. Never the text of a question: anyone who reads the
//! message's raw form could read it there. Pure.

use serenity::model::id::UserId;

use super::limits::{self, count};

/// Changes whenever a custom id of before could be misread.
const VERSION: &str = "1";

/// What a press asks for. A letter each, because a custom id is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Helpful,
    NotHelpful,
    Sources,
    Why,
    Dismiss,
    /// The menu of related answers, and of the topics of a page.
    Show,
    /// A button that stands for one of several likely answers.
    Choose,
    Topics,
    Bibliography,
    Forget,
    /// "Never record me", or again.
    Recording,
    /// A control that only moderators use. The detail begins with the subcommand it belongs to.
    Moderate,
}

impl Action {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Helpful, "h"),
        (Self::NotHelpful, "n"),
        (Self::Sources, "s"),
        (Self::Why, "w"),
        (Self::Dismiss, "d"),
        (Self::Show, "a"),
        (Self::Choose, "c"),
        (Self::Topics, "t"),
        (Self::Bibliography, "b"),
        (Self::Forget, "f"),
        (Self::Recording, "r"),
        (Self::Moderate, "m"),
    ];

    fn letter(self) -> &'static str {
        Self::ALL.iter().find(|(action, _)| *action == self).map_or("", |(_, letter)| letter)
    }
}

/// One custom id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CustomId {
    pub(super) action: Action,
    /// Who asked the question that the message answers.
    pub(super) asker: UserId,
    /// The key of an answer, the number of a page: what it is depends on the action.
    pub(super) detail: String,
}

impl CustomId {
    /// The text of it; `None` where it would be longer than Discord takes.
    #[must_use]
    pub(super) fn encode(action: Action, asker: UserId, detail: &str) -> Option<String> {
        let text = format!("{VERSION}:{}:{asker}:{detail}", action.letter());
        (count(&text) <= limits::CUSTOM_ID).then_some(text)
    }

    /// Reads what [`Self::encode`] wrote; `None` for any other layout, an earlier one included.
    #[must_use]
    pub(super) fn decode(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ':');
        if parts.next()? != VERSION {
            return None;
        }
        let letter = parts.next()?;
        let (action, _) = Action::ALL.into_iter().find(|(_, known)| *known == letter)?;
        // An id of zero is none, and the library panics on it.
        let asker = parts.next()?.parse().ok().filter(|id| *id != 0).map(UserId::new)?;
        Some(Self { action, asker, detail: parts.next()?.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use serenity::model::id::UserId;

    use super::{Action, CustomId};

    #[test]
    fn what_is_written_is_read() {
        let asker = UserId::new(u64::MAX - 1);
        for (action, _) in Action::ALL {
            for detail in ["", "rosacea/triggers", "a:b:c"] {
                let text = CustomId::encode(action, asker, detail).unwrap();
                let detail = detail.to_owned();
                assert_eq!(CustomId::decode(&text), Some(CustomId { action, asker, detail }));
            }
        }
    }

    #[test]
    fn letters_are_distinct() {
        for (action, letter) in Action::ALL {
            let same = Action::ALL.iter().filter(|(_, other)| *other == letter).count();
            assert_eq!((same, letter.len()), (1, 1), "{action:?}");
        }
    }

    #[test]
    fn anything_else_is_not_understood() {
        for text in
            ["", "1", "1:h", "1:h:5", "1:zz:5:acne", "1:h:0:acne", "1:h:x:acne", "0:h:5:acne"]
        {
            assert_eq!(CustomId::decode(text), None, "{text}");
        }
        assert_eq!(CustomId::encode(Action::Show, UserId::new(1), &"x".repeat(95)), None);
    }
}
