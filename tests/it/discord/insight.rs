//! What moderators are shown: questions without an answer, why something is decided, what was asked here.

use std::sync::Arc;

use gutskin::store::Store;
use serde_json::json;

use super::moderating::{Kept, told};
use super::{answered, refused, today};
use crate::support::fake_discord::{FakeDiscord, Person, Place};
use crate::support::{prepare, shipped_corpus};

/// The latest file of that name that the bot attached.
pub(super) fn file(fake: &FakeDiscord, name: &str) -> Vec<u8> {
    let requests = fake.requests();
    let files = requests.iter().rev().flat_map(|request| &request.files);
    let found = files.into_iter().find(|file| file.name == name);
    found.unwrap_or_else(|| panic!("no file {name}")).content.clone()
}

async fn asked_by(kept: &Kept, person: &str, question: &str) {
    let here = Place::Channel(kept.fake.channel_id());
    let options = json!({"question": question});
    kept.fake.slash_in(&here, &Person::named(person), "ask", options).await;
}

/// Waits until that many questions are counted.
async fn counted(store: &Store, guild: u64, questions: u64) {
    let days = today()..=today();
    for _ in 0..200 {
        let counts = store.counts(guild, days.clone()).await.expect("counts");
        if counts.iter().map(|one| one.times).sum::<u64>() >= questions {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{questions} questions were never counted");
}

const UNKNOWN: [&str; 2] = ["how tall is a lighthouse", "how tall is the lighthouse tower"];

#[tokio::test]
async fn unanswered_questions_are_kept_only_where_moderators_want_it() {
    let kept = Kept::start().await;
    let off = told(&kept.moderate("unanswered", json!({})).await);
    assert!(off.contains("I keep no questions") && off.contains("keep:on"), "{off}");
    for person in ["robin", "kim", "sam"] {
        asked_by(&kept, person, UNKNOWN[0]).await;
    }
    counted(kept.store(), kept.fake.guild_id(), 3).await;
    kept.settle("unanswered", json!({"keep": "on"})).await;
    let none = told(&kept.moderate("unanswered", json!({})).await);
    assert!(none.contains("Nothing yet"), "what was asked before is not there: {none}");
    kept.end().await;
}

#[tokio::test]
async fn similar_unanswered_questions_stand_together_until_they_are_done() {
    let kept = Kept::start().await;
    let guild = kept.fake.guild_id();
    kept.settle("unanswered", json!({"keep": "on"})).await;
    for person in ["robin", "kim", "sam", "alex"] {
        asked_by(&kept, person, UNKNOWN[0]).await;
    }
    for person in ["robin", "kim", "sam"] {
        asked_by(&kept, person, UNKNOWN[1]).await;
    }
    for person in ["robin", "kim"] {
        asked_by(&kept, person, "which violin strings sound best").await;
    }
    counted(kept.store(), guild, 9).await;

    let list = kept.moderate("unanswered", json!({})).await;
    let shown = told(&list);
    assert!(shown.contains("**4 people**") && shown.contains("and one like it"), "{shown}");
    assert!(shown.contains(&today().to_string()), "{shown}");
    assert!(!shown.contains("violin"), "only two people asked it: {shown}");
    let csv = String::from_utf8(file(&kept.fake, "unanswered.csv")).expect("text");
    assert!(csv.starts_with("question,askers,first,last,revision,guild\n"), "{csv}");
    assert_eq!(csv.lines().count(), 3, "{csv}");

    let open = kept.store().unanswered(guild).await.expect("questions");
    let most = open.iter().max_by_key(|one| one.askers).expect("one");
    let chosen = most.id.to_string();
    let moderator = Person::moderator();
    let done = kept.fake.select_by(&moderator, "Mark as done", &[&chosen], &list.message()).await;
    let done = done.answer().await;
    assert!(super::moderating::said(&done).contains("Marked as done"), "{done:#}");
    assert!(kept.store().unanswered(guild).await.expect("questions").is_empty(), "the group went");
    kept.end().await;
}

#[tokio::test]
async fn a_question_that_the_knowledge_answers_by_now_closes_itself() {
    let kept = Kept::start().await;
    let guild = kept.fake.guild_id();
    kept.settle("unanswered", json!({"keep": "on"})).await;
    for person in ["robin", "kim", "sam"] {
        asked_by(&kept, person, UNKNOWN[0]).await;
    }
    counted(kept.store(), guild, 3).await;
    assert!(told(&kept.moderate("unanswered", json!({})).await).contains("**3 people**"));

    let mut corpus = shipped_corpus();
    let text = kept.store().unanswered(guild).await.expect("questions")[0].text.clone();
    corpus.topics[0].answers[0].phrasings.extend([text, UNKNOWN[0].to_owned()]);
    corpus.revision = "later".to_owned();
    kept.app.replace(prepare(corpus));
    let closed = told(&kept.moderate("unanswered", json!({})).await);
    assert!(closed.contains("One has an answer by now"), "{closed}");
    assert!(kept.store().unanswered(guild).await.expect("questions").is_empty());
    kept.end().await;
}

#[tokio::test]
async fn explain_shows_the_whole_decision() {
    let kept = Kept::start().await;
    let explained = kept.moderate("explain", json!({"question": "does stres give u zits"})).await;
    let card = told(&explained);
    for part in
        ["Outcome", "Read as", "Mended", "Screen", "Score", "Ranking", "Thresholds", "Runner-up"]
    {
        assert!(card.contains(part), "{part}: {card}");
    }
    let card = told(&kept.moderate("explain", json!({"question": refused()})).await);
    assert!(card.contains("refused (diagnosis)") && card.contains("A safety rule"), "{card}");
    kept.end().await;
}

#[tokio::test]
async fn statistics_are_text_and_a_picture_and_hide_small_numbers() {
    let kept = Kept::start().await;
    for person in ["robin", "kim", "sam", "alex"] {
        asked_by(&kept, person, &answered()).await;
    }
    asked_by(&kept, "robin", &refused()).await;
    counted(kept.store(), kept.fake.guild_id(), 5).await;
    for period in [None, Some("7"), Some("90"), Some("365")] {
        let options = period.map_or(json!({}), |days| json!({"period": days}));
        let shown = told(&kept.moderate("stats", options).await);
        for part in ["answered: 4 (100 %)", "refused: under 3", "Top topics", "not helpful: under"]
        {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let picture = file(&kept.fake, "questions.png");
        assert!(picture.starts_with(b"\x89PNG"), "{period:?}");
    }
    kept.end().await;
}

#[tokio::test]
async fn a_corrected_question_is_compiled_once() {
    let kept = Kept::start().await;
    let snapshot = kept.app.current();
    let guild = Some(kept.fake.guild_id());
    let change = gutskin::model::Change::Correct {
        correction: gutskin::model::Correction {
            id: 1,
            question: answered(),
            verdict: gutskin::model::Verdict::Silence,
            instead_of: "answer".to_owned(),
            revision: String::new(),
            day: today(),
        },
        asker: None,
    };
    kept.store().change(kept.fake.guild_id(), change).await;
    let first = kept.app.settled(guild, &snapshot);
    assert!(Arc::ptr_eq(&first, &kept.app.settled(guild, &snapshot)), "asked again");
    let undo = gutskin::model::Change::Uncorrect(1);
    kept.store().change(kept.fake.guild_id(), undo).await;
    let after = kept.app.settled(guild, &snapshot);
    assert!(after.corrections.is_empty() && !Arc::ptr_eq(&first, &after));
    kept.end().await;
}
