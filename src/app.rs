//! What every surface holds: the knowledge being served now, and where to tell what happened.
//!
//! A reload builds a whole [`Snapshot`] and swaps it in; questions under way keep theirs. Events leave through a bounded
//! queue that nobody waits for: however slow its reader is, no answer is.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use tokio::sync::mpsc;

use crate::model::Event;
use crate::pipeline::{Settled, Snapshot};
use crate::store::Store;

/// Shared by all surfaces of a process.
#[derive(Debug)]
pub struct App {
    current: RwLock<Arc<Snapshot>>,
    /// Absent where nobody listens.
    events: Option<mpsc::Sender<Event>>,
    lost: AtomicU64,
    /// By community, where something is corrected: the corrections compiled, and for which knowledge.
    settled: Mutex<BTreeMap<u64, (Weak<Snapshot>, Arc<Settled>)>>,
    /// Absent where nothing is kept, as in the terminal.
    store: Option<Store>,
}

impl App {
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        let current = RwLock::new(Arc::new(snapshot));
        Self {
            current,
            events: None,
            lost: AtomicU64::new(0),
            store: None,
            settled: Mutex::default(),
        }
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

    /// What is settled for a community, ready for the questions asked of `snapshot`; everything as usual outside
    /// communities. Corrections are compiled once for each knowledge and each change.
    #[must_use]
    pub fn community(&self, guild: Option<u64>, snapshot: &Arc<Snapshot>) -> Arc<Settled> {
        let Some((store, guild)) = self.store.as_ref().zip(guild) else { return Arc::default() };
        let community = store.community(guild);
        if community.corrections.is_empty() {
            self.settled().remove(&guild);
            return Arc::new(snapshot.settle(community));
        }
        if let Some((of, known)) = self.settled().get(&guild)
            && Weak::ptr_eq(of, &Arc::downgrade(snapshot))
            && Arc::ptr_eq(known.community(), &community)
        {
            return Arc::clone(known);
        }
        // Outside the lock: other communities' questions do not wait for it.
        let settled = Arc::new(snapshot.settle(community));
        self.settled().insert(guild, (Arc::downgrade(snapshot), Arc::clone(&settled)));
        settled
    }

    fn settled(&self) -> MutexGuard<'_, BTreeMap<u64, (Weak<Snapshot>, Arc<Settled>)>> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
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
