//! Forget it now, below `/privacy`: everything of whoever presses it, remembered or stored.

use super::super::act::{Act, Decided, Desk, Work};
use super::super::render::Post;
use crate::store::Saved;

const DONE: &str = "Done: I remember and store nothing of yours any more.";
const LATER: &str = "Done: I remember nothing of yours any more. My database is away; what it has of yours goes when it is \
    back.";
const NOT: &str = "I remember nothing of yours any more, but my database is away and I have no room to keep your wish: what it \
    has of yours is **not** deleted. Please press this again in a while.";

pub(super) fn run<'d>(desk: &'d Desk<'d>) -> Work<'d> {
    Box::pin(async move {
        let person = desk.scene.asker;
        let saved = match desk.app.store() {
            Some(store) => store.forget(person.get(), None).await,
            None => Saved::Now,
        };
        let line = match saved {
            Saved::Now => DONE,
            Saved::Later => LATER,
            Saved::Not => NOT,
        };
        let act = Act::Change(Post::line(line));
        Decided { forget: Some((person, None)), ..Decided::new(act, "forgotten") }
    })
}
