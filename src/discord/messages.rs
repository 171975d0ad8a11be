//! Messages that are for the bot: answered as a reply, followed when they are edited, let go when they go.
//!
//! What a message asks is `heard`'s to say, how often is `manners`'. Everything about one message happens one after the
//! other, under the lock of its `Followed`; what an edit has overtaken is dropped.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use tokio::time::{Instant, sleep};

use super::act::Asked;
use super::bot::Bot;
use super::heard::{self, Call, Lack, Way};
use super::links;
use super::manners::{Verdict, Wait};
use super::memory::{Followed, Remembered};
use super::proxy;
use super::quiet::Quiet;
use super::render::{self, Post, Target};
use super::rest::RestError;
use super::route::Route;
use super::wire::{Deleted, Message};
use crate::model::{Origin, Question, ReplyKind};

/// The bot may not do this here.
const MISSING_PERMISSIONS: u64 = 50013;
/// What was to be changed is gone.
const UNKNOWN_MESSAGE: u64 = 10008;

/// A message of the bot as Discord made it.
#[derive(Deserialize)]
struct Sent {
    id: MessageId,
    #[serde(default)]
    embeds: Vec<IgnoredAny>,
}

/// A message that is for the bot.
pub(super) struct Heard {
    way: Way,
    call: Call,
    target: Target,
    guild: Option<GuildId>,
    asker: UserId,
    /// A proxy's copy of a message that was counted already.
    copy: bool,
}

/// What a message gets.
enum Gets {
    Reply {
        post: Post,
        emergency: bool,
    },
    /// A line that is taken back after a while.
    Notice(String),
    Nothing,
    /// Not even what it had.
    Less,
}

impl Bot {
    pub(super) fn message(self: &Arc<Self>, message: &Message, me: UserId) {
        let now = Instant::now();
        if message.webhook_id.is_some() {
            self.copied(message, me, now);
            return;
        }
        let role = self.role(message.guild_id);
        match heard::call(message, me, role) {
            Some((way, call)) => {
                self.company(message, me, now);
                if let Some((heard, followed)) = self.begin(message, way, call, now) {
                    self.follow(heard, followed, 0);
                }
            }
            None => self.overhear(message, me, now),
        }
    }

    /// Remembers a message that gets a reply; nothing for one that came before.
    pub(super) fn begin(
        &self,
        message: &Message,
        way: Way,
        call: Call,
        now: Instant,
    ) -> Option<(Heard, Arc<Followed>)> {
        let asker = message.author.id;
        let mut memory = self.memory();
        let text = memory.manners.digest(&message.content);
        let followed = Arc::new(Followed::new(asker, message.guild_id, way, text, now));
        if !memory.followed.first_time(message.id, Arc::clone(&followed), now) {
            return None;
        }
        // Known at once, and not only when the reply is out: a proxy may be as quick.
        if let Call::Ask(question) = &call {
            let one = remembered(question, asker, message);
            memory.questions.put(message.id.get(), one.clone(), now);
            memory.written.put(message.id, one, now);
        }
        Some((heard_in(message, way, call, asker, false), followed))
    }

    /// A message has changed: its reply changes with it, for a while.
    pub(super) fn edited(self: &Arc<Self>, message: &Message, me: UserId) {
        let now = Instant::now();
        let role = self.role(message.guild_id);
        let followed = self.memory().followed.get(&message.id, now).map(Arc::clone);
        let Some(followed) = followed else { return };
        let heard = match followed.way {
            // Whoever it was for.
            way @ (Way::Summons | Way::Unasked) => Some((way, heard::words(message, me, role))),
            _ => heard::call(message, me, role),
        };
        // Words that are gone, or that Discord keeps from the bot now, leave the reply as it is.
        let Some((way, Call::Ask(question))) = heard else { return };
        let text = self.memory().manners.digest(&message.content);
        let Some(turn) = followed.changes_to(text, now) else { return };
        let one = remembered(&question, followed.asker, message);
        self.memory().questions.put(message.id.get(), one, now);
        let heard = heard_in(message, way, Call::Ask(question), followed.asker, false);
        self.follow(heard, followed, turn);
    }

    /// Messages are gone: so are the replies to them.
    pub(super) fn deleted(self: &Arc<Self>, deleted: &Deleted) {
        for id in deleted.ids() {
            let followed = {
                let mut memory = self.memory();
                memory.manners.gone(id);
                memory.questions.remove(&id.get());
                memory.followed.remove(&id)
            };
            self.drafts.gone(id);
            let Some(followed) = followed else { continue };
            followed.goes();
            let (bot, channel) = (Arc::clone(self), deleted.channel_id);
            let work = async move {
                let reply = followed.reply.lock().await.take();
                bot.take_back(channel, reply).await;
            };
            self.messages.spawn(work);
        }
    }

