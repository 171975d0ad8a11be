//! **Wrong answer**: a moderator corrects a reply in place, and the server gets it right from then on; `/mod corrections`.

use gutskin::model::{Corpus, Question, Verdict};
use serde_json::{Value, json};

use super::insight::file;
use super::moderating::{Kept, said, told};
use super::{A_MOMENT, APP, embed, emergency, id, refused, text};
use crate::support::fake_discord::{Exchange, FakeDiscord, Person, Place, Speech};

const QUESTION: &str = "does stress make acne worse?";
const RIGHT: &str = "answer:rosacea/triggers";
pub(super) const MENU: &str = "What should have come of it";

fn title(key: &str) -> String {
    let snapshot = APP.current();
    let corpus: &Corpus = snapshot.corpus();
    corpus.answer(corpus.find(key).expect("an answer of that key")).1.title.clone()
}

/// A question that the bot is sure enough of to answer it unasked.
fn sure() -> String {
    let snapshot = APP.current();
    let is_sure = |text: &String| {
        let answered = snapshot.ask(&Question::new(text), super::today());
        snapshot.is_sure(&answered)
            && !answered.reply.answer.is_some_and(|key| key.starts_with("rosacea"))
    };
    super::phrasings(snapshot.corpus()).find(is_sure).expect("one")
}

fn shown(message: &Value) -> String {
    text(&embed(message)["title"]).to_owned()
}

pub(super) async fn wrong(fake: &FakeDiscord, reply: &Value) -> Exchange {
    fake.context_menu_by(&Person::moderator(), "Wrong answer", reply).await
}

/// Looks for a word in the search and gives the message that shows what was found.
pub(super) async fn search(fake: &FakeDiscord, begun: &Exchange, word: &str) -> Value {
    let form = fake.button_by(&Person::moderator(), "Search", &begun.message()).await;
    fake.submit_modal(&form, json!({"text": word})).await;
    begun.message()
}

async fn pick(fake: &FakeDiscord, token: &str, message: &Value) -> Exchange {
    fake.select_by(&Person::moderator(), MENU, &[token], message).await
}

async fn ask(kept: &Kept, person: &str, question: &str) -> Value {
    let mention = format!("<@{}> {question}", kept.fake.bot_id());
    kept.fake.say(Speech::new(&mention).by(&Person::named(person))).await.reply().await
}

#[tokio::test]
async fn a_wrong_answer_is_corrected_in_place_and_from_then_on() {
    let kept = Kept::start().await;
    let fake = &kept.fake;
    kept.settle("log", json!({"channel": fake.other_channel_id().to_string()})).await;
    let reply = ask(&kept, "robin", QUESTION).await;
    assert_eq!(shown(&reply), title("stress/acne"));

    let begun = wrong(fake, &reply).await;
    assert!(told(&begun).contains(&title("stress/acne")), "{}", told(&begun));
    let found = search(fake, &begun, "rosacea triggers").await;
    let done = pick(fake, RIGHT, &found).await;
    assert!(said(&done.message()).contains("Corrected"), "{:#}", done.message());
    fake.until_shows(&reply, &title("rosacea/triggers")).await;

    // Everybody gets it at once, slips and all; and still after a restart.
    assert_eq!(shown(&ask(&kept, "kim", QUESTION).await), title("rosacea/triggers"));
    let variant = ask(&kept, "sam", "does stres make my acne worse").await;
    assert_eq!(shown(&variant), title("rosacea/triggers"));
    let why = fake.button("Why this answer?", &variant).await.message();
    assert!(text(&embed(&why)["description"]).contains("Corrected here"), "{why:#}");

    // The moderators' channel hears of it, without a word of the question.
    fake.until_requests("POST /channels/*/messages", 4).await;
    let log = fake.messages_in(fake.other_channel_id());
    let told = said(log.last().expect("a report"));
    assert!(told.contains("corrected an answer") && !told.contains("stress make"), "{told}");

    let kept = kept.restarted().await;
    assert_eq!(shown(&ask(&kept, "alex", QUESTION).await), title("rosacea/triggers"));
    let file = std::fs::read(kept.file()).expect("the database");
    let holds = |words: &str| file.windows(words.len()).any(|part| part == words.as_bytes());
    assert!(!holds("stress make acne"), "the question stands in the file in clear");
    kept.end().await;
}

