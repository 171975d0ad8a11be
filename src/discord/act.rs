//! What a handler may look at, and what it decides: plain values in, plain values out.
//!
//! Handlers send nothing; `interactions` and `messages` carry out what they decide. Most never wait either: those that do
//! get a `Desk` and are moderators' or about what is stored.

use std::future::ready;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serenity::builder::CreateModal;
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use time::Date;

use super::drafts::Drafts;
use super::limits;
use super::memory::Remembered;
use super::permissions::Allowed;
use super::places::Place;
use super::quiet::Quiet;
use super::render::Post;
use super::wire::{Data, Shown};
use crate::app::App;
use crate::model::{Event, Mode, Origin, Question, Reply, ReplyKind};
use crate::pipeline::{Answered, Completion, Settled, Snapshot};

/// Where something is asked or pressed, by whom, and what there is to answer from.
pub(super) struct Scene {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) today: Date,
    /// The bot itself.
    pub(super) me: UserId,
    pub(super) asker: UserId,
    pub(super) standing: Standing,
    pub(super) guild: Option<GuildId>,
    /// Whether the bot is a member there, or these are its own direct messages.
    pub(super) at_home: bool,
    pub(super) channel: ChannelId,
    pub(super) place: Place,
    /// What the moderators there settled; nothing outside the servers that the bot is in.
    pub(super) community: Arc<Settled>,
    /// How the bot behaves in that channel.
    pub(super) mode: Mode,
    /// Whether others read along.
    pub(super) public: bool,
    pub(super) allowed: Allowed,
    /// The question behind the message whose button was pressed, while it is remembered and the asker may read it.
    pub(super) recalled: Option<Question>,
    /// The question behind the message of the bot that was right-clicked, and who asked it.
    pub(super) clicked: Option<Remembered>,
    /// How many questions of the asker are remembered.
    pub(super) held: usize,
}

impl Scene {
    #[must_use]
    pub(super) fn origin(&self) -> Origin {
        Origin {
            community: self.guild.filter(|_| self.at_home).map(GuildId::get),
            channel: self.channel.get(),
            person: self.asker.get(),
        }
    }

    /// Whether moderators want the bot to keep quiet there.
    #[must_use]
    pub(super) fn quiet(&self) -> Option<Quiet> {
        Quiet::wanted(&self.community, self.mode)
    }

    /// The way of a question. `private` where nobody else will read the reply; nobody will where the bot may not write.
    #[must_use]
    pub(super) fn ask(&self, question: &Question, private: bool) -> Answered {
        let answered = self.snapshot.ask_in(question, &self.community, self.today);
        if !self.public || private || !self.allowed.post {
            return answered;
        }
        let wording = &self.snapshot.corpus().settings.wording;
        Answered { reply: answered.reply.in_public(wording), ..answered }
    }

    /// Known questions that fit what is being typed.
    #[must_use]
    pub(super) fn known(&self, typed: &str) -> Vec<Completion> {
        self.snapshot.complete_in(typed, &self.community, limits::CHOICES)
    }

    /// Keys of the answers that a text which is still being typed leads to, slips and all; the likeliest first.
    #[must_use]
    pub(super) fn likely(&self, typed: &str) -> Vec<String> {
        let corpus = self.snapshot.corpus();
        let decision = self.snapshot.decide(&Question::new(typed));
        let likely = decision.ranking.iter();
        likely
            .filter(|one| one.score >= corpus.settings.thresholds.suggest)
            .map(|one| corpus.key(one.answer))
            .filter(|key| self.community.gives(key))
            .collect()
    }

    /// The reply for an answer named by its key; `None` where it is no longer there, or switched off.
    #[must_use]
    pub(super) fn show(&self, key: &str) -> Option<Reply> {
        self.snapshot.show_in(key, &self.community, self.today)
    }

    /// The same with another answer beside it, where that is still there.
    #[must_use]
    pub(super) fn show_both(&self, key: &str, beside: &str) -> Option<Reply> {
        self.snapshot.show_both_in(key, beside, &self.community, self.today)
    }
}

