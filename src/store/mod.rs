//! What is remembered beyond a restart: what moderators settled, anonymous counts, questions that nobody could answer.
//!
//! [`Store`] is a handle, cheap to clone. Nothing here delays or fails an answer: a community is read from memory, what
//! happened goes into a bounded queue, and one task writes it (`keeper`). Must not know Discord, the engine or the
//! knowledge. What is kept and for how long stands in docs/privacy.md.

mod archive;
mod counts;
mod database;
mod file;
mod guilds;
mod intake;
mod keeper;
mod keys;
mod memory;
mod moment;
mod people;
mod queue;
mod retention;
mod rows;
mod seal;
mod secrets;
mod settings;
mod types;
mod unanswered;
mod writing;

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use time::Date;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

pub use archive::Archive;
pub use moment::Clock;
pub use retention::{COUNT_DAYS, GRACE_DAYS, TOMBSTONE_DAYS, UNANSWERED_DAYS};
pub use rows::{CorrectionRow, UnansweredRow};
pub use seal::Seal;
pub use types::{Count, Health, Held, Judged, Saved, Shadowed, StoreError, Unanswered};

use crate::config::StoreConfig;
use crate::model::{Change, Community, Event};
use database::Database;
use keeper::Keeper;
use memory::Memory;
use queue::{Wish, Wished};
use seal::Marker;

/// How many different people ask a question within a week before its text is kept.
pub const LEAST_ASKERS: u64 = 3;

/// Unanswered questions that moderators are shown.
const MOST_SHOWN: i64 = 1000;

/// Events that wait to be looked at; they are within microseconds, but for the start without a database.
const EVENTS: usize = 4096;

/// How long things take at most.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Anybody who waits for the store.
    pub deadline: Duration,
    /// The writer, for one turn.
    pub patience: Duration,
    /// Between two looks for what other processes wrote.
    pub poll: Duration,
    /// Between two tries to reach a database that is away.
    pub longest_pause: Duration,
    /// Between two deletions of what is too old.
    pub sweep: Duration,
    /// Things that wait to be written.
    pub room: usize,
    pub clock: Clock,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            deadline: Duration::from_millis(1500),
            patience: Duration::from_secs(20),
            poll: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
            sweep: Duration::from_hours(1),
            room: 10_000,
            clock: Clock::default(),
        }
    }
}

/// The store of a process. Every call that waits ends within [`Timing::deadline`].
#[derive(Debug, Clone)]
pub struct Store(Arc<Open>);

/// Ends its tasks when the last handle goes.
#[derive(Debug)]
struct Open {
    shared: Arc<Shared>,
    events: mpsc::Sender<Event>,
    stop: watch::Sender<bool>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

/// What the handle and the tasks share.
#[derive(Debug)]
struct Shared {
    database: Database,
    seal: Seal,
    /// Known from the first time on that the database was there.
    people: OnceLock<Marker>,
    memory: Mutex<Memory>,
    state: Mutex<State>,
    wake: Notify,
    /// Everything was read once.
    ready: watch::Sender<bool>,
    timing: Timing,
}

#[derive(Debug, Default)]
struct State {
    trouble: Option<String>,
    /// What the writer took from the queue and has not written yet.
    in_hand: usize,
    /// What the database will never take.
    refused: u64,
}

impl Store {
    /// Opens the store and brings its tables up to date. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// What the operator has to mend: the address, the file, the key, the login. A database that cannot be reached is no
    /// error: it is tried again in the background, and [`Self::health`] says so.
    pub async fn open(config: &StoreConfig, keys: Seal) -> Result<Self, StoreError> {
        Self::open_with(config, keys, Timing::default()).await
    }

