//! What every surface holds: the knowledge being served now, behind one door.
//!
//! A reload builds a whole [`Snapshot`] and swaps it in; questions under way keep theirs.

use std::sync::{Arc, PoisonError, RwLock};

use crate::pipeline::Snapshot;

/// Shared by all surfaces of a process.
#[derive(Debug)]
pub struct App {
    current: RwLock<Arc<Snapshot>>,
}

impl App {
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self { current: RwLock::new(Arc::new(snapshot)) }
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
}
