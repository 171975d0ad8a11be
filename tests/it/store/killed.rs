//! A process that is killed at any moment loses nothing that it said was written, and never spoils the file.

use std::process::Stdio;
use std::time::Duration;

use gutskin::model::Change;
use gutskin::store::Saved;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::contract::{GUILD, asked, origin};
use super::databases::Database;

/// Tells the writer what to write to, and with which key.
const FILE: &str = "GUTSKIN_TEST_KILLED_FILE";
const KEY: &str = "GUTSKIN_TEST_KILLED_KEY";
const TIMES: u32 = 12;

/// Not a test by itself: the process that is killed. It says each number that it was told is written.
#[tokio::test]
async fn writer() {
    let (Ok(file), Ok(key)) = (std::env::var(FILE), std::env::var(KEY)) else { return };
    let mut on = Database::memory();
    on.config.url = gutskin::config::Secret::new(file);
    on.keys = key;
    let store = on.open().await;
    for number in store.community(GUILD).pinned.len().. {
        let events = store.events();
        let _ = events.try_send(asked(origin(GUILD, 1), Some("acne/what"), None));
        let change = Change::Pinned { key: number.to_string(), pinned: true };
        if store.change(GUILD, change).await == Saved::Now {
            println!("\nwritten {number}");
        }
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_that_was_written() {
    let on = Database::file();
    let mut last: Option<usize> = None;
    for time in 0..TIMES {
        let name = concat!(module_path!(), "::writer").split_once("::").expect("a path").1;
        let mut child = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", name, "--nocapture"])
            .env(FILE, on.config.url.expose())
            .env(KEY, &on.keys)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the same tests");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut seen = 0;
        // Another place of its work each time.
        let enough = 3 + time * 5;
        while let Some(line) = lines.next_line().await.expect("its output") {
            if let Some(number) = line.strip_prefix("written ") {
                last = Some(number.parse().expect("a number"));
                seen += 1;
            }
            if seen == enough {
                tokio::time::sleep(Duration::from_micros(u64::from(time) * 400)).await;
                child.start_kill().expect("SIGKILL");
            }
        }
        assert!(seen >= enough, "the writer ended by itself");
        child.wait().await.expect("it is dead");

        let mut beside = on.beside().await;
        let sound: String = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(&mut beside)
            .await
            .expect("a word");
        assert_eq!(sound, "ok");
        let store = on.open().await;
        let pinned = &store.community(GUILD).pinned;
        let expected: Vec<String> = (0..pinned.len()).map(|number| number.to_string()).collect();
        assert_eq!(*pinned, expected, "no gap");
        assert!(Some(pinned.len()) > last, "{last:?} was written, {} are there", pinned.len());
        store.close(Duration::from_secs(5)).await;
    }
}
