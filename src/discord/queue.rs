//! Bounded work: so much at a time, so much waiting, the rest dropped; a panic harms nobody else.
//!
//! Knows nothing of what is done.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Pieces of work at the same time.
const RUNNING: usize = 64;
/// Pieces of work waiting or being done; what comes beyond is dropped.
const ADMITTED: u32 = 1024;

/// Work of one kind. Kinds have queues of their own, so that one that hangs costs the others nothing.
pub(super) struct Queue {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            running: Arc::new(Semaphore::new(RUNNING)),
            admitted: Arc::new(Semaphore::new(ADMITTED as usize)),
        }
    }
}

impl Queue {
    /// Runs `work` in a task of its own.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.spawn_or(work, async {});
    }

    /// Runs `work` in a task of its own. If it panics, `apology` is done instead.
    pub(super) fn spawn_or(
        &self,
        work: impl Future<Output = ()> + Send + 'static,
        apology: impl Future<Output = ()> + Send + 'static,
    ) {
        let Ok(admitted) = Arc::clone(&self.admitted).try_acquire_owned() else {
            tracing::warn!(limit = ADMITTED, "too much at once, something was dropped");
            return;
        };
        let running = Arc::clone(&self.running);
        tokio::spawn(async move {
            let _admitted = admitted;
            let Ok(_running) = running.acquire().await else { return };
            if tokio::spawn(work).await.is_err_and(|error| error.is_panic()) {
                tracing::error!("a handler panicked; this is a bug in gutskin, please report it");
                apology.await;
            }
        });
    }

    /// Waits until nothing is being done any more; `false` if that took too long.
    pub(super) async fn finish(&self, limit: Duration) -> bool {
        matches!(timeout(limit, self.admitted.acquire_many(ADMITTED)).await, Ok(Ok(_)))
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::{ADMITTED, Queue, RUNNING};

    #[tokio::test]
    async fn it_takes_so_much_and_no_more() {
        let (queue, done) = (Queue::default(), Arc::new(AtomicUsize::new(0)));
        for n in 0..ADMITTED + 10 {
            let done = Arc::clone(&done);
            queue.spawn(async move {
                done.fetch_add(1, Ordering::Relaxed);
                // The first ones never end.
                if (n as usize) < RUNNING / 2 {
                    pending::<()>().await;
                }
            });
        }
        while done.load(Ordering::Relaxed) < ADMITTED as usize {
            tokio::task::yield_now().await;
        }
        assert!(!queue.finish(Duration::ZERO).await, "some hang, and the rest went on around them");
        assert_eq!(done.load(Ordering::Relaxed), ADMITTED as usize, "ten were dropped");
    }

    #[tokio::test]
    async fn a_panic_is_followed_by_an_apology() {
        let (queue, (said, heard)) = (Queue::default(), tokio::sync::oneshot::channel());
        queue.spawn_or(async { panic!("on purpose") }, async { said.send(()).unwrap() });
        heard.await.unwrap();
        assert!(queue.finish(Duration::from_secs(5)).await);
    }
}
