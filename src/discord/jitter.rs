//! Chance, so that processes do not fall into step: pauses after many lost Discord at the same moment, and nonces.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// `pause`, up to a quarter shorter or longer.
#[must_use]
pub(super) fn around(pause: Duration) -> Duration {
    let fraction = u32::try_from(random() % 1024).unwrap_or_default();
    pause * 3 / 4 + pause * fraction / 2048
}

/// A number that comes up once in a long while, here and in other processes.
#[must_use]
pub(super) fn random() -> u64 {
    // The standard library's only source of randomness; pauses and nonces need no better one.
    RandomState::new().hash_one(0_u8)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::around;

    #[test]
    fn a_pause_stays_near_what_was_asked_for() {
        for _ in 0..100 {
            let pause = around(Duration::from_secs(1));
            assert!((750..1250).contains(&pause.as_millis()), "{pause:?}");
        }
    }
}
