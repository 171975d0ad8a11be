//! `/mod status` and `/mod reload`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gutskin::model::Corpus;
use serde_json::json;

use super::moderating::{Kept, told};
use super::{APP, embed, text};
use crate::support::fake_discord::FakeDiscord;
use crate::support::{prepare, shipped_corpus};

#[tokio::test]
async fn the_status_says_how_the_bot_is_doing() {
    let kept = Kept::start().await;
    kept.settle("channel", json!({"mode": "off"})).await;
    kept.settle("topic", json!({"action": "disable", "name": "rosacea"})).await;
    let status = told(&kept.moderate("status", json!({})).await);
    let snapshot = APP.current();
    for part in [
        env!("CARGO_PKG_VERSION"),
        &snapshot.corpus().revision,
        "no review is overdue",
        "Shard 0 of 1",
        "SQLite, reachable",
        "Channels and categories: 1 off",
        "1 switched off",
        "no log channel",
        "Server Settings, Integrations",
        "`auto` and `shadow` are not available",
    ] {
        assert!(status.contains(part), "{part}: {status}");
    }
    kept.end().await;
}

#[tokio::test]
async fn built_in_knowledge_is_not_read_again() {
    let kept = Kept::start().await;
    assert!(told(&kept.moderate("reload", json!({})).await).contains("came with the program"));
    kept.end().await;
}

/// The shipped knowledge as somebody left it.
fn changed() -> Corpus {
    let mut corpus = shipped_corpus();
    corpus.revision = "ffff0000".to_owned();
    corpus.topics[0].answers[0].title = "A new title".to_owned();
    corpus.topics[1].answers.truncate(1);
    corpus
}

#[tokio::test]
async fn a_reload_says_what_changed_or_what_is_wrong() {
    static READINGS: AtomicUsize = AtomicUsize::new(0);
    let fake = FakeDiscord::start().await;
    let kept = Kept::with(
        fake,
        |_| {},
        |app| {
            app.reading(|| match READINGS.fetch_add(1, Ordering::Relaxed) {
                0 | 1 => Ok(prepare(changed())),
                _ => {
                    // Longer than a handler is waited for.
                    std::thread::sleep(Duration::from_millis(1200));
                    Err("topics/acne.toml:3:1: error[missing-key]: `title` is missing\n```"
                        .to_owned())
                }
            })
        },
    )
    .await;
    let before = kept.app.current();
    let (first, second) = (&before.corpus().topics[0], &before.corpus().topics[1]);
    let answers = told(&kept.moderate("reload", json!({})).await);
    assert!(answers.contains("Serving revision ffff0000"), "{answers}");
    let own = format!("Changed: 1: {}/{}", first.id, first.answers[0].id);
    let gone = format!("Removed: {}: {}/", second.answers.len() - 1, second.id);
    assert!(answers.contains(&own) && answers.contains(&gone), "{answers}");
    assert!(told(&kept.moderate("reload", json!({})).await).contains("Nothing has changed"));

    let exchange = kept.moderate("reload", json!({})).await;
    assert_eq!(exchange.callback()["type"], 5, "who asked is told that it takes a while");
    let wrong = told(&exchange);
    assert!(wrong.contains("keep what I have") && wrong.contains("missing-key"), "{wrong}");
    assert_eq!(wrong.matches("```").count(), 2, "{wrong}");
    assert_eq!(kept.app.current().corpus().revision, "ffff0000");
    let asked = kept.fake.slash("topic", json!({"name": first.id})).await.message();
    assert_eq!(text(&embed(&asked)["title"]), "A new title");
    kept.end().await;
}
