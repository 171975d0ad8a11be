//! What every database does.

use std::sync::Arc;

use gutskin::model::{
    Change, Community, Correction, Event, Missed, Mode, Origin, RefusalKind, ShadowVerdict, Verdict,
};
use gutskin::store::{Saved, Store};

use super::databases::{Database, eventually, say_what_is_left_out, written};

pub(super) const GUILD: u64 = 81_384_788_765_712_384;
pub(super) const OTHER: u64 = 613_425_648_685_547_541;
pub(super) const CHANNEL: u64 = 381_870_553_235_193_857;

pub(super) const fn origin(guild: u64, person: u64) -> Origin {
    Origin { community: Some(guild), channel: CHANNEL, person }
}

pub(super) fn asked(origin: Origin, answer: Option<&str>, missed: Option<&str>) -> Event {
    Event::Asked {
        origin,
        outcome: if answer.is_some() { "answer" } else { "no_match" },
        answer: answer.map(str::to_owned),
        unanswered: missed
            .map(|text| Missed { fingerprint: text.to_owned(), text: text.to_owned() }),
        revision: "12345678".to_owned(),
    }
}

pub(super) async fn tell(store: &Store, event: Event) {
    store.events().send(event).await.expect("the store listens");
}

pub(super) fn correction(id: u64, question: &str, verdict: Verdict, on: &Database) -> Correction {
    Correction {
        id,
        question: question.to_owned(),
        verdict,
        instead_of: "acne/what".to_owned(),
        revision: "12345678".to_owned(),
        day: on.time.today(),
    }
}

fn changes(on: &Database) -> Vec<Change> {
    let pin = |key: &str| Change::Pinned { key: key.to_owned(), pinned: true };
    let correct = |id, verdict| Change::Correct {
        correction: correction(id, "is it ✓ 'acne'", verdict, on),
        asker: Some(7),
    };
    vec![
        Change::Paused(true),
        Change::Mode { channel: CHANNEL, mode: Some(Mode::Shadow) },
        Change::Mode { channel: 2, mode: Some(Mode::Off) },
        Change::Mode { channel: 2, mode: None },
        Change::Disabled { key: "rosacea".to_owned(), disabled: true },
        Change::Disabled { key: "acne/what".to_owned(), disabled: true },
        Change::Disabled { key: "acne/what".to_owned(), disabled: false },
        pin("zinc"),
        pin("acne"),
        pin("zinc"),
        Change::ModeratorRole(Some(u64::MAX >> 1)),
        Change::LogChannel(Some(CHANNEL)),
        Change::KeepsUnanswered(true),
        correct(1, Verdict::Answer("rosacea/triggers".to_owned())),
        correct(2, Verdict::Silence),
        correct(3, Verdict::Refusal(RefusalKind::Diagnosis)),
        Change::Uncorrect(2),
    ]
}

#[tokio::test]
async fn settings_are_in_force_at_once_and_after_a_restart() {
    say_what_is_left_out();
    for on in Database::all().await {
        let store = on.open().await;
        let mut expected = Community::default();
        for change in changes(&on) {
            expected.apply(change.clone());
            on.time.pass_days(1);
            assert_eq!(store.change(GUILD, change).await, Saved::Now, "{}", on.name);
            assert_eq!(*store.community(GUILD), expected, "{}", on.name);
        }
        assert_eq!(store.community(OTHER), Arc::new(Community::default()));
        if on.name != "memory" {
            store.close(std::time::Duration::from_secs(5)).await;
            let again = on.open().await;
            assert_eq!(*again.community(GUILD), expected, "{}", on.name);
        }
    }
}

#[tokio::test]
async fn processes_see_each_others_settings() {
    for on in Database::shared().await {
        let (one, other) = (on.open().await, on.open().await);
        for change in changes(&on) {
            one.change(GUILD, change).await;
        }
        let expected = one.community(GUILD);
        eventually(on.name, || async { other.community(GUILD) == expected }).await;
        // And back; nothing that one does undoes what another did.
        other.change(GUILD, Change::Uncorrect(1)).await;
        one.change(GUILD, Change::Paused(false)).await;
        eventually(on.name, || async {
            let (one, other) = (one.community(GUILD), other.community(GUILD));
            one == other && !one.paused && one.corrections.len() == 1
        })
        .await;
        assert_eq!(one.change(OTHER, Change::Paused(true)).await, Saved::Now);
        one.never_record(7, true).await;
        eventually(on.name, || async { !other.held(7).await.expect("held").recorded }).await;
    }
}

#[tokio::test]
async fn counts_add_up() {
    for on in Database::all().await {
        let store = on.open().await;
        let today = on.time.today();
        for (person, answer) in
            [(1, Some("acne/what")), (2, Some("acne/what")), (3, None), (1, Some("zinc/what"))]
        {
            tell(&store, asked(origin(GUILD, person), answer, None)).await;
        }
        tell(&store, asked(Origin { community: None, ..origin(0, 1) }, Some("a/b"), None)).await;
        for helpful in [true, true, false] {
            let answer = "acne/what".to_owned();
            tell(&store, Event::Judged { origin: origin(GUILD, 1), answer, helpful }).await;
        }
        for verdict in [ShadowVerdict::Right, ShadowVerdict::Right, ShadowVerdict::Silent] {
            tell(&store, Event::Shadowed { origin: origin(GUILD, 1), verdict }).await;
        }
        written(&store).await;
        on.time.pass_days(1);
        tell(&store, asked(origin(GUILD, 1), Some("acne/what"), None)).await;
        written(&store).await;

        let all = store.counts(GUILD, today..=on.time.today()).await.expect("counts");
        let shown: Vec<(i64, &str, Option<&str>, u64)> = all
            .iter()
            .map(|count| {
                let day = (count.day - today).whole_days();
                (day, count.outcome.as_str(), count.answer.as_deref(), count.times)
            })
            .collect();
        let expected = [
            (0, "answer", Some("acne/what"), 2),
            (0, "answer", Some("zinc/what"), 1),
            (0, "no_match", None, 1),
            (1, "answer", Some("acne/what"), 1),
        ];
        assert_eq!(shown, expected, "{}", on.name);
        assert_eq!(store.counts(GUILD, today..=today).await.expect("counts").len(), 3);
        assert!(store.counts(OTHER, today..=today).await.expect("counts").is_empty());

        let judged = store.judgements(GUILD, today..=today).await.expect("judgements");
        assert_eq!(judged.len(), 1);
        assert_eq!((judged[0].helpful, judged[0].unhelpful), (2, 1), "{}", on.name);
        let shadowed = store.shadowed(GUILD, CHANNEL).await.expect("verdicts");
        let shown: Vec<_> = shadowed.iter().map(|one| (one.verdict, one.times)).collect();
        assert_eq!(shown, [(ShadowVerdict::Right, 2), (ShadowVerdict::Silent, 1)], "{}", on.name);
        assert!(store.shadowed(GUILD, 1).await.expect("verdicts").is_empty());
    }
}
