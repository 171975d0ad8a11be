//! The page for maintainers, asked over a real connection.

use std::process::Stdio;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use gutskin::knowledge::load;
use gutskin::lint::print;
use gutskin::pipeline::Snapshot;
use gutskin::preview::{self, Look, Preview};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use crate::support::{TempDir, knowledge_in, linted, prepare, shipped_corpus, today};

fn nothing_wrong() -> Value {
    json!({ "diagnostics": [], "errors": 0, "warnings": 0 })
}

fn shown() -> Arc<Preview> {
    static SNAPSHOT: LazyLock<Arc<Snapshot>> =
        LazyLock::new(|| Arc::new(prepare(shipped_corpus())));
    let snapshot = Some(Arc::clone(&SNAPSHOT));
    Arc::new(Preview::new(Look { snapshot, problems: nothing_wrong() }))
}

/// The whole answer to a request.
async fn request(preview: &Arc<Preview>, head: &str, host: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let serving = tokio::spawn(preview::serve(listener, Arc::clone(preview), today));
    let answer = request_at(&address.to_string(), head, host, body).await;
    serving.abort();
    answer
}

async fn request_at(address: &str, head: &str, host: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    let length = body.len();
    let request = format!(
        "{head} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("it is heard");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers and hangs up");
    answer
}

async fn get(preview: &Arc<Preview>, path: &str) -> String {
    request(preview, &format!("GET {path}"), "127.0.0.1", "").await
}

async fn state(preview: &Arc<Preview>) -> Value {
    body(&get(preview, "/state").await)
}

async fn ask(preview: &Arc<Preview>, asked: Value) -> Value {
    body(&request(preview, "POST /ask", "localhost:8080", &asked.to_string()).await)
}

fn body(answer: &str) -> Value {
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    serde_json::from_str(body).expect("JSON")
}

/// The custom id of a button or menu, by what stands on it.
fn control<'v>(seen: &'v Value, label: &str) -> &'v str {
    let rows = seen["message"]["components"].as_array().expect("rows");
    let all = rows.iter().flat_map(|row| row["components"].as_array().expect("controls"));
    let named = |one: &&Value| one["label"] == label || one["placeholder"] == label;
    let found = { all }.find(named).unwrap_or_else(|| panic!("no {label}: {seen:#}"));
    found["custom_id"].as_str().expect("an id")
}

#[tokio::test]
async fn the_page_and_all_it_needs_come_from_here() {
    let preview = shown();
    let page = get(&preview, "/").await;
    for (asset, kind) in [("page.css", "text/css"), ("page.js", "text/javascript")] {
        assert!(page.contains(&format!("\"{asset}\"")), "{page}");
        let answer = get(&preview, &format!("/{asset}")).await;
        assert!(answer.contains(&format!("content-type: {kind}; charset=utf-8\r\n")), "{answer}");
    }
    assert!(page.contains("content-security-policy: default-src 'none';"), "{page}");
    assert!(get(&preview, "/other").await.starts_with("HTTP/1.1 404 "));
}

#[tokio::test]
async fn a_question_is_answered_as_on_discord_and_what_stands_below_can_be_pressed() {
    let preview = shown();
    let question = "does stress give u acne??";
    let seen = ask(&preview, json!({ "question": question })).await;
    assert_eq!(seen["act"], "say");
    let embed = &seen["message"]["embeds"][0];
    assert!(embed["title"].as_str().is_some_and(|title| !title.is_empty()), "{seen:#}");
    assert!(embed["description"].as_str().is_some_and(|text| text.contains("[1]")), "{seen:#}");
    assert_eq!(embed["fields"][0]["name"], "Sources");

    let press = async |label: &str, values: &[&str]| {
        let id = control(&seen, label);
        ask(&preview, json!({ "question": question, "custom_id": id, "values": values })).await
    };
    for label in ["Sources", "Helpful"] {
        assert_eq!(press(label, &[]).await["act"], "tell", "{label}");
    }
    let why = press("Why this answer?", &[]).await;
    assert!(why["message"]["embeds"][0].to_string().contains("stress"), "{why:#}");
    let related = press("Related answers", &["rosacea/triggers"]).await;
    let title = &related["message"]["embeds"][0]["title"];
    assert!(title.as_str().is_some_and(|title| title.contains("osacea")), "{related:#}");
    assert_eq!(press("Dismiss", &[]).await, json!({ "act": "withdraw", "message": null }));
}

