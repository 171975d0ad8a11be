//! What every surface holds: the knowledge being served now, what is kept, and where to tell what happened.
//!
//! A reload builds a whole [`Snapshot`] and swaps it in; questions under way keep theirs. Events leave through a bounded
//! queue that nobody waits for: however slow its reader is, no answer is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;

use crate::model::{Community, Difference, Event};
use crate::pipeline::{Settled, Snapshot};
use crate::store::Store;

/// Reads the knowledge anew, on a thread where that may take its time; or says all that is wrong with it.
type Loader = dyn Fn() -> Result<Snapshot, String> + Send + Sync;

/// What is settled for a community, made ready for a knowledge.
type Compiled = (Weak<Snapshot>, Arc<Settled>);

/// What became of reading the knowledge anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reloaded {
    /// It is served now.
    Fresh { revision: String, difference: Difference },
    /// It cannot be served, for these reasons; what was served before still is.
    Unsound(String),
    /// There is nothing to read anew: the knowledge is part of the program.
    BuiltIn,
}

/// Shared by all surfaces of a process.
pub struct App {
    current: RwLock<Arc<Snapshot>>,
    /// Absent where nobody listens.
    events: Option<mpsc::Sender<Event>>,
    lost: AtomicU64,
    /// By community, where something is corrected.
    compiled: Mutex<BTreeMap<u64, Compiled>>,
    /// Absent where nothing is kept, as in the terminal.
    store: Option<Store>,
    /// Absent where the knowledge is part of the program.
    loader: Option<Arc<Loader>>,
    /// What came of the last reading, and which one it was; held while one is under way.
    reading: Arc<tokio::sync::Mutex<(u64, Reloaded)>>,
    /// Readings that have begun.
    begun: AtomicU64,
    /// How often knowledge could not be served.
    unsound: watch::Sender<u64>,
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("App").field("store", &self.store).finish_non_exhaustive()
    }
}

impl App {
    #[must_use]
    pub fn new(snapshot: impl Into<Arc<Snapshot>>) -> Self {
        let current = RwLock::new(snapshot.into());
        Self {
            current,
            events: None,
            lost: AtomicU64::new(0),
            store: None,
            compiled: Mutex::default(),
            loader: None,
            reading: Arc::new(tokio::sync::Mutex::new((0, Reloaded::BuiltIn))),
            begun: AtomicU64::new(0),
            unsound: watch::Sender::new(0),
        }
    }

    /// Tells what happens from now on to `events`.
    #[must_use]
    pub fn telling(self, events: mpsc::Sender<Event>) -> Self {
        Self { events: Some(events), ..self }
    }

    /// Keeps in `store` what moderators settle and what happens.
    #[must_use]
    pub fn keeping(self, store: Store) -> Self {
        Self { events: Some(store.events()), store: Some(store), ..self }
    }

    /// Reads the knowledge anew with `loader`.
    #[must_use]
    pub fn reading(
        self,
        loader: impl Fn() -> Result<Snapshot, String> + Send + Sync + 'static,
    ) -> Self {
        Self { loader: Some(Arc::new(loader)), ..self }
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

    /// What is settled for a community; everything as usual outside communities.
    #[must_use]
    pub fn community(&self, guild: Option<u64>) -> Arc<Community> {
        let settled = self.store.as_ref().zip(guild);
        settled.map(|(store, guild)| store.community(guild)).unwrap_or_default()
    }

    /// The same, ready for the questions asked of `snapshot`. Corrections are compiled once for each knowledge and each
    /// change.
    #[must_use]
    pub fn settled(&self, guild: Option<u64>, snapshot: &Arc<Snapshot>) -> Arc<Settled> {
        let community = self.community(guild);
        let Some(guild) = guild.filter(|_| !community.corrections.is_empty()) else {
            return Arc::new(snapshot.settle(community));
        };
        if let Some((of, known)) = self.compiled().get(&guild)
            && Weak::ptr_eq(of, &Arc::downgrade(snapshot))
            && Arc::ptr_eq(known.community(), &community)
        {
            return Arc::clone(known);
        }
        // Outside the lock: other communities' questions do not wait for it.
        let settled = Arc::new(snapshot.settle(community));
        self.compiled().insert(guild, (Arc::downgrade(snapshot), Arc::clone(&settled)));
        settled
    }

    fn compiled(&self) -> MutexGuard<'_, BTreeMap<u64, Compiled>> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the knowledge anew and serves it if it is sound. One reading at a time, so the newest is served in the end; all
    /// that ask while one is under way share the next.
    pub async fn reload(&self) -> Reloaded {
        let Some(loader) = self.loader.clone() else { return Reloaded::BuiltIn };
        let begun = self.begun.load(Ordering::SeqCst);
        let reading = Arc::clone(&self.reading).lock_owned().await;
        if reading.0 > begun {
            return reading.1.clone();
        }
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        // The lock goes along: who asked may stop waiting, and the thread goes on.
        let done = spawn_blocking(move || (loader(), reading)).await;
        let Ok((read, mut reading)) = done else {
            return self.take(Err("reading it failed in an unexpected way".to_owned()));
        };
        let reloaded = self.take(read);
        *reading = (number, reloaded.clone());
        reloaded
    }

    /// Serves what was read if it is sound; otherwise whoever listens is told.
    pub fn take(&self, read: Result<Snapshot, String>) -> Reloaded {
        match read {
            Ok(snapshot) => {
                let difference = Difference::between(self.current().corpus(), snapshot.corpus());
                let revision = snapshot.corpus().revision.clone();
                self.replace(snapshot);
                tracing::info!(revision, "serving the changed knowledge");
                Reloaded::Fresh { revision, difference }
            }
            Err(reasons) => {
                tracing::error!("keeping the last good knowledge: {reasons}");
                self.unsound.send_modify(|times| *times += 1);
                Reloaded::Unsound(reasons)
            }
        }
    }

    /// Changes whenever knowledge was read that could not be served.
    #[must_use]
    pub fn unsound(&self) -> watch::Receiver<u64> {
        self.unsound.subscribe()
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
