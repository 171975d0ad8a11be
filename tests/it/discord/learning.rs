//! From a right-click to a pull request: a correction made on Discord ends as a change of the TOML files that passes.

use std::path::Path;
use std::process::{Command, Output};

use gutskin::knowledge::load;
use gutskin::model::Question;
use serde_json::json;

use super::correcting::{MENU, search, wrong};
use super::moderating::{Kept, said};
use crate::support::fake_discord::{Person, Speech};
use crate::support::{TempDir, knowledge_in, linted};

const QUESTION: &str = "does a skyr breakfast calm rosacea down";
const RIGHT: &str = "fermented-foods/what";

fn learn(kept: &Kept, folder: &Path) -> String {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_gutskin"))
        .args(["learn", "--knowledge", "knowledge"])
        .current_dir(folder)
        .envs(kept.environment())
        .output()
        .expect("the binary starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[tokio::test]
async fn a_correction_made_on_discord_becomes_a_change_of_the_knowledge() {
    let kept = Kept::start().await;
    let fake = &kept.fake;
    let mention = format!("<@{}> {QUESTION}", fake.bot_id());
    let reply = fake.say(Speech::new(&mention).by(&Person::named("robin"))).await.reply().await;
    let begun = wrong(fake, &reply).await;
    let found = search(fake, &begun, "fermented foods").await;
    let moderator = Person::moderator();
    let token = format!("answer:{RIGHT}");
    let done = fake.select_by(&moderator, MENU, &[&token], &found).await;
    assert!(said(&done.message()).contains("Corrected"), "{:#}", done.message());

    let folder = TempDir::new("learning");
    let knowledge = knowledge_in(&folder);
    let told = learn(&kept, folder.path());
    assert!(told.contains(&format!("learnt         \"{QUESTION}\" → answer:{RIGHT}")), "{told}");

    let checked = linted(load::folder(&knowledge).expect("the folder"));
    let snapshot = checked.snapshot.unwrap_or_else(|| panic!("{}", checked.report.human(false)));
    let answered = snapshot.ask(&Question::new(QUESTION), super::today());
    assert_eq!(answered.reply.answer.as_deref(), Some(RIGHT));
    let examples: Vec<&String> =
        snapshot.corpus().answers().flat_map(|(.., answer)| &answer.examples).collect();
    assert!(examples.iter().any(|example| *example == QUESTION), "it stands as an example");

    let again = learn(&kept, folder.path());
    assert!(again.contains("already right") && again.contains("no file changed"), "{again}");
    let none = kept.moderate("corrections", json!({})).await;
    assert!(super::moderating::told(&none).contains(QUESTION), "the server keeps its correction");
    kept.end().await;
}
