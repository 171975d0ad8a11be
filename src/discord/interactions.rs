//! Commands, options being typed, buttons, menus and forms: read what is asked, let a handler decide, carry it out in time.
//!
//! Content is the handlers' business (`commands`, `press`), how often is `manners`'.

use std::sync::Arc;

use serde::Deserialize;
use serenity::builder::CreateInteractionResponse;
use serenity::model::id::{GuildId, InteractionId, MessageId, RoleId, UserId};
use tokio::time::{Instant, timeout};

use super::act::{Act, Amended, Asked, Decided, Desk, Scene, Standing, Work};
use super::bot::Bot;
use super::commands;
use super::heard::{self, Call};
use super::links;
use super::manners::Verdict;
use super::memory::{Followed, Remembered};
use super::permissions::{self, Allowed};
use super::places::Place;
use super::press;
use super::render::{self, Attachment, Post, Target};
use super::report::Kind;
use super::rest::RestError;
use super::route::Route;
use super::wire::{Data, Interaction, Message};
use crate::model::{Event, Question, ReplyKind};

const COMMAND: u64 = 2;
const COMPONENT: u64 = 3;
const AUTOCOMPLETE: u64 = 4;
const FORM: u64 = 5;

const BROKEN: &str = "Something went wrong on my side. Please try again.";
const BARRED: &str = "I may not write in this channel, so only you can see this.";
const CROWDED: &str = "This channel has had many answers just now, so this one is only for you.";
const TOO_LATE: &str = "That took too long. Please try again.";
const ANSWERED_ALREADY: &str = "That message has an answer already";

/// Where the answer to an interaction goes, and until when.
#[derive(Clone)]
struct Way {
    callback: Route,
    /// The message that answers it, or the one whose button was pressed.
    original: Route,
    follow_up: Route,
    deadline: Instant,
}

/// What who asked has seen so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Nothing,
    /// That an answer is coming.
    Thinking,
    /// That the press was heard; the message it was on is still as it was.
    Heard,
}

/// A message that somebody wants answered.
struct Summons {
    target: Target,
    author: UserId,
    post: Post,
    text: String,
    urgent: bool,
}

/// The part of Discord's answer that says which message came of it.
#[derive(Deserialize)]
struct Made {
    resource: Resource,
}

#[derive(Deserialize)]
struct Resource {
    message: Option<MadeMessage>,
}

#[derive(Deserialize)]
struct MadeMessage {
    id: MessageId,
}

impl Bot {
    pub(super) fn interaction(self: &Arc<Self>, interaction: Interaction, me: UserId) {
        let received = Instant::now();
        if !self.memory().interactions.first_time(interaction.id, (), received) {
            return;
        }
        let known = [COMMAND, COMPONENT, AUTOCOMPLETE, FORM].contains(&interaction.kind);
        let Some(asker) = interaction.person().filter(|_| known) else {
            tracing::warn!(kind = interaction.kind, "an interaction of a kind that is not in use");
            return;
        };
        let (id, token) = (interaction.id, interaction.token.clone());
        let way = Way {
            callback: Route::Callback { interaction: id, token: token.clone() },
            original: Route::Original { application: self.application, token: token.clone() },
            follow_up: Route::FollowUp { application: self.application, token },
            deadline: received + self.timing.callback,
        };
        // A choice that failed to come needs no apology.
        let apology = (interaction.kind != AUTOCOMPLETE).then(|| way.clone());
        let bot = Arc::clone(self);
        let work = async move {
            let scene = bot.scene(&interaction, asker, me, received);
            bot.serve(interaction, scene, way).await;
        };
        let bot = Arc::clone(self);
        self.interactions.spawn_or(work, async move {
            if let Some(way) = apology {
                let line = render::response(Post::line(BROKEN), true);
                bot.respond(&way, &line).await;
            }
        });
    }

