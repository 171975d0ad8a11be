//! Keys: another one opens nothing, and one is replaced without losing anything.

use std::path::PathBuf;

use gutskin::config::{Config, Secret};
use gutskin::model::{Change, Verdict};
use gutskin::store::{Saved, Seal, Store, StoreError};

use super::contract::{GUILD, correction};
use super::databases::{Database, eventually};
use super::tables;
use super::unanswered::{ask, keeps};
use crate::support::TempDir;

const LIMIT: std::time::Duration = std::time::Duration::from_secs(5);

#[tokio::test]
async fn a_key_is_replaced_without_losing_anything() {
    for mut on in Database::shared().await {
        let old = on.keys.clone();
        let store = on.open().await;
        keeps(&store, GUILD).await;
        let correction = correction(1, "is it acne", Verdict::Silence, &on);
        store.change(GUILD, Change::Correct { correction, asker: Some(7) }).await;
        store.never_record(8, true).await;
        for person in 1..=3 {
            ask(&store, GUILD, person, "copper").await;
        }
        store.close(LIMIT).await;

        let new = Seal::new_key().expect("random numbers");
        on.keys = format!("{new}\n{old}\n");
        let store = on.open().await;
        // The name of a key is the part before the dot of what it sealed: one is left.
        let sealed = "SELECT COUNT(DISTINCT SUBSTR(sealed, 1, 8)) FROM (SELECT value AS sealed FROM secrets \
            UNION ALL SELECT question FROM corrections UNION ALL SELECT text FROM unanswered) AS all_sealed";
        eventually("sealed anew", || async { tables::number(&on, sealed).await == 1 }).await;
        store.close(LIMIT).await;

        on.keys = new;
        let store = on.open().await;
        assert_eq!(store.community(GUILD).corrections[0].question, "is it acne", "{}", on.name);
        assert_eq!(store.unanswered(GUILD).await.expect("questions")[0].text, "copper");
        assert!(!store.held(8).await.expect("held").recorded, "marks stay the same");
        assert_eq!(store.held(7).await.expect("held").corrections, 1);
        store.close(LIMIT).await;

        on.keys = old;
        let keys = Seal::parse(&on.keys).expect("a key");
        let error = Store::open(&on.config, keys).await.expect_err("another key");
        assert!(matches!(error, StoreError::OtherKey) && error.exit_code() == 2, "{error}");
    }
}

/// What docs/privacy.md advises: where all processes know both keys, they may differ in which comes first.
#[tokio::test]
async fn processes_start_again_with_a_new_key_one_after_another() {
    for mut on in Database::shared().await {
        let (old, new) = (on.keys.clone(), Seal::new_key().expect("random numbers"));
        on.keys = format!("{old}\n{new}\n");
        let before = on.open().await;
        keeps(&before, GUILD).await;
        on.keys = format!("{new}\n{old}\n");
        let after = on.open().await;
        for (id, one, other) in [(1, &before, &after), (2, &after, &before)] {
            let correction = correction(id, "is it acne", Verdict::Silence, &on);
            let change = Change::Correct { correction, asker: Some(7) };
            assert_eq!(one.change(GUILD, change).await, Saved::Now, "{}", on.name);
            eventually(on.name, || async {
                other.community(GUILD).corrections.iter().any(|one| one.id == id)
            })
            .await;
        }
        for (person, store) in [(1, &before), (2, &after), (3, &before)] {
            ask(store, GUILD, person, "copper").await;
        }
        for store in [&before, &after] {
            assert_eq!(store.unanswered(GUILD).await.expect("questions")[0].text, "copper");
            assert_eq!(store.held(7).await.expect("held").corrections, 2, "{}", on.name);
            assert_eq!(store.health().lost, 0, "{}", on.name);
        }
    }
}

/// A configuration with its files below `folder`.
fn config(folder: &TempDir, url: &str) -> Config {
    let mut config = Config::load(None).expect("the defaults");
    config.store.url = Secret::new(url);
    config.discord.token_file = folder.path().join("token");
    config
}

#[test]
fn a_key_is_made_beside_the_token_once() {
    let folder = TempDir::new("store-key");
    let config = config(&folder, "sqlite:store.db");
    Seal::find(&config, None).expect("a new key");
    let path = folder.path().join("gutskin.key");
    let made = std::fs::read_to_string(&path).expect("a key file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).expect("a key file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    Seal::find(&config, None).expect("the same key");
    assert_eq!(std::fs::read_to_string(&path).expect("a key file"), made);
}

#[test]
fn what_is_wrong_with_a_key_is_said() {
    let folder = TempDir::new("store-bad-key");
    folder.write("bad", "not a key\n");
    let key = Seal::new_key().expect("random numbers");
    for (url, file, environment, problem) in [
        ("sqlite:store.db", "bad", None, Some("not one")),
        ("sqlite:store.db", "bad", Some(key.as_str()), None),
        ("sqlite:store.db", "bad", Some("short"), Some("not one")),
        ("sqlite:store.db", "bad/below", None, Some("bad/below")),
        ("postgres://localhost/gutskin", "nowhere", None, Some("GUTSKIN_STORE_KEY")),
        ("postgres://localhost/gutskin", "nowhere", Some(key.as_str()), None),
        ("sqlite::memory:", "bad", None, None),
        ("mysql://localhost", "bad", Some(key.as_str()), Some("store.url")),
    ] {
        let mut config = config(&folder, url);
        config.store.key_file = folder.path().join(PathBuf::from(file));
        let error = Seal::find(&config, environment.map(str::to_owned)).err();
        let text = error.as_ref().map(ToString::to_string);
        match (text, problem) {
            (None, None) => {}
            (Some(text), Some(problem)) => assert!(text.contains(problem), "{url} {file}: {text}"),
            (text, _) => panic!("{url} {file}: {text:?}"),
        }
        assert!(error.is_none_or(|error| error.exit_code() == 2));
    }
    assert!(!folder.path().join("nowhere").exists(), "processes that share a database share a key");
}
