//! Sources: the full references of an answer, for whoever asks, alone.

use super::super::act::{Decided, Scene};
use super::super::controls::BESIDE;
use super::super::custom_id::CustomId;
use super::super::render::Post;
use super::GONE;

pub(super) fn run(scene: &Scene, pressed: &CustomId) -> Decided {
    let reply = match pressed.detail.split_once(BESIDE) {
        Some((key, beside)) => scene.show_both(key, beside),
        None => scene.show(&pressed.detail),
    };
    match reply {
        Some(reply) => Decided::tell(Post::references(&reply), "sources"),
        None => Decided::line(GONE, "gone"),
    }
}
