//! Channels where the bot reads along: `auto` answers unasked, `shadow` shows moderators what it would have said.

use std::time::Duration;

use gutskin::model::{Event, Origin, Question, ShadowVerdict};
use gutskin::store::Store;
use serde_json::{Value, json};

use super::moderating::{Kept, said, told};
use super::{
    A_MOMENT, APP, OFF_TOPIC, controls, embed, emergency, phrasings, suggested, text, today,
};
use crate::support::fake_discord::{Person, Place, Speech};

/// The n-th question that the bot is very sure of.
fn sure(n: usize) -> String {
    let snapshot = APP.current();
    let corpus = snapshot.corpus();
    let cards = corpus.topics.iter().filter_map(|topic| topic.answers[0].phrasings.first());
    let is_sure =
        |text: &&String| snapshot.is_sure(&snapshot.ask(&Question::new(text.as_str()), today()));
    let mut found = cards.filter(is_sure);
    found.nth(n).expect("the shipped knowledge is sure of many").clone()
}

/// One that it answers, but not surely enough to speak unasked.
fn less_sure() -> String {
    let snapshot = APP.current();
    let corpus = snapshot.corpus();
    let examples = corpus.answers().flat_map(|(_, _, answer)| answer.examples.clone());
    let mut all = examples.chain(phrasings(corpus));
    let found = all.find(|text| {
        let answered = snapshot.ask(&Question::new(text.as_str()), today());
        answered.decision.outcome.name() == "answer" && !snapshot.is_sure(&answered)
    });
    found.expect("the shipped knowledge is less sure of some")
}

async fn auto() -> Kept {
    let kept = Kept::reading().await;
    kept.settle("channel", json!({"mode": "auto"})).await;
    kept
}

async fn shadow() -> Kept {
    let kept = Kept::reading().await;
    kept.settle("log", json!({"channel": kept.fake.other_channel_id().to_string()})).await;
    kept.settle("channel", json!({"mode": "shadow"})).await;
    kept
}

#[tokio::test]
async fn it_answers_unasked_what_it_is_very_sure_of_and_leaves_the_channel_alone_then() {
    let kept = auto().await;
    let said = kept.fake.member_says(&sure(0)).await;
    let reply = said.reply().await;
    embed(&reply);
    assert_eq!(text(&reply["message_reference"]["message_id"]), said.id.to_string());
    kept.fake.member_says(&sure(1)).await.expect_silence(A_MOMENT).await;
    // A thread follows its channel and is a place of its own.
    let thread = kept.fake.thread("a thread");
    embed(&kept.fake.say(Speech::new(&sure(1)).at(thread)).await.reply().await);
    kept.end().await;
}

#[tokio::test]
async fn it_stays_quiet_where_it_is_less_sure_and_where_nobody_let_it_speak() {
    let kept = auto().await;
    for words in [less_sure(), suggested(), OFF_TOPIC.to_owned(), super::refused()] {
        let thread = kept.fake.thread("a thread");
        kept.fake.say(Speech::new(&words).at(thread)).await.expect_silence(A_MOMENT).await;
    }
    let elsewhere = Place::Channel(kept.fake.other_channel_id());
    kept.fake.say(Speech::new(&sure(0)).at(elsewhere)).await.expect_silence(A_MOMENT).await;
    kept.settle("pause", json!({})).await;
    kept.fake.member_says(&sure(0)).await.expect_silence(A_MOMENT).await;
    kept.end().await;
}

#[tokio::test]
async fn it_does_not_lecture_staff() {
    let kept = auto().await;
    let thread = kept.fake.thread("a thread");
    let staff = Speech::new(&sure(0)).by(&Person::moderator()).at(thread);
    kept.fake.say(staff).await.expect_silence(A_MOMENT).await;
    kept.settle("role", json!({"role": kept.fake.moderator_role_id().to_string()})).await;
    let named = Person::named("kim").with_role(kept.fake.moderator_role_id());
    let thread = kept.fake.thread("another");
    kept.fake.say(Speech::new(&sure(0)).by(&named).at(thread)).await.expect_silence(A_MOMENT).await;
    kept.end().await;
}

#[tokio::test]
async fn it_does_not_break_into_a_conversation() {
    let kept = auto().await;
    let (fake, kim) = (&kept.fake, Person::named("kim"));
    let thread = fake.thread("talking");
    let earlier = fake.say(Speech::new("good morning").by(&kim).at(thread.clone())).await;
    fake.say(Speech::new(&sure(0)).at(thread)).await.expect_silence(A_MOMENT).await;
    let thread = fake.thread("to somebody");
    let to_kim = format!("<@{}> {}", kim.id, sure(0));
    fake.say(Speech::new(&to_kim).at(thread)).await.expect_silence(A_MOMENT).await;
    fake.say(Speech::new(&sure(0)).replying_quietly(&earlier.message))
        .await
        .expect_silence(A_MOMENT)
        .await;
    kept.end().await;
}

