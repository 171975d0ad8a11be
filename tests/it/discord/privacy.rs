//! `/privacy` over a store: what is kept of a person, deleting it, and staying out of it.

use serde_json::json;
use sqlx::{Connection as _, Executor as _};

use super::moderating::{Kept, said};
use super::{controls, text};
use crate::support::fake_discord::{Person, Place};

const UNKNOWN: &str = "what does marmalade do to penguins";

async fn privacy(kept: &Kept, person: &Person, place: &Place) -> serde_json::Value {
    kept.fake.slash_in(place, person, "privacy", json!({})).await.answer().await
}

async fn ask(kept: &Kept, person: &Person) {
    let here = Place::Channel(kept.fake.channel_id());
    kept.fake.slash_in(&here, person, "ask", json!({"question": UNKNOWN})).await;
}

/// Waits until the database says so of a person.
async fn until_askings(kept: &Kept, person: &Person, askings: u64) {
    for _ in 0..200 {
        if kept.store().held(person.id).await.expect("what is held").askings == askings {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{} never had {askings} askings", person.name);
}

#[tokio::test]
async fn it_shows_what_is_stored_and_deletes_it() {
    let kept = Kept::start().await;
    let here = Place::Channel(kept.fake.channel_id());
    kept.settle("unanswered", json!({"keep": "on"})).await;
    let robin = Person::named("robin");
    ask(&kept, &robin).await;
    until_askings(&kept, &robin, 1).await;
    let shown = privacy(&kept, &robin, &here).await;
    assert!(said(&shown).contains("asked 1 of this week's unanswered"), "{}", said(&shown));
    assert!(
        said(&privacy(&kept, &Person::named("kim"), &here).await).contains("database: Nothing.")
    );
    let done = kept.fake.button_by(&robin, "Forget it now", &shown).await.answer().await;
    assert!(text(&done["content"]).starts_with("Done"), "{done:#}");
    assert_eq!(kept.store().held(robin.id).await.expect("what is held").askings, 0);
    let again = said(&privacy(&kept, &robin, &here).await);
    assert!(again.contains("memory, at this moment: Nothing."), "{again}");
    kept.end().await;
}

/// The writer holds 500 of what waits and gives it back, so the queue is full from then on, whatever the writer does.
async fn fill(kept: &Kept) {
    const FULL: usize = 10_000 + 500;
    let store = kept.store();
    for guild in 1_u64.. {
        let lost = store.health().lost;
        store.left(guild);
        if store.health().queued >= FULL {
            return;
        }
        if store.health().lost > lost {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn a_wish_that_cannot_be_kept_is_not_promised() {
    let kept = Kept::start().await;
    let here = Place::Channel(kept.fake.channel_id());
    let robin = Person::named("robin");
    let shown = privacy(&kept, &robin, &here).await;
    let url = format!("sqlite:{}", kept.file().display());
    let mut other = sqlx::AnyConnection::connect(&url).await.expect("the file");
    other.execute("BEGIN IMMEDIATE").await.expect("the lock");
    fill(&kept).await;
    let done = kept.fake.button_by(&robin, "Forget it now", &shown).await.answer().await;
    assert!(text(&done["content"]).contains("**not** deleted"), "{done:#}");
    other.execute("COMMIT").await.expect("the lock is given back");
    kept.end().await;
}

/// The public privacy statement is made from the document.
#[tokio::test]
async fn the_document_says_what_members_read() {
    let kept = Kept::start().await;
    let here = Place::Channel(kept.fake.channel_id());
    let shown = privacy(&kept, &Person::named("robin"), &here).await;
    let document: Vec<&str> = include_str!("../../../docs/privacy.md")
        .lines()
        .filter_map(|line| line.strip_prefix('>'))
        .flat_map(str::split_whitespace)
        .collect();
    let said = text(&super::embed(&shown)["description"]).split_whitespace();
    assert_eq!(document.join(" "), said.collect::<Vec<_>>().join(" "));
    kept.end().await;
}

#[tokio::test]
async fn who_wants_to_is_never_recorded() {
    let kept = Kept::start().await;
    kept.settle("unanswered", json!({"keep": "on"})).await;
    let (robin, kim) = (Person::named("robin"), Person::named("kim"));
    // In a direct message too: it holds everywhere.
    let shown = privacy(&kept, &robin, &Place::Direct).await;
    assert_eq!(controls(&shown), ["Forget it now", "Never record me"]);
    kept.fake.button_by(&robin, "Never record me", &shown).await;
    ask(&kept, &robin).await;
    ask(&kept, &kim).await;
    until_askings(&kept, &kim, 1).await;
    let held = kept.store().held(robin.id).await.expect("what is held");
    assert!(!held.recorded && held.askings == 0);

    let shown = privacy(&kept, &robin, &Place::Direct).await;
    assert!(said(&shown).contains("never to be recorded"));
    assert_eq!(controls(&shown), ["Forget it now", "Record me again"]);
    kept.fake.button_by(&robin, "Record me again", &shown).await;
    ask(&kept, &robin).await;
    until_askings(&kept, &robin, 1).await;
    kept.end().await;
}
