//! Never record me, and Record me again, below `/privacy`.

use super::super::act::{Act, Decided, Desk, Work, done};
use super::super::custom_id::CustomId;
use super::super::render::Post;
use crate::store::Saved;

/// The detail of the button that says so.
pub(in crate::discord) const NEVER: &str = "never";
pub(in crate::discord) const AGAIN: &str = "again";

const NOTHING_KEPT: &str = "Nothing is recorded anyway: I have no database.";
const NEVER_AGAIN: &str = "Done: nothing of yours is recorded from now on, on any server. `/privacy` takes that back. What was \
    stored before stays until you press **Forget it now** there.";
const RECORDED: &str = "Done: you count again like everybody.";
const LATER: &str = " My database is away; I write that down when it is back, and until then it holds as long as I run.";
const NOT: &str =
    "My database is away and I have no room to keep that. Please try again in a while.";

pub(super) fn run<'d>(desk: &'d Desk<'d>, pressed: &CustomId) -> Work<'d> {
    let never = pressed.detail == NEVER;
    let Some(store) = desk.app.store() else {
        return done(Decided::line(NOTHING_KEPT, "recording"));
    };
    Box::pin(async move {
        let line = if never { NEVER_AGAIN } else { RECORDED };
        let line = match store.never_record(desk.scene.asker.get(), never).await {
            Saved::Now => line.to_owned(),
            Saved::Later => format!("{line}{LATER}"),
            Saved::Not => NOT.to_owned(),
        };
        Decided::new(Act::Change(Post::line(line)), "recording")
    })
}
