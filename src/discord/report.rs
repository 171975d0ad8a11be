//! What moderators are told in their log channel, and that it does not flood.
//!
//! Never the text of a message: who may read the channel it stands in follows the link.

use std::sync::Arc;
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId, MessageId};
use tokio::time::Instant;

use super::bot::Bot;
use super::links;
use super::pace::Pace;
use super::recent::Recent;
use super::render::{self, Post};
use super::rest::RestError;
use super::route::Route;

/// Reports that a server gets within [`WINDOW`]; after them one line says that there is more.
const MOST: u32 = 10;
const WINDOW: Duration = Duration::from_mins(10);
/// Servers that were told that there is more.
const SERVERS: usize = 1024;

const MORE: &str = "There is more than I tell here at once. I go on in ten minutes at the latest.";
const UNSOUND: &str = "The changed knowledge does not pass the check, so I keep serving what I have. `/mod reload` shows why.";

/// How often each server was told something.
pub(super) struct Reports {
    pace: Pace<GuildId>,
    told_of_more: Recent<GuildId, ()>,
}

/// What becomes of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Told,
    /// Left out, and a line says so.
    More,
    LeftOut,
}

impl Default for Reports {
    fn default() -> Self {
        Self { pace: Pace::new(MOST, WINDOW), told_of_more: Recent::new(SERVERS, WINDOW) }
    }
}

impl Reports {
    fn fate(&mut self, guild: GuildId, now: Instant) -> Fate {
        if self.pace.take(guild, now).is_none() {
            self.told_of_more.remove(&guild);
            Fate::Told
        } else if self.told_of_more.first_time(guild, (), now) {
            Fate::More
        } else {
            Fate::LeftOut
        }
    }

    pub(super) fn tidy(&mut self, now: Instant) {
        self.pace.tidy(now);
        self.told_of_more.tidy(now);
    }
}

impl Bot {
    /// Tells the moderators of a server something, if they named a channel for that and it is not too much.
    pub(super) fn report(self: &Arc<Self>, guild: Option<GuildId>, post: Post) {
        let Some(guild) = guild else { return };
        let Some(channel) = self.log_channel(guild) else { return };
        let fate = self.memory().reports.fate(guild, Instant::now());
        let post = match fate {
            Fate::Told => post,
            Fate::More => Post::line(MORE),
            Fate::LeftOut => return,
        };
        self.post_report(channel, post);
    }

    /// An emergency was answered: where.
    pub(super) fn report_emergency(
        self: &Arc<Self>,
        guild: Option<GuildId>,
        channel: ChannelId,
        message: MessageId,
    ) {
        let link = links::jump(guild, channel, message);
        self.report(
            guild,
            Post::line(format!("An emergency was answered in <#{channel}>: {link}")),
        );
    }

    /// Knowledge was read that cannot be served: every server that wants to know hears of it.
    pub(super) fn report_unsound(self: &Arc<Self>) {
        let guilds = self.memory().places.guilds();
        guilds.into_iter().for_each(|guild| self.report(Some(guild), Post::line(UNSOUND)));
    }

    pub(super) fn log_channel(&self, guild: GuildId) -> Option<ChannelId> {
        let channel = self.app.community(Some(guild.get())).log_channel?;
        (channel != 0).then(|| ChannelId::new(channel))
    }

    /// Sends to a log channel, however much that is.
    pub(super) fn post_report(self: &Arc<Self>, channel: ChannelId, post: Post) {
        let bot = Arc::clone(self);
        self.messages.spawn(async move {
            let (route, body) = (Route::Messages(channel), render::report(post.clone()));
            let sent: Result<Option<serde_json::Value>, RestError> =
                bot.rest.post(&route, &body, bot.patience()).await;
            // Where the bot may write but not embed.
            if let Err(RestError::Refused { .. }) = sent
                && post.is_card()
            {
                let body = render::report(post.plain());
                // Logged where it failed.
                let _: Result<Option<serde_json::Value>, RestError> =
                    bot.rest.post(&route, &body, bot.patience()).await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serenity::model::id::GuildId;
    use tokio::time::Instant;

    use super::{Fate, MOST, Reports, WINDOW};

    #[test]
    fn so_many_then_one_line_then_nothing() {
        let (mut reports, now, here) = (Reports::default(), Instant::now(), GuildId::new(1));
        for _ in 0..MOST {
            assert_eq!(reports.fate(here, now), Fate::Told);
        }
        let later = now + WINDOW - Duration::from_secs(1);
        assert_eq!(reports.fate(here, now), Fate::More);
        assert_eq!(reports.fate(here, later), Fate::LeftOut);
        assert_eq!(reports.fate(GuildId::new(2), later), Fate::Told, "another server");
        assert_eq!(reports.fate(here, now + WINDOW), Fate::Told);
    }
}