    /// A proxy's copy of a question takes the reply over.
    fn copied(self: &Arc<Self>, message: &Message, me: UserId, now: Instant) {
        let role = self.role(message.guild_id);
        let Some(question) = heard::copied(message, me, role) else { return };
        let (followed, before) = {
            let mut memory = self.memory();
            let channel = message.channel_id;
            let Some((origin, asker)) = proxy::original(&memory, &question.text, channel, now)
            else {
                return;
            };
            let text = memory.manners.digest(&message.content);
            let followed =
                Arc::new(Followed::new(asker, message.guild_id, Way::Mention, text, now));
            if !memory.followed.first_time(message.id, Arc::clone(&followed), now) {
                return;
            }
            memory.written.remove(&origin);
            memory.questions.remove(&origin.get());
            memory.questions.put(message.id.get(), remembered(&question, asker, message), now);
            (followed, memory.followed.remove(&origin))
        };
        let asker = followed.asker;
        let heard = heard_in(message, Way::Mention, Call::Ask(question), asker, true);
        let (bot, channel) = (Arc::clone(self), message.channel_id);
        let work = async move {
            if let Some(before) = before {
                before.goes();
                let reply = before.reply.lock().await.take();
                bot.take_back(channel, reply).await;
            }
            bot.answer(&heard, &followed, 0).await;
        };
        self.messages.spawn(work);
    }

    fn follow(self: &Arc<Self>, heard: Heard, followed: Arc<Followed>, turn: u64) {
        let bot = Arc::clone(self);
        let work = async move { bot.answer(&heard, &followed, turn).await };
        self.messages.spawn(work);
    }

    /// Gives a message what it gets, in place of what it had before.
    pub(super) async fn answer(self: &Arc<Self>, heard: &Heard, followed: &Followed, turn: u64) {
        let mut reply = followed.reply.lock().await;
        if followed.turn() != turn {
            return;
        }
        let target = Target { turn, ..heard.target };
        match self.decide(heard, reply.is_some()) {
            Gets::Nothing => {}
            Gets::Notice(line) => self.give_notice(&line, target).await,
            // An emergency message is never taken back, nor written over.
            Gets::Less | Gets::Reply { emergency: false, .. }
                if followed.is_urgent() && reply.is_some() => {}
            Gets::Less => self.take_back(target.channel, reply.take()).await,
            Gets::Reply { post, emergency } => {
                let urgent = emergency && followed.becomes_urgent();
                let sent = match *reply {
                    None => self.post(post, target).await,
                    Some(earlier) => Ok(self.change(post, target.channel, earlier).await),
                };
                if urgent {
                    let reached = matches!(sent, Ok(Some(_)));
                    self.report_emergency(heard.guild, target.channel, target.message, reached);
                }
                // A reply that was taken back, or whose id got lost, is followed no more: it must not come twice.
                if sent == Ok(None) {
                    followed.goes();
                }
                let sent = sent.ok().flatten();
                *reply = sent;
                if let Call::Ask(question) = &heard.call {
                    let (channel, now) = (heard.target.channel, Instant::now());
                    let manners = &mut self.memory().manners;
                    manners.replied(heard.asker, channel, &question.text, sent, now);
                }
            }
        }
    }

    fn decide(&self, heard: &Heard, again: bool) -> Gets {
        let way = heard.way.as_str();
        let snapshot = self.app.current();
        let community = self.app.settled(heard.guild.map(GuildId::get), &snapshot);
        let place = self.place(heard.guild, heard.target.channel);
        let quiet = Quiet::wanted(&community, community.mode(&place)).is_some();
        let question = match &heard.call {
            Call::Ask(question) => question,
            Call::Wordless(_) if quiet => return Gets::Nothing,
            Call::Wordless(lack) => {
                tracing::info!(way, outcome = "wordless", "answered");
                return self.hint(heard, *lack);
            }
        };
        let mut answered = snapshot.ask_in(question, &community, (self.today)());
        let emergency = answered.reply.kind == ReplyKind::Emergency;
        if quiet && !emergency {
            return Gets::Nothing;
        }
        if heard.way == Way::Unasked && !emergency && !snapshot.is_sure(&answered) {
            return Gets::Less;
        }
        if heard.guild.is_some() {
            answered.reply = answered.reply.in_public(&snapshot.corpus().settings.wording);
        }
        let outcome = answered.decision.outcome.name();
        tracing::info!(way, outcome, "answered");
        let origin = Origin {
            community: heard.guild.map(GuildId::get),
            channel: heard.target.channel.get(),
            person: heard.asker.get(),
        };
        let asked = Asked {
            question: question.clone(),
            kind: answered.reply.kind,
            event: answered.event(origin),
        };
        let post = Post::answered(&answered, snapshot.corpus(), heard.asker);
        if again || heard.copy {
            return Gets::Reply { post, emergency };
        }
        self.app.tell(asked.event.clone());
        self.mannered_message(post, &asked, heard)
    }

