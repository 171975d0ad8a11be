//! Why this answer: for whoever asks, alone.
//!
//! While the question is remembered, or can be read in the message replied to, it is simply asked again; afterwards the
//! scores in the custom id have to do.

use super::super::act::{Decided, Scene};
use super::super::custom_id::CustomId;
use super::super::explanation;
use super::super::render::Post;

pub(super) fn run(scene: &Scene, pressed: &CustomId) -> Decided {
    let corpus = scene.snapshot.corpus();
    let post = match &scene.recalled {
        Some(question) => {
            let answered = scene.snapshot.ask_in(question, &scene.community, scene.today);
            Post::explanation(&answered, &scene.snapshot)
        }
        None => Post::card(explanation::card_of_scores(&pressed.detail, corpus)),
    };
    Decided::tell(post, "why")
}
