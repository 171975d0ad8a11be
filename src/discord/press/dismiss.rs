//! Dismiss: for who asked, for whose message was answered, and for moderators. Works when the question is gone.

use super::super::act::{Act, Decided, Scene, Standing};
use super::super::custom_id::CustomId;
use super::super::wire::Shown;

const NOT_YOURS: &str = "Only the person who asked, or a moderator, can dismiss this.";

pub(super) fn run(scene: &Scene, pressed: &CustomId, shown: Option<&Shown>) -> Decided {
    let author = shown.and_then(|shown| Some(shown.replies_to.as_ref()?.author.id));
    let may = scene.asker == pressed.asker
        || author == Some(scene.asker)
        || scene.standing >= Standing::KeepsChannel;
    if may {
        Decided::new(Act::Withdraw, "dismissed")
    } else {
        Decided::line(NOT_YOURS, "not dismissed")
    }
}
