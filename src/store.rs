//! A stand-in until the store is there: settings in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Change, Community};

/// Whether a change is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    Now,
    Later,
}

#[derive(Debug, Clone, Default)]
pub struct Store(Arc<Mutex<BTreeMap<u64, Arc<Community>>>>);

impl Store {
    #[must_use]
    pub fn community(&self, guild: u64) -> Arc<Community> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&guild).cloned().unwrap_or_default()
    }

    #[allow(clippy::unused_async)]
    pub async fn change(&self, guild: u64, change: Change) -> Saved {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let community = kept.entry(guild).or_default();
        Arc::make_mut(community).apply(change);
        Saved::Now
    }
}