    fn scene(&self, interaction: &Interaction, asker: UserId, me: UserId, now: Instant) -> Scene {
        let shown = interaction.message.as_ref();
        let origin = shown.and_then(|shown| shown.origin());
        // A message stands there for all to read; what was typed into a command is its asker's alone.
        let open = shown.is_some_and(|shown| shown.answers().is_some());
        let clicked = interaction.data.as_ref().and_then(Data::target);
        let clicked = clicked.filter(|message| message.author.id == me);
        let guild = interaction.guild_id;
        let (recalled, held, behind, staff) = {
            let memory = self.memory();
            let remembered = origin.and_then(|origin| memory.questions.get(&origin, now));
            let remembered = remembered.filter(|one| open || one.asker == asker);
            let behind = clicked.and_then(|message| memory.questions.get(&message.origin()?, now));
            let recalled = remembered.map(|one| one.question.clone());
            // Not by what Discord allows in this channel: a channel of one's own is no office for the whole server.
            let is_staff = |guild| memory.places.is_staff(guild, asker, interaction.roles());
            (recalled, memory.held(asker, now), behind.cloned(), guild.is_some_and(is_staff))
        };
        let snapshot = self.app.current();
        let community = self.app.settled(guild.map(GuildId::get), &snapshot);
        let place = self.place_of(interaction);
        let named = |role: &RoleId| community.moderator_role == Some(role.get());
        let standing = if staff {
            Standing::Manages
        } else if interaction.roles().iter().any(named) {
            Standing::Moderator
        } else if permissions::is_moderator(interaction.permissions()) {
            Standing::KeepsChannel
        } else {
            Standing::Member
        };
        Scene {
            snapshot,
            today: (self.today)(),
            me,
            asker,
            standing,
            guild,
            at_home: interaction.is_at_home(),
            channel: interaction.place(),
            mode: community.mode(&place.around),
            place,
            community,
            public: guild.is_some(),
            allowed: Allowed::at(interaction),
            recalled: recalled.or_else(|| readable(interaction, me)),
            clicked: behind.or_else(|| asked_openly(clicked?, me)),
            held,
        }
    }

    /// Where something happens. What Discord says of the channel may be news.
    fn place_of(&self, interaction: &Interaction) -> Place {
        let Some(guild) = interaction.guild_id else { return Place::default() };
        let channel = interaction.channel.as_ref();
        let places = &mut self.memory().places;
        let known =
            channel.filter(|channel| channel.parent_id.is_some() && interaction.is_at_home());
        if let Some(channel) = known {
            places.channel_changed(guild, channel);
        }
        Place {
            around: places.around(guild, interaction.place()),
            is_thread: channel.is_some_and(|channel| permissions::is_thread(channel.kind)),
        }
    }

    async fn serve(self: &Arc<Self>, interaction: Interaction, scene: Scene, way: Way) {
        let Some(data) = interaction.data else { return };
        if interaction.kind == AUTOCOMPLETE {
            self.respond(&way, &commands::complete(&scene, &data)).await;
            return;
        }
        let desk = Desk {
            scene: &scene,
            data: &data,
            shown: interaction.message.as_deref(),
            app: &self.app,
            drafts: &self.drafts,
            id: interaction.id.get(),
            running: self.running(scene.guild),
        };
        let work =
            if interaction.kind == COMMAND { commands::run(&desk) } else { press::run(&desk) };
        let (decided, seen) = self.in_time(work, &way, interaction.message.is_some()).await;
        let decided = hushed(decided, &scene);
        let shown = interaction.message.as_ref().map(|shown| shown.id);
        tracing::info!(way = "interaction", outcome = decided.outcome, "answered");
        self.note(&decided, &scene, shown);
        let Decided { act, asked, amend, .. } = decided;
        self.amend(amend);
        if seen != Seen::Nothing {
            self.say_late(&way, &scene, act, seen).await;
            return;
        }
        let act = self.mannered(act, asked.as_ref(), &scene);
        let urgent = asked.as_ref().is_some_and(|asked| asked.kind == ReplyKind::Emergency);
        let asked = asked.map(|asked| asked.question);
        self.remember(&act, asked.as_ref(), interaction.id, &scene);
        match act {
            Act::Say { post, private } => {
                let made = self.say(&way, &scene, post, private, asked).await;
                if let Some(made) = made.filter(|_| urgent) {
                    self.report_emergency(scene.guild, scene.channel, made, true);
                }
            }
            Act::Change(post) => {
                let post = if scene.allowed.embed { post } else { post.plain() };
                let files = post.files.clone();
                self.respond_with(&way, &render::update(post), &files).await;
            }
            Act::Form(form) => drop(self.respond(&way, &render::form(form)).await),
            Act::Withdraw => self.withdraw(way, shown).await,
            Act::ReplyTo { message, author, post } => {
                let cause = interaction.id.get();
                let target = Target { channel: scene.channel, message, cause, turn: 0 };
                let text = asked.map(|question| question.text).unwrap_or_default();
                self.reply_to(way, scene, Summons { target, author, post, text, urgent }).await;
            }
        }
    }

