//! Who wrote in a channel lately: where people talk to each other the bot does not speak unasked. The time comes in as an
//! argument.

use std::time::Duration;

use serenity::model::id::{ChannelId, UserId};
use tokio::time::Instant;

use super::recent::Recent;

/// Whoever wrote longer ago is no longer in conversation.
const LATELY: Duration = Duration::from_mins(3);
/// Channels that are kept in mind.
const CHANNELS: usize = 2048;
/// People of a channel that are: two would do, but for one who leaves the conversation.
const PEOPLE: usize = 8;

pub(super) struct Company {
    wrote: Recent<ChannelId, Vec<(UserId, Instant)>>,
}

impl Default for Company {
    fn default() -> Self {
        Self { wrote: Recent::new(CHANNELS, LATELY) }
    }
}

impl Company {
    /// Takes in that somebody wrote, and says whether somebody else did lately.
    pub(super) fn hears(&mut self, channel: ChannelId, person: UserId, now: Instant) -> bool {
        let mut people = self.wrote.remove(&channel).unwrap_or_default();
        people
            .retain(|(other, at)| *other != person && now.saturating_duration_since(*at) < LATELY);
        let others = !people.is_empty();
        if people.len() == PEOPLE {
            people.remove(0);
        }
        people.push((person, now));
        self.wrote.put(channel, people, now);
        others
    }

    pub(super) fn tidy(&mut self, now: Instant) {
        self.wrote.tidy(now);
    }

    pub(super) fn forget(&mut self, person: UserId) {
        self.wrote.retain(|_, people| people.iter().all(|(other, _)| *other != person));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serenity::model::id::{ChannelId, UserId};
    use tokio::time::Instant;

    use super::Company;

    #[test]
    fn others_are_company_for_a_while() {
        let (mut company, begun) = (Company::default(), Instant::now());
        let (robin, kim, here) = (UserId::new(1), UserId::new(2), ChannelId::new(3));
        let mut hears =
            |person, seconds| company.hears(here, person, begun + Duration::from_secs(seconds));
        for (person, second, others) in [
            (robin, 0, false),
            (robin, 10, false),
            (kim, 20, true),
            (robin, 30, true),
            (robin, 199, true),
            (robin, 200, false),
            (kim, 379, true),
            (kim, 380, false),
        ] {
            assert_eq!(hears(person, second), others, "at {second}");
        }
    }
}
