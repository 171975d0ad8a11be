//! A database that is slow, locked, full, read-only, gone or never there: nobody waits for it, operators hear of it, and
//! what can be kept is written later.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use gutskin::config::{Secret, StoreConfig};
use gutskin::model::Change;
use gutskin::store::{Saved, Seal, Store, StoreError, Timing};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AnyConnection, Executor as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::contract::{GUILD, asked, origin, tell};
use super::databases::{Database, eventually, written};
use super::tables;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn pin(key: &str) -> Change {
    Change::Pinned { key: key.to_owned(), pinned: true }
}

/// Settings are in force, calls return in time, and operators see that something is wrong.
async fn carries_on(store: &Store, what: &str) {
    let deadline = Timing::default().deadline + Duration::from_millis(500);
    let start = Instant::now();
    assert_eq!(store.change(GUILD, pin("later")).await, Saved::Later, "{what}");
    assert!(store.community(GUILD).pinned.contains(&"later".to_owned()), "{what}");
    assert!(start.elapsed() < deadline, "{what}: {:?}", start.elapsed());
    tell(store, asked(origin(GUILD, 1), Some("acne/what"), None)).await;
    eventually(what, || async { !store.health().reachable }).await;
    let health = store.health();
    assert!(health.queued > 0 && health.trouble.is_some(), "{what}: {health:?}");
}

/// Everything that waited is written in the end.
async fn recovers(on: &Database, store: &Store, what: &str) {
    let back = format!("back from {what}");
    eventually(&back, || async { store.health().reachable && store.health().queued == 0 }).await;
    written(store).await;
    assert_eq!(store.health().lost, 0, "{what}");
    let again = on.open().await;
    assert_eq!(again.community(GUILD), store.community(GUILD), "{what}");
    assert!(again.community(GUILD).pinned.contains(&"later".to_owned()), "{what}");
    let today = on.time.today();
    let counts = again.counts(GUILD, today..=today).await.expect("counts");
    assert_eq!(counts.iter().map(|count| count.times).sum::<u64>(), 1, "{what}");
}

/// Another process writes and does not come to an end.
async fn locked(on: &Database) -> AnyConnection {
    let mut other = on.beside().await;
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    other
}

#[tokio::test]
async fn a_locked_file() {
    let on = Database::file();
    let store = on.open().await;
    store.change(GUILD, pin("before")).await;
    let mut other = locked(&on).await;
    carries_on(&store, "locked").await;
    other.execute("COMMIT").await.expect("the lock is given back");
    drop(other);
    recovers(&on, &store, "locked").await;
}

#[tokio::test]
async fn a_file_that_is_locked_at_the_start() {
    let on = Database::file();
    on.open().await.close(Duration::from_secs(5)).await;
    // Nor can it be read.
    let mut other = on.beside().await;
    other.execute("PRAGMA locking_mode = EXCLUSIVE").await.expect("a setting");
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    let store = on.open().await;
    carries_on(&store, "locked at the start").await;
    other.execute("COMMIT").await.expect("the lock is given back");
    drop(other);
    recovers(&on, &store, "locked at the start").await;
}

#[tokio::test]
async fn a_read_only_file() {
    let on = Database::file();
    let store = on.open().await;
    store.change(GUILD, pin("before")).await;
    store.close(Duration::from_secs(5)).await;
    // Byte 18 of the header: a file that only a later version may write (sqlite.org/fileformat, "File format version
    // numbers"). Rights would not stop root.
    patch(&on, 18, 9);
    let store = on.open().await;
    assert_eq!(store.community(GUILD).pinned, ["before"], "it can still be read");
    carries_on(&store, "read-only").await;
    store.close(Duration::from_secs(5)).await;
    patch(&on, 18, 2);
    assert_eq!(on.open().await.community(GUILD).pinned, ["before"]);
}

fn patch(on: &Database, at: u64, byte: u8) {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let mut file = std::fs::File::options().write(true).open(on.path()).expect("the file");
    file.seek(SeekFrom::Start(at)).expect("the header");
    file.write_all(&[byte]).expect("a byte");
}

#[tokio::test]
async fn a_full_disk() {
    let mut on = Database::file();
    on.config.most_megabytes = 1;
    let store = on.open().await;
    let mut other = on.beside().await;
    other.execute("CREATE TABLE ballast (text TEXT)").await.expect("a table");
    let heavy = "INSERT INTO ballast (text) SELECT HEX(ZEROBLOB(700000))";
    other.execute(heavy).await.expect("no limit beside the store");
    let mut light = 0;
    while store.change(GUILD, pin(&format!("{light:0>20000}"))).await == Saved::Now {
        light += 1;
        assert!(light < 100, "1 MiB is never full");
    }
    carries_on(&store, "full").await;
    other.execute("DROP TABLE ballast").await.expect("room");
    recovers(&on, &store, "full").await;
}

#[tokio::test]
async fn a_folder_that_is_gone_and_comes_back() {
    let on = Database::file();
    let store = on.open().await;
    let folder: PathBuf = on.path().parent().expect("a folder").to_owned();
    let away = folder.with_extension("away");
    std::fs::rename(&folder, &away).expect("moved");
    carries_on(&store, "gone").await;
    assert!(store.health().trouble.is_some_and(|trouble| trouble.contains("gone")));
    assert!(!folder.exists(), "nothing is begun anew beside what was lost sight of");
    std::fs::rename(&away, &folder).expect("moved back");
    recovers(&on, &store, "gone").await;
    assert!(on.open().await.is_read_within(Duration::from_secs(10)).await);
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let config = StoreConfig {
        url: Secret::new("postgres://nobody:s3cret@127.0.0.1:1/nothing"),
        key_file: PathBuf::new(),
        most_megabytes: 0,
    };
    let store = Store::open(&config, Seal::parse(KEY).expect("a key")).await.expect("it starts");
    assert!(!store.is_read_within(Duration::from_millis(100)).await);
    carries_on(&store, "no server").await;
    assert!(store.counts(GUILD, time::Date::MIN..=time::Date::MAX).await.is_err());
    assert!(store.held(1).await.is_err() && store.unanswered(GUILD).await.is_err());
    assert_eq!(store.forget(1, None).await, Saved::Later);
    let health = store.health();
    assert_eq!(health.database, "PostgreSQL");
    assert!(!format!("{health:?} {store:?}").contains("s3cret"), "{health:?}");
}

