//! What happens when a button is pressed or a menu chosen from: one file each, one list.
//!
//! Plain functions like the commands'. All a press needs stands in its custom id, so it works after a restart and
//! however old the message is; what can no longer be known is said politely.

mod choose;
mod dismiss;
mod forget;
mod judge;
pub(super) mod record;
mod sources;
mod why;

use super::act::{Decided, Desk, Scene, Work, done};
use super::commands;
use super::custom_id::{Action, CustomId};
use super::wire::Shown;

/// A custom id of an earlier version, or an answer that is no longer in the knowledge.
const OUTDATED: &str =
    "That button is from an earlier version of me. Please ask again with `/ask`.";
const GONE: &str = "I no longer have that answer. Please ask again with `/ask`.";

/// Decides what a press does, or a form that was sent.
#[must_use]
pub(super) fn run<'d>(desk: &'d Desk<'d>) -> Work<'d> {
    match CustomId::decode(&desk.data.custom_id) {
        Some(pressed) if pressed.action == Action::Moderate => {
            commands::pressed_by_moderator(desk, &pressed.detail)
        }
        Some(pressed) if pressed.action == Action::Forget => forget::run(desk),
        Some(pressed) if pressed.action == Action::Recording => record::run(desk, &pressed),
        Some(pressed) => done(at_once(desk.scene, &pressed, &desk.data.values, desk.shown)),
        None => done(outdated()),
    }
}

/// What a press does that waits for nothing and is nobody's but a member's. `values` are what was chosen from a menu.
pub(super) fn at_once(
    scene: &Scene,
    pressed: &CustomId,
    values: &[String],
    shown: Option<&Shown>,
) -> Decided {
    match pressed.action {
        Action::Helpful => judge::run(pressed, true),
        Action::NotHelpful => judge::run(pressed, false),
        Action::Sources => sources::run(scene, pressed),
        Action::Why => why::run(scene, pressed),
        Action::Dismiss => dismiss::run(scene, pressed, shown),
        Action::Show => choose::related(scene, values.first().map_or("", String::as_str)),
        Action::Choose => choose::suggestion(scene, pressed),
        Action::Topics => commands::turn_topics(scene, pressed),
        Action::Bibliography => commands::turn_sources(scene, pressed),
        Action::Forget | Action::Recording | Action::Moderate => outdated(),
    }
}

pub(super) fn outdated() -> Decided {
    Decided::line(OUTDATED, "outdated")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use time::Duration;

    use super::super::act::{Act, Decided, Scene};
    use super::super::custom_id::{Action, CustomId};
    use super::super::limits::{self, count};
    use super::super::render::Body;
    use super::super::seen;
    use super::{sources, why};
    use crate::knowledge::load;
    use crate::model::Question;
    use crate::pipeline::Snapshot;
    use crate::text::vectors;

    fn scene() -> Scene {
        let corpus = load::shipped().corpus().unwrap();
        let today = corpus.topics[0].reviewed + Duration::days(1);
        let snapshot = Snapshot::prepare(corpus, Arc::new(vectors::shipped().unwrap()));
        seen::scene(&Arc::new(snapshot), None, today)
    }

    #[track_caller]
    fn check_whole(decided: &Decided, what: &str) {
        let Act::Say { post, private: true } = &decided.act else { panic!("{what}: not private") };
        let Body::Card(card) = &post.body else { panic!("{what}: {:?}", post.body) };
        assert!(card.length() <= limits::EMBED_TOTAL, "{what}: {}", card.length());
        for (name, value) in &card.fields {
            assert!((1..=limits::FIELD_NAME).contains(&count(name)), "{what}: {name}");
            assert!((1..=limits::FIELD_VALUE).contains(&count(value)), "{what}: {value}");
            assert!(!value.ends_with('…'), "{what} is cut: {value}");
        }
        assert!(!card.footer.as_ref().unwrap().contains("more:"), "{what}: left out");
    }

    #[test]
    fn what_is_shown_in_private_fits_whole() {
        let mut scene = scene();
        let snapshot = Arc::clone(&scene.snapshot);
        for (at, _, answer) in snapshot.corpus().answers() {
            let detail = snapshot.corpus().key(at);
            let pressed = CustomId { action: Action::Sources, asker: scene.asker, detail };
            check_whole(&sources::run(&scene, &pressed), &pressed.detail);
            scene.recalled = Some(Question::new(&answer.phrasings[0]));
            check_whole(&why::run(&scene, &pressed), &pressed.detail);
        }
        scene.recalled = Some(Question::new("acne **and** rosacea ".repeat(300)));
        let pressed = CustomId { action: Action::Why, asker: scene.asker, detail: String::new() };
        check_whole(&why::run(&scene, &pressed), "a long question");
    }
}