    /// What a question gets that comes too often, or again. An emergency never does.
    fn mannered_message(&self, post: Post, asked: &Asked, heard: &Heard) -> Gets {
        if asked.kind == ReplyKind::Emergency {
            return Gets::Reply { post, emergency: true };
        }
        let (channel, now) = (heard.target.channel, Instant::now());
        let verdict = self.memory().manners.ask(heard.asker, channel, &asked.question.text, now);
        let once = |wait: Wait, line: fn(Wait) -> String| {
            let first = self.memory().manners.tell(heard.asker, now);
            if first { Gets::Notice(line(wait)) } else { Gets::Nothing }
        };
        match verdict {
            Verdict::Go => Gets::Reply { post, emergency: false },
            // Who asked nothing is not told to wait.
            _ if heard.way == Way::Unasked => Gets::Nothing,
            Verdict::Again(reply) => Gets::Notice(links::earlier(heard.guild, channel, reply)),
            Verdict::TooMany(wait) => once(wait, links::too_many),
            Verdict::Crowded(wait) => once(wait, links::crowded),
        }
    }

    /// Says how to ask, once per person and hour.
    fn hint(&self, heard: &Heard, lack: Lack) -> Gets {
        let first = self.memory().hints.first_time((heard.asker, lack), (), Instant::now());
        if first {
            let post = Post::line(lack.hint(heard.guild.is_none()));
            Gets::Reply { post, emergency: false }
        } else {
            Gets::Nothing
        }
    }

    /// Sends a reply; without its embed where the bot may write but not embed.
    ///
    /// # Errors
    /// If Discord takes neither. Logged where it failed.
    pub(super) async fn post(
        &self,
        post: Post,
        target: Target,
    ) -> Result<Option<MessageId>, RestError> {
        let route = Route::Messages(target.channel);
        let body = render::message(post.clone(), target);
        let sent: Result<Option<Sent>, RestError> =
            self.rest.post(&route, &body, self.patience()).await;
        match sent {
            // Where there are buttons too, Discord may leave out the embed alone.
            Ok(Some(sent)) if post.is_card() && sent.embeds.is_empty() => {
                Ok(self.change(post.plain(), target.channel, sent.id).await)
            }
            Ok(sent) => Ok(sent.map(|sent| sent.id)),
            Err(RestError::Refused { code: MISSING_PERMISSIONS, .. }) if post.is_card() => {
                let body = render::message(post.plain(), target);
                let sent = self.rest.post::<Sent>(&route, &body, self.patience()).await?;
                Ok(sent.map(|sent| sent.id))
            }
            Err(error) => Err(error),
        }
    }

    /// Changes a reply; gives its id unless it is gone.
    pub(super) async fn change(
        &self,
        post: Post,
        channel: ChannelId,
        reply: MessageId,
    ) -> Option<MessageId> {
        let route = Route::Message(channel, reply);
        let body = render::edit(post.clone());
        match self.rest.patch::<Sent>(&route, &body, self.patience()).await {
            Ok(Some(sent)) if post.is_card() && sent.embeds.is_empty() => {
                let body = render::edit(post.plain());
                // Logged where it failed.
                let _ = self.rest.patch::<Sent>(&route, &body, self.patience()).await;
                Some(reply)
            }
            Err(RestError::Refused { code: UNKNOWN_MESSAGE, .. }) => None,
            _ => Some(reply),
        }
    }

    /// Says something for a while.
    async fn give_notice(self: &Arc<Self>, line: &str, target: Target) {
        let route = Route::Messages(target.channel);
        let body = render::notice(line, target);
        let sent = self.rest.post::<Sent>(&route, &body, self.patience()).await;
        let Ok(Some(sent)) = sent else { return };
        let bot = Arc::clone(self);
        // Outside the bound on work: there is one a minute for each member at most, and it only waits.
        tokio::spawn(async move {
            sleep(bot.timing.notice).await;
            bot.take_back(target.channel, Some(sent.id)).await;
        });
    }
}

impl Bot {
    /// Takes a message of the bot back.
    pub(super) async fn take_back(&self, channel: ChannelId, reply: Option<MessageId>) {
        let Some(reply) = reply else { return };
        self.memory().manners.gone(reply);
        // Logged where it failed.
        let _ = self.rest.delete(&Route::Message(channel, reply), self.patience()).await;
    }
}

fn remembered(question: &Question, asker: UserId, message: &Message) -> Remembered {
    let (channel, guild) = (message.channel_id, message.guild_id);
    Remembered { question: question.clone(), asker, channel, guild }
}

fn heard_in(message: &Message, way: Way, call: Call, asker: UserId, copy: bool) -> Heard {
    let (channel, message_id) = (message.channel_id, message.id);
    let target = Target { channel, message: message_id, cause: message_id.get(), turn: 0 };
    Heard { way, call, target, guild: message.guild_id, asker, copy }
}
