//! An answer chosen from a menu or from suggestions.

use super::super::act::{Act, Decided, Scene};
use super::super::custom_id::CustomId;
use super::super::render::Post;
use super::GONE;

/// From a menu: a new answer, for who chose it; the message with the menu stays as it is.
pub(super) fn related(scene: &Scene, key: &str) -> Decided {
    match scene.show(key) {
        Some(reply) => Decided::tell(Post::shown(&reply, scene.asker), "related"),
        None => Decided::line(GONE, "gone"),
    }
}

/// From suggestions: who asked settles what was meant, in place; others look privately, and everybody does where the bot is
/// to keep quiet.
pub(super) fn suggestion(scene: &Scene, pressed: &CustomId) -> Decided {
    let Some(reply) = scene.show(&pressed.detail) else { return Decided::line(GONE, "gone") };
    let post = Post::shown(&reply, scene.asker);
    if scene.asker == pressed.asker && scene.quiet().is_none() {
        Decided::new(Act::Change(post), "chosen")
    } else {
        Decided::tell(post, "chosen")
    }
}