#[tokio::test]
async fn what_is_refused_suggested_or_urgent_looks_so() {
    let preview = shown();
    for (question, colour, label) in [
        ("is this rash on my arm eczema?", 0x00C9_8A1B, "Dismiss"),
        ("my lips are swelling and i cant breathe", 0x00C0_392B, "Dismiss"),
    ] {
        let seen = ask(&preview, json!({ "question": question })).await;
        assert_eq!(seen["message"]["embeds"][0]["color"], colour, "{question}");
        control(&seen, label);
    }
    let question = "coffee and my face";
    let seen = ask(&preview, json!({ "question": question })).await;
    let id = control(&seen, "Food, drink and rosacea");
    let chosen = ask(&preview, json!({ "question": question, "custom_id": id })).await;
    assert_eq!(chosen["act"], "change", "{chosen:#}");
    assert_eq!(chosen["message"]["embeds"][0]["title"], "Food, drink and rosacea", "{chosen:#}");
}

#[tokio::test]
async fn an_edit_shows_at_once_and_a_broken_one_keeps_the_last_that_answered() {
    let preview = shown();
    let before = state(&preview).await;
    assert_eq!((&before["number"], &before["earlier"]), (&json!(1), &json!(false)));

    let mut corpus = shipped_corpus();
    "changed".clone_into(&mut corpus.revision);
    preview.show(Look { snapshot: Some(Arc::new(prepare(corpus))), problems: nothing_wrong() });
    let edited = state(&preview).await;
    assert_eq!((&edited["number"], &edited["revision"]), (&json!(2), &json!("changed")));

    let problems = json!({ "diagnostics": [{ "message": "broken" }], "errors": 1, "warnings": 0 });
    preview.show(Look { snapshot: None, problems: problems.clone() });
    let broken = state(&preview).await;
    assert_eq!((&broken["revision"], &broken["earlier"]), (&json!("changed"), &json!(true)));
    assert_eq!(broken["problems"], problems);
    assert_eq!(ask(&preview, json!({ "question": "what is rosacea" })).await["act"], "say");
}

#[tokio::test]
async fn a_folder_that_never_was_sound_says_what_is_wrong_and_answers_nothing() {
    let problems = print::json(&linted(load::shipped()).report);
    let preview = Arc::new(Preview::new(Look { snapshot: None, problems }));
    assert_eq!(state(&preview).await["revision"], Value::Null);
    assert_eq!(ask(&preview, json!({ "question": "what is rosacea" })).await, Value::Null);
}

#[tokio::test]
async fn pages_of_others_learn_nothing_and_nonsense_is_told_so() {
    let preview = shown();
    for host in ["evil.example", "evil.example:8080", ""] {
        let answer = request(&preview, "GET /state", host, "").await;
        assert!(answer.starts_with("HTTP/1.1 403 "), "{host}: {answer}");
    }
    for host in ["127.0.0.1:8080", "localhost", "[::1]:8080"] {
        let answer = request(&preview, "GET /state", host, "").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
    }
    let long = json!({ "question": "x".repeat(70_000) }).to_string();
    for asked in ["", "{}", "[1]", "{\"question\": 1}", &long] {
        let answer = request(&preview, "POST /ask", "localhost", asked).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    let unknown = json!({ "question": "hi", "custom_id": "nonsense" });
    let seen = ask(&preview, unknown).await;
    assert!(
        seen["message"]["content"].as_str().is_some_and(|text| text.contains("/ask")),
        "{seen}"
    );
}

/// The real program over a real folder: what form spoils keeps the last answers, what the linter minds is shown beside them.
#[tokio::test]
async fn the_program_follows_the_folder() {
    let folder = TempDir::new("preview");
    let knowledge = knowledge_in(&folder);
    let mut program = Command::new(env!("CARGO_BIN_EXE_gutskin"))
        .args(["preview", "--listen", "127.0.0.1:0", "--knowledge"])
        .arg(&knowledge)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut said = BufReader::new(program.stdout.take().expect("its output")).lines();
    let said = timeout(Duration::from_mins(1), said.next_line()).await.expect("in time");
    let said = said.expect("text").expect("a line");
    let (_, rest) = said.split_once("http://").expect("an address");
    let address = rest.split('/').next().expect("an address").to_owned();
    let state_after = async |number: u64| {
        let mut state = Value::Null;
        while state["number"].as_u64() <= Some(number) {
            sleep(Duration::from_millis(100)).await;
            state = body(&request_at(&address, "GET /state", "localhost", "").await);
        }
        state
    };
    let whole = "knowledge/topics/acne.toml";
    let sound = std::fs::read_to_string(folder.path().join(whole)).expect("the topic");
    let mut last = state_after(0).await;
    for (text, errors, earlier) in [
        (format!("{sound}\nbroken = = 1\n"), true, true),
        (sound.replacen("\"What is acne?\"", "\"What is rosacea?\"", 1), true, false),
        (sound.clone(), false, false),
    ] {
        folder.write(whole, &text);
        let next = state_after(last["number"].as_u64().expect("a number"));
        last = timeout(Duration::from_mins(1), next).await.expect("the edit is seen");
        assert_eq!(last["problems"]["errors"].as_u64() > Some(0), errors, "{last:#}");
        assert_eq!(last["earlier"], earlier, "{last:#}");
        assert!(last["revision"].is_string(), "{last:#}");
    }
}
