//! Where moderators want the bot to keep quiet, and what is said to who asks there all the same. Pure.

use crate::model::{Community, Mode};

/// Why the bot keeps quiet. An emergency is answered whatever the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quiet {
    /// On the whole server.
    Paused,
    /// In this channel.
    Off,
}

impl Quiet {
    #[must_use]
    pub(super) const fn wanted(community: &Community, mode: Mode) -> Option<Self> {
        match mode {
            _ if community.paused => Some(Self::Paused),
            Mode::Off => Some(Self::Off),
            Mode::Mention | Mode::Auto | Mode::Shadow => None,
        }
    }

    /// For who asks by a command, alone.
    #[must_use]
    pub(super) const fn line(self) -> &'static str {
        match self {
            Self::Paused => {
                "The moderators have paused me on this server. You can ask me in a direct message."
            }
            Self::Off => {
                "The moderators want no answers of mine in this channel. Ask in another one, or in a direct message."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Quiet;
    use crate::model::{Community, Mode};

    #[test]
    fn a_pause_counts_everywhere_and_a_mode_where_it_is_set() {
        let (running, paused) =
            (Community::default(), Community { paused: true, ..Community::default() });
        for (community, mode, expected) in [
            (&running, Mode::Mention, None),
            (&running, Mode::Auto, None),
            (&running, Mode::Off, Some(Quiet::Off)),
            (&paused, Mode::Mention, Some(Quiet::Paused)),
            (&paused, Mode::Off, Some(Quiet::Paused)),
        ] {
            assert_eq!(Quiet::wanted(community, mode), expected, "{mode:?}");
        }
    }
}