    /// Lets a handler decide. Where that takes a while, who asked is told in time that the answer is coming.
    async fn in_time(&self, mut work: Work<'_>, way: &Way, pressed: bool) -> (Decided, Seen) {
        if let Ok(decided) = timeout(self.timing.think(), &mut work).await {
            return (decided, Seen::Nothing);
        }
        if pressed {
            self.respond(way, &CreateInteractionResponse::Acknowledge).await;
            (work.await, Seen::Heard)
        } else {
            self.respond(way, &render::thinking()).await;
            (work.await, Seen::Thinking)
        }
    }

    /// Answers after who asked was told to wait. What is so slow is said to them alone.
    async fn say_late(&self, way: &Way, scene: &Scene, act: Act, seen: Seen) {
        let until = self.patience();
        let (post, in_place) = match act {
            Act::Say { post, .. } => (post, seen == Seen::Thinking),
            Act::Change(post) => (post, true),
            Act::Withdraw => {
                // Logged where it failed.
                let _ = self.rest.delete(&way.original, until).await;
                return;
            }
            Act::Form(_) | Act::ReplyTo { .. } => (Post::line(TOO_LATE), seen == Seen::Thinking),
        };
        let post = if scene.allowed.embed { post } else { post.plain() };
        let files = post.files.clone();
        // Logged where it failed.
        let _: Result<Option<MadeMessage>, RestError> = if in_place {
            self.rest.patch_with(&way.original, &render::edit(post), &files, until).await
        } else {
            self.rest.post_with(&way.follow_up, &render::follow_up(post, true), &files, until).await
        };
    }

    /// Remembers a question under what its reply will point to: the message it replies to, or the command.
    fn remember(&self, act: &Act, asked: Option<&Question>, id: InteractionId, scene: &Scene) {
        let Some(question) = asked.cloned() else { return };
        let origin = match act {
            Act::ReplyTo { message, .. } => message.get(),
            _ => id.get(),
        };
        let Scene { asker, channel, guild, .. } = *scene;
        let one = Remembered { question, asker, channel, guild };
        self.memory().questions.put(origin, one, Instant::now());
    }

    /// Tells what happened, and remembers what was said about an answer.
    fn note(self: &Arc<Self>, decided: &Decided, scene: &Scene, shown: Option<MessageId>) {
        if let Some(asked) = &decided.asked {
            self.app.tell(asked.event.clone());
        }
        if let (Some((answer, helpful)), Some(shown)) = (&decided.judged, shown) {
            let (now, key) = (Instant::now(), (shown, scene.asker, *helpful));
            let mut memory = self.memory();
            if memory.judged.first_time(key, (), now) {
                let (origin, answer) = (scene.origin(), answer.clone());
                self.app.tell(Event::Judged { origin, answer, helpful: *helpful });
            }
        }
        if let Some((person, within)) = decided.forget {
            self.memory().forget(person, within);
            self.drafts.forget(person, within);
        }
        if let Some(report) = &decided.report {
            self.report(scene.guild, Kind::Other, report.clone());
        }
    }

