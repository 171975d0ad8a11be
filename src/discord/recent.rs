//! A bounded memory that forgets: the newest entries, for a while.
//!
//! The time comes in as an argument. Knows nothing of what is kept.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

/// At most `capacity` entries, each for `life` after it was last put in.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    kept: HashMap<K, Entry<V>>,
    /// Oldest first. An entry that was put in again or removed leaves a stale line behind.
    order: VecDeque<(u64, K)>,
    serial: u64,
    capacity: usize,
    life: Duration,
}

#[derive(Debug)]
struct Entry<V> {
    serial: u64,
    since: Instant,
    value: V,
}

impl<K: Copy + Eq + Hash, V> Recent<K, V> {
    #[must_use]
    pub(super) fn new(capacity: usize, life: Duration) -> Self {
        Self { kept: HashMap::new(), order: VecDeque::new(), serial: 0, capacity, life }
    }

    #[must_use]
    pub(super) fn get(&self, key: &K, now: Instant) -> Option<&V> {
        self.kept.get(key).filter(|entry| self.is_alive(entry, now)).map(|entry| &entry.value)
    }

    /// Puts an entry in, in place of an older one of that key.
    pub(super) fn put(&mut self, key: K, value: V, now: Instant) {
        self.serial += 1;
        self.kept.insert(key, Entry { serial: self.serial, since: now, value });
        self.order.push_back((self.serial, key));
        self.tidy(now);
    }

    /// Whether `key` is not in yet; from now on it is, with this value.
    pub(super) fn first_time(&mut self, key: K, value: V, now: Instant) -> bool {
        let new = self.get(&key, now).is_none();
        if new {
            self.put(key, value, now);
        }
        new
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        self.kept.remove(key).map(|entry| entry.value)
    }

    /// Keeps only what `wanted` says.
    pub(super) fn retain(&mut self, mut wanted: impl FnMut(&K, &V) -> bool) {
        self.kept.retain(|key, entry| wanted(key, &entry.value));
    }

    /// What is kept, the newest first.
    pub(super) fn newest(&self, now: Instant) -> impl Iterator<Item = (&K, &V)> {
        self.order.iter().rev().filter_map(move |(serial, key)| {
            let entry = self.kept.get(key)?;
            let current = entry.serial == *serial && self.is_alive(entry, now);
            current.then_some((key, &entry.value))
        })
    }

    fn is_alive(&self, entry: &Entry<V>, now: Instant) -> bool {
        now.saturating_duration_since(entry.since) < self.life
    }

    /// Drops what is stale, too old or too much, from the oldest on.
    pub(super) fn tidy(&mut self, now: Instant) {
        while let Some((serial, key)) = self.order.front().copied() {
            let current = self.kept.get(&key).filter(|entry| entry.serial == serial);
            let alive = current.is_some_and(|entry| self.is_alive(entry, now));
            if alive && self.kept.len() <= self.capacity && self.order.len() <= self.capacity * 2 {
                return;
            }
            if current.is_some() {
                self.kept.remove(&key);
            }
            self.order.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Recent;

    const LIFE: Duration = Duration::from_mins(1);

    #[test]
    fn a_key_is_new_once_until_it_is_forgotten() {
        let (mut seen, now) = (Recent::new(2, LIFE), Instant::now());
        assert!(seen.first_time(7, (), now));
        assert!(!seen.first_time(7, (), now + LIFE / 2), "asking does not renew it");
        assert!(seen.first_time(7, (), now + LIFE), "its time is over");
        assert!(seen.first_time(8, (), now + LIFE) && seen.first_time(9, (), now + LIFE));
        assert!(seen.first_time(7, (), now + LIFE), "two others came since");
    }

    #[test]
    fn what_is_put_in_again_counts_from_then() {
        let (mut kept, now) = (Recent::new(2, LIFE), Instant::now());
        kept.put("a", 1, now);
        kept.put("b", 2, now);
        kept.put("a", 3, now + LIFE / 2);
        kept.put("c", 4, now + LIFE / 2);
        let left: Vec<_> = kept.newest(now + LIFE / 2).map(|(key, value)| (*key, *value)).collect();
        assert_eq!(left, [("c", 4), ("a", 3)], "the oldest went");
        assert_eq!(kept.get(&"a", now + LIFE), Some(&3));
        assert_eq!(kept.remove(&"a"), Some(3));
        assert_eq!(kept.newest(now + LIFE).count(), 1);
        kept.retain(|_, value| *value > 4);
        assert_eq!(kept.get(&"c", now), None);
    }

    #[test]
    fn it_stays_small_whatever_comes() {
        let (mut kept, now) = (Recent::new(10, LIFE), Instant::now());
        for round in 0..1000_u32 {
            kept.put(round % 3, round, now);
            kept.put(1000 + round, round, now);
        }
        assert!(kept.kept.len() <= 10 && kept.order.len() <= 20);
    }
}
