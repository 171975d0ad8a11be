//! Broken knowledge: each fault is found where it is, all of them in one run, and nothing is invented.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use gutskin::app::{App, Reloaded};
use gutskin::knowledge::reload::{self, Stamp};
use gutskin::knowledge::{Code, Reading, load};

use crate::support::{TempDir, prepare, shipped_corpus};

/// The smallest sound folder: one source, one topic; the rest comes from the shipped knowledge.
fn sound(name: &str) -> TempDir {
    let folder = TempDir::new(name);
    folder.write("sources/a-2020.toml", SOURCE);
    folder.write("topics/tea.toml", TOPIC);
    folder
}

const SOURCE: &str = "\
title = \"A\"
kind = \"trial\"
year = 2020

[[finding]]
id = 1
says = \"It helped 3 people.\"
strength = \"limited\"
";

const TOPIC: &str = "\
title = \"Tea\"
reviewed = 2026-11-21

[[answer]]
id = \"what\"
evidence = \"limited\"
phrasings = [\"What is tea?\"]
summary = \"It helped 3 people [a-2020#1].\"
";

fn read(folder: &TempDir) -> Reading {
    load::folder(folder.path()).expect("the folder can be listed")
}

/// `code file:line:column` of every diagnostic.
fn shown(reading: &Reading) -> Vec<String> {
    let report = &reading.report;
    report
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let place = report.place(diagnostic);
            format!(
                "{} {}:{}:{}",
                diagnostic.code.as_str(),
                diagnostic.file,
                place.line,
                place.column
            )
        })
        .collect()
}

#[test]
fn a_sound_folder_on_another_subject_needs_only_topics_and_sources() {
    let reading = read(&sound("sound"));
    assert_eq!(shown(&reading), [""; 0]);
    let corpus = reading.corpus().expect("sound");
    assert_eq!(corpus.topics.len(), 1);
    assert!(!corpus.rules.is_empty(), "safety rules are never missing");
}

#[test]
fn shipped_rules_serve_until_a_folder_has_its_own_for_emergencies() {
    let folder = sound("rules");
    let rule = |kind: &str| format!("{kind}\npatterns = [\"zorbly\"]\nreply = \"No.\"\n");
    folder.write("safety/README.md", "What our rules are about.");
    folder.write("safety/own.toml", rule("kind = \"refuse\"\nlabel = \"treatment\""));
    let rules = |folder: &TempDir| {
        let reading = read(folder);
        assert_eq!(shown(&reading), [""; 0]);
        reading.corpus().expect("sound").rules
    };
    let ids: Vec<String> = rules(&folder).into_iter().map(|rule| rule.id).collect();
    assert!(ids.contains(&"own".to_owned()) && ids.contains(&"emergency-airway".to_owned()));
    folder.write("safety/sirens.toml", rule("kind = \"emergency\""));
    assert_eq!(rules(&folder).len(), 2);
}

#[test]
fn every_topic_is_found_by_its_id() {
    // As files "tea-green.toml" stands before "tea.toml", as ids "tea" before "tea-green".
    let folder = sound("ids");
    folder.write("topics/tea-green.toml", TOPIC);
    let mut corpora = vec![read(&folder).corpus().expect("sound")];
    corpora.extend(load::shipped().corpus());
    for corpus in &corpora {
        assert!(corpus.topics.iter().all(|topic| corpus.topic(&topic.id).is_some()));
        assert!(corpus.rules.is_sorted_by(|a, b| a.id < b.id));
    }
    assert_eq!(corpora[0].topics.len(), 2);
}

