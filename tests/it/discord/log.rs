//! What the real process writes to its log: no token, whatever the level and whatever goes wrong.

use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::process::Command;

use super::{answered, text};
use crate::support::TempDir;
use crate::support::fake_discord::{FakeDiscord, Misbehaviour};

/// Runs the binary at a level, through every kind of trouble; gives back the log and the interactions' tokens.
async fn log_at(level: &str) -> (String, Vec<String>) {
    let fake = FakeDiscord::start().await;
    let folder = TempDir::new(&format!("log-{level}"));
    let child = Command::new(env!("CARGO_BIN_EXE_gutskin"))
        .arg("run")
        .current_dir(folder.path())
        .env("DISCORD_TOKEN", fake.token())
        .env("GUTSKIN_DISCORD__REST_PROXY", fake.rest_proxy())
        .env("GUTSKIN_LOG__LEVEL", level)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let mut child = child.expect("the binary starts");
    fake.ready().await;
    let mut tokens = Vec::new();
    for trouble in [
        Misbehaviour::RateLimited { retry_after: Duration::from_millis(200) },
        Misbehaviour::BareRateLimit,
        Misbehaviour::Html(502),
        Misbehaviour::HalfBody,
        Misbehaviour::Hangup,
    ] {
        fake.misbehave("POST /interactions/*/*/callback", trouble, 1);
        let exchange = fake.slash("ask", json!({"question": answered()})).await;
        tokens.push(text(&exchange.payload()["token"]).to_owned());
    }
    let answer = fake.slash("ask", json!({"question": "what is rosacea"})).await.message();
    for trouble in [Misbehaviour::Html(502), Misbehaviour::Refuse { status: 404, code: 10008 }] {
        fake.misbehave("DELETE /webhooks/*/*/messages/@original", trouble, 1);
        let press = fake.button("Dismiss", &answer).await;
        tokens.push(text(&press.payload()["token"]).to_owned());
        fake.until_requests("DELETE /webhooks/*/*/messages/@original", tokens.len() - 5).await;
    }
    child.start_kill().expect("the binary still runs");
    let output = child.wait_with_output().await.expect("its log");
    drop(fake);
    (String::from_utf8(output.stderr).expect("UTF-8"), tokens)
}

#[tokio::test]
async fn no_token_is_ever_logged() {
    for level in ["info", "debug", "trace"] {
        let (log, tokens) = log_at(level).await;
        assert!(log.contains("answered"), "{log}");
        for token in &tokens {
            let line = log.lines().find(|line| line.contains(token.as_str()));
            assert!(!token.is_empty() && line.is_none(), "{level}: {line:?}");
        }
    }
}
