//! What a member would see, without Discord: the bodies it would get, for a page on a maintainer's machine.
//!
//! One member in a channel where the bot may do all it needs and moderators settled nothing. Nobody is told, and nothing
//! is kept.

use std::sync::Arc;

use serde_json::{Value, json};
use serenity::model::id::{ChannelId, MessageId, UserId};
use time::Date;

use super::act::{Act, Decided, Scene, Standing};
use super::custom_id::CustomId;
use super::permissions::Allowed;
use super::places::Place;
use super::press;
use super::render::{self, Post, Target};
use crate::model::{Mode, Question};
use crate::pipeline::Snapshot;

const MEMBER: UserId = UserId::new(1);
const BOT: UserId = UserId::new(2);
const CHANNEL: ChannelId = ChannelId::new(3);
/// The question's message.
const MESSAGE: MessageId = MessageId::new(4);

/// What the bot would answer: `{"act": …, "message": …}` as for [`pressed`].
#[must_use]
pub fn asked(snapshot: &Arc<Snapshot>, question: &str, today: Date) -> Value {
    let scene = scene(snapshot, Some(Question::new(question)), today);
    let answered = scene.ask(&Question::new(question), false);
    shown("say", Some(Post::answered(&answered, snapshot.corpus(), MEMBER)))
}

/// What pressing a control would do below the answer to `question`; `values` are what was chosen from a menu. `act` is
/// `say`, `tell` (for the member alone), `change` (the message with the control) or `withdraw` (it goes, and `message`
/// is null).
#[must_use]
pub fn pressed(
    snapshot: &Arc<Snapshot>,
    custom_id: &str,
    values: &[String],
    question: &str,
    today: Date,
) -> Value {
    let scene = scene(snapshot, Some(Question::new(question)), today);
    let decided = CustomId::decode(custom_id)
        .map_or_else(press::outdated, |pressed| press::at_once(&scene, &pressed, values, None));
    let Decided { act, .. } = decided;
    match act {
        Act::Say { post, private } => shown(if private { "tell" } else { "say" }, Some(post)),
        Act::Change(post) => shown("change", Some(post)),
        Act::ReplyTo { post, .. } => shown("say", Some(post)),
        // No form is among what a member can press below an answer.
        Act::Withdraw | Act::Form(_) => shown("withdraw", None),
    }
}

/// Where a member stands who asked that, or nothing yet.
pub(super) fn scene(snapshot: &Arc<Snapshot>, recalled: Option<Question>, today: Date) -> Scene {
    Scene {
        snapshot: Arc::clone(snapshot),
        today,
        me: BOT,
        asker: MEMBER,
        standing: Standing::Member,
        guild: None,
        at_home: true,
        channel: CHANNEL,
        place: Place::default(),
        community: Arc::default(),
        mode: Mode::Mention,
        public: true,
        allowed: Allowed { speak: true, embed: true, post: true },
        recalled,
        clicked: None,
        held: 0,
    }
}

fn shown(act: &str, post: Option<Post>) -> Value {
    let target = Target { channel: CHANNEL, message: MESSAGE, cause: 0, turn: 0 };
    let body = post.map(|post| serde_json::to_value(render::message(post, target)));
    let body = body.and_then(Result::ok).unwrap_or_default();
    let parts = ["content", "embeds", "components"];
    let message: Value = match body {
        Value::Null => Value::Null,
        body => parts.into_iter().map(|part| (part.to_owned(), body[part].clone())).collect(),
    };
    json!({ "act": act, "message": message })
}