#[tokio::test]
async fn what_the_operator_has_to_mend_is_said_at_the_start() {
    let server = std::env::var("TEST_POSTGRES_URL").unwrap_or_default();
    let (server, _) = server.rsplit_once('/').unwrap_or_default();
    let no_database = format!("{server}/no_such_database");
    let mut wrong = vec![
        ("mysql://localhost/a", "store.url"),
        ("gutskin.db", "store.url"),
        ("sqlite:", "store.url"),
        ("sqlite:/proc/no/such/folder/gutskin.db", "/proc/no/such"),
        ("postgres://[", "store.url"),
    ];
    if !server.is_empty() {
        wrong.push((no_database.as_str(), "no_such_database"));
    }
    for (url, problem) in wrong {
        let config =
            StoreConfig { url: Secret::new(url), key_file: PathBuf::new(), most_megabytes: 0 };
        let error = Store::open(&config, Seal::parse(KEY).expect("a key")).await.expect_err(url);
        assert!(error.to_string().contains(problem), "{url}: {error}");
        assert_eq!(error.exit_code(), 2, "{url}");
    }
}

/// Nothing mends itself there: a start that went on would answer without any setting.
#[tokio::test]
async fn tables_that_do_not_fit_are_no_outage() {
    let mut spoilt = Vec::new();
    for on in Database::shared().await {
        on.open().await.close(Duration::from_secs(5)).await;
        spoilt.push((on, "UPDATE _sqlx_migrations SET success = FALSE"));
    }
    if let Some(on) = Database::postgres().await {
        spoilt.push((on, "CREATE TABLE settings (somebody_elses BIGINT)"));
    }
    for (on, query) in spoilt {
        on.beside().await.execute(query).await.expect(query);
        let keys = Seal::parse(&on.keys).expect("keys");
        let error = Store::open_with(&on.config, keys, on.timing()).await.expect_err(query);
        assert!(matches!(error, StoreError::Schema(_)), "{} {query}: {error}", on.name);
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("store.url"), "{error}");
    }
}

/// A port where the server answers, but each request takes its time to get there.
async fn far_away(server: &PgConnectOptions, delay: Duration) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let server = (server.get_host().to_owned(), server.get_port());
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(server.clone()).await.expect("the server");
            let ((mut asked, mut told), (mut answers, mut asks)) =
                (near.into_split(), far.into_split());
            tokio::spawn(async move { tokio::io::copy(&mut answers, &mut told).await });
            tokio::spawn(async move {
                let mut request = vec![0; 1 << 16];
                while let Ok(length @ 1..) = asked.read(&mut request).await {
                    tokio::time::sleep(delay).await;
                    if asks.write_all(&request[..length]).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    port
}

/// More waits than can be written, and more has changed than can be read one by one, within one turn.
#[tokio::test]
async fn a_server_far_away() {
    const MANY: u64 = 100;
    let Some(on) = Database::postgres().await else { return };
    let near = on.open().await;
    let options: PgConnectOptions = on.config.url.expose().parse().expect("an address");
    let port = far_away(&options, Duration::from_millis(5)).await;
    let (login, _) = on.config.url.expose().rsplit_once('@').expect("the address names a user");
    let name = options.get_database().expect("it names a database");
    let url = Secret::new(format!("{login}@127.0.0.1:{port}/{name}"));
    let config = StoreConfig { url, ..on.config.clone() };
    let timing = Timing { patience: Duration::from_millis(500), ..on.timing() };
    let keys = Seal::parse(&on.keys).expect("keys");
    let far = Store::open_with(&config, keys, timing).await.expect("it starts");
    eventually("it is reached", || async { far.health().reachable }).await;

    for guild in 1..=MANY {
        tell(&far, asked(origin(guild, 1), Some("acne/what"), None)).await;
    }
    for guild in 1..=20 {
        far.arrived(guild);
    }
    written(&far).await;
    assert_eq!(far.health().lost, 0);
    assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM counts").await, 100);

    for guild in 1..=MANY {
        assert_eq!(near.change(guild, pin("a")).await, Saved::Now);
    }
    eventually("all is read", || async {
        (1..=MANY).all(|guild| far.community(guild).pinned == ["a"])
    })
    .await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let on = Database::file();
    let store = on.open().await;
    store.change(GUILD, pin("a")).await;
    let folder = on.path().parent().expect("a folder");
    let mut files = 0;
    for file in std::fs::read_dir(folder).expect("the folder") {
        let file = file.expect("a file");
        let mode = file.metadata().expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
        files += 1;
    }
    assert_eq!(files, 3, "the database, its log, and what shares the log");
    for (pragma, expected) in [("PRAGMA journal_mode", "wal"), ("PRAGMA integrity_check", "ok")] {
        let found: String =
            sqlx::query_scalar(pragma).fetch_one(&mut on.beside().await).await.expect(pragma);
        assert_eq!(found, expected, "{pragma}");
    }
}
