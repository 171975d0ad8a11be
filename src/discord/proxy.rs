//! Messages that a proxy such as PluralKit posts anew through a webhook, under the name of who wrote them.
//!
//! It deletes the original, in whichever order. Webhooks are not answered otherwise: a copy is known by repeating what
//! a person wrote in that channel a moment ago. Pure.

use std::time::Duration;

use serenity::model::id::{ChannelId, UserId};
use tokio::time::Instant;

use super::memory::Memory;

/// How long a proxy may take.
const MOMENT: Duration = Duration::from_secs(30);

/// The original of a copy: what led to it, and who wrote it.
#[must_use]
pub(super) fn original(
    memory: &Memory,
    copy: &str,
    channel: ChannelId,
    now: Instant,
) -> Option<(u64, UserId)> {
    let copy = spaced(copy);
    memory
        .questions
        .newest(now)
        .take_while(|(_, one)| now.saturating_duration_since(one.since) < MOMENT)
        // The marks by which a person chooses who speaks are left out of the copy.
        .find(|(_, one)| one.channel == channel && spaced(&one.question.text).contains(&copy))
        .map(|(origin, one)| (*origin, one.asker))
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serenity::model::id::{ChannelId, UserId};
    use tokio::time::Instant;

    use super::original;
    use crate::config::DiscordConfig;
    use crate::discord::memory::Memory;
    use crate::model::Question;

    #[test]
    fn a_copy_repeats_what_was_just_written_there() {
        let (mut memory, now) = (Memory::new(&DiscordConfig::default()), Instant::now());
        let (here, there, robin) = (ChannelId::new(1), ChannelId::new(2), UserId::new(3));
        memory.remember(9, Question::new("A:  is  acne bad?"), robin, here, now);
        let found = Some((9, robin));
        for (text, channel, seconds, expected) in [
            ("is acne bad?", here, 1, found),
            ("A: is acne bad?", here, 29, found),
            ("is acne bad?", there, 1, None),
            ("is acne bad?", here, 30, None),
            ("is rosacea bad?", here, 1, None),
        ] {
            let later = now + Duration::from_secs(seconds);
            assert_eq!(original(&memory, text, channel, later), expected, "{text} {seconds}");
        }
    }
}