    /// [`Self::open`] with other limits, for tests.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_with(
        config: &StoreConfig,
        keys: Seal,
        timing: Timing,
    ) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared {
            database: Database::new(config)?,
            seal: keys,
            people: OnceLock::new(),
            memory: Mutex::new(Memory::new(timing.room)),
            state: Mutex::default(),
            wake: Notify::new(),
            ready: watch::Sender::new(false),
            timing,
        });
        let mut keeper = Keeper::new(Arc::clone(&shared));
        match timeout(shared.timing.patience, keeper.work()).await {
            Ok(Err(error)) if error.is_configuration() => return Err(error),
            Ok(Err(error)) => shared.away(&error),
            Err(_) => shared.away(&StoreError::Away("it does not answer".to_owned())),
            Ok(Ok(())) => {}
        }
        let (events, heard) = mpsc::channel(EVENTS);
        let (stop, stopped) = watch::channel(false);
        let intake = tokio::spawn(intake::run(Arc::clone(&shared), heard, stopped.clone()));
        let keeper = Mutex::new(Some(tokio::spawn(keeper.run(stopped, intake))));
        Ok(Self(Arc::new(Open { shared, events, stop, keeper })))
    }

    /// Where to tell what happened.
    #[must_use]
    pub fn events(&self) -> mpsc::Sender<Event> {
        self.0.events.clone()
    }

    /// What a community settled; the default where it settled nothing. From memory, which follows other processes within
    /// two seconds.
    #[must_use]
    pub fn community(&self, guild: u64) -> Arc<Community> {
        self.memory().community(guild)
    }

    /// Puts a change in force and writes it.
    pub async fn change(&self, guild: u64, change: Change) -> Saved {
        let asker = match &change {
            Change::Correct { asker, .. } => *asker,
            _ => None,
        };
        let heard = {
            let mut memory = self.memory();
            if asker.is_some_and(|asker| memory.is_never(asker, self.people())) {
                return Saved::Not;
            }
            let heard = self.wish(&mut memory, Wish::Change { guild, change: change.clone() });
            if heard.is_some() {
                memory.apply(guild, change);
            }
            heard
        };
        self.hear(heard).await
    }

    /// How often questions came to what, day by day. Small counts are as they are: whoever shows them decides what a count
    /// would give away.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn counts(
        &self,
        guild: u64,
        days: RangeInclusive<Date>,
    ) -> Result<Vec<Count>, StoreError> {
        self.read(counts::counts(&self.shared().database.pool, guild, &days)).await
    }

    /// What members said of each answer.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn judgements(
        &self,
        guild: u64,
        days: RangeInclusive<Date>,
    ) -> Result<Vec<Judged>, StoreError> {
        self.read(counts::judgements(&self.shared().database.pool, guild, &days)).await
    }

    /// What moderators said of a shadow channel.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn shadowed(&self, guild: u64, channel: u64) -> Result<Vec<Shadowed>, StoreError> {
        self.read(counts::shadowed(&self.shared().database.pool, guild, channel)).await
    }

    /// Questions without an answer that [`LEAST_ASKERS`] people or more asked within a week and that are not done; those
    /// asked last come first, a thousand at most.
    ///
    /// # Errors
    /// When the database does not answer in time, or a text does not open.
    pub async fn unanswered(&self, guild: u64) -> Result<Vec<Unanswered>, StoreError> {
        let shared = self.shared();
        let rows = unanswered::list(&shared.database.pool, &shared.seal, Some(guild), MOST_SHOWN);
        Ok(self.read(rows).await?.into_iter().map(|(_, one)| one).collect())
    }

    /// Marks unanswered questions as done: they are not shown again.
    ///
    /// # Errors
    /// When the database did not take it in time. It may still do.
    pub async fn done(&self, guild: u64, ids: &[u64]) -> Result<(), StoreError> {
        let wish = Wish::Done { guild, ids: ids.to_vec() };
        match self.decide(wish).await {
            Saved::Now => Ok(()),
            Saved::Later | Saved::Not => Err(StoreError::Away(self.trouble())),
        }
    }

    /// What is stored of a person.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn held(&self, person: u64) -> Result<Held, StoreError> {
        let shared = self.shared();
        let held = async {
            let people = self.people().ok_or_else(|| StoreError::Away(self.trouble()))?;
            let mut tx = shared.database.pool.begin().await?;
            people::held(&mut tx, &shared.seal, people, person).await
        };
        self.read(held).await
    }

    /// Deletes everything of a person, in one guild or in all; what is still on its way will not be written.
    pub async fn forget(&self, person: u64, guild: Option<u64>) -> Saved {
        let heard = {
            let mut memory = self.memory();
            memory.forget(person, guild, self.people());
            self.wish(&mut memory, Wish::Forget { person, guild })
        };
        self.hear(heard).await
    }

    /// Records nothing of a person from now on, or does so again.
    pub async fn never_record(&self, person: u64, never: bool) -> Saved {
        let heard = {
            let mut memory = self.memory();
            memory.never_record(person, never, self.people());
            self.wish(&mut memory, Wish::NeverRecord { person, never })
        };
        self.hear(heard).await
    }

    /// The bot came into a guild.
    pub fn arrived(&self, guild: u64) {
        self.note(Wish::Arrived { guilds: [guild].into() });
    }

    /// The bot was removed from a guild: what is stored of it goes after [`GRACE_DAYS`] days. An outage is no removal.
    pub fn left(&self, guild: u64) {
        self.note(Wish::Left { guild });
    }

    /// All guilds that the bot is in on one shard, at its start: those stored and not among them were left meanwhile.
    pub fn present(&self, guilds: &[u64], shard: u32, shards: u32) {
        self.note(Wish::Present { guilds: guilds.to_vec(), shard, shards });
    }

    /// How the store is, from memory.
    #[must_use]
    pub fn health(&self) -> Health {
        // Both at once: the writer moves things from the one to the other.
        let memory = self.memory();
        let (queued, lost) = (memory.queue.len(), memory.queue.lost);
        let state = locked(&self.shared().state);
        Health {
            database: self.shared().database.kind.name(),
            reachable: state.trouble.is_none(),
            queued: queued + state.in_hand,
            lost: lost + state.refused,
            trouble: state.trouble.clone(),
        }
    }

    /// Waits until what communities settled is known; says whether it is within `limit`. Until then all is as usual in them.
    pub async fn is_read_within(&self, limit: Duration) -> bool {
        let mut ready = self.shared().ready.subscribe();
        timeout(limit, ready.wait_for(|ready| *ready)).await.is_ok_and(|ready| ready.is_ok())
    }

    /// Writes what waits and ends, within `limit`. What happens afterwards is not kept.
    pub async fn close(&self, limit: Duration) {
        self.0.stop.send_replace(true);
        let keeper = locked(&self.0.keeper).take();
        let Some(keeper) = keeper else { return };
        if timeout(limit, keeper).await.is_err() {
            tracing::warn!(queued = self.health().queued, "the store was not written in time");
        }
    }

    fn shared(&self) -> &Shared {
        &self.0.shared
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        locked(&self.shared().memory)
    }

    fn people(&self) -> Option<&Marker> {
        self.shared().people.get()
    }

    fn trouble(&self) -> String {
        let trouble = locked(&self.shared().state).trouble.clone();
        trouble.unwrap_or_else(|| "it is slow".to_owned())
    }

    /// Queues a decision; nothing where there is no room.
    fn wish(&self, memory: &mut Memory, wish: Wish) -> Option<oneshot::Receiver<Saved>> {
        let (told, heard) = oneshot::channel();
        let at = self.shared().timing.clock.now().ms();
        let fits = memory.queue.wish(Wished { at, wish, heard: Some(told) });
        fits.then_some(heard)
    }

    async fn decide(&self, wish: Wish) -> Saved {
        let heard = self.wish(&mut self.memory(), wish);
        self.hear(heard).await
    }

    /// Queues what nobody waits for.
    fn note(&self, wish: Wish) {
        // The answer goes nowhere.
        drop(self.wish(&mut self.memory(), wish));
        self.shared().wake.notify_one();
    }

    async fn hear(&self, heard: Option<oneshot::Receiver<Saved>>) -> Saved {
        let Some(heard) = heard else { return Saved::Not };
        self.shared().wake.notify_one();
        match timeout(self.shared().timing.deadline, heard).await {
            Ok(saved) => saved.unwrap_or(Saved::Not),
            Err(_) => Saved::Later,
        }
    }

    async fn read<T>(
        &self,
        reading: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        match timeout(self.shared().timing.deadline, reading).await {
            Ok(read) => read,
            Err(_) => Err(StoreError::Away(self.trouble())),
        }
    }
}

impl Shared {
    fn is_reachable(&self) -> bool {
        locked(&self.state).trouble.is_none()
    }

    /// Logs once that the database went away.
    fn away(&self, error: &StoreError) {
        let before = locked(&self.state).trouble.replace(error.to_string());
        if before.is_none() {
            tracing::warn!(
                database = self.database.kind.name(),
                "the store cannot be written, and is tried again: {error}"
            );
        }
    }

    /// Logs once that it is there again.
    fn back(&self) {
        if locked(&self.state).trouble.take().is_some() {
            let lost = locked(&self.memory).queue.lost;
            tracing::info!(
                database = self.database.kind.name(),
                lost,
                "the store is written again"
            );
        }
    }
}

/// A lock is held for a look or a change of plain values: a panic cannot leave half of one.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until a flag is up, or nobody can raise it any more.
async fn until(flag: &mut watch::Receiver<bool>) {
    let _ = flag.wait_for(|up| *up).await;
}

/// The databases know signed numbers alone; the bits stay the same.
const fn id(number: u64) -> i64 {
    number.cast_signed()
}

const fn number(id: i64) -> u64 {
    id.cast_unsigned()
}
