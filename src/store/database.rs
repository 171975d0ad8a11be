//! A pool of connections to either database: opened, checked and migrated. One SQL for both, through sqlx's `Any` driver.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Mutex;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{
    Any, AnyConnection, AnyPool, ConnectOptions as _, Executor as _, SqlSafeStr as _, Transaction,
};
use tokio::task::spawn_blocking;

use super::{StoreError, file, locked};
use crate::config::StoreConfig;

/// The oldest SQLite that resets its write-ahead log without ever losing a page of it (sqlite.org, release 3.51.3).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// How long SQLite waits for another process' lock: less than anybody waits for an answer of the store.
const BUSY_MS: u32 = 1000;
const CONNECTIONS: u32 = 4;
/// What PostgreSQL may take for one statement: an end for those whose waiter is long gone.
const STATEMENT_MS: u32 = 15_000;

/// Which database an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Memory,
    Sqlite,
    Postgres,
}

impl Kind {
    pub(super) fn of(config: &StoreConfig) -> Result<Self, StoreError> {
        match config.url.expose() {
            "sqlite::memory:" => Ok(Self::Memory),
            url if url.starts_with("sqlite:") => Ok(Self::Sqlite),
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self::Postgres)
            }
            _ => Err(StoreError::Address(
                "write sqlite:FILE, sqlite::memory: or postgres://USER:PASSWORD@HOST/DATABASE"
                    .to_owned(),
            )),
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

#[derive(Debug)]
pub(super) struct Database {
    pub(super) kind: Kind,
    pub(super) pool: AnyPool,
    /// The file of SQLite, and which one it was when it was opened.
    path: Option<PathBuf>,
    opened: Mutex<Option<(u64, u64)>>,
}

impl Database {
    /// Makes the file if there is none; connects to nothing yet.
    pub(super) fn new(config: &StoreConfig) -> Result<Self, StoreError> {
        Self::at(config, file::make_private)
    }

    /// Makes nothing; connects to nothing yet.
    pub(super) fn existing(config: &StoreConfig) -> Result<Self, StoreError> {
        Self::at(config, |path| std::fs::metadata(path).map(drop))
    }

    fn at(
        config: &StoreConfig,
        ready: impl Fn(&Path) -> std::io::Result<()>,
    ) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let kind = Kind::of(config)?;
        let path = (kind == Kind::Sqlite).then(|| path(config.url.expose())).transpose()?;
        if let Some(path) = &path {
            ready(path).map_err(|error| StoreError::File {
                path: path.clone(),
                reason: error.to_string(),
            })?;
        }
        let options = options(config, path.as_deref())?;
        let pool = pool(kind, config.most_megabytes, options);
        Ok(Self { kind, pool, path, opened: Mutex::new(None) })
    }

    /// Checks the version and brings the tables up to date. sqlx takes an advisory lock of PostgreSQL around that.
    pub(super) async fn prepare(&self) -> Result<(), StoreError> {
        let mut connection = self.pool.acquire().await?;
        if self.kind != Kind::Postgres {
            let version: String =
                sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
            check_version(&version)?;
        }
        migrations().run_direct(None, &mut *connection, false).await?;
        *locked(&self.opened) = self.path.as_deref().and_then(file::identity);
        Ok(())
    }

    /// A transaction that writes. SQLite takes its one lock at the beginning, where waiting for it is still possible.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        if self.kind == Kind::Postgres {
            return Ok(self.pool.begin().await?);
        }
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Empties SQLite's write-ahead log, which still holds what was deleted.
    pub(super) async fn shrink(&self) -> Result<(), StoreError> {
        if self.kind == Kind::Sqlite {
            // A reader may be in the way; then the next time.
            self.pool.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }

    /// SQLite goes on writing to a file that was deleted under it, where nobody will ever find it again.
    pub(super) async fn check_file(&self) -> Result<(), StoreError> {
        let (Some(path), Some(opened)) = (self.path.clone(), *locked(&self.opened)) else {
            return Ok(());
        };
        let seen = spawn_blocking(move || (file::identity(&path), path)).await;
        let (found, path) = seen.map_err(|error| StoreError::Away(error.to_string()))?;
        if found == Some(opened) {
            return Ok(());
        }
        Err(StoreError::Away(format!("the file {} is gone or is another one", path.display())))
    }
}

