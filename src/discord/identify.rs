//! Who may identify when: twilight's queue, which keeps to Discord's pace and daily allowance, and a note of when a
//! shard got its permit, so that the watchdog does not take waiting in the queue for silence.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use tokio::time::Instant;
use twilight_gateway::queue::{InMemoryQueue, Queue};

/// One shard's place at the queue that all shards share.
#[derive(Debug, Clone)]
pub(super) struct Turnstile {
    queue: InMemoryQueue,
    passed: Arc<Mutex<Option<Instant>>>,
}

impl Turnstile {
    #[must_use]
    pub(super) fn new(queue: InMemoryQueue) -> Self {
        Self { queue, passed: Arc::default() }
    }

    /// When the shard was last let through; `None` while it waits.
    #[must_use]
    pub(super) fn passed(&self) -> Option<Instant> {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn note(passed: &Mutex<Option<Instant>>, when: Option<Instant>) {
    *passed.lock().unwrap_or_else(PoisonError::into_inner) = when;
}

impl Queue for Turnstile {
    fn enqueue(&self, shard: u32) -> oneshot::Receiver<()> {
        let (mut let_through, turn) = oneshot::channel();
        note(&self.passed, None);
        let permit = self.queue.enqueue(shard);
        let passed = Arc::clone(&self.passed);
        tokio::spawn(async move {
            tokio::select! {
                permit = permit => if permit.is_ok() {
                    note(&passed, Some(Instant::now()));
                    let _ = let_through.send(());
                },
                // The connection broke while it waited: its permit is not used up.
                () = let_through.closed() => {}
            }
        });
        turn
    }
}
