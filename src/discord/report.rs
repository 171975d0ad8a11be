//! What moderators are told in their log channel, and that it does not flood.
//!
//! Never the text of a message: who may read the channel it stands in follows the link.

use std::sync::Arc;
use std::time::Duration;

use serenity::model::id::{ChannelId, GuildId, MessageId};
use tokio::time::Instant;

use super::bot::Bot;
use super::jitter;
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

/// How often each server was told something of a kind.
pub(super) struct Reports {
    pace: Pace<(GuildId, Kind)>,
    told_of_more: Recent<(GuildId, Kind), ()>,
}

/// What a report is about. However much there is of the other kind, an emergency is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Emergency,
    Other,
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
    fn fate(&mut self, guild: GuildId, kind: Kind, now: Instant) -> Fate {
        let key = (guild, kind);
        if self.pace.take(key, now).is_none() {
            self.told_of_more.remove(&key);
            Fate::Told
        } else if self.told_of_more.first_time(key, (), now) {
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
    pub(super) fn report(self: &Arc<Self>, guild: Option<GuildId>, kind: Kind, post: Post) {
        let Some(guild) = guild else { return };
        let Some(channel) = self.log_channel(guild) else { return };
        let fate = self.memory().reports.fate(guild, kind, Instant::now());
        let post = match fate {
            Fate::Told => post,
            Fate::More => Post::line(MORE),
            Fate::LeftOut => return,
        };
        self.post_report(channel, post);
    }

    /// Somebody told of an emergency: where, and whether the bot could answer them.
    pub(super) fn report_emergency(
        self: &Arc<Self>,
        guild: Option<GuildId>,
        channel: ChannelId,
        message: MessageId,
        reached: bool,
    ) {
        let link = links::jump(guild, channel, message);
        let line = if reached {
            format!("An emergency was answered in <#{channel}>: {link}")
        } else {
            format!(
                "**Nobody was answered:** somebody tells of an emergency in <#{channel}>, and I could not write there: {link}"
            )
        };
        self.report(guild, Kind::Emergency, Post::line(line));
    }

    /// Knowledge was read that cannot be served: every server that wants to know hears of it.
    pub(super) fn report_unsound(self: &Arc<Self>) {
        let guilds = self.memory().places.guilds();
        guilds
            .into_iter()
            .for_each(|guild| self.report(Some(guild), Kind::Other, Post::line(UNSOUND)));
    }

    pub(super) fn log_channel(&self, guild: GuildId) -> Option<ChannelId> {
        let channel = self.app.community(Some(guild.get())).log_channel?;
        (channel != 0).then(|| ChannelId::new(channel))
    }

    /// Sends to a log channel, however much that is.
    pub(super) fn post_report(self: &Arc<Self>, channel: ChannelId, post: Post) {
        let bot = Arc::clone(self);
        self.messages.spawn(async move {
            // One for all tries: Discord drops a report that comes again after an unclear failure.
            let cause = jitter::random();
            let (route, body) = (Route::Messages(channel), render::report(post.clone(), cause));
            let sent: Result<Option<serde_json::Value>, RestError> =
                bot.rest.post(&route, &body, bot.patience()).await;
            // Where the bot may write but not embed.
            if let Err(RestError::Refused { .. }) = sent
                && post.is_card()
            {
                let body = render::report(post.plain(), cause);
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

    use super::{Fate, Kind, MOST, Reports, WINDOW};

    #[test]
    fn so_many_then_one_line_then_nothing() {
        let (mut reports, now, here) = (Reports::default(), Instant::now(), GuildId::new(1));
        let mut fate = |guild, now| reports.fate(guild, Kind::Other, now);
        for _ in 0..MOST {
            assert_eq!(fate(here, now), Fate::Told);
        }
        let later = now + WINDOW - Duration::from_secs(1);
        assert_eq!(fate(here, now), Fate::More);
        assert_eq!(fate(here, later), Fate::LeftOut);
        assert_eq!(fate(GuildId::new(2), later), Fate::Told, "another server");
        assert_eq!(fate(here, now + WINDOW), Fate::Told);
        assert_eq!(reports.fate(here, Kind::Emergency, now), Fate::Told, "whatever else there was");
    }
}
