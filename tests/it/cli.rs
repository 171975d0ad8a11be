//! The binary from outside: what it prints, and the exit code it ends with.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::TempDir;

/// The binary, away from this checkout's own `config.toml` and from settings of the person who runs the tests.
fn gutskin(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gutskin"));
    command.current_dir(folder.path()).env("HOME", folder.path()).env_remove("DISCORD_TOKEN");
    for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("GUTSKIN_")) {
        command.env_remove(key);
    }
    command
}

fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

fn with_input(command: &mut Command, input: &[u8]) -> (i32, String, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("its input");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends").expect("all was read");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

/// Every key of contract C3.
const KEYS: [&str; 14] = [
    "question",
    "outcome",
    "label",
    "answer",
    "score",
    "runner_up",
    "suggestions",
    "cautions",
    "sentences",
    "citations",
    "text",
    "elapsed_us",
    "exact",
    "also",
];

#[test]
fn every_line_of_the_evaluation_file_gets_a_line_of_contract_c3() {
    let folder = TempDir::new("c3");
    let file = include_str!("../data/questions.tsv");
    let questions: Vec<&str> =
        file.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let input = questions.join("\n") + "\n";
    let (code, out, err) = with_input(gutskin(&folder).args(["ask", "--json"]), input.as_bytes());
    assert_eq!(code, 0, "{err}");
    let lines: Vec<Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    assert_eq!(lines.len(), questions.len());
    for (line, question) in lines.iter().zip(&questions) {
        check_c3(line, question);
    }
}

fn check_c3(line: &Value, question: &str) {
    let object = line.as_object().expect("an object");
    assert_eq!(object.keys().map(String::as_str).collect::<Vec<_>>().len(), KEYS.len(), "{line}");
    assert!(KEYS.iter().all(|key| object.contains_key(*key)), "{line}");
    assert_eq!(line["question"], question);
    let outcome = line["outcome"].as_str().expect("a word");
    let label = line["label"].as_str().expect("a word");
    let answer = line["answer"].as_str();
    match outcome {
        "answer" => {
            let topic = answer.and_then(|key| key.split('/').next()).expect("an answer has a key");
            assert_eq!(label, format!("answer:{topic}"));
            let replaced = line["sentences"].as_array().is_some_and(Vec::is_empty);
            assert!(!replaced || line["cautions"] != serde_json::json!([]), "{line}");
            let also = line["also"].as_str().and_then(|key| key.split('/').next());
            assert_ne!(also, Some(topic), "two answers are of two topics: {line}");
        }
        "suggest" => {
            assert_eq!(label, "suggest");
            let offered = line["suggestions"].as_array().expect("a list").len();
            assert!((1..=3).contains(&offered), "{line}");
        }
        "refuse" => assert!(["refuse:diagnosis", "refuse:treatment"].contains(&label), "{line}"),
        "emergency" => {
            assert_eq!(label, "emergency");
            assert_eq!(line["citations"], serde_json::json!([]));
        }
        "no_match" => assert_eq!((label, answer), ("off_topic", None)),
        _ => panic!("unknown outcome {outcome}"),
    }
    let cited = line["citations"].as_array().expect("a list");
    for sentence in line["sentences"].as_array().expect("a list") {
        let numbers = sentence["citations"].as_array().expect("a list");
        assert!(!numbers.is_empty(), "{line}");
        assert!(numbers.iter().all(|n| cited.iter().any(|citation| citation["n"] == *n)), "{line}");
    }
    assert!(
        line["score"].is_null() || (0.0..=1.0).contains(&line["score"].as_f64().expect("a number"))
    );
    assert!(!line["text"].as_str().expect("text").is_empty());
}

#[test]
fn a_batch_is_answered_line_by_line_as_it_comes() {
    let folder = TempDir::new("stream");
    let mut child = gutskin(&folder)
        .args(["ask", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("its input");
    let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
    for question in ["what is acne", "", "what triggers rosacea"] {
        writeln!(input, "{question}").expect("it listens");
        // Without a flush after each line this would wait for ever.
        let line = output.next().expect("a line").expect("text");
        let value: Value = serde_json::from_str(&line).expect("an object");
        assert_eq!(value["question"], question);
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn bytes_that_are_not_text_do_not_end_a_batch() {
    let folder = TempDir::new("bytes");
    let (code, out, _) =
        with_input(gutskin(&folder).args(["ask", "--json"]), b"acne \xff\xfe\nwhat is acne\r\n");
    assert_eq!(code, 0);
    assert_eq!(out.lines().count(), 2);
    assert!(out.lines().nth(1).expect("two lines").contains("\"answer\":\"acne/what\""));
}

#[test]
fn ask_prints_for_people_too() {
    let folder = TempDir::new("people");
    let (code, out, _) =
        run(gutskin(&folder).args(["ask", "what", "triggers", "rosacea", "--explain"]));
    assert_eq!(code, 0);
    assert!(out.contains("What sets off rosacea") && out.contains("[1]"), "{out}");
    assert!(out.contains("thresholds") && out.contains("rosacea/triggers"), "{out}");
    assert!(!out.contains('\u{1b}'), "no colours where there is no terminal");
}

#[test]
fn failures_are_one_clear_message_and_an_exit_code() {
    let folder = TempDir::new("failures");
    folder.write("broken/topics/acne.toml", "title = \"Acne\"\nreviewd = 2026-11-21\n");
    folder.write("bad.toml", "[discrod]\n");
    let cases: &[(&[&str], i32, &str)] = &[
        (&["run"], 2, "no Discord token"),
        (&["run"], 2, "gutskin chat"),
        (&["ask", "--knowledge", "nowhere", "x"], 2, "nowhere cannot be read"),
        (&["ask", "--knowledge", "broken", "x"], 2, "did you mean `reviewed`?"),
        (&["check", "nowhere"], 2, "nowhere cannot be read"),
        (&["check", "broken"], 1, "to mend"),
        (&["--config", "bad.toml", "ask", "x"], 2, "discrod"),
        (&["--config", "gone.toml", "ask", "x"], 2, "there is no configuration file gone.toml"),
        (&["eval", "gone.tsv"], 1, "gone.tsv cannot be read"),
        (&["run", "--shards", "3-1/2"], 2, "--shards"),
        (&["flush"], 2, "unrecognized subcommand"),
    ];
    for (args, wanted_code, wanted) in cases {
        let (code, _, err) = run(gutskin(&folder).args(*args));
        assert_eq!(code, *wanted_code, "{args:?}: {err}");
        assert!(err.contains(wanted), "{args:?}: {err}");
        assert!(!err.contains("panicked") && !err.contains("stack backtrace"), "{args:?}: {err}");
    }
}

#[test]
fn a_check_fails_though_nobody_reads_its_report() {
    let folder = TempDir::new("unread");
    folder.write("broken/topics/acne.toml", "title = \"Acne\"\nreviewd = 2026-11-21\n");
    let mut check = gutskin(&folder);
    check.args(["check", "broken"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = check.spawn().expect("the binary starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn chat_talks_over_a_pipe() {
    let folder = TempDir::new("chat");
    let (code, out, err) =
        with_input(gutskin(&folder).arg("chat"), b"what triggers rosacea\n/sources\n/why\n/quit\n");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("What sets off rosacea") && out.contains("https://"), "{out}");
    assert!(!out.contains('\u{1b}'));
}

#[test]
fn the_shipped_knowledge_passes_its_own_check() {
    let folder = TempDir::new("check");
    let (code, out, err) = run(gutskin(&folder).arg("check"));
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("0 errors, 0 warnings"), "{out}");
}

#[test]
fn a_new_file_is_right_in_form_and_says_what_is_to_be_written() {
    let folder = TempDir::new("new");
    for args in [
        &["source", "kefir-2024"][..],
        &["topic", "kefir", "--cite", "kefir-2024#1"],
        &["rule", "own-scan"],
    ] {
        let (code, out, err) = run(gutskin(&folder).arg("new").args(args));
        assert_eq!(code, 0, "{out}{err}");
    }
    let (code, out, _) = run(gutskin(&folder).args(["check", "--format", "json", "knowledge"]));
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    let found = |file: &str| -> Vec<&str> {
        let diagnostics = report["diagnostics"].as_array().expect("a list");
        let here = diagnostics.iter().filter(|diagnostic| diagnostic["file"] == file);
        here.filter_map(|diagnostic| diagnostic["code"].as_str()).collect()
    };
    for (file, marks) in [
        ("knowledge/topics/kefir.toml", 3),
        ("knowledge/sources/kefir-2024.toml", 5),
        ("knowledge/safety/own-scan.toml", 1),
    ] {
        let codes = found(file);
        assert_eq!(codes.iter().filter(|code| **code == "placeholder").count(), marks, "{out}");
        let form = gutskin::knowledge::Code::FORM.map(|(code, _)| code.as_str());
        assert!(codes.iter().all(|code| !form.contains(code)), "{codes:?}");
    }
    let again = run(gutskin(&folder).args(["new", "rule", "own-scan"]));
    assert_eq!(again.0, 2, "nothing is written over: {again:?}");
}

#[test]
fn a_check_prints_for_people_and_for_machines() {
    let folder = TempDir::new("formats");
    folder.write(
        "k/topics/tea.toml",
        "title = \"Tea\"\nreviewed = 2026-11-21\n\n[[answer]]\nid = \"what\"\nevidence = \"limited\"\nphrasings = [\"What is tea?\"]\nsummary = \"Tea is a leaf [a#1].\"\n",
    );
    folder.write(
        "k/sources/a.toml",
        "title = \"A\"\nkind = \"trial\"\nnote = \"Supplied.\"\n\n[[finding]]\nid = 1\nsays = \"Tea is a leaf.\"\nstrength = \"limited\"\n",
    );
    let few = "few-phrasings";
    for (args, wanted_code, wanted) in [
        (&["check", "k"][..], 0, "--> k/topics/tea.toml:7:13"),
        (&["check", "--deny", "warnings", "k"], 1, few),
        (&["check", "--format", "json", "k"], 0, few),
        (&["check", "--format", "sarif", "k"], 0, few),
        (&["check", "--format", "github", "k"], 0, "::warning file=k/topics/tea.toml,line=7"),
    ] {
        let (code, out, err) = run(gutskin(&folder).args(args));
        assert_eq!(code, wanted_code, "{args:?}: {out}{err}");
        assert!(out.contains(wanted), "{args:?}: {out}");
        let machine = args.contains(&"json") || args.contains(&"sarif");
        assert!(!machine || serde_json::from_str::<Value>(&out).is_ok(), "{args:?}: {out}");
    }
}

#[test]
fn editors_get_a_schema_for_each_kind_of_file() {
    let folder = TempDir::new("schema");
    let (code, out, _) = run(gutskin(&folder).args(["schema", "topic"]));
    assert_eq!(code, 0);
    let schema: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(schema["properties"]["reviewed"]["format"], "date");
    assert!(schema["required"].as_array().is_some_and(|keys| keys.contains(&"answer".into())));
    let (_, out, _) = run(gutskin(&folder).arg("schema"));
    let all: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(all.as_object().map(serde_json::Map::len), Some(6));
}

#[test]
fn the_table_of_an_evaluation_adds_up() {
    let folder = TempDir::new("eval");
    folder.write(
        "q.tsv",
        "question\texpected\nwhat is acne\tanswer:acne|rosacea\nis it raining\toff_topic\n",
    );
    let (code, out, err) = run(gutskin(&folder).args(["eval", "q.tsv", "--json"]));
    assert_eq!(code, 0, "{err}");
    let figures: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(figures["outcomes"]["answer"]["right"], 1);
    assert_eq!(figures["outcomes"]["off_topic"]["asked"], 1);
    assert_eq!(figures["top_1"], 100.0);
    folder.write("known.tsv", "what is acne\tacne\n");
    for (file, has_curve) in [("q.tsv", true), ("known.tsv", false)] {
        let (_, out, _) = run(gutskin(&folder).args(["eval", file]));
        assert_eq!(out.contains("area under the curve"), has_curve, "{out}");
    }
    folder.write("empty.tsv", "question\texpected\n");
    let (code, _, err) = run(gutskin(&folder).args(["eval", "empty.tsv"]));
    assert_eq!(code, 1);
    assert!(err.contains("no questions"), "{err}");
}

#[test]
fn labels_that_nothing_can_come_out_as_are_named_with_their_line() {
    let folder = TempDir::new("labels");
    folder.write(
        "q.tsv",
        "question\texpected\nwhat is rosacea\tanswer:rosaceaa|acne\nis it raining\toff-topic\n\
         what is acne\tacne\nis this acne\trefuse:diagnosis\nhmm\tanswer:xyzzy\n",
    );
    let (code, out, err) = run(gutskin(&folder).args(["eval", "q.tsv"]));
    assert_eq!(code, 0);
    assert_eq!(
        err.lines().collect::<Vec<_>>(),
        [
            "gutskin: q.tsv:2: this knowledge knows no `rosaceaa`; did you mean `rosacea`?",
            "gutskin: q.tsv:3: this knowledge knows no `off-topic`; did you mean `off_topic`?",
            "gutskin: q.tsv:6: this knowledge knows no `xyzzy`",
        ]
    );
    assert!(out.contains("all                       5"), "{out}");
    folder.write("a.tsv", "what triggers rosacea\trosacea/trigger\n".repeat(12).as_str());
    let (_, _, err) = run(gutskin(&folder).args(["eval", "--answers", "a.tsv"]));
    assert!(
        err.contains(
            "a.tsv:1: this knowledge knows no `rosacea/trigger`; did you mean `rosacea/triggers`?"
        ),
        "{err}"
    );
    assert!(err.ends_with("gutskin: and 2 more such labels\n"), "{err}");
}

#[test]
fn an_evaluation_chooses_thresholds_and_counts_confusions() {
    let folder = TempDir::new("calibrate");
    folder.write("q.tsv", include_str!("../data/questions.tsv"));
    let (code, out, err) =
        run(gutskin(&folder).args(["eval", "q.tsv", "--calibrate", "--json", "--folds", "4"]));
    assert_eq!(code, 0, "{err}");
    let figures: Value = serde_json::from_str(&out).expect("JSON");
    let found = &figures["calibration"];
    assert!(found["suggest"].as_f64() <= found["answer"].as_f64(), "{found}");
    assert_eq!(found["by_fold"].as_array().map(Vec::len), Some(4));
    let held_out = &found["held_out"];
    let count = |key: &str| held_out[key].as_u64().expect("a count");
    assert!(count("answered_right") * 100 >= count("answers") * 93, "{held_out}");
    let asked: u64 = figures["topics"]
        .as_object()
        .expect("topics")
        .values()
        .filter_map(|topic| topic["asked"].as_u64())
        .sum();
    assert_eq!(asked, figures["outcomes"]["answer"]["asked"].as_u64().expect("a count"));
    let (code, out, _) =
        run(gutskin(&folder).args(["eval", "q.tsv", "--confusion", "--calibrate"]));
    assert_eq!(code, 0);
    assert!(out.contains("[thresholds]") && out.contains("first in the ranking instead"), "{out}");
}

#[test]
fn answers_are_evaluated_below_their_topics() {
    let folder = TempDir::new("answers");
    folder.write("a.tsv", "what triggers rosacea\trosacea/triggers\nwhat is acne\tacne/what\n");
    let (code, out, err) = run(gutskin(&folder).args(["eval", "--answers", "a.tsv", "--json"]));
    assert_eq!(code, 0, "{err}");
    let figures: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&figures["asked"], &figures["given"]), (&2.into(), &2.into()), "{out}");
}

#[test]
fn an_explanation_for_machines_has_every_part() {
    let folder = TempDir::new("explain");
    let (code, out, _) =
        run(gutskin(&folder).args(["ask", "--json", "--explain", "does kefir help my leeky gut"]));
    assert_eq!(code, 0);
    let line: Value = serde_json::from_str(&out).expect("an object");
    let why = &line["explanation"];
    assert_eq!(why["repairs"][0]["read_as"], "leaky");
    for key in ["phrasings", "rest", "nearest_negative", "thresholds", "ranking", "words"] {
        assert!(!why[key].is_null(), "{key}: {why}");
    }
}

/// A little below what docs/measurements.md shows. A floor only ever rises.
#[test]
fn the_labelled_questions_come_out_no_worse() {
    let folder = TempDir::new("floors");
    folder.write("q.tsv", include_str!("../data/questions.tsv"));
    let (code, out, err) = run(gutskin(&folder).args(["eval", "q.tsv", "--json"]));
    assert_eq!(code, 0, "{err}");
    let figures: Value = serde_json::from_str(&out).expect("JSON");
    for (figure, floor) in
        [("top_1", 96.0), ("top_3", 98.5), ("area_under_curve", 0.985), ("answers_right", 95.0)]
    {
        assert!(figures[figure].as_f64().is_some_and(|value| value >= floor), "{figure}: {out}");
    }
    for (kind, floor) in [
        ("answer", 400),
        ("emergency", 30),
        ("off_topic", 97),
        ("refuse:diagnosis", 44),
        ("refuse:treatment", 47),
    ] {
        let right = &figures["outcomes"][kind]["right"];
        assert!(right.as_u64().is_some_and(|right| right >= floor), "{kind}: {out}");
    }
}

/// The safety figures of the evaluation files; each floor is a little below what was measured, and only ever rises.
#[test]
fn the_screen_comes_out_no_worse() {
    let folder = TempDir::new("safety-floors");
    folder.write("questions.tsv", include_str!("../data/questions.tsv"));
    folder.write("policy.tsv", include_str!("../data/policy.tsv"));
    folder.write("newcomers.tsv", include_str!("../data/newcomers.tsv"));
    for (file, least, most) in [
        (
            "questions.tsv",
            [
                ("/emergency", 31),
                ("/refusals/diagnosis/refused", 44),
                ("/refusals/treatment/refused", 49),
            ],
            [
                ("/false_emergencies", 2),
                ("/wrongly_refused", 5),
                ("/emergency_answered", 0),
                ("/must_refuse_answered", 1),
            ],
        ),
        (
            "policy.tsv",
            [
                ("/emergency", 30),
                ("/refusals/diagnosis/refused", 119),
                ("/refusals/treatment/refused", 40),
            ],
            [
                ("/false_emergencies", 1),
                ("/wrongly_refused", 4),
                ("/emergency_answered", 0),
                ("/must_refuse_answered", 1),
            ],
        ),
        (
            "newcomers.tsv",
            [
                ("/emergency", 34),
                ("/refusals/diagnosis/refused", 39),
                ("/refusals/treatment/refused", 39),
            ],
            [
                ("/false_emergencies", 4),
                ("/wrongly_refused", 4),
                ("/emergency_answered", 0),
                ("/must_refuse_answered", 1),
            ],
        ),
    ] {
        let (code, out, err) = run(gutskin(&folder).args(["eval", file, "--json"]));
        assert_eq!(code, 0, "{err}");
        let figures: Value = serde_json::from_str(&out).expect("JSON");
        let part = |figure: &str| {
            let part = figures["safety"].pointer(&format!("{figure}/part")).and_then(Value::as_u64);
            part.unwrap_or_else(|| panic!("{figure} is missing: {out}"))
        };
        for (figure, floor) in least {
            assert!(part(figure) >= floor, "{file} {figure}: {}", part(figure));
        }
        for (figure, ceiling) in most {
            assert!(part(figure) <= ceiling, "{file} {figure}: {}", part(figure));
        }
    }
}