#[tokio::test]
async fn what_should_have_been_silent_goes() {
    let kept = Kept::start().await;
    let reply = ask(&kept, "robin", QUESTION).await;
    let begun = wrong(&kept.fake, &reply).await;
    pick(&kept.fake, "off_topic", &begun.message()).await;
    kept.fake.until_deleted(&reply).await;
    let again = ask(&kept, "kim", QUESTION).await;
    assert!(!again.to_string().contains("stress/acne"), "{again:#}");
    kept.end().await;
}

#[tokio::test]
async fn what_should_have_been_refused_is_refused() {
    let kept = Kept::start().await;
    let reply = ask(&kept, "robin", QUESTION).await;
    let begun = wrong(&kept.fake, &reply).await;
    pick(&kept.fake, "refuse:diagnosis", &begun.message()).await;
    let declined = APP.current().ask(&Question::new(refused()), super::today()).reply;
    let lead: String = declined.lead.expect("a reason").chars().take(20).collect();
    kept.fake.until_shows(&reply, &lead).await;
    kept.end().await;
}

#[tokio::test]
async fn a_refusal_can_be_lifted_for_its_question_and_an_emergency_cannot() {
    let kept = Kept::start().await;
    let fake = &kept.fake;
    let reply = ask(&kept, "robin", "do i have rosacea?").await;
    let begun = wrong(fake, &reply).await;
    pick(fake, "answer:rosacea/what", &begun.message()).await;
    let now = fake.until_edited(&reply).await;
    assert!(super::controls(&now).contains(&"Helpful"), "{now:#}");

    let reply = ask(&kept, "sam", &emergency()).await;
    let begun = wrong(fake, &reply).await;
    let kept_as_it_is = pick(fake, "off_topic", &begun.message()).await;
    assert!(told(&kept_as_it_is).contains("An emergency stays an emergency"));
    fake.expect_silence(A_MOMENT).await;
    assert_eq!(fake.message(id(&reply)), Some(reply), "untouched");
    kept.end().await;
}

#[tokio::test]
async fn where_the_question_is_forgotten_a_form_asks_for_it() {
    let kept = Kept::start().await;
    let reply = kept.fake.slash("ask", json!({"question": QUESTION})).await.message();
    let kept = kept.restarted().await;
    let fake = &kept.fake;
    let form = wrong(fake, &reply).await;
    let begun = fake.submit_modal(&form, json!({"text": QUESTION})).await;
    let corrected = pick(fake, "refuse:treatment", &begun.message()).await;
    assert!(said(&corrected.message()).contains("Corrected"));
    fake.until_edited(&reply).await;
    let guild = kept.app.community(Some(fake.guild_id()));
    assert_eq!(guild.corrections[0].question, QUESTION);
    assert_eq!(guild.corrections[0].instead_of, "stress/acne");
    kept.end().await;
}

#[tokio::test]
async fn it_is_for_moderators_and_for_the_bots_own_messages() {
    let kept = Kept::start().await;
    let fake = &kept.fake;
    let reply = ask(&kept, "robin", QUESTION).await;
    let refused = fake.context_menu_by(&Person::named("kim"), "Wrong answer", &reply).await;
    assert!(told(&refused).contains("for moderators"));
    let somebody = fake.say(Speech::new("hello").by(&Person::named("kim"))).await;
    assert!(told(&wrong(fake, &somebody.message).await).contains("no answer of mine"));
    // A menu that a member gets hold of does nothing for them.
    let begun = wrong(fake, &reply).await;
    let message = begun.message();
    let menu = fake.select_by(&Person::named("kim"), MENU, &["off_topic"], &message).await;
    assert!(told(&menu).contains("for moderators"));
    assert!(kept.app.community(Some(fake.guild_id())).corrections.is_empty());
    kept.end().await;
}

async fn corrected(kept: &Kept, asker: &str, question: &str) -> Value {
    let reply = ask(kept, asker, question).await;
    let begun = wrong(&kept.fake, &reply).await;
    pick(&kept.fake, "refuse:treatment", &begun.message()).await;
    kept.fake.until_edited(&reply).await
}

