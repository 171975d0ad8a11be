//! What stands below an answer: who may press it, what it does, and that it does so after a restart.

use gutskin::model::Question;
use serde_json::{Value, json};

use super::{
    APP, Bot, OFF_TOPIC, answered, controls, embed, emergency, end, ready, refused, start,
    suggested, text,
};
use crate::support::fake_discord::{FakeDiscord, Person, Place, Speech};

const TWO_PARTS: &str = "does stress or dairy cause acne";

/// An answer by mention, whose asker is `Person::member()`.
async fn answer() -> (FakeDiscord, Bot, Value) {
    let (fake, bot) = ready().await;
    let message = fake.mention_bot(&answered()).await.reply().await;
    (fake, bot, message)
}

#[tokio::test]
async fn each_outcome_has_its_own() {
    let (fake, bot) = ready().await;
    for (question, expected) in [
        (
            answered(),
            &[
                "Helpful",
                "Not helpful",
                "Sources",
                "Why this answer?",
                "Dismiss",
                "Related answers",
            ][..],
        ),
        (OFF_TOPIC.to_owned(), &["Browse topics", "Dismiss"]),
        (emergency(), &["Dismiss"]),
    ] {
        let message = fake.mention_bot(&question).await.reply().await;
        assert_eq!(controls(&message), expected, "{question}");
    }
    let refusal = fake.slash("ask", json!({"question": refused()})).await.message();
    let below = controls(&refusal);
    assert!(below.contains(&"Why this answer?") && below.contains(&"Dismiss"), "{below:?}");
    assert!(!below.contains(&"Helpful"), "{below:?}");
    end(fake, bot).await;
}

#[tokio::test]
async fn helpful_or_not_is_heard_in_private() {
    let (fake, bot, message) = answer().await;
    for (label, person) in [
        ("Helpful", Person::member()),
        ("Not helpful", Person::member()),
        ("Helpful", Person::named("kim")),
    ] {
        let pressed = fake.button_by(&person, label, &message).await;
        assert!(pressed.is_ephemeral());
        assert!(text(&pressed.message()["content"]).starts_with("Thank you"));
    }
    end(fake, bot).await;
}

/// What stands below two answers is about both, but for what is judged: that is the first.
#[tokio::test]
async fn below_two_answers_the_sources_and_the_reason_are_of_both() {
    let (fake, bot) = ready().await;
    let message = fake.mention_bot(TWO_PARTS).await.reply().await;
    let snapshot = APP.current();
    let reply = snapshot.ask(&Question::new(TWO_PARTS), super::today()).reply;
    let also = reply.also.as_ref().expect("a second answer");
    let description = text(&embed(&message)["description"]);
    assert!(description.contains(&format!("**{}**", also.title)), "{description}");
    assert_eq!(text(&embed(&message)["footer"]["text"]).matches("Evidence: ").count(), 2);
    let below =
        ["Helpful", "Not helpful", "Sources", "Why this answer?", "Dismiss", "Related answers"];
    assert_eq!(controls(&message), below);

    let kim = Person::named("kim");
    let sources = fake.button_by(&kim, "Sources", &message).await.message();
    let shown = embed(&sources);
    assert!(text(&shown["title"]).contains(also.title.as_str()), "{shown:#}");
    for citation in &reply.citations {
        assert!(shown.to_string().contains(&format!("[{}]", citation.n)), "{shown:#}");
    }
    let why = fake.button_by(&Person::member(), "Why this answer?", &message).await.message();
    let why = text(&embed(&why)["description"]).to_owned();
    assert!(why.contains(&format!("**The other part** {}", also.title)), "{why}");
    let judged = fake.button_by(&kim, "Helpful", &message).await;
    assert!(judged.is_ephemeral());
    end(fake, bot).await;
}

