//! The one task that writes, and that looks for what other processes wrote.
//!
//! It works in turns: write what waits, read what changed, delete what is too old. A turn that fails is taken up again,
//! later each time, and what it was about to write waits again. A turn that is cut off while it commits may write its
//! counts twice; everything else is the same written twice.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::queue::{Entry, Wish, Wished};
use super::seal::Marker;
use super::types::Saved;
use super::writing::Writing;
use super::{Shared, StoreError, counts, guilds, locked, number, people, retention, secrets};
use super::{settings, unanswered, until};

/// Things that go into one transaction at most.
const BATCH: usize = 500;

pub(super) struct Keeper {
    shared: Arc<Shared>,
    /// Taken from the queue and not known to be written.
    batch: VecDeque<Entry>,
    /// How much makes a batch: less, after one took longer than a turn.
    most: usize,
    /// How much of the batch is written at once: one, after the database did not take all of it.
    at_once: usize,
    /// The versions that memory shows.
    communities: i64,
    people: i64,
    swept: Option<Instant>,
    /// How long to wait after a failure.
    pause: Duration,
}

impl Keeper {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let pause = shared.timing.poll;
        Self {
            shared,
            batch: VecDeque::new(),
            most: BATCH,
            at_once: BATCH,
            communities: settings::FROM_THE_START,
            people: -1,
            swept: None,
            pause,
        }
    }

    /// Keeps until `stop` says so or is gone, then writes what waits, once.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>, intake: JoinHandle<()>) {
        loop {
            let wait =
                if self.shared.is_reachable() { self.shared.timing.poll } else { self.pause };
            tokio::select! {
                () = until(&mut stop) => break,
                // While the database is away its time decides, not what comes in.
                () = self.shared.wake.notified(), if self.shared.is_reachable() => {}
                () = sleep(wait) => {}
            }
            self.turn().await;
        }
        // It ends by itself when nothing can come any more.
        let _ = intake.await;
        self.turn().await;
        self.shared.database.pool.close().await;
    }

    /// One turn, and what operators hear of it.
    pub(super) async fn turn(&mut self) {
        let patience = self.shared.timing.patience;
        let done = if let Ok(done) = timeout(patience, self.work()).await {
            done
        } else {
            // The same again would take as long.
            if !self.batch.is_empty() {
                self.most = (self.batch.len() / 2).max(1);
            }
            Err(StoreError::Away("it does not answer".to_owned()))
        };
        // A turn that was cut off had no time to.
        self.put_back();
        match done {
            Ok(()) => {
                self.pause = self.shared.timing.poll;
                self.shared.back();
            }
            Err(error) => {
                self.pause = (self.pause * 2).min(self.shared.timing.longest_pause);
                self.shared.away(&error);
            }
        }
    }

    /// Where nothing can be written, as on a full disk, what others settled is still read.
    pub(super) async fn work(&mut self) -> Result<(), StoreError> {
        let people = self.people_marker().await?;
        self.shared.database.check_file().await?;
        let written = self.write(&people).await;
        self.put_back();
        self.read(&people).await?;
        // From now on it is known who is never recorded, and what communities keep.
        self.shared.ready.send_replace(true);
        // Also where nothing was written: what is deleted makes room.
        let swept = self.sweep(&people).await;
        written.and(swept)
    }

    /// What was not written waits with the rest, where changes and wishes to be forgotten reach it.
    fn put_back(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        locked(&self.shared.memory).queue.put_back(batch);
        locked(&self.shared.state).in_hand = 0;
    }

    /// Prepares the database where that is not done yet.
    async fn people_marker(&self) -> Result<Marker, StoreError> {
        if let Some(marker) = self.shared.people.get() {
            return Ok(marker.clone());
        }
        let (database, seal) = (&self.shared.database, &self.shared.seal);
        database.prepare().await?;
        let mut tx = database.pool.begin().await?;
        let existing = secrets::existing(&mut tx, seal, secrets::PEOPLE).await?;
        tx.rollback().await?;
        let marker = if let Some(marker) = existing {
            marker
        } else {
            let mut tx = database.begin().await?;
            let made = secrets::marker(&mut tx, seal, secrets::PEOPLE).await?;
            tx.commit().await?;
            made
        };
        Ok(self.shared.people.get_or_init(|| marker).clone())
    }

    /// Writes until nothing waits or half of the turn is over: the rest of it is for reading.
    async fn write(&mut self, people: &Marker) -> Result<(), StoreError> {
        let (begun, patience) = (Instant::now(), self.shared.timing.patience);
        loop {
            if begun.elapsed() > patience / 2 {
                return Ok(());
            }
            if self.batch.is_empty() {
                self.at_once = self.most;
                let mut memory = locked(&self.shared.memory);
                self.batch = memory.queue.take(self.most);
                locked(&self.shared.state).in_hand = self.batch.len();
            }
            if self.batch.is_empty() {
                return Ok(());
            }
            let start = Instant::now();
            match self.write_some(people).await {
                Ok(saved) => {
                    self.tell(saved);
                    // Twice as much would still be written in half of a turn.
                    if self.at_once == self.most && start.elapsed() < patience / 4 {
                        self.most = (self.most * 2).min(BATCH);
                    }
                }
                Err(StoreError::Unfit(_)) if self.at_once > 1 => self.at_once = 1,
                Err(StoreError::Unfit(reason)) => self.drop_first(&reason),
                Err(error) => return Err(error),
            }
        }
    }

    async fn write_some(&self, people: &Marker) -> Result<Vec<Saved>, StoreError> {
        let mut w = self.writing(people).await?;
        let mut saved = Vec::new();
        for entry in self.batch.iter().take(self.at_once) {
            saved.push(write_entry(&mut w, entry).await?);
        }
        w.tx.commit().await?;
        Ok(saved)
    }

    async fn writing<'a>(&'a self, people: &'a Marker) -> Result<Writing<'a>, StoreError> {
        let tx = self.shared.database.begin().await?;
        Ok(Writing::new(tx, &self.shared.seal, people, self.shared.timing.clock.now()))
    }

    /// Tells those who wait what became of what was written.
    fn tell(&mut self, saved: Vec<Saved>) {
        for (entry, saved) in self.batch.drain(..saved.len()).zip(saved) {
            answer(entry, saved);
        }
    }

    /// Gives up what the database will never take, so that it does not hold up the rest.
    fn drop_first(&mut self, reason: &str) {
        tracing::error!(reason, "the database refused one entry, which is dropped");
        if let Some(entry) = self.batch.pop_front() {
            answer(entry, Saved::Not);
            locked(&self.shared.state).refused += 1;
        }
    }

    /// Reads what another process, or this one, has written since.
    async fn read(&mut self, marker: &Marker) -> Result<(), StoreError> {
        let pool = &self.shared.database.pool;
        let versions: Vec<(String, i64)> =
            sqlx::query_as("SELECT name, latest FROM versions").fetch_all(pool).await?;
        let latest = |name: &str| {
            versions.iter().find(|(its, _)| its == name).map_or(0, |(_, latest)| *latest)
        };
        let (communities, people) = (latest("communities"), latest("people"));
        if communities != self.communities {
            self.read_communities(marker).await?;
            self.communities = communities;
        }
        if people != self.people {
            let never: Vec<String> =
                sqlx::query_scalar("SELECT person FROM never_recorded").fetch_all(pool).await?;
            locked(&self.shared.memory).replace_never(never, marker);
            self.people = people;
        }
        Ok(())
    }

    async fn read_communities(&self, marker: &Marker) -> Result<(), StoreError> {
        let (pool, seal) = (&self.shared.database.pool, &self.shared.seal);
        if self.communities == settings::FROM_THE_START {
            let all = settings::load(pool, seal, self.communities).await?;
            locked(&self.shared.memory).replace_all(all, marker);
            return Ok(());
        }
        let changed: Vec<i64> = sqlx::query_scalar("SELECT guild FROM guilds WHERE version > $1")
            .bind(self.communities)
            .fetch_all(pool)
            .await?;
        let mut all = settings::load(pool, seal, self.communities).await?;
        let mut memory = locked(&self.shared.memory);
        // One that changed since the list was made may be half there: its turn is the next.
        for guild in changed.into_iter().map(number) {
            let known = all.remove(&guild).unwrap_or_default();
            memory.replace(guild, known, marker);
        }
        Ok(())
    }

    /// Deletes what is too old, now and then.
    async fn sweep(&mut self, people: &Marker) -> Result<(), StoreError> {
        if self.swept.is_some_and(|swept| swept.elapsed() < self.shared.timing.sweep) {
            return Ok(());
        }
        let mut w = self.writing(people).await?;
        let gone = retention::run(&mut w, self.shared.database.kind).await?;
        w.tx.commit().await?;
        for guild in &gone {
            locked(&self.shared.memory).replace(*guild, super::memory::Known::default(), people);
        }
        if !gone.is_empty() {
            tracing::info!(
                guilds = gone.len(),
                "deleted what was kept of guilds that the bot left"
            );
        }
        self.shared.database.shrink().await?;
        self.swept = Some(Instant::now());
        Ok(())
    }
}

