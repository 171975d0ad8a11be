//! `/mod topic`: what is not given on a server, and what is offered first.

use serde_json::{Value, json};

use super::moderating::{Kept, told};
use super::{embed, text};
use crate::support::fake_discord::{Person, Place};

fn names(choices: &[Value]) -> Vec<&str> {
    choices.iter().map(|choice| text(&choice["name"])).collect()
}

#[tokio::test]
async fn what_is_switched_off_is_as_good_as_not_there() {
    let kept = Kept::start().await;
    let fake = &kept.fake;
    let title = |message: &Value| text(&embed(message)["title"]).to_owned();
    let before = fake.slash("ask", json!({"question": "what is rosacea"})).await.message();
    assert!(title(&before).to_lowercase().contains("rosacea"), "{before:#}");

    kept.settle("topic", json!({"action": "disable", "name": "rosacea"})).await;
    let kim = Person::named("kim");
    let here = Place::Channel(fake.channel_id());
    let asked = json!({"question": "what is rosacea"});
    let after = fake.slash_in(&here, &kim, "ask", asked.clone()).await.message();
    assert!(!after.to_string().contains("rosacea/"), "{after:#}");
    let shown = fake.slash_in(&here, &kim, "topic", json!({"name": "rosacea"})).await.message();
    assert!(!shown.to_string().contains("rosacea/"), "{shown:#}");
    for command in ["ask", "topic"] {
        let option = if command == "ask" { "question" } else { "name" };
        let offered = fake.autocomplete(command, option, "rosacea").await;
        let own = names(&offered)
            .into_iter()
            .find(|name| name.to_lowercase().starts_with("what is rosacea"));
        assert_eq!(own, None, "{command}");
    }
    // The button of an earlier reply leads nowhere any more.
    let pressed = fake.button("Sources", &before).await;
    assert!(told(&pressed).contains("no longer have that answer"));
    assert!(told(&kept.moderate("topic", json!({})).await).contains("Switched off: **Rosacea"));

    kept.settle("topic", json!({"action": "enable", "name": "rosacea"})).await;
    let again = fake.slash_in(&here, &Person::named("sam"), "ask", asked).await.message();
    assert_eq!(title(&again), title(&before));
    kept.end().await;
}

#[tokio::test]
async fn what_is_pinned_is_offered_first() {
    let kept = Kept::start().await;
    let fake = &kept.fake;
    kept.settle("topic", json!({"action": "pin", "name": "psoriasis"})).await;
    let questions = fake.autocomplete("ask", "question", "").await;
    let topics = fake.autocomplete("topic", "name", "").await;
    assert!(names(&questions)[0].to_lowercase().contains("psoriasis"), "{:?}", names(&questions));
    assert!(names(&topics)[0].to_lowercase().contains("psoriasis"), "{:?}", names(&topics));
    let browsed = fake.slash("topics", json!({})).await.message();
    let browsed = text(&embed(&browsed)["description"]).to_lowercase();
    assert!(browsed.lines().next().unwrap_or_default().contains("psoriasis"), "{browsed}");
    kept.settle("topic", json!({"action": "unpin", "name": "psoriasis"})).await;
    assert_ne!(fake.autocomplete("topic", "name", "").await, topics);
    kept.end().await;
}

#[tokio::test]
async fn moderators_choose_among_topics_and_answers() {
    let kept = Kept::start().await;
    let here = Place::Channel(kept.fake.channel_id());
    let typed = |person: Person, text: &'static str| {
        let (fake, here) = (&kept.fake, here.clone());
        async move { fake.autocomplete_in(&here, &person, "mod topic", "name", text, json!({})).await }
    };
    let offered = typed(Person::moderator(), "rosacea").await;
    let values: Vec<&str> = offered.iter().map(|choice| text(&choice["value"])).collect();
    assert!(values.contains(&"rosacea"), "{values:?}");
    assert!(values.iter().any(|value| value.starts_with("rosacea/")), "{values:?}");
    assert!(typed(Person::member(), "rosacea").await.is_empty(), "others are offered nothing");
    let unknown = kept.moderate("topic", json!({"action": "pin", "name": "astronomy"})).await;
    assert!(told(&unknown).contains("no topic or answer of that name"));
    let half = kept.moderate("topic", json!({"action": "pin"})).await;
    assert!(told(&half).contains("give both"));
    kept.end().await;
}
