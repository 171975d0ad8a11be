//! The databases that the contract runs on, each empty and its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use gutskin::config::{Secret, StoreConfig};
use gutskin::store::{Clock, Seal, Store, Timing};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use time::{Date, Month, OffsetDateTime, Time};

use crate::support::TempDir;

/// An empty database.
pub(super) struct Database {
    pub(super) name: &'static str,
    pub(super) config: StoreConfig,
    pub(super) keys: String,
    pub(super) time: MovableTime,
    /// The folder of a file.
    _folder: Option<TempDir>,
}

impl Database {
    pub(super) fn memory() -> Self {
        Self::new("memory", "sqlite::memory:", None)
    }

    pub(super) fn file() -> Self {
        let folder = TempDir::new(&format!("store-{}", number()));
        let url = format!("sqlite:{}/below/store.db", folder.path().display());
        Self::new("SQLite", &url, Some(folder))
    }

    /// Nothing where no server is given.
    pub(super) async fn postgres() -> Option<Self> {
        let server = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())?;
        let name = format!("gutskin_{}_{}", std::process::id(), number());
        let mut connection = PgConnection::connect(&server).await.expect("PostgreSQL answers");
        for query in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")]
        {
            connection.execute(AssertSqlSafe(query)).await.expect("a database of its own");
        }
        let (server, _) = server.rsplit_once('/').expect("the address names a database");
        Some(Self::new("PostgreSQL", &format!("{server}/{name}"), None))
    }

    /// All that there are here.
    pub(super) async fn all() -> Vec<Self> {
        let mut all = vec![Self::memory(), Self::file()];
        all.extend(Self::postgres().await);
        all
    }

    /// Those that several processes can use.
    pub(super) async fn shared() -> Vec<Self> {
        let mut shared = vec![Self::file()];
        shared.extend(Self::postgres().await);
        shared
    }

    fn new(name: &'static str, url: &str, folder: Option<TempDir>) -> Self {
        let config = StoreConfig {
            url: Secret::new(url),
            key_file: std::path::PathBuf::new(),
            most_megabytes: 64,
        };
        let keys = Seal::new_key().expect("random numbers");
        Self { name, config, keys, time: MovableTime::default(), _folder: folder }
    }

    pub(super) async fn open(&self) -> Store {
        self.open_with(self.timing()).await
    }

    pub(super) async fn open_with(&self, timing: Timing) -> Store {
        let keys = Seal::parse(&self.keys).expect("keys");
        Store::open_with(&self.config, keys, timing).await.expect(self.name)
    }

    /// Short waits, and a clock that a test moves.
    pub(super) fn timing(&self) -> Timing {
        let time = self.time.clone();
        Timing {
            poll: Duration::from_millis(20),
            longest_pause: Duration::from_millis(50),
            sweep: Duration::from_millis(10),
            clock: Clock::new(move || time.now()),
            ..Timing::default()
        }
    }

    /// The path of the file.
    pub(super) fn path(&self) -> &std::path::Path {
        std::path::Path::new(self.config.url.expose().trim_start_matches("sqlite:"))
    }

    /// A connection beside the store.
    pub(super) async fn beside(&self) -> sqlx::AnyConnection {
        sqlx::any::install_default_drivers();
        sqlx::AnyConnection::connect(self.config.url.expose()).await.expect(self.name)
    }
}

/// Prints once what is left out here.
pub(super) fn say_what_is_left_out() {
    if std::env::var("TEST_POSTGRES_URL").is_ok_and(|url| !url.is_empty()) {
        return;
    }
    println!("left out: the store on PostgreSQL; TEST_POSTGRES_URL names no server");
}

fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Begins on a Wednesday at noon.
#[derive(Clone, Default)]
pub(super) struct MovableTime(Arc<AtomicI64>);

impl MovableTime {
    pub(super) fn now(&self) -> OffsetDateTime {
        let start = Date::from_calendar_date(2026, Month::November, 18).expect("a day");
        let noon = Time::from_hms(12, 0, 0).expect("noon");
        OffsetDateTime::new_utc(start, noon)
            + time::Duration::seconds(self.0.load(Ordering::SeqCst))
    }

    pub(super) fn pass_days(&self, days: i64) {
        self.0.fetch_add(days * 86_400, Ordering::SeqCst);
    }

    pub(super) fn today(&self) -> Date {
        self.now().date()
    }
}

/// Waits until something holds; fails after seconds.
pub(super) async fn eventually<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    for _ in 0..500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never: {what}");
}

/// Waits until all that was told is written.
pub(super) async fn written(store: &Store) {
    let events = store.events();
    eventually("everything is written", || async {
        let idle = events.capacity() == events.max_capacity() && store.health().queued == 0;
        idle && store.health().reachable
    })
    .await;
}
