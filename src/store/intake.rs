//! Takes what happened, and decides in memory what of it may be kept at all. It is written with the next turn of the
//! writer; only what people decide wakes that up.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::queue::{Asking, Counted, Tally};
use super::{Shared, locked, until};
use crate::model::{Event, Origin};

/// Takes events until nobody can send any, or `stop` says so.
pub(super) async fn run(
    shared: Arc<Shared>,
    mut events: mpsc::Receiver<Event>,
    mut stop: watch::Receiver<bool>,
) {
    let mut ready = shared.ready.subscribe();
    // Before, it is not known who is never recorded: what happens waits in the channel.
    tokio::select! {
        () = until(&mut ready) => {}
        () = until(&mut stop) => return,
    }
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = until(&mut stop) => {
                events.close();
                events.recv().await
            }
        };
        let Some(event) = event else { return };
        hear(&shared, event);
    }
}

fn hear(shared: &Shared, event: Event) {
    let (Event::Asked { origin, .. }
    | Event::Judged { origin, .. }
    | Event::Shadowed { origin, .. }) = event;
    let Origin { community: Some(guild), channel, person } = origin else { return };
    let now = shared.timing.clock.now();
    let mut memory = locked(&shared.memory);
    if memory.is_never(person, shared.people.get()) {
        return;
    }
    let what = match event {
        Event::Asked { outcome, answer, unanswered, revision, .. } => {
            if let Some(missed) = unanswered.filter(|_| memory.community(guild).keeps_unanswered) {
                memory.queue.ask(Asking { at: now.ms(), guild, person, missed, revision });
            }
            Counted::Asked { outcome, answer: answer.unwrap_or_default() }
        }
        Event::Judged { answer, helpful, .. } => Counted::Judged { answer, helpful },
        Event::Shadowed { verdict, .. } => Counted::Shadowed { channel, verdict },
    };
    memory.queue.count(Tally { day: now.day(), guild, what });
}