/// What somebody may do on a server, each more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Member,
    /// Manages messages in the channel, and nowhere else for all we know.
    KeepsChannel,
    /// Has the role that the community named.
    Moderator,
    /// Manages messages on the whole server.
    Manages,
}

/// What a handler works with that may have to wait for something.
pub(super) struct Desk<'d> {
    pub(super) scene: &'d Scene,
    pub(super) data: &'d Data,
    /// The message whose button was pressed.
    pub(super) shown: Option<&'d Shown>,
    pub(super) app: &'d App,
    pub(super) drafts: &'d Drafts,
    /// Of the interaction.
    pub(super) id: u64,
    pub(super) running: Running,
}

/// How the bot runs, for whoever has to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Running {
    /// Whether the operator lets it read messages that do not mention it.
    pub(super) message_content: bool,
    /// The shard of the server, and how many there are; none before the first one is ready.
    pub(super) shard: Option<(u32, u32)>,
    /// From a heartbeat to Discord's answer, if one has come.
    pub(super) latency: Option<std::time::Duration>,
}

/// What a handler does, and in the end decides.
pub(super) type Work<'d> = BoxFuture<'d, Decided>;

/// Work that is done at once.
pub(super) fn done<'d>(decided: Decided) -> Work<'d> {
    Box::pin(ready(decided))
}

/// What is to be done.
pub(super) enum Act {
    /// A new message; only the asker sees it where it is private.
    Say { post: Post, private: bool },
    /// The message whose button was pressed becomes this.
    Change(Post),
    /// The message whose button was pressed goes.
    Withdraw,
    /// A form to fill in. Only where nothing had to be waited for.
    Form(CreateModal),
    /// Another message is answered, as a reply to it.
    ReplyTo { message: MessageId, author: UserId, post: Post },
}

/// A message of the bot that stands somewhere, and what it is to become.
pub(super) struct Amended {
    pub(super) channel: ChannelId,
    pub(super) message: MessageId,
    /// Nothing: it goes.
    pub(super) becomes: Option<Post>,
}

/// A question that went the pipeline's way.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) kind: ReplyKind,
    pub(super) event: Event,
}

/// What a handler decided, and the word for it in the log.
pub(super) struct Decided {
    pub(super) act: Act,
    pub(super) outcome: &'static str,
    /// Counts against cooldowns and is remembered for a while.
    pub(super) asked: Option<Asked>,
    /// Key of an answer and whether it was found helpful.
    pub(super) judged: Option<(String, bool)>,
    /// Who is to be forgotten, if somebody is: on one server, or everywhere.
    pub(super) forget: Option<(UserId, Option<GuildId>)>,
    /// A reply of the bot that changes along with it.
    pub(super) amend: Option<Amended>,
    /// What moderators are told in their log channel.
    pub(super) report: Option<Post>,
}

impl Decided {
    #[must_use]
    pub(super) const fn new(act: Act, outcome: &'static str) -> Self {
        Self { act, outcome, asked: None, judged: None, forget: None, amend: None, report: None }
    }

    /// Something that everybody may read.
    #[must_use]
    pub(super) const fn say(post: Post, outcome: &'static str) -> Self {
        Self::new(Act::Say { post, private: false }, outcome)
    }

    /// Something for the asker alone.
    #[must_use]
    pub(super) const fn tell(post: Post, outcome: &'static str) -> Self {
        Self::new(Act::Say { post, private: true }, outcome)
    }

    /// One line for the asker alone.
    #[must_use]
    pub(super) fn line(text: &str, outcome: &'static str) -> Self {
        Self::tell(Post::line(text), outcome)
    }

    /// The reply to a question, shown as `act` says.
    #[must_use]
    pub(super) fn answered(
        act: Act,
        answered: &Answered,
        question: Question,
        origin: Origin,
    ) -> Self {
        let asked = Asked { kind: answered.reply.kind, event: answered.event(origin), question };
        Self { asked: Some(asked), ..Self::new(act, answered.decision.outcome.name()) }
    }
}
