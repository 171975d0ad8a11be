//! Questions without an answer: only where that is switched on, only when several asked, and never in clear.

use gutskin::model::{Change, Event};
use gutskin::store::Store;

use super::contract::{GUILD, OTHER, asked, origin, tell};
use super::databases::{Database, written};
use super::tables;

const QUESTION: &str = "copper rosacea";

pub(super) async fn keeps(store: &Store, guild: u64) {
    store.change(guild, Change::KeepsUnanswered(true)).await;
}

pub(super) async fn ask(store: &Store, guild: u64, person: u64, question: &str) {
    tell(store, asked(origin(guild, person), None, Some(question))).await;
    written(store).await;
}

#[tokio::test]
async fn the_third_asker_brings_the_text() {
    for on in Database::shared().await {
        let store = on.open().await;
        keeps(&store, GUILD).await;
        for person in [1, 2, 1, 2] {
            ask(&store, GUILD, person, QUESTION).await;
            assert!(store.unanswered(GUILD).await.expect("questions").is_empty(), "{}", on.name);
        }
        assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM unanswered").await, 0, "{}", on.name);
        assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM askings").await, 2, "{}", on.name);
        on.time.pass_days(1);
        for (person, askers) in [(3, 3), (3, 3), (4, 4), (1, 4)] {
            ask(&store, GUILD, person, QUESTION).await;
            let open = store.unanswered(GUILD).await.expect("questions");
            assert_eq!(open.len(), 1, "{}", on.name);
            assert_eq!((open[0].text.as_str(), open[0].askers), (QUESTION, askers), "{}", on.name);
            assert_eq!((open[0].last - open[0].first).whole_days(), 1);
            assert_eq!(open[0].revision, "12345678");
        }
        assert!(store.unanswered(OTHER).await.expect("questions").is_empty());
        let rows = tables::rows(&on).await;
        let all: String = rows.values().flatten().cloned().collect();
        assert!(!all.contains("copper"), "the text is sealed: {all}");

        let id = store.unanswered(GUILD).await.expect("questions")[0].id;
        store.done(OTHER, &[id]).await.expect("nothing of another guild");
        assert_eq!(store.unanswered(GUILD).await.expect("questions").len(), 1);
        store.done(GUILD, &[id]).await.expect("done");
        ask(&store, GUILD, 5, QUESTION).await;
        assert!(store.unanswered(GUILD).await.expect("questions").is_empty(), "done is done");
    }
}

#[tokio::test]
async fn nothing_is_noted_where_nobody_switched_it_on() {
    for on in Database::shared().await {
        let store = on.open().await;
        for person in 1..=3 {
            ask(&store, GUILD, person, QUESTION).await;
        }
        assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM askings").await, 0, "{}", on.name);
        keeps(&store, GUILD).await;
        for person in 1..=3 {
            ask(&store, GUILD, person, QUESTION).await;
            // Answered, or in a direct message.
            tell(&store, asked(origin(GUILD, person), Some("acne/what"), None)).await;
            let Event::Asked { origin, outcome, answer, unanswered, revision } =
                asked(origin(GUILD, person), None, Some("elsewhere"))
            else {
                unreachable!("it was made as one")
            };
            let origin = gutskin::model::Origin { community: None, ..origin };
            tell(&store, Event::Asked { origin, outcome, answer, unanswered, revision }).await;
        }
        written(&store).await;
        assert_eq!(store.unanswered(GUILD).await.expect("questions").len(), 1, "{}", on.name);
        assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM askings").await, 3, "{}", on.name);
        // Switching it off takes everything with it.
        store.change(GUILD, Change::KeepsUnanswered(false)).await;
        assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM askings").await, 0, "{}", on.name);
        assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM unanswered").await, 0, "{}", on.name);
    }
}
