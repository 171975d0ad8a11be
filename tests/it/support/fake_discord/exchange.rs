//! One interaction from the asker's side: what came back, and how it changed.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Inner;
use super::story::Said;
use super::world::{Interaction, Scope, World};

/// An event that can be delivered once more.
#[derive(Clone, Debug)]
pub struct Event {
    pub(super) name: String,
    pub(super) payload: Value,
    pub(super) scope: Scope,
}

/// An interaction that was sent to the bot.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub(super) inner: Arc<Inner>,
    pub id: u64,
}

impl Exchange {
    fn read<T>(&self, read: impl FnOnce(&World, &Interaction) -> T) -> T {
        let world = self.inner.lock();
        read(&world, &world.interactions[&self.id])
    }

    /// What the bot was sent.
    pub fn payload(&self) -> Value {
        self.read(|_, known| known.payload.clone())
    }

    /// Waits for the first answer.
    pub async fn acknowledged(&self) {
        let look = |world: &World| world.interactions[&self.id].callback.as_ref().map(|_| ());
        let data = self.payload()["data"].clone();
        self.inner.until(&format!("an answer to the interaction {data}"), look).await;
    }

    pub fn is_acknowledged(&self) -> bool {
        self.read(|_, known| known.callback.is_some())
    }

    /// The first answer: `type` and `data`.
    pub fn callback(&self) -> Value {
        self.read(|world, known| match &known.callback {
            Some((body, _)) => body.clone(),
            None => panic!("not answered\n{}", world.story()),
        })
    }

    /// How long the first answer took.
    pub fn took(&self) -> Duration {
        self.read(|_, known| {
            let (_, at) = known.callback.as_ref().expect("an answered interaction");
            at.duration_since(known.sent)
        })
    }

    /// The message that answers it, as people see it now: after edits, or the deferred one filled.
    pub fn message(&self) -> Value {
        self.visible().unwrap_or_else(|| {
            panic!("no visible message: {:#}", self.callback());
        })
    }

    /// The same, if there is one and it is not "thinking" any more.
    pub fn visible(&self) -> Option<Value> {
        self.read(visible)
    }

    /// Waits until there is a visible message, a deferred one filled.
    pub async fn answer(&self) -> Value {
        let look = |world: &World| visible(world, &world.interactions[&self.id]);
        self.inner.until("a visible answer", look).await
    }

    /// Only the asker sees it.
    pub fn is_ephemeral(&self) -> bool {
        self.read(|world, known| {
            let stored = known.original.and_then(|id| world.stored(id));
            stored.is_some_and(|stored| stored.ephemeral)
        })
    }

    /// Bodies of the edits of the answer, in order.
    pub fn edits(&self) -> Vec<Value> {
        self.read(|_, known| known.edits.clone())
    }

    pub async fn until_edits(&self, count: usize) -> Vec<Value> {
        let look = |world: &World| {
            let edits = &world.interactions[&self.id].edits;
            (edits.len() >= count).then(|| edits.clone())
        };
        self.inner.until(&format!("{count} edits of the answer"), look).await
    }

    /// Follow-up messages that are still there, as people see them now.
    pub fn followups(&self) -> Vec<Value> {
        self.read(followups)
    }

    pub async fn until_followups(&self, count: usize) -> Vec<Value> {
        let look = |world: &World| {
            let found = followups(world, &world.interactions[&self.id]);
            (found.len() >= count).then_some(found)
        };
        self.inner.until(&format!("{count} follow-ups"), look).await
    }

    /// Waits until the answer has been deleted.
    pub async fn gone(&self) {
        let look = |world: &World| {
            let known = &world.interactions[&self.id];
            let id = known.original?;
            world.stored(id).is_none().then_some(())
        };
        self.inner.until("the answer to be deleted", look).await;
    }

    /// Fails if the bot answers within this time.
    pub async fn expect_no_answer(&self, time: Duration) {
        let look =
            |world: &World| world.interactions[&self.id].callback.as_ref().map(|it| it.0.clone());
        if let Some(body) = self.inner.within(time, look).await {
            panic!("expected no answer, got {body:#}");
        }
    }

    /// As if fifteen minutes had passed: edits and follow-ups now get 401, code 50027.
    pub fn expire_token(&self) {
        self.inner.change(|world| {
            if let Some(known) = world.interactions.get_mut(&self.id) {
                known.token_expired = true;
            }
        });
    }
}

fn visible(world: &World, known: &Interaction) -> Option<Value> {
    if known.loading {
        return None;
    }
    Some(world.stored(known.original?)?.json.clone())
}

fn followups(world: &World, known: &Interaction) -> Vec<Value> {
    let stored = known.followups.iter().filter_map(|id| world.stored(*id));
    stored.map(|stored| stored.json.clone()).collect()
}

impl From<&Exchange> for Event {
    fn from(exchange: &Exchange) -> Self {
        exchange.read(|_, known| Self {
            name: "INTERACTION_CREATE".to_owned(),
            payload: known.payload.clone(),
            scope: known.scope,
        })
    }
}

impl From<&Said> for Event {
    fn from(said: &Said) -> Self {
        said.event()
    }
}
