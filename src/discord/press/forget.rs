//! Forget it now, below `/privacy`: everything of whoever presses it, remembered or stored.

use super::super::act::{Act, Decided, Desk, Work};
use super::super::render::Post;
use crate::store::Saved;

const DONE: &str = "Done: I remember and store nothing of yours any more.";
const LATER: &str = "Done: I remember nothing of yours any more. My database is away; what it has of yours goes when it is \
    back.";

pub(super) fn run<'d>(desk: &'d Desk<'d>) -> Work<'d> {
    Box::pin(async move {
        let person = desk.scene.asker;
        let saved = match desk.app.store() {
            Some(store) => store.forget(person.get(), None).await,
            None => Saved::Now,
        };
        let line = if saved == Saved::Now { DONE } else { LATER };
        let act = Act::Change(Post::line(line));
        Decided { forget: Some((person, None)), ..Decided::new(act, "forgotten") }
    })
}
