//! An answer past its review date says so; past the period of grace only its sources are left.

use serde_json::json;
use time::{Date, Duration, Month};

use super::{APP, config, embed, end, refused, start_on, text, timing};
use crate::support::fake_discord::FakeDiscord;

fn much_later() -> Date {
    Date::from_calendar_date(2040, Month::January, 1).expect("a day")
}

fn a_little_later() -> Date {
    let snapshot = APP.current();
    let settings = &snapshot.corpus().settings;
    let first = snapshot.corpus().topics.iter().map(|topic| topic.reviewed).min();
    let due = Duration::days(i64::from(settings.review_period_days) + 1);
    first.expect("there are topics") + due
}

#[tokio::test]
async fn overdue_answers_say_so_and_then_fall_silent() {
    let overdue = APP.current().corpus().settings.wording.overdue.clone();
    for (today, said) in [(a_little_later as fn() -> Date, true), (much_later, false)] {
        let fake = FakeDiscord::start().await;
        let bot = start_on(config(&fake), &fake.token(), None, timing(), today);
        fake.ready().await;
        let message = fake.slash("topic", json!({"name": "rosacea"})).await.message();
        let shown = embed(&message);
        let description = text(&shown["description"]);
        assert!(description.contains(&overdue), "{message:#}");
        assert_eq!(description.contains("[1]"), said, "{message:#}");
        assert!(text(&shown["fields"][0]["value"]).contains("[1]"), "sources stay: {message:#}");
        let footer = text(&shown["footer"]["text"]);
        assert_eq!(footer.contains("Evidence:"), said, "{footer}");
        assert!(footer.to_lowercase().contains("reviewed 20"), "{footer}");
        let declined = fake.slash("ask", json!({"question": refused()})).await.message();
        embed(&declined);
        end(fake, bot).await;
    }
}

#[test]
fn a_reply_shrinks_with_its_age() {
    let snapshot = APP.current();
    let settings = &snapshot.corpus().settings;
    for topic in &snapshot.corpus().topics {
        let after = |days: u16| topic.reviewed + Duration::days(i64::from(days));
        let (due, end) =
            (settings.review_period_days, settings.review_period_days + settings.review_grace_days);
        for (days, notes, said) in
            [(0, 0, true), (due, 0, true), (due + 1, 1, true), (end, 1, true), (end + 1, 1, false)]
        {
            let reply = snapshot.show(&topic.id, after(days)).expect("it");
            assert_eq!((reply.notes.len(), !reply.sentences.is_empty()), (notes, said), "{days}");
            assert_eq!(reply.evidence.is_some(), said);
            assert!(!reply.citations.is_empty());
        }
    }
}
