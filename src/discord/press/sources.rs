//! Sources: the full references of an answer, for whoever asks, alone.

use super::super::act::{Decided, Scene};
use super::super::custom_id::CustomId;
use super::super::render::Post;
use super::GONE;

pub(super) fn run(scene: &Scene, pressed: &CustomId) -> Decided {
    match scene.show(&pressed.detail) {
        Some(reply) => Decided::tell(Post::references(&reply), "sources"),
        None => Decided::line(GONE, "gone"),
    }
}