#[tokio::test]
async fn corrections_are_listed_exported_and_taken_back() {
    let kept = Kept::start().await;
    let none = kept.moderate("corrections", json!({})).await;
    assert!(told(&none).contains("Nothing is corrected"));
    corrected(&kept, "robin", QUESTION).await;
    corrected(&kept, "kim", "what triggers rosacea").await;
    corrected(&kept, "lee", "=what is leaky gut?").await;

    let list = kept.moderate("corrections", json!({})).await;
    let said_of_both = told(&list);
    for part in [QUESTION, "what triggers rosacea", "treatment", &title("stress/acne")] {
        assert!(said_of_both.contains(part), "{part}: {said_of_both}");
    }
    let csv = String::from_utf8(file(&kept.fake, "corrections.csv")).expect("text");
    assert!(csv.starts_with("question,expected,instead_of,revision,day,guild\n"), "{csv}");
    assert!(csv.contains(&format!("{QUESTION},refuse:treatment,stress/acne,")), "{csv}");
    assert!(
        csv.contains("\n'=what is leaky gut?,"),
        "no spreadsheet takes it for a formula: {csv}"
    );

    let corrections = kept.app.community(Some(kept.fake.guild_id())).corrections.clone();
    let token = Verdict::parse("refuse:treatment").expect("a verdict");
    assert!(corrections.iter().all(|one| one.verdict == token));
    let undo = corrections[0].id.to_string();
    let moderator = Person::moderator();
    let left = kept.fake.select_by(&moderator, "Take one back", &[&undo], &list.message()).await;
    let left = said(&left.message());
    assert!(left.contains("Taken back") && !left.contains(QUESTION), "{left}");
    assert_eq!(shown(&ask(&kept, "sam", QUESTION).await), title("stress/acne"));
    kept.end().await;
}

#[tokio::test]
async fn who_asked_can_be_forgotten_with_the_correction() {
    let kept = Kept::start().await;
    let guild = kept.fake.guild_id();
    corrected(&kept, "robin", QUESTION).await;
    corrected(&kept, "kim", "what triggers rosacea").await;
    let robin = Person::named("robin").id.to_string();
    let forgotten = kept.moderate("forget", json!({"user": robin})).await;
    assert!(told(&forgotten).contains("Forgotten"));
    let left = kept.app.community(Some(guild));
    let left: Vec<&str> = left.corrections.iter().map(|one| one.question.as_str()).collect();
    assert_eq!(left, ["what triggers rosacea"]);
    kept.end().await;
}

#[tokio::test]
async fn who_is_never_recorded_is_not_recorded_by_a_correction_either() {
    let kept = Kept::start().await;
    let robin = Person::named("robin");
    let here = Place::Channel(kept.fake.channel_id());
    let privacy = kept.fake.slash_in(&here, &robin, "privacy", json!({})).await;
    kept.fake.button_by(&robin, "Never record me", &privacy.answer().await).await;
    let reply = ask(&kept, "robin", QUESTION).await;
    let begun = wrong(&kept.fake, &reply).await;
    let refused = pick(&kept.fake, "off_topic", &begun.message()).await;
    assert!(told(&refused).contains("wants nothing recorded"), "{}", told(&refused));
    assert!(kept.app.community(Some(kept.fake.guild_id())).corrections.is_empty());
    kept.end().await;
}

#[tokio::test]
async fn the_wrong_button_of_a_shadow_channel_begins_a_correction() {
    let kept = Kept::reading().await;
    let fake = &kept.fake;
    let log = fake.other_channel_id();
    kept.settle("log", json!({"channel": log.to_string()})).await;
    kept.settle("channel", json!({"mode": "shadow"})).await;
    let question = sure();
    fake.say(Speech::new(&question).by(&Person::named("robin"))).await;
    fake.until_requests("POST /channels/*/messages", 1).await;
    let report = fake.messages_in(log).pop().expect("what it would have said");
    let begun = fake.button_by(&Person::moderator(), "Wrong", &report).await;
    begun.answer().await;
    let found = search(fake, &begun, "rosacea triggers").await;
    let done = pick(fake, RIGHT, &found).await;
    assert!(said(&done.message()).contains("Corrected"));
    fake.until_shows(&report, "Wrong").await;
    let corrections = &kept.app.community(Some(fake.guild_id())).corrections;
    assert_eq!(corrections[0].question, question);
    kept.end().await;
}