async fn write_entry(w: &mut Writing<'_>, entry: &Entry) -> Result<Saved, StoreError> {
    match entry {
        Entry::Wish(wished) => return write_wish(w, wished).await,
        Entry::Asking(asking) => unanswered::write(w, asking).await?,
        Entry::Count(tally, times) => counts::write(w, tally, *times).await?,
    }
    Ok(Saved::Now)
}

async fn write_wish(w: &mut Writing<'_>, wished: &Wished) -> Result<Saved, StoreError> {
    let at = wished.at;
    match &wished.wish {
        Wish::Change { guild, change } => return settings::write(w, *guild, change, at).await,
        Wish::Done { guild, ids } => unanswered::done(w, *guild, ids).await?,
        Wish::Forget { person, guild } => people::forget(w, *person, *guild, at).await?,
        Wish::NeverRecord { person, never } => people::never_record(w, *person, *never).await?,
        Wish::Arrived { guilds } => guilds::arrived(w, guilds).await?,
        Wish::Left { guild } => guilds::left(w, *guild).await?,
        Wish::Present { guilds, shard, shards } => {
            guilds::present(w, guilds, *shard, *shards).await?;
        }
    }
    Ok(Saved::Now)
}

fn answer(entry: Entry, saved: Saved) {
    if let Entry::Wish(Wished { heard: Some(heard), .. }) = entry {
        // Whoever asked may have stopped waiting.
        let _ = heard.send(saved);
    }
}
