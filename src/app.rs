//! What every surface holds: the knowledge being served now, and where to tell what happened.
//!
//! A reload builds a whole [`Snapshot`] and swaps it in; questions under way keep theirs. Events leave through a bounded
//! queue that nobody waits for: however slow its reader is, no answer is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::mpsc;

use crate::model::{Community, Event};
use crate::pipeline::Snapshot;
use crate::store::Store;

/// Shared by all surfaces of a process.
#[derive(Debug)]
pub struct App {
    current: RwLock<Arc<Snapshot>>,
    /// Absent where nobody listens.
    events: Option<mpsc::Sender<Event>>,
    lost: AtomicU64,
    /// Absent where nothing is kept, as in the terminal.
    store: Option<Store>,
}

impl App {
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        let current = RwLock::new(Arc::new(snapshot));
        Self { current, events: None, lost: AtomicU64::new(0), store: None }
    }

    /// Tells what happens from now on to `events`.
    #[must_use]
    pub fn telling(self, events: mpsc::Sender<Event>) -> Self {
        Self { events: Some(events), ..self }
    }

    /// Keeps what moderators settle in `store`.
    #[must_use]
    pub fn keeping(self, store: Store) -> Self {
        Self { store: Some(store), ..self }
    }

    #[must_use]
    pub const fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// What is settled for a community; everything as usual outside communities.
    #[must_use]
    pub fn community(&self, guild: Option<u64>) -> Arc<Community> {
        let settled = self.store.as_ref().zip(guild);
        settled.map(|(store, guild)| store.community(guild)).unwrap_or_default()
    }

    /// The knowledge to answer one question from.
    #[must_use]
    pub fn current(&self) -> Arc<Snapshot> {
        // A panic while swapping two pointers cannot leave half a value: the lock's poison says nothing.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves `snapshot` from the next question on.
    pub fn replace(&self, snapshot: Snapshot) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Tells what happened, and never waits: an event that finds the queue full is counted and dropped.
    pub fn tell(&self, event: Event) {
        if let Some(events) = &self.events
            && events.try_send(event).is_err()
        {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many events found no room.
    #[must_use]
    pub fn lost_events(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}