#[test]
fn each_fault_is_found_at_its_place() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("key", "title = ", "titel = ", &["unknown-key topics/tea.toml:1:1"]),
        ("type", "2026-11-21", "\"soon\"", &["wrong-type topics/tea.toml:2:12"]),
        ("calendar", "2026-11-21", "2026-02-31", &["syntax topics/tea.toml:2:12"]),
        ("value", "\"limited\"", "\"limitd\"", &["unknown-value topics/tea.toml:6:12"]),
        ("id", "\"what\"", "\"What is\"", &["bad-id topics/tea.toml:5:6"]),
        ("empty", "\"Tea\"", "\" \"", &["empty-text topics/tea.toml:1:9"]),
        ("nobody", "[\"What is tea?\"]", "[]", &["empty-text topics/tea.toml:7:13"]),
        ("uncited", " [a-2020#1]", "", &["uncited-sentence topics/tea.toml:8:12"]),
        ("second", "#1].", "#1]. So it is.", &["uncited-sentence topics/tea.toml:8:43"]),
        ("form", "a-2020#1", "a-2020", &["citation-form topics/tea.toml:8:31"]),
        ("place", "[a-2020#1].", ". [a-2020#1]", &["citation-form topics/tea.toml:8:33"]),
        ("source", "a-2020#1", "a-2021#1", &["unknown-source topics/tea.toml:8:31"]),
        ("finding", "a-2020#1", "a-2020#7", &["unknown-finding topics/tea.toml:8:31"]),
        (
            "related",
            "reviewed",
            "related = [\"teas\"]\nreviewed",
            &["unknown-topic topics/tea.toml:2:12"],
        ),
        ("syntax", "id = \"what\"", "id = ", &["syntax topics/tea.toml:5:6"]),
    ];
    for (name, from, to, wanted) in cases {
        let folder = sound(name);
        assert!(TOPIC.contains(from), "{name}");
        folder.write("topics/tea.toml", TOPIC.replacen(from, to, 1));
        let reading = read(&folder);
        assert_eq!(shown(&reading), *wanted, "{name}: {}", reading.report.human(false));
        assert!(reading.corpus().is_none(), "{name} must not be served");
    }
}

#[test]
fn all_faults_of_a_folder_come_in_one_run_in_a_stable_order() {
    let folder = sound("many");
    folder.write("topics/tea.toml", TOPIC.replace("limited", "limitd").replace("id =", "idd ="));
    folder.write("topics/Bad Name.toml", TOPIC.replace("What is tea?", "Another one?"));
    folder.write("topics/tea.toml.toml", TOPIC.replace("What is tea?", "And this one?"));
    folder.write("sources/b.toml", "title = 3\nkind = \"trail\"\nfinding = []\n");
    folder.write("safety/rule.toml", "kind = \"refuse\"\nlabel = \"advice\"\npatterns = [\"do (i\", \"{nowhere}\"]\nreply = \"No.\"\n");
    folder.write(
        "safety/late.toml",
        "kind = \"emergency\"\nstrength = \"fallback\"\npatterns = [\"help\"]\nreply = \"Call.\"\n",
    );
    folder.write("lexicon.toml", "[slang]\nacne = [\"zits\"]\n[synonyms]\nspots = [\"zits\"]\n");
    folder.write("notes.toml", "");
    let reading = read(&folder);
    assert_eq!(
        shown(&reading),
        [
            "duplicate-variant lexicon.toml:4:10",
            "unexpected-file notes.toml:1:1",
            "unknown-value safety/late.toml:2:12",
            "unknown-value safety/rule.toml:2:9",
            "pattern-syntax safety/rule.toml:3:17",
            "unknown-class safety/rule.toml:3:24",
            "wrong-type sources/b.toml:1:9",
            "unknown-value sources/b.toml:2:8",
            "bad-id topics/Bad Name.toml:1:1",
            "unknown-key topics/tea.toml:5:1",
            "unknown-value topics/tea.toml:6:12",
            "bad-id topics/tea.toml.toml:1:1",
        ],
        "{}",
        reading.report.human(false)
    );
    assert_eq!(shown(&read(&folder)), shown(&reading));
}