/// The file that an address of SQLite names.
fn path(url: &str) -> Result<PathBuf, StoreError> {
    let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    let path = rest.unwrap_or_default();
    if path.is_empty() || path.contains('?') || path.starts_with(':') {
        let problem = "write sqlite:FILE without anything behind the file's name";
        return Err(StoreError::Address(problem.to_owned()));
    }
    Ok(PathBuf::from(path))
}

fn options(config: &StoreConfig, path: Option<&Path>) -> Result<AnyConnectOptions, StoreError> {
    // What sqlx says of an address may name its password.
    let unusable = |_| StoreError::Address("it cannot be read as an address".to_owned());
    let options = match path {
        Some(path) => {
            let url = SqliteConnectOptions::new().filename(path).to_url_lossy();
            AnyConnectOptions::from_url(&url)
        }
        None => AnyConnectOptions::from_str(config.url.expose()),
    };
    Ok(options.map_err(unusable)?.disable_statement_logging())
}

fn pool(kind: Kind, most_megabytes: u32, options: AnyConnectOptions) -> AnyPool {
    let settings = settings(kind, most_megabytes);
    let pool = AnyPoolOptions::new().acquire_timeout(Duration::from_millis(u64::from(BUSY_MS)));
    let pool = if kind == Kind::Memory {
        // The database is the connection: there is one, and it stays.
        pool.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None)
    } else {
        pool.max_connections(CONNECTIONS)
    };
    pool.after_connect(move |connection: &mut AnyConnection, _| {
        let settings = settings.clone();
        Box::pin(async move {
            connection.execute(sqlx::AssertSqlSafe(settings)).await?;
            Ok(())
        })
    })
    .connect_lazy_with(options)
}

/// What each connection is told first.
fn settings(kind: Kind, most_megabytes: u32) -> String {
    if kind == Kind::Postgres {
        return format!("SET statement_timeout = {STATEMENT_MS}");
    }
    // Deleted texts are overwritten; a limit of 0 leaves SQLite's own.
    let settings = format!(
        "PRAGMA busy_timeout = {BUSY_MS}; PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; \
         PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
    );
    match u64::from(most_megabytes) * 256 {
        0 => settings,
        pages => format!("{settings} PRAGMA max_page_count = {pages};"),
    }
}

fn check_version(version: &str) -> Result<(), StoreError> {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE {
        return Err(StoreError::Version(version.to_owned()));
    }
    Ok(())
}

/// Only ever added to, and each suits the program before it too: processes are replaced one after another.
fn migrations() -> Migrator {
    let sql = include_str!("../../migrations/0001_store.sql").into_sql_str();
    let first = Migration::new(1, "store".into(), MigrationType::Simple, sql, false);
    let mut migrator = Migrator::with_migrations(vec![first]);
    migrator.set_ignore_missing(true);
    migrator
}

#[cfg(test)]
mod tests {
    use super::{check_version, path};

    #[test]
    fn an_old_sqlite_is_refused() {
        for (version, sound) in
            [("3.51.3", true), ("3.52.0", true), ("4.0.0", true), ("3.51.2", false), ("", false)]
        {
            assert_eq!(check_version(version).is_ok(), sound, "{version}");
        }
    }

    #[test]
    fn an_address_names_a_file() {
        for (url, expected) in [
            ("sqlite:gutskin.db", Some("gutskin.db")),
            ("sqlite://data/gutskin.db", Some("data/gutskin.db")),
            ("sqlite:///var/lib/gutskin.db", Some("/var/lib/gutskin.db")),
            ("sqlite:", None),
            ("sqlite::memory", None),
            ("sqlite:a.db?mode=ro", None),
        ] {
            assert_eq!(path(url).ok().as_deref(), expected.map(std::path::Path::new), "{url}");
        }
    }
}
