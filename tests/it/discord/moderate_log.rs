//! The log channel: what moderators are told, never a text, and not too much.

use serde_json::{Value, json};

use super::moderating::{Kept, said};
use super::{A_MOMENT, embed, emergency};
use crate::support::fake_discord::{Person, Place};

async fn logging() -> Kept {
    let kept = Kept::start().await;
    kept.settle("log", json!({"channel": kept.fake.other_channel_id().to_string()})).await;
    kept
}

/// Waits for the n-th line in the log channel and gives all.
async fn lines(kept: &Kept, count: usize) -> Vec<String> {
    for _ in 0..500 {
        let there: Vec<Value> = kept.fake.messages_in(kept.fake.other_channel_id());
        if there.len() >= count {
            return there.iter().map(said).collect();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no {count} lines\n{}", kept.fake.story());
}

#[tokio::test]
async fn an_emergency_is_told_by_a_link_alone() {
    let kept = logging().await;
    let by_member = kept.fake.mention_bot(&emergency()).await;
    embed(&by_member.reply().await);
    let told = lines(&kept, 1).await;
    assert!(told[0].contains(&by_member.id.to_string()), "{told:?}");
    assert!(!told[0].contains(&emergency()), "{told:?}");

    let asked = json!({"question": emergency()});
    let here = Place::Channel(kept.fake.channel_id());
    let open = kept.fake.slash_in(&here, &Person::named("kim"), "ask", asked).await;
    let reply = super::id(&open.message()).to_string();
    assert!(lines(&kept, 2).await[1].contains(&reply));

    // Nobody else knows of a private one, and nobody hears of it from the bot.
    let private = json!({"question": emergency(), "private": true});
    kept.fake.slash_in(&here, &Person::named("sam"), "ask", private).await;
    kept.fake.direct_message(&emergency()).await.reply().await;
    tokio::time::sleep(A_MOMENT).await;
    assert_eq!(lines(&kept, 2).await.len(), 2);
    kept.end().await;
}

#[tokio::test]
async fn an_emergency_that_it_could_not_answer_is_told_as_such() {
    let kept = logging().await;
    kept.fake.forbid_writing(kept.fake.channel_id());
    let by_member = kept.fake.mention_bot(&emergency()).await;
    let told = lines(&kept, 1).await;
    assert!(told[0].contains("Nobody was answered"), "{told:?}");
    assert!(told[0].contains(&by_member.id.to_string()), "{told:?}");
    kept.bot.stop().await;
    kept.fake.finish();
}

#[tokio::test]
async fn emergencies_are_told_however_much_else_there_was() {
    let kept = logging().await;
    for count in 1..=11 {
        kept.app.take(Err("broken".to_owned()));
        lines(&kept, count).await;
    }
    let by_member = kept.fake.mention_bot(&emergency()).await;
    let told = lines(&kept, 12).await;
    assert!(told[11].contains(&by_member.id.to_string()), "{told:?}");
    kept.end().await;
}

#[tokio::test]
async fn knowledge_that_cannot_be_served_is_told_but_not_for_ever() {
    let kept = logging().await;
    kept.app.take(Err("broken".to_owned()));
    assert!(lines(&kept, 1).await[0].contains("does not pass the check"));
    for count in 2..=11 {
        kept.app.take(Err("broken".to_owned()));
        let told = lines(&kept, count).await;
        assert_eq!(told[count - 1].contains("There is more"), count == 11, "{told:?}");
    }
    kept.app.take(Err("broken".to_owned()));
    tokio::time::sleep(A_MOMENT).await;
    assert_eq!(lines(&kept, 11).await.len(), 11);
    kept.end().await;
}

#[tokio::test]
async fn without_a_log_channel_nothing_is_told() {
    let kept = logging().await;
    kept.settle("log", json!({"nowhere": true})).await;
    let by_member = kept.fake.mention_bot(&emergency()).await;
    embed(&by_member.reply().await);
    tokio::time::sleep(A_MOMENT).await;
    assert!(kept.fake.messages_in(kept.fake.other_channel_id()).is_empty());
    kept.end().await;
}