#[test]
fn the_greatest_number_a_file_may_have_is_read_and_the_next_is_not() {
    let shipped = load::shipped().folder.settings.expect("settings").text;
    for (file, key, most) in [
        ("sources/a-2020.toml", "year", 9999),
        ("sources/a-2020.toml", "id", u64::from(u32::MAX)),
        ("settings.toml", "period_days", u64::from(u16::MAX)),
        ("settings.toml", "grace_days", u64::from(u16::MAX)),
    ] {
        let folder = sound(key);
        let fault = |number: u64| {
            let before = if file == "settings.toml" { &shipped } else { SOURCE };
            let (before, after) = before.split_once(&format!("{key} = ")).expect("the key");
            let behind = after.trim_start_matches(|c: char| c.is_ascii_digit());
            folder.write(file, format!("{before}{key} = {number}{behind}"));
            let found = read(&folder).report.diagnostics;
            let wrong = found.into_iter().find(|found| found.code == Code::WRONG_TYPE);
            wrong.map(|found| found.message)
        };
        assert_eq!(fault(most), None);
        let message = format!("`{key}` must be a whole number from 0 to {most}, not {}", most + 1);
        assert_eq!(fault(most + 1), Some(message));
    }
}

#[test]
fn a_rule_may_have_word_lists_of_its_own() {
    let folder = sound("lists");
    let rule = |words: &str| {
        format!(
            "kind = \"emergency\"\npatterns = [\"broke my {{limb}}\"]\nreply = \"Call.\"\n[words]\n{words}\n"
        )
    };
    folder.write("safety/rule.toml", rule("limb = [\"arm\", \"left leg\"]"));
    let reading = read(&folder);
    assert_eq!(shown(&reading), [""; 0], "{}", reading.report.human(false));
    let corpus = reading.corpus().expect("a sound folder");
    let rule_of = |id: &str| corpus.rules.iter().find(|rule| rule.id == id);
    let patterns = rule_of("rule").map(|rule| rule.patterns.clone());
    let written = gutskin::model::pattern::Pattern::parse("broke my (arm|left leg)");
    assert_eq!(patterns, written.ok().map(|pattern| vec![pattern]));
    folder.write("lexicon.toml", "[classes]\nlimb = [\"arm\"]\n");
    for (words, wanted) in [
        ("limb = [\"arm\"]", "bad-id safety/rule.toml:5:1"),
        ("arms = []", "empty-text safety/rule.toml:5:1"),
        ("arms = [\"arm (\"]", "pattern-syntax safety/rule.toml:5:9"),
        ("arms = [\"{nowhere}\"]", "unknown-class safety/rule.toml:5:11"),
    ] {
        folder.write("safety/rule.toml", rule(words));
        assert!(shown(&read(&folder)).contains(&wanted.to_owned()), "{:?}", shown(&read(&folder)));
    }
}

#[test]
fn files_that_are_no_text_are_reported_and_nothing_else_suffers() {
    let folder = sound("bytes");
    folder.write("topics/latin.toml", b"title = \"caf\xe9\"\n");
    folder.write("topics/huge.toml", "# ".to_owned() + &"x".repeat(10 << 20));
    folder.write("topics/empty.toml", "");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("a link");
    let reading = read(&folder);
    assert_eq!(
        shown(&reading),
        [
            "missing-key topics/empty.toml:1:1",
            "missing-key topics/empty.toml:1:1",
            "missing-key topics/empty.toml:1:1",
            "unreadable topics/huge.toml:1:1",
            "unreadable topics/latin.toml:1:1",
        ]
    );
}

#[test]
fn a_folder_without_topics_says_so() {
    let folder = TempDir::new("none");
    let reading = read(&folder);
    assert_eq!(reading.report.diagnostics[0].code, Code::NO_TOPICS);
}