#[tokio::test]
async fn an_emergency_it_reads_is_answered_whoever_it_is_for() {
    for kept in [auto().await, shadow().await] {
        let (fake, kim) = (&kept.fake, Person::named("kim"));
        let earlier = fake.say(Speech::new("good morning").by(&kim)).await;
        let said = fake.say(Speech::new(&emergency()).by(&Person::moderator())).await;
        embed(&said.reply().await);
        let thread = fake.thread("a thread");
        kept.settle("pause", json!({})).await;
        embed(&fake.say(Speech::new(&emergency()).at(thread)).await.reply().await);
        drop(earlier);
        kept.end().await;
    }
}

#[tokio::test]
async fn what_it_said_unasked_follows_an_edit() {
    let kept = auto().await;
    let said = kept.fake.member_says(&sure(0)).await;
    let reply = said.reply().await;
    kept.fake.edit_message(&said, &sure(1));
    let changed = kept.fake.until_edited(&reply).await;
    assert_ne!(embed(&changed)["title"], embed(&reply)["title"]);
    kept.fake.edit_message(&said, OFF_TOPIC);
    kept.fake.until_deleted(&reply).await;
    kept.end().await;
}

/// The one message in the log channel.
async fn shown(kept: &Kept) -> Value {
    let log = kept.fake.other_channel_id();
    kept.fake.until_requests("POST /channels/*/messages", 1).await;
    let there = kept.fake.messages_in(log);
    assert_eq!(there.len(), 1, "{}", kept.fake.story());
    there[0].clone()
}

#[tokio::test]
async fn shadow_answers_nobody_and_shows_moderators() {
    let kept = shadow().await;
    let said_by_member = kept.fake.member_says(&sure(0)).await;
    said_by_member.expect_silence(A_MOMENT).await;
    let report = shown(&kept).await;
    let words = said(&report);
    let link = format!("{}/{}/{}", kept.fake.guild_id(), kept.fake.channel_id(), said_by_member.id);
    assert!(words.contains(&link) && !words.contains(&sure(0)), "{words}");
    assert_eq!(controls(&report), ["Right", "Wrong", "Should be silent"]);
    embed(&kept.fake.mention_bot(&sure(1)).await.reply().await);

    let refused = kept.fake.button("Right", &report).await;
    assert!(told(&refused).contains("for moderators"));
    kept.fake.button_by(&Person::moderator(), "Should be silent", &report).await;
    let judged = kept.fake.message(super::id(&report)).expect("it stays");
    assert!(
        said(&judged).contains("right in 0 of 1") && controls(&judged).is_empty(),
        "{judged:#}"
    );
    kept.end().await;
}

#[tokio::test]
async fn a_deleted_question_is_not_shown_again() {
    let kept = shadow().await;
    let said_by_member = kept.fake.member_says(&sure(0)).await;
    let report = shown(&kept).await;
    kept.fake.delete_message(&said_by_member);
    kept.fake.expect_silence(A_MOMENT).await;
    let pressed = kept.fake.button_by(&Person::moderator(), "Wrong", &report).await;
    let answer = format!("{:#}", pressed.callback());
    assert!(answer.contains("Which question was it?") && !answer.contains(&sure(0)), "{answer}");
    kept.end().await;
}

/// Waits until the store has counted so many verdicts.
async fn counted(store: &Store, guild: u64, channel: u64, times: u64) {
    for _ in 0..500 {
        let judged = store.shadowed(guild, channel).await.expect("the database is there");
        if judged.iter().map(|one| one.times).sum::<u64>() == times {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the verdicts were not counted");
}

#[tokio::test]
async fn auto_is_suggested_once_the_bound_allows_it() {
    let kept = shadow().await;
    let (guild, channel) = (kept.fake.guild_id(), kept.fake.channel_id());
    let origin = Origin { community: Some(guild), channel, person: Person::moderator().id };
    for _ in 0..33 {
        kept.app.tell(Event::Shadowed { origin, verdict: ShadowVerdict::Right });
    }
    counted(kept.store(), guild, channel, 33).await;
    for (times, ready) in [(34, false), (35, true)] {
        let thread = kept.fake.thread("a thread");
        let before = kept.fake.messages_in(kept.fake.other_channel_id()).len();
        kept.fake.say(Speech::new(&sure(0)).at(thread)).await;
        kept.fake.until_requests("POST /channels/*/messages", before + 1).await;
        let report = kept.fake.messages_in(kept.fake.other_channel_id())[before].clone();
        kept.fake.button_by(&Person::moderator(), "Right", &report).await;
        let judged = said(&kept.fake.message(super::id(&report)).expect("it stays"));
        assert!(judged.contains(&format!("right in {times} of {times}")), "{judged}");
        assert_eq!(judged.contains("/mod channel mode:auto"), ready, "{judged}");
        counted(kept.store(), guild, channel, times).await;
    }
    let table = told(&kept.moderate("channel", json!({})).await);
    assert!(table.contains("ready for `auto`"), "{table}");
    kept.end().await;
}
