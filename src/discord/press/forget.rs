//! The button of `/privacy`.

use super::super::act::{Act, Decided};
use super::super::render::Post;

pub(super) fn run() -> Decided {
    let done = Post::line("Done: I remember nothing of yours any more.");
    Decided { forget: true, ..Decided::new(Act::Change(done), "forgotten") }
}
