//! At most so many within any stretch of time. The time comes in as an argument.

use std::collections::VecDeque;
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

use super::recent::Recent;

/// Whose pace is known; those who came longest ago are forgotten first.
const KNOWN: usize = 4096;

pub(super) struct Pace<K> {
    most: usize,
    within: Duration,
    /// Times of what was let through, oldest first, at most as many as are allowed.
    taken: Recent<K, VecDeque<Instant>>,
}

impl<K: Copy + Eq + Hash> Pace<K> {
    /// No limit for 0.
    #[must_use]
    pub(super) fn new(most: u32, within: Duration) -> Self {
        Self {
            most: usize::try_from(most).unwrap_or(usize::MAX),
            within,
            taken: Recent::new(KNOWN, within),
        }
    }

    /// Takes one more in, or says how long to wait.
    pub(super) fn take(&mut self, key: K, now: Instant) -> Option<Duration> {
        if self.most == 0 {
            return None;
        }
        let mut times = self.taken.remove(&key).unwrap_or_default();
        times.retain(|time| now.saturating_duration_since(*time) < self.within);
        let oldest = times.front().filter(|_| times.len() >= self.most).copied();
        if oldest.is_none() {
            times.push_back(now);
        }
        self.taken.put(key, times, now);
        oldest.map(|oldest| (oldest + self.within).saturating_duration_since(now))
    }

    pub(super) fn forget(&mut self, key: &K) {
        self.taken.remove(key);
    }

    pub(super) fn tidy(&mut self, now: Instant) {
        self.taken.tidy(now);
    }
}