    /// Changes a reply that stands somewhere, or takes it back.
    fn amend(self: &Arc<Self>, reply: Option<Amended>) {
        let Some(Amended { channel, message, becomes }) = reply else { return };
        self.afterwards(move |bot| async move {
            match becomes {
                Some(post) => drop(bot.change(post, channel, message).await),
                None => bot.take_back(channel, Some(message)).await,
            }
        });
    }

    /// What is done where something comes too often, or again. An emergency never does.
    fn mannered(&self, act: Act, asked: Option<&Asked>, scene: &Scene) -> Act {
        let now = Instant::now();
        let manners = &mut self.memory().manners;
        let (act, asked) = match (act, asked) {
            // A topic that is shown too often is shown to who wants it.
            (Act::Say { post, private: false }, None) => {
                let private = !manners.show(scene.asker, scene.channel, now);
                return Act::Say { post, private };
            }
            (act, Some(asked)) if asked.kind != ReplyKind::Emergency => (act, asked),
            (act, _) => return act,
        };
        let alone = matches!(act, Act::Say { private: true, .. }) || !scene.allowed.speak;
        let verdict = if alone {
            manners.ask_privately(scene.asker, now)
        } else {
            manners.ask(scene.asker, scene.channel, &asked.question.text, now)
        };
        let line = |text: String| Act::Say { post: Post::line(text), private: true };
        match (verdict, act) {
            (Verdict::Again(reply), _) => line(links::earlier(scene.guild, scene.channel, reply)),
            (Verdict::TooMany(wait), _) => line(links::too_many(wait)),
            (Verdict::Crowded(_), Act::Say { post, .. } | Act::ReplyTo { post, .. }) => {
                Act::Say { post: post.under(CROWDED), private: true }
            }
            (Verdict::Go | Verdict::Crowded(_), act) => act,
        }
    }

    /// Says something; gives the message if others can read it.
    async fn say(
        &self,
        way: &Way,
        scene: &Scene,
        post: Post,
        private: bool,
        asked: Option<Question>,
    ) -> Option<MessageId> {
        let barred = !private && !scene.allowed.speak;
        let post = if barred { post.under(BARRED) } else { post };
        let post = if scene.allowed.embed { post } else { post.plain() };
        let private = private || barred;
        let files = post.files.clone();
        let made = self.respond_with(way, &render::response(post, private), &files).await;
        if let Some(question) = asked.filter(|_| !private) {
            let (now, text) = (Instant::now(), &question.text);
            self.memory().manners.replied(scene.asker, scene.channel, text, made, now);
        }
        made.filter(|_| !private)
    }

    /// Takes the message back whose button was pressed. Its own webhook can do that wherever it stands.
    async fn withdraw(self: &Arc<Self>, way: Way, shown: Option<MessageId>) {
        self.respond(&way, &CreateInteractionResponse::Acknowledge).await;
        if let Some(shown) = shown {
            self.memory().manners.gone(shown);
        }
        self.afterwards(move |bot| async move {
            // Logged where it failed.
            let _ = bot.rest.delete(&way.original, bot.patience()).await;
        });
    }