#[test]
fn a_diagnostic_reads_like_a_compilers() {
    let folder = sound("print");
    folder.write("topics/tea.toml", TOPIC.replace("a-2020#1", "a-2021#1"));
    insta::assert_snapshot!(read(&folder).report.human(false), @r#"
    error[unknown-source]: there is no source "a-2021"
     --> topics/tea.toml:8:31
      |
    8 | summary = "It helped 3 people [a-2021#1]."
      |                               ^^^^^^^^^^
      |
      = help: did you mean `a-2020`?

    1 error, 0 warnings
    "#);
}

/// Readings take a second of a processor: one at a time, off the runtime, and none for each of a crowd that asks.
#[tokio::test]
async fn all_that_ask_while_the_knowledge_is_read_share_the_next_reading() {
    static READINGS: AtomicUsize = AtomicUsize::new(0);
    static AT_ONCE: AtomicUsize = AtomicUsize::new(0);
    let runtime = std::thread::current().id();
    let app = App::new(prepare(shipped_corpus())).reading(move || {
        assert_ne!(std::thread::current().id(), runtime, "nothing else would run meanwhile");
        assert_eq!(AT_ONCE.fetch_add(1, Ordering::SeqCst), 0, "one at a time");
        std::thread::sleep(Duration::from_millis(50));
        AT_ONCE.fetch_sub(1, Ordering::SeqCst);
        Err(format!("reading {}", READINGS.fetch_add(1, Ordering::SeqCst) + 1))
    });
    let (first, others) = futures_util::future::join(
        app.reload(),
        futures_util::future::join_all((0..64).map(|_| app.reload())),
    )
    .await;
    let said = |number| Reloaded::Unsound(format!("reading {number}"));
    assert_eq!(first, said(1));
    assert!(others.iter().all(|one| *one == said(2)), "{others:?}");
    assert_eq!(app.reload().await, said(3), "who asks later gets a reading of their own");
}

/// Who asked may stop waiting: the next reading begins only when theirs is over, and so the newest is served.
#[tokio::test]
async fn a_reading_that_nobody_waits_for_any_more_is_not_overtaken() {
    static READINGS: AtomicUsize = AtomicUsize::new(0);
    static AT_ONCE: AtomicUsize = AtomicUsize::new(0);
    let app = App::new(prepare(shipped_corpus())).reading(|| {
        let alone = AT_ONCE.fetch_add(1, Ordering::SeqCst) == 0;
        std::thread::sleep(Duration::from_millis(100));
        AT_ONCE.fetch_sub(1, Ordering::SeqCst);
        Err(format!("reading {}, alone: {alone}", READINGS.fetch_add(1, Ordering::SeqCst) + 1))
    });
    assert!(app.reload().now_or_never().is_none(), "it is under way");
    assert_eq!(app.reload().await, Reloaded::Unsound("reading 2, alone: true".to_owned()));
}

#[test]
fn an_edit_is_served_and_a_broken_one_is_not() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let folder = sound("reload");
        let (seen, mut readings) = tokio::sync::mpsc::unbounded_channel();
        let path = folder.path().to_owned();
        let stamp = Stamp::of(&path);
        let watcher = tokio::spawn(reload::watch(path.clone(), stamp, async move || {
            let reading = load::folder(&path).expect("the folder is there");
            // The test may be over.
            let _ = seen.send(reading.corpus().map(|corpus| corpus.topics[0].title.clone()));
        }));
        let mut next = async || {
            let reading =
                tokio::time::timeout(std::time::Duration::from_secs(30), readings.recv()).await;
            reading.expect("the change is seen").expect("the watcher lives")
        };
        folder.write("topics/tea.toml", TOPIC.replace("\"Tea\"", "\"Green tea\""));
        assert_eq!(next().await.as_deref(), Some("Green tea"));
        folder.write("topics/tea.toml", "title = ");
        assert_eq!(next().await, None);
        folder.write("topics/tea.toml", TOPIC.replace("\"Tea\"", "\"Black tea\""));
        assert_eq!(next().await.as_deref(), Some("Black tea"));
        watcher.abort();
    });
}
