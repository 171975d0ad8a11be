//! Messages that a proxy such as PluralKit posts anew through a webhook, under the name of who wrote them.
//!
//! It deletes the original, in whichever order. Webhooks are not answered otherwise: a copy is known by repeating what
//! a person wrote in that channel a moment ago. Pure.

use serenity::model::id::{ChannelId, MessageId, UserId};
use tokio::time::Instant;

use super::memory::Memory;

/// The original of a copy, and who wrote it.
#[must_use]
pub(super) fn original(
    memory: &Memory,
    copy: &str,
    channel: ChannelId,
    now: Instant,
) -> Option<(MessageId, UserId)> {
    let copy = spaced(copy);
    memory
        .written
        .newest(now)
        // The marks by which a person chooses who speaks are left out of the copy.
        .find(|(_, one)| one.channel == channel && spaced(&one.question.text).contains(&copy))
        .map(|(message, one)| (*message, one.asker))
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serenity::model::id::{ChannelId, MessageId, UserId};
    use tokio::time::Instant;

    use super::original;
    use crate::config::DiscordConfig;
    use crate::discord::memory::{Memory, Remembered};
    use crate::model::Question;

    #[test]
    fn a_copy_repeats_what_was_just_written_there() {
        let (mut memory, now) = (Memory::new(&DiscordConfig::default()), Instant::now());
        let (here, there, robin) = (ChannelId::new(1), ChannelId::new(2), UserId::new(3));
        let question = Question::new("A:  is  acne bad?");
        let written = Remembered { question, asker: robin, channel: here, guild: None };
        memory.written.put(MessageId::new(9), written, now);
        let found = Some((MessageId::new(9), robin));
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
