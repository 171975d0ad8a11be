//! **Answer this**, in the context menu of a message: answers that message, as a reply to it.
//!
//! The one way to have a message answered that the bot may not read otherwise.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandType;

use super::{Command, Run, placed};
use crate::discord::act::{Act, Decided, Scene};
use crate::discord::heard::{self, Call};
use crate::discord::render::Post;
use crate::discord::wire::Data;
use crate::model::ReplyKind;

pub(super) const COMMAND: Command =
    Command { name: "Answer this", define, run: Run::AtOnce(run), complete: None };

fn define() -> CreateCommand {
    placed(COMMAND.name).kind(CommandType::Message)
}

fn run(scene: &Scene, data: &Data) -> Decided {
    let Some(message) = data.target() else {
        return Decided::line("Discord did not let me read that message.", "answer this");
    };
    if message.author.bot && message.webhook_id.is_none() {
        return Decided::line("I only answer what people write.", "answer this");
    }
    let Call::Ask(question) = heard::words(message, scene.me, None) else {
        return Decided::line("I see no words in that message that I could answer.", "answer this");
    };
    let answered = scene.ask(&question, false);
    let post = Post::answered(&answered, scene.snapshot.corpus(), scene.asker);
    let private = answered.reply.kind == ReplyKind::NoMatch;
    let act = if private || !scene.allowed.post {
        Act::Say { post, private }
    } else {
        Act::ReplyTo { message: message.id, author: message.author.id, post }
    };
    Decided::answered(act, &answered, question, scene.origin())
}
