//! How any part of the bot ends it: the first reason counts.

use tokio::sync::mpsc;

use super::error::RunError;

/// Reports a reason to stop.
#[derive(Debug, Clone)]
pub(super) struct Fatal(mpsc::Sender<RunError>);

impl Fatal {
    /// The reporting end, and the end that [`super::run`] listens to.
    #[must_use]
    pub(super) fn channel() -> (Self, mpsc::Receiver<RunError>) {
        let (sender, receiver) = mpsc::channel(1);
        (Self(sender), receiver)
    }

    pub(super) fn report(&self, error: RunError) {
        // Full or closed: the bot is stopping for another reason already.
        let _ = self.0.try_send(error);
    }
}
