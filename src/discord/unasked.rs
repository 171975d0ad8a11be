//! Messages that are not for the bot, in channels where moderators let it read along: `auto` and `shadow`.
//!
//! It speaks only when it is very sure, to members, and where nobody is talking. An emergency is answered whoever it is
//! for. What gets no answer is not remembered.

use std::sync::Arc;

use serenity::model::id::{GuildId, UserId};
use tokio::time::Instant;

use super::bot::Bot;
use super::commands::Shadow;
use super::drafts::Draft;
use super::heard::{self, Call, Way};
use super::memory::Remembered;
use super::wire::Message;
use crate::model::{Community, Mode, Question, Reply, ReplyKind};

/// What a message gets that nobody asked the bot about.
enum Volunteered {
    Answer,
    /// Only moderators see what it would have been.
    Shadow(Box<Reply>),
    Nothing,
}

impl Bot {
    /// Keeps in mind that somebody wrote where the bot reads along; says whether somebody else did lately.
    pub(super) fn company(&self, message: &Message, me: UserId, now: Instant) -> bool {
        let (_, mode) = self.mode_for(message);
        let reads = matches!(mode, Mode::Auto | Mode::Shadow);
        reads
            && heard::by_a_person(message, me)
            && self.memory().company.hears(message.channel_id, message.author.id, now)
    }

    /// Looks at a message that is not for the bot.
    pub(super) fn overhear(self: &Arc<Self>, message: &Message, me: UserId, now: Instant) {
        let (community, mode) = self.mode_for(message);
        if !self.message_content || !matches!(mode, Mode::Auto | Mode::Shadow) {
            return;
        }
        let company = self.company(message, me, now);
        let Some(question) = heard::unasked(message, me) else { return };
        let staff = self.is_staff(message, &community);
        let (bot, message) = (Arc::clone(self), message.clone());
        self.messages.spawn(async move {
            let volunteers = !company && !staff && !community.paused;
            match bot.volunteer(&message, &question, mode, volunteers) {
                Volunteered::Nothing => {}
                Volunteered::Shadow(reply) => bot.show_moderators(&message, question, &reply),
                Volunteered::Answer => {
                    let begun = bot.begin(&message, Way::Unasked, Call::Ask(question), now);
                    let Some((heard, followed)) = begun else { return };
                    bot.answer(&heard, &followed, 0).await;
                }
            }
        });
    }

    fn volunteer(
        &self,
        message: &Message,
        question: &Question,
        mode: Mode,
        volunteers: bool,
    ) -> Volunteered {
        let snapshot = self.app.current();
        let settled = self.app.settled(message.guild_id.map(GuildId::get), &snapshot);
        let answered = snapshot.ask_in(question, &settled, (self.today)());
        if answered.reply.kind == ReplyKind::Emergency {
            return Volunteered::Answer;
        }
        let channel = message.channel_id;
        let speaks = volunteers && snapshot.is_sure(&answered);
        if !speaks || !self.memory().manners.volunteer(channel, Instant::now()) {
            return Volunteered::Nothing;
        }
        if mode == Mode::Shadow {
            Volunteered::Shadow(Box::new(answered.reply))
        } else {
            Volunteered::Answer
        }
    }

    /// Shows moderators what would have been said, and remembers the question in case it is judged wrong.
    fn show_moderators(self: &Arc<Self>, message: &Message, question: Question, reply: &Reply) {
        let Some(guild) = message.guild_id else { return };
        let Some(log) = self.log_channel(guild) else { return };
        let (asker, channel) = (message.author.id, message.channel_id);
        let one = Remembered { question, asker, channel, guild: Some(guild) };
        let draft = Draft {
            question: Some(one.question.clone()),
            asker: Some(asker),
            guild: Some(guild),
            asked_in: Some(message.id),
            reply: None,
        };
        self.drafts.keep(message.id.get(), draft);
        self.memory().questions.put(message.id.get(), one, Instant::now());
        tracing::info!(way = Way::Unasked.as_str(), outcome = "shadow", "shown to moderators");
        let place = self.place(Some(guild), channel);
        let modes = &self.app.community(Some(guild.get())).modes;
        let settled = place.into_iter().find(|id| modes.contains_key(id));
        let settled = settled.unwrap_or(channel.get());
        let shadow = Shadow { guild, settled, channel, message: message.id, asker };
        self.post_report(log, shadow.post(reply));
    }

    /// Whether who wrote a message keeps order there.
    fn is_staff(&self, message: &Message, community: &Community) -> bool {
        let roles = message.roles();
        let named = roles.iter().any(|role| community.moderator_role == Some(role.get()));
        let guild = message.guild_id;
        named
            || guild
                .is_some_and(|guild| self.memory().places.is_staff(guild, message.author.id, roles))
    }

    /// What is settled where a message stands, and the mode there.
    fn mode_for(&self, message: &Message) -> (Arc<Community>, Mode) {
        let Some(guild) = message.guild_id else { return (Arc::default(), Mode::Mention) };
        let community = self.app.community(Some(guild.get()));
        let mode = community.mode(&self.place(Some(guild), message.channel_id));
        (community, mode)
    }
}
