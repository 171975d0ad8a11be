//! What becomes of moderators' corrections: the edit that is found, what it must not touch, and why one is left out.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use gutskin::knowledge::load;
use gutskin::learn::{Exam, Fate, Labelled, Lesson, List, Study};
use gutskin::model::Verdict;
use gutskin::text::vectors;
use similar::{ChangeTag, TextDiff};

use crate::support::{TempDir, today};

fn study(exams: Vec<Exam>) -> Study {
    let vectors = vectors::shipped().expect("the shipped vectors are sound");
    Study::begin(load::shipped(), exams, Arc::new(vectors), today())
        .unwrap_or_else(|report| panic!("{}", report.human(false)))
}

fn lesson(question: &str, token: &str) -> Lesson {
    Lesson::new(question, Verdict::parse(token).expect("a verdict"))
}

/// The lists that the edits go to.
fn lists(fate: &Fate) -> Vec<&'static str> {
    let Fate::Learnt(edits) = fate else { panic!("{fate:?}") };
    edits
        .iter()
        .map(|edit| match &edit.list {
            List::Answer { key, .. } | List::Rule { key } => key,
            List::Negatives { .. } => "negatives",
            List::Variants { table, .. } => table,
        })
        .collect()
}

#[test]
fn each_kind_of_correction_finds_its_edit_and_nothing_else_changes() {
    let mut study = study(Vec::new());
    let before: Vec<(String, String)> =
        study.files().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    for (question, token, wanted) in [
        ("what are zibbits", "answer:acne/what", &["slang", "examples"][..]),
        (
            "does a skyr breakfast calm rosacea down",
            "answer:fermented-foods/what",
            &["phrasings", "examples"],
        ),
        ("is the gut microbiome jazz album any good", "off_topic", &["negatives"]),
        ("is my lampshade inflamed", "off_topic", &["lets_through", "negatives"]),
        ("put a label on that blotch of mine", "refuse:diagnosis", &["catches"]),
        (
            "is my gut run by what i eat",
            "answer:gut-microbiome/what-helps",
            &["lets_through", "phrasings", "examples"],
        ),
    ] {
        assert_eq!(lists(&study.learn(&lesson(question, token))), wanted, "{question}");
        assert_eq!(study.learn(&lesson(question, token)), Fate::Known, "{question}");
    }
    for ((path, old), (_, new)) in before.iter().zip(study.files()) {
        let diff = TextDiff::from_lines(old.as_str(), new);
        let lost = diff.iter_all_changes().find(|change| change.tag() == ChangeTag::Delete);
        assert!(lost.is_none(), "{path} lost {:?}", lost.map(|change| change.value()));
    }
}

#[test]
fn what_only_a_person_can_decide_is_left_out_with_its_reason() {
    let mut study = study(Vec::new());
    for (question, token, why) in [
        ("what is acne", "answer:rosacea/what", "it stands under acne/what already"),
        ("what is rosacea about", "answer:rosacea/nothing", "there is no answer rosacea/nothing"),
        ("does Wilhelmina eat kimchi for spots", "off_topic", "\"Wilhelmina\" may tell who asked"),
        ("so its not psoriasis?", "answer:psoriasis/what", "only a person may narrow one"),
        ("my throat is closing up after peanuts", "off_topic", "an emergency rule stops it"),
        ("and is it so", "answer:acne/what", "no word of it says what it is about"),
    ] {
        match study.learn(&lesson(question, token)) {
            Fate::LeftOut(said) => assert!(said.contains(why), "{question}: {said}"),
            other => panic!("{question}: {other:?}"),
        }
    }
}

#[test]
fn what_would_break_a_labelled_question_is_left_out() {
    let known = Labelled {
        kind: "answer".to_owned(),
        question: "does stress make acne flare up".to_owned(),
        expected: vec!["answer:stress".to_owned(), "answer:acne".to_owned()],
    };
    let mut study = study(vec![Exam { name: "questions".to_owned(), questions: vec![known] }]);
    assert!(study.marks()[1].1.wrong.is_empty(), "it comes out right to begin with");
    let before: Vec<String> = study.files().map(|(_, text)| text.to_owned()).collect();
    match study.learn(&lesson("does stress make my acne flare up", "off_topic")) {
        Fate::LeftOut(_) => {}
        other => panic!("{other:?}"),
    }
    assert!(study.files().map(|(_, text)| text).eq(before.iter().map(String::as_str)));
}

/// A knowledge of one topic that leaves the rest to what is shipped.
fn tea(folder: &TempDir) {
    folder.write("k/topics/tea.toml", TEA);
    folder.write("k/sources/a.toml", SOURCE);
    folder.write(
        "k/silence.toml",
        "[[group]]\nid = \"dishes\" # and pots\nnegatives = [\n  \"where to buy a teapot\",\n]\n",
    );
    folder.write(
        "c.csv",
        "question,expected\ndoes a chilled cuppa lose its taste,answer:tea/cold\ntea towel sale,off_topic\nwhat is \
         tea,answer:tea/what\nis my tea cold,answer:tea/hot\ntea cake,off_topic\nTea cake?,answer:tea/what\n",
    );
}

const TEA: &str = r#"# How tea is told here.
title = "Tea"
aliases = ["tea"]
reviewed = 2026-11-21

