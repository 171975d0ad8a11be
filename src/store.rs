//! A stand-in until the store is there: settings in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Change, Community, ShadowVerdict};

/// Whether a change is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    Now,
    Later,
    Not,
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

/// Stand-ins for what the store will give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shadowed {
    pub verdict: ShadowVerdict,
    pub times: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    pub database: &'static str,
    pub reachable: bool,
    pub queued: usize,
    pub lost: u64,
    pub trouble: Option<String>,
}

impl Store {
    /// # Errors
    /// Never.
    #[allow(clippy::unused_async)]
    pub async fn shadowed(&self, _: u64, _: u64) -> Result<Vec<Shadowed>, ()> {
        Ok(Vec::new())
    }

    pub fn arrived(&self, _: u64) {}

    pub fn left(&self, _: u64) {}

    pub fn present(&self, _: &[u64], _: u32, _: u32) {}

    #[must_use]
    pub fn health(&self) -> Health {
        Health { database: "memory", reachable: true, queued: 0, lost: 0, trouble: None }
    }
}
