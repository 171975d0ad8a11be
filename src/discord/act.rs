//! What a handler may look at, and what it decides: plain values in, plain values out.
//!
//! Handlers never wait and send nothing; `interactions` and `messages` carry out what they decide.

use std::sync::Arc;

use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use time::Date;

use super::permissions::Allowed;
use super::render::Post;
use crate::model::{Event, Origin, Question, Reply, ReplyKind};
use crate::pipeline::{Answered, Snapshot};

/// Where something is asked or pressed, by whom, and what there is to answer from.
pub(super) struct Scene {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) today: Date,
    /// The bot itself.
    pub(super) me: UserId,
    pub(super) asker: UserId,
    /// Whether the asker keeps order there.
    pub(super) moderator: bool,
    pub(super) guild: Option<GuildId>,
    pub(super) channel: ChannelId,
    /// Whether others read along.
    pub(super) public: bool,
    pub(super) allowed: Allowed,
    /// The question behind the message whose button was pressed, while it is remembered and the asker may read it.
    pub(super) recalled: Option<Question>,
    /// How many questions of the asker are remembered.
    pub(super) held: usize,
}

impl Scene {
    #[must_use]
    pub(super) fn origin(&self) -> Origin {
        Origin {
            community: self.guild.map(GuildId::get),
            channel: self.channel.get(),
            person: self.asker.get(),
        }
    }

    /// The way of a question. `private` where nobody else will read the reply; nobody will where the bot may not write.
    #[must_use]
    pub(super) fn ask(&self, question: &Question, private: bool) -> Answered {
        let answered = self.snapshot.ask(question, self.today);
        if !self.public || private || !self.allowed.post {
            return answered;
        }
        Answered { reply: answered.reply.in_public(), ..answered }
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
            .collect()
    }

    /// The reply for an answer named by its key; `None` where it is no longer there.
    #[must_use]
    pub(super) fn show(&self, key: &str) -> Option<Reply> {
        self.snapshot.show(key, self.today)
    }
}

/// What is to be done.
pub(super) enum Act {
    /// A new message; only the asker sees it where it is private.
    Say { post: Post, private: bool },
    /// The message whose button was pressed becomes this.
    Change(Post),
    /// The message whose button was pressed goes.
    Withdraw,
    /// Another message is answered, as a reply to it.
    ReplyTo { message: MessageId, author: UserId, post: Post },
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
    /// The asker wants to be forgotten.
    pub(super) forget: bool,
}

impl Decided {
    #[must_use]
    pub(super) const fn new(act: Act, outcome: &'static str) -> Self {
        Self { act, outcome, asked: None, judged: None, forget: false }
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
