//! `gutskin export`: what comes out of the store, for people and for `learn`.

use std::process::{Command, Output};
use std::time::Duration;

use gutskin::model::{Change, Verdict};
use gutskin::store::{CorrectionRow, UnansweredRow};

use super::contract::{GUILD, correction};
use super::databases::Database;
use super::unanswered::{ask, keeps};

fn export(on: &Database, arguments: &[&str]) -> Output {
    let folder = on.path().parent().filter(|folder| folder.is_dir());
    Command::new(env!("CARGO_BIN_EXE_gutskin"))
        .arg("export")
        .args(arguments)
        .current_dir(folder.unwrap_or(&std::env::temp_dir()))
        .env("GUTSKIN_STORE__URL", on.config.url.expose())
        .env("GUTSKIN_STORE_KEY", &on.keys)
        .output()
        .expect("the binary starts")
}

fn csv<Row: serde::de::DeserializeOwned>(output: &Output) -> Vec<Row> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    csv::Reader::from_reader(&output.stdout[..])
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

#[tokio::test]
async fn what_moderators_gathered_comes_out() {
    for on in Database::shared().await {
        let store = on.open().await;
        keeps(&store, GUILD).await;
        let question = "is it \"acne\",\nor not; ✓";
        let verdict = Verdict::Answer("rosacea/triggers".to_owned());
        let correction = correction(1, question, verdict, &on);
        store.change(GUILD, Change::Correct { correction, asker: None }).await;
        for person in 1..=3 {
            ask(&store, GUILD, person, "copper").await;
        }
        // The bot goes on meanwhile.
        let corrections: Vec<CorrectionRow> = csv(&export(&on, &["corrections"]));
        let expected = CorrectionRow {
            question: question.to_owned(),
            expected: "answer:rosacea/triggers".to_owned(),
            instead_of: "acne/what".to_owned(),
            revision: "12345678".to_owned(),
            day: on.time.today().to_string(),
            guild: GUILD,
        };
        assert_eq!(corrections, [expected.clone()], "{}", on.name);
        let output = export(&on, &["--format", "json", "corrections"]);
        let json: Vec<CorrectionRow> = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(json, [expected], "{}", on.name);

        let unanswered: Vec<UnansweredRow> = csv(&export(&on, &[]));
        assert_eq!(unanswered.len(), 1, "{}", on.name);
        assert_eq!((unanswered[0].question.as_str(), unanswered[0].askers), ("copper", 3));
        store.close(Duration::from_secs(5)).await;
    }
}

#[test]
fn what_cannot_be_exported_says_why() {
    let on = Database::file();
    let output = export(&on, &["corrections"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("store.url") && !on.path().exists(), "{said}");
}