[[answer]]
id = "what"
evidence = "limited"
phrasings = [
  "What is tea?", "where does tea come from",
  "is tea a leaf",   # not a flower
  "what plant is tea made of",
  "tea explained",
  "tell me about tea leaves",
]
summary = "Tea is a leaf [a#1]."
examples = ["what sort of plant gives us tea", "so tea is a leaf of what"]

[[answer]]
id = "cold"
evidence = "limited"
phrasings = [
  "can tea be drunk cold",
  "is iced tea still tea",
  "does cold tea taste of anything",
  "how is iced tea made",
  "cold brew tea",
  "tea with ice",
]
summary = "Tea is drunk cold, too [a#2]."
examples = ["is it fine to have tea cold", "iced tea, how is it made"]
"#;

const SOURCE: &str = r#"title = "A"
kind = "trial"
note = "Supplied."

[[finding]]
id = 1
says = "Tea is a leaf."
strength = "limited"

[[finding]]
id = 2
says = "Tea is drunk cold, too."
strength = "limited"
"#;

fn learn(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_gutskin"))
        .arg("learn")
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("GUTSKIN_KNOWLEDGE__FOLDER")
        .output()
        .expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const AS_USUAL: [&str; 4] = ["--knowledge", "k", "--corrections", "c.csv"];

#[test]
fn a_dry_run_shows_the_change_and_touches_nothing() {
    let folder = TempDir::new("learn-dry");
    tea(&folder);
    let (code, out, err) = learn(&folder, &[&AS_USUAL[..], &["--dry-run"]].concat());
    assert_eq!(code, Some(0), "{out}{err}");
    for line in [
        "left out       \"tea cake\": its corrections disagree",
        "learnt         \"does a chilled cuppa lose its taste\" → answer:tea/cold",
        "already right  \"what is tea\" → answer:tea/what",
        "left out       \"is my tea cold\": there is no answer tea/hot here",
        "--- a/k/topics/tea.toml\n+++ b/k/topics/tea.toml\n",
        "+  \"tea towel sale\",\n",
        "2 learnt, 1 already right, 2 left out; 2 files to change, nothing was written",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let row = |kind: &str| {
        let line = out.lines().find(|line| line.starts_with(&format!("  {kind} ")));
        line.unwrap_or_else(|| panic!("{kind}: {out}"))
            .split_whitespace()
            .skip(1)
            .collect::<Vec<_>>()
    };
    assert_eq!(row("answer"), ["4", "of", "4", "5", "of", "5"]);
    assert_eq!(row("off_topic"), ["1", "of", "1", "2", "of", "2"]);
    assert_eq!(text(&folder.path().join("k/topics/tea.toml")), TEA);
}

#[test]
fn what_was_learnt_is_written_with_comments_and_form_kept() {
    let folder = TempDir::new("learn-write");
    tea(&folder);
    let (code, out, err) = learn(&folder, &AS_USUAL);
    assert_eq!(code, Some(0), "{out}{err}");
    let written = text(&folder.path().join("k/topics/tea.toml"));
    let wanted = TEA
        .replace(
            "  \"tea with ice\",\n",
            "  \"tea with ice\",\n  \"chilled cuppa lose its taste\",\n",
        )
        .replace("how is it made\"]", "how is it made\", \"does a chilled cuppa lose its taste\"]");
    assert_eq!(written, wanted);
    let silence = text(&folder.path().join("k/silence.toml"));
    assert!(silence.contains("# and pots") && silence.ends_with("  \"tea towel sale\",\n]\n"));
    let files = std::fs::read_dir(folder.path().join("k/topics")).expect("a folder").count();
    assert_eq!(files, 1, "nothing is left beside the file");
    let (code, out, _) = learn(&folder, &AS_USUAL);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("0 learnt, 3 already right, 2 left out; no file changed"), "{out}");
}

#[test]
fn what_cannot_be_begun_says_why() {
    let folder = TempDir::new("learn-wrong");
    tea(&folder);
    folder.write("broken/topics/tea.toml", TEA);
    folder.write("none.csv", "question,expected\nis my tea cold,answer:tea/hot\n");
    folder.write("odd.csv", "question,expected\nis my tea cold,perhaps\n");
    for (arguments, code, wanted) in [
        (&["--corrections", "c.csv"][..], 2, "the knowledge inside the binary cannot be edited"),
        (&["--knowledge", "broken", "--corrections", "c.csv"], 2, "must pass `gutskin check`"),
        (&["--knowledge", "k", "--corrections", "missing.csv"], 2, "missing.csv cannot be read"),
        (&["--knowledge", "k", "--corrections", "odd.csv"], 2, "\"perhaps\" cannot be expected"),
        (&["--knowledge", "k", "--corrections", "none.csv"], 1, "no correction could be learnt"),
        (&["--knowledge", "k"], 2, "store.url"),
    ] {
        let (came, out, err) = learn(&folder, arguments);
        assert_eq!(came, Some(code), "{arguments:?}: {out}{err}");
        assert!(err.contains(wanted), "{arguments:?}: {err}");
    }
    assert_eq!(text(&folder.path().join("k/topics/tea.toml")), TEA);
}
