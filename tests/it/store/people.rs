//! Everything of a person can be found and deleted, and nothing that comes late brings it back.

use std::collections::BTreeSet;

use gutskin::model::{Change, Event, ShadowVerdict, Verdict};
use gutskin::store::{Saved, Store};

use super::contract::{GUILD, OTHER, asked, correction, origin, tell};
use super::databases::{Database, written};
use super::documented;
use super::tables::{self, Rows};
use super::unanswered::{ask, keeps};

const PERSON: u64 = 80_351_110_224_678_912;

/// What may say that somebody did something, but not who: docs/privacy.md, on top.
const ANONYMOUS: [&str; 6] = ["counts", "judgements", "shadowed", "versions", "guilds", "secrets"];

/// Others ask and are corrected, so that a person has company.
async fn company(store: &Store, on: &Database) {
    for guild in [GUILD, OTHER] {
        keeps(store, guild).await;
        for (person, question) in [
            (1, "third is the person"),
            (2, "third is the person"),
            (1, "kept"),
            (2, "kept"),
            (3, "kept"),
        ] {
            ask(store, guild, person, question).await;
        }
        let correction = correction(guild + 1, "of somebody else", Verdict::Silence, on);
        store.change(guild, Change::Correct { correction, asker: Some(1) }).await;
    }
}

/// The person leaves something wherever a person can.
async fn everything_a_person_does(store: &Store, on: &Database, guild: u64) {
    for question in ["third is the person", "kept", "alone"] {
        ask(store, guild, PERSON, question).await;
    }
    tell(store, asked(origin(guild, PERSON), Some("acne/what"), None)).await;
    let answer = "acne/what".to_owned();
    tell(store, Event::Judged { origin: origin(guild, PERSON), answer, helpful: true }).await;
    let verdict = ShadowVerdict::Wrong;
    tell(store, Event::Shadowed { origin: origin(guild, PERSON), verdict }).await;
    let correction = correction(guild + 2, "of the person", Verdict::Silence, on);
    store.change(guild, Change::Correct { correction, asker: Some(PERSON) }).await;
    written(store).await;
}

/// Rows that could go back to a person. How many asked a kept question is a count like others.
fn personal(rows: &Rows) -> BTreeSet<String> {
    let tables = rows.iter().filter(|(table, _)| !ANONYMOUS.contains(&table.as_str()));
    tables.flat_map(|(table, rows)| rows.iter().map(move |row| format!("{table}: {row}"))).collect()
}

fn tables_of<'r>(rows: impl IntoIterator<Item = &'r String>) -> BTreeSet<String> {
    let table = |row: &String| row.split(':').next().unwrap_or_default().to_owned();
    rows.into_iter().map(table).collect()
}

#[tokio::test]
async fn forgetting_a_person_leaves_only_the_tombstone() {
    for on in Database::shared().await {
        let store = on.open().await;
        company(&store, &on).await;
        let without = personal(&tables::rows(&on).await);
        everything_a_person_does(&store, &on, GUILD).await;
        everything_a_person_does(&store, &on, OTHER).await;
        let with = personal(&tables::rows(&on).await);
        let held = store.held(PERSON).await.expect("held");
        assert_eq!((held.recorded, held.askings, held.corrections), (true, 6, 2), "{}", on.name);
        assert_eq!(held.since, Some(on.time.today()));

        // One guild first: its moderators can.
        assert_eq!(store.forget(PERSON, Some(OTHER)).await, Saved::Now, "{}", on.name);
        let held = store.held(PERSON).await.expect("held");
        assert_eq!((held.askings, held.corrections), (3, 1), "{}", on.name);
        assert_eq!(store.community(OTHER).corrections.len(), 1);
        assert_eq!(store.community(GUILD).corrections.len(), 2);

        assert_eq!(store.forget(PERSON, None).await, Saved::Now, "{}", on.name);
        let after = personal(&tables::rows(&on).await);
        let left: Vec<_> = after.difference(&without).collect();
        assert_eq!(
            tables_of(left.iter().copied()),
            BTreeSet::from(["tombstones".to_owned()]),
            "{left:?}"
        );
        assert_eq!(without.difference(&after).count(), 0, "others keep what is theirs");
        assert_eq!(store.community(GUILD).corrections.len(), 1, "memory forgets too");

        // Whatever the document says is of a person was touched by this test, so nothing new slips by.
        store.never_record(PERSON, true).await;
        let never = personal(&tables::rows(&on).await);
        let touched = with.difference(&without).chain(never.difference(&after)).chain(left);
        assert_eq!(tables_of(touched), documented::tables_of_people(), "{}", on.name);
    }
}

#[tokio::test]
async fn no_id_of_a_person_is_in_the_database() {
    for on in Database::shared().await {
        let store = on.open().await;
        company(&store, &on).await;
        everything_a_person_does(&store, &on, GUILD).await;
        store.never_record(PERSON, true).await;
        store.forget(PERSON, None).await;
        let all: String = tables::rows(&on).await.into_values().flatten().collect();
        assert!(all.contains(&GUILD.to_string()), "ids of guilds are there to be found");
        assert!(!all.contains(&PERSON.to_string()), "{}", on.name);
    }
}

#[tokio::test]
async fn what_comes_late_does_not_bring_a_person_back() {
    for on in Database::shared().await {
        let (late, store) = (on.open().await, on.open().await);
        keeps(&late, GUILD).await;
        // The other process' clock is a little ahead, so what is told to the late one happened before.
        on.time.pass_days(1);
        store.forget(PERSON, None).await;
        on.time.pass_days(-1);
        ask(&late, GUILD, PERSON, "alone").await;
        let correction = correction(5, "of the person", Verdict::Silence, &on);
        let change = Change::Correct { correction, asker: Some(PERSON) };
        assert_eq!(late.change(GUILD, change).await, Saved::Not, "{}", on.name);
        written(&late).await;
        let held = store.held(PERSON).await.expect("held");
        assert_eq!((held.askings, held.corrections), (0, 0), "{}", on.name);
        // What happens afterwards is another matter.
        on.time.pass_days(2);
        ask(&late, GUILD, PERSON, "alone").await;
        assert_eq!(store.held(PERSON).await.expect("held").askings, 1, "{}", on.name);
    }
}

#[tokio::test]
async fn who_is_never_recorded_is_not_even_counted() {
    for on in Database::shared().await {
        let (store, other) = (on.open().await, on.open().await);
        keeps(&store, GUILD).await;
        assert_eq!(store.never_record(PERSON, true).await, Saved::Now);
        let before = tables::rows(&on).await;
        super::databases::eventually("the other process knows", || async {
            !other.held(PERSON).await.expect("held").recorded
        })
        .await;
        tokio::time::sleep(on.timing().poll * 5).await;
        for store in [&store, &other] {
            ask(store, GUILD, PERSON, "alone").await;
            let correction = correction(5, "of the person", Verdict::Silence, &on);
            let change = Change::Correct { correction, asker: Some(PERSON) };
            assert_eq!(store.change(GUILD, change).await, Saved::Not, "{}", on.name);
        }
        assert_eq!(tables::rows(&on).await, before, "{}", on.name);
        assert!(store.community(GUILD).corrections.is_empty());
        store.never_record(PERSON, false).await;
        ask(&store, GUILD, PERSON, "alone").await;
        let held = store.held(PERSON).await.expect("held");
        assert_eq!((held.recorded, held.askings), (true, 1), "{}", on.name);
    }
}