#[tokio::test]
async fn sources_say_what_each_finding_says() {
    let (fake, bot, message) = answer().await;
    let pressed = fake.button_by(&Person::named("kim"), "Sources", &message).await;
    assert!(pressed.is_ephemeral(), "for anyone, alone");
    let shown = pressed.message();
    let fields = embed(&shown)["fields"].as_array().expect("a field for each document");
    let title = text(&embed(&message)["title"]);
    let snapshot = APP.current();
    let (at, ..) = snapshot.corpus().answers().find(|(.., one)| one.title == title).expect("it");
    let reply = snapshot.show(&snapshot.corpus().key(at), super::today()).expect("it");
    assert_eq!(fields.len(), reply.references().len());
    let whole = embed(&shown).to_string();
    for citation in &reply.citations {
        assert!(whole.contains(&format!("[{}]", citation.n)), "{whole}");
        assert!(whole.contains(citation.strength.as_str()), "{whole}");
        let says: String = citation.says.chars().take(20).collect();
        assert!(whole.contains(says.trim()), "{says}: {whole}");
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn why_shows_words_score_and_runner_up() {
    let (fake, bot) = ready().await;
    let by_mention = fake.mention_bot("does stress give u acne??").await.reply().await;
    let by_slash = fake.slash("ask", json!({"question": "is milk bad for acne"})).await.message();
    let said = fake.say(Speech::new("is acne about stress")).await;
    fake.context_menu("Answer this", &said.message).await;
    let by_click = said.reply().await;
    // What was typed into a command is its asker's alone.
    let kim = Person::named("kim");
    let other = fake.button_by(&kim, "Why this answer?", &by_slash).await.message();
    let said = text(&embed(&other)["description"]);
    assert!(said.contains("Score") && !said.contains("milk"), "{said}");
    for (person, message, word) in [
        (&kim, by_mention, "stress"),
        (&kim, by_click, "stress"),
        (&Person::member(), by_slash, "milk"),
    ] {
        let pressed = fake.button_by(person, "Why this answer?", &message).await;
        assert!(pressed.is_ephemeral());
        let shown = pressed.message();
        let said = text(&embed(&shown)["description"]);
        for part in
            ["Read as", "Words that matched", "Score", "I answer from 0.", "Runner-up", word]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn words_of_a_question_are_quoted_without_their_formatting() {
    let (fake, bot) = ready().await;
    let question = "does **stress** give <@210000000000000001> ||acne|| `x` _y_";
    let message = fake.slash("ask", json!({"question": question})).await.message();
    let pressed = fake.button("Why this answer?", &message).await;
    let shown = pressed.message();
    let said = text(&embed(&shown)["description"]).replace("**", "");
    for mark in ["||", "<@", "`", "_y_"] {
        assert!(!said.contains(mark), "{mark}: {said}");
    }
    assert!(fake.pings(&shown).is_empty());
    end(fake, bot).await;
}

#[tokio::test]
async fn dismiss_is_for_the_asker_and_for_moderators() {
    let (fake, bot) = ready().await;
    for person in [Person::member(), Person::moderator()] {
        let by_mention = fake.mention_bot(&answered()).await.reply().await;
        let by_slash = fake.slash("ask", json!({"question": "what is rosacea"})).await.message();
        for message in [by_mention, by_slash] {
            let refused = fake.button_by(&Person::named("kim"), "Dismiss", &message).await;
            assert!(refused.is_ephemeral());
            assert!(text(&refused.message()["content"]).starts_with("Only the person who asked"));
            fake.button_by(&person, "Dismiss", &message).await;
            fake.until_deleted(&message).await;
        }
    }
    let private = json!({"question": answered(), "private": true});
    let private = fake.slash("ask", private).await.message();
    fake.button("Dismiss", &private).await;
    fake.until_deleted(&private).await;
    end(fake, bot).await;
}

#[tokio::test]
async fn a_related_answer_is_private_and_leaves_the_first_alone() {
    let (fake, bot, message) = answer().await;
    let menu = message["components"][1]["components"][0].clone();
    let options = menu["options"].as_array().expect("options");
    let key = text(&options[0]["value"]);
    let chosen = fake.select_by(&Person::named("kim"), "Related answers", &[key], &message).await;
    assert!(chosen.is_ephemeral());
    let shown = chosen.message();
    assert!(text(&embed(&shown)["description"]).contains("[1]"));
    assert_eq!(fake.message(super::id(&message)), Some(message.clone()), "untouched");
    // And on from there.
    assert!(fake.button_by(&Person::named("kim"), "Sources", &shown).await.is_ephemeral());
    end(fake, bot).await;
}

#[tokio::test]
async fn the_asker_settles_a_suggestion_in_place() {
    let (fake, bot) = ready().await;
    let message = fake.slash("ask", json!({"question": suggested()})).await.message();
    let offered = text(&message["components"][0]["components"][0]["label"]).to_owned();

    let other = fake.button_by(&Person::named("kim"), &offered, &message).await;
    assert!(other.is_ephemeral(), "others look for themselves");
    assert_eq!(embed(&other.message())["title"], *offered);

    let own = fake.button(&offered, &message).await;
    assert_eq!(own.callback()["type"], 7);
    let now = own.message();
    assert_eq!((&now["id"], &embed(&now)["title"]), (&message["id"], &json!(offered)));
    assert!(controls(&now).contains(&"Sources"));
    end(fake, bot).await;
}

#[tokio::test]
async fn browse_topics_from_a_question_without_an_answer() {
    let (fake, bot) = ready().await;
    let message = fake.mention_bot(OFF_TOPIC).await.reply().await;
    let pressed = fake.button_by(&Person::named("kim"), "Browse topics", &message).await;
    assert!(pressed.is_ephemeral());
    assert!(text(&embed(&pressed.message())["title"]).starts_with("Topics"));
    end(fake, bot).await;
}

#[tokio::test]
async fn buttons_survive_a_restart() {
    let fake = FakeDiscord::builder().identify_window(std::time::Duration::ZERO).start().await;
    let bot = start(&fake);
    fake.ready().await;
    let readable = fake.mention_bot(&answered()).await.reply().await;
    let forgotten = fake.slash("ask", json!({"question": "what is rosacea"})).await.message();
    bot.stop().await;

    let bot = start(&fake);
    fake.until_identifies(2).await;
    fake.connected().await;
    let kim = Person::named("kim");
    for message in [&readable, &forgotten] {
        assert!(fake.button_by(&kim, "Helpful", message).await.is_ephemeral());
        let sources = fake.button_by(&kim, "Sources", message).await.message();
        assert!(embed(&sources)["fields"][0].is_object());
        let refused = fake.button_by(&kim, "Dismiss", message).await;
        assert!(refused.is_ephemeral());
    }
    // The mention can still be read where the reply points to it; the command is remembered by its scores alone.
    for (message, part) in [(&readable, "Words that matched"), (&forgotten, "for an hour at most")]
    {
        let why = fake.button_by(&kim, "Why this answer?", message).await.message();
        let said = text(&embed(&why)["description"]);
        assert!(said.contains("Score") && said.contains(part), "{said}");
        fake.button("Dismiss", message).await;
        fake.until_deleted(message).await;
    }
    end(fake, bot).await;
}

#[tokio::test]
async fn what_is_no_longer_known_is_said_politely() {
    let (fake, bot) = ready().await;
    let message = fake.slash("ask", json!({"question": answered()})).await.message();
    for (id, line) in [
        ("0:h:5:acne/diet", "earlier version"),
        ("helpful", "earlier version"),
        ("1:s:5:no-such-topic/x", "no longer have that answer"),
        ("1:c:5:no-such-topic/x", "no longer have that answer"),
    ] {
        let exchange = fake.press_id(&Place::Channel(fake.channel_id()), id, &message);
        exchange.acknowledged().await;
        assert!(exchange.is_ephemeral());
        let said = exchange.message();
        assert!(text(&said["content"]).contains(line), "{id}: {said:#}");
    }
    end(fake, bot).await;
}