    /// Answers another message, as a reply to it. Who asked for that sees that it is coming, and then the reply.
    async fn reply_to(self: &Arc<Self>, way: Way, scene: Scene, summons: Summons) {
        let Summons { target, author, post, text, urgent } = summons;
        let followed = self.followed(target.message, author, scene.guild, &text);
        // While a reply is being sent by somebody else's wish nobody knows yet which it will be.
        let earlier = followed.reply.try_lock().map_or(None, |reply| *reply);
        if let Some(earlier) = earlier {
            let link = links::jump(scene.guild, scene.channel, earlier);
            let line = Post::line(format!("{ANSWERED_ALREADY}: {link}"));
            self.respond(&way, &render::response(line, true)).await;
            return;
        }
        self.respond(&way, &render::thinking()).await;
        let post = if scene.allowed.embed { post } else { post.plain() };
        self.afterwards(move |bot| async move {
            let mut reply = followed.reply.lock().await;
            // Logged where it failed.
            if reply.is_some() {
                let _ = bot.rest.delete(&way.original, bot.patience()).await;
                return;
            }
            let sent = bot.post(post.clone(), target).await;
            if urgent && followed.becomes_urgent() {
                let reached = matches!(sent, Ok(Some(_)));
                bot.report_emergency(scene.guild, target.channel, target.message, reached);
            }
            if sent.is_ok() {
                let _ = bot.rest.delete(&way.original, bot.patience()).await;
            } else {
                let body = render::edit(post.under(BARRED));
                let edited = bot.rest.patch::<MadeMessage>(&way.original, &body, bot.patience());
                let _ = edited.await;
            }
            *reply = sent.ok().flatten();
            let manners = &mut bot.memory().manners;
            manners.replied(scene.asker, scene.channel, &text, *reply, Instant::now());
        });
    }

    /// What follows an answer in time queues with the messages, where nobody waits for it.
    fn afterwards<F: Future<Output = ()> + Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(Arc<Self>) -> F,
    ) {
        self.messages.spawn(work(Arc::clone(self)));
    }

    /// The entry of a message that somebody had answered; made where there is none.
    fn followed(
        &self,
        message: MessageId,
        author: UserId,
        guild: Option<GuildId>,
        text: &str,
    ) -> Arc<Followed> {
        let now = Instant::now();
        let mut memory = self.memory();
        if let Some(known) = memory.followed.get(&message, now) {
            return Arc::clone(known);
        }
        let digest = memory.manners.digest(text);
        let followed = Arc::new(Followed::new(author, guild, heard::Way::Summons, digest, now));
        memory.followed.put(message, Arc::clone(&followed), now);
        followed
    }

    /// Answers in time, or not at all. Gives the message that came of it, if one did.
    async fn respond(&self, way: &Way, response: &CreateInteractionResponse) -> Option<MessageId> {
        self.respond_with(way, response, &[]).await
    }

    async fn respond_with(
        &self,
        way: &Way,
        response: &CreateInteractionResponse,
        files: &[Attachment],
    ) -> Option<MessageId> {
        let made: Result<Option<Made>, RestError> =
            self.rest.post_with(&way.callback, response, files, way.deadline).await;
        // Logged where it failed.
        made.ok().flatten()?.resource.message.map(|message| message.id)
    }
}

/// The question that a message of the bot replies to, where it can be read there.
fn asked_openly(message: &Message, me: UserId) -> Option<Remembered> {
    let asked = message.replies_to.as_ref()?;
    match heard::words(asked, me, None) {
        Call::Ask(question) => {
            let (asker, channel) = (asked.author.id, message.channel_id);
            Some(Remembered { question, asker, channel, guild: message.guild_id })
        }
        Call::Wordless(_) => None,
    }
}

/// What is said where moderators want the bot to keep quiet: to who asked, why. An emergency is answered all the same, and
/// what only one person reads is shown if it is no answer to a question.
fn hushed(decided: Decided, scene: &Scene) -> Decided {
    let Some(quiet) = scene.quiet() else { return decided };
    let asks = decided.asked.as_ref().map(|asked| asked.kind != ReplyKind::Emergency);
    let open = matches!(decided.act, Act::Say { private: false, .. } | Act::ReplyTo { .. });
    if asks.unwrap_or(open) { Decided::line(quiet.line(), "quiet") } else { decided }
}

/// The question behind a pressed button, read in the message that was replied to.
fn readable(interaction: &Interaction, me: UserId) -> Option<Question> {
    match heard::words(interaction.message.as_ref()?.replies_to.as_ref()?, me, None) {
        Call::Ask(question) => Some(question),
        Call::Wordless(_) => None,
    }
}
