//! Unchanged discord.py and discord.js against the fake Discord: the proof of its fidelity.
//! `tests/smoke/README.md` says how to install them; without them these tests say so and pass.

#![allow(clippy::expect_used, reason = "a test that cannot start its client has failed")]

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::process::{Child, Command};

use crate::support::fake_discord::{FakeDiscord, Person, Place};

/// Starting an interpreter on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(40);

#[tokio::test]
async fn discord_py_talks_to_the_fake() {
    let variable = "SMOKE_PYTHON";
    let Some(python) = setting(variable, "a python with discord.py") else {
        return;
    };
    let mut command = Command::new(python);
    command.arg(script("discord_py.py"));
    check(command).await;
}

#[tokio::test]
async fn discord_js_talks_to_the_fake() {
    let variable = "SMOKE_NODE_MODULES";
    let Some(modules) = setting(variable, "a node_modules with discord.js") else {
        return;
    };
    let mut command = Command::new("node");
    command.arg(script("discord_js.mjs")).env(variable, modules);
    check(command).await;
}

/// The variable's value. When there is none, says on the real stderr what is left out: the test
/// harness would swallow a macro's output.
fn setting(variable: &str, what: &str) -> Option<String> {
    let value = std::env::var(variable).ok().filter(|value| !value.is_empty());
    if value.is_none() {
        let line = format!(
            "left out: {variable} is not set (it should name {what}; see tests/smoke/README.md)\n"
        );
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    value
}

fn script(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smoke").join(name)
}

fn start(mut command: Command, discord: &FakeDiscord) -> Child {
    command
        .env("FAKE_API", discord.api_url())
        .env("FAKE_GATEWAY", discord.gateway_url())
        .env("FAKE_TOKEN", discord.token())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the interpreter that the variable names")
}

/// One conversation, the same for both libraries.
async fn check(command: Command) {
    let discord = FakeDiscord::builder().patience(PATIENCE).start().await;
    let mut bot = start(command, &discord);
    discord.ready().await;

    let choices = discord.autocomplete("ask", "question", "ros").await;
    assert_eq!(choices, [json!({ "name": "ros again", "value": "ros" })]);

    let exchange = discord.slash("ask", json!({ "question": "rosacea" })).await;
    assert_eq!(exchange.callback()["type"], 4);
    assert_eq!(exchange.callback()["data"]["content"], "answer to rosacea");
    assert_eq!(exchange.until_followups(1).await[0]["content"], "one more thing");
    assert_eq!(exchange.edits().len(), 1);
    assert_eq!(exchange.message()["content"], "better answer to rosacea");
    let pressed = discord.button("More", &exchange.message()).await;
    assert_eq!(pressed.message()["content"], "pressed");
    assert_eq!(pressed.message()["components"], json!([]));

    let slow = discord.slash_in(&Place::Direct, &Person::named("kim"), "slow", json!({})).await;
    assert_eq!(
        (&slow.callback()["type"], &slow.answer().await["content"]),
        (&json!(5), &json!("at last"))
    );
    assert!(slow.is_ephemeral());

    let said = discord.member_says("what about dairy").await;
    let about = discord.context_menu("Answer this", &said.message).await;
    assert_eq!(about.message()["content"], "about: what about dairy");

    let reply = discord.mention_bot("hello").await.reply().await;
    assert_eq!(reply["content"], "heard: @gutskin hello");
    assert!(discord.pings(&reply).is_empty());
    let reply = discord.direct_message("only us").await.reply().await;
    assert_eq!(reply["content"], "heard: only us");

    discord.close(4000);
    let missed = discord.mention_bot("while you were away").await;
    assert_eq!(missed.reply().await["content"], "heard: @gutskin while you were away");
    assert_eq!((discord.identifies().len(), discord.resumes().len()), (1, 1));
    assert!(discord.resumes()[0].by_resume_url);

    discord.mention_bot("goodbye").await.reply().await;
    let ended = tokio::time::timeout(PATIENCE, bot.wait()).await;
    let status = ended.expect("the script ends in time").expect("its status");
    assert!(status.success(), "{status}\n{}", discord.story());
    discord.finish();
}
