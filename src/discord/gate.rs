//! A gate that stays shut while Discord limits everything, so that nothing is sent on through the limit.
//!
//! Knows nothing of requests.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::{Instant, sleep_until};

/// Shut until a moment, or open.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Option<Instant>>);

impl Gate {
    /// Shuts it; never opens it earlier than it was to open.
    pub(super) fn shut(&self, until: Instant) {
        let mut shut = self.until();
        *shut = (*shut).max(Some(until));
    }

    /// Waits until it is open; `false` at once if that is not before the deadline.
    pub(super) async fn pass(&self, deadline: Instant) -> bool {
        loop {
            let shut = *self.until();
            match shut.filter(|until| *until > Instant::now()) {
                None => return true,
                Some(until) if until >= deadline => return false,
                Some(until) => sleep_until(until).await,
            }
        }
    }

    fn until(&self) -> MutexGuard<'_, Option<Instant>> {
        // One value is replaced under the lock: poison says nothing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Gate;

    #[tokio::test]
    async fn what_waits_is_let_through_when_it_opens() {
        let (gate, begun) = (Gate::default(), Instant::now());
        let after = |millis| begun + Duration::from_millis(millis);
        assert!(gate.pass(begun).await, "open from the start");
        gate.shut(after(60));
        gate.shut(after(10));
        assert!(!gate.pass(after(60)).await, "there is no time left then");
        assert!(Instant::now() < after(60), "and nothing was waited for that");
        assert!(gate.pass(after(5000)).await);
        assert!(Instant::now() >= after(60), "the longer one counts");
    }
}
