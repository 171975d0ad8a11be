//! The linter's rules: each finds its planted fault where it is, and a sound folder has nothing to hear.

use std::collections::BTreeSet;

use gutskin::knowledge::{Report, load};
use gutskin::lint::{self, Checked, print};
use serde_json::Value;

use gutskin::model::{Answer, SourceKind};

use crate::support::{TempDir, linted, shipped_corpus};

const TEA: &str = r#"title = "Tea"
aliases = ["green tea"]
related = ["coffee"]
reviewed = 2026-11-21

[[answer]]
id = "sleep"
evidence = "limited"
phrasings = [
  "Does tea help you sleep?",
  "Is tea good before bed?",
  "Can green tea keep me awake at night?",
  "Tea and sleeping",
  "Which tea makes people sleepy?",
  "Does a cup of tea at night make sleep worse?",
]
summary = """
In one trial, 3 people slept well after a cup of tea [a-2020#1].
"""
examples = ["does drinking tea at night help with sleep", "is a cup of tea before bed good for sleeping"]
"#;

const COFFEE: &str = r#"title = "Coffee"
related = ["tea"]
reviewed = 2026-11-21

[[answer]]
id = "teeth"
evidence = "moderate"
phrasings = [
  "Does coffee stain teeth?",
  "Coffee and yellow teeth",
  "Do espresso lovers get yellow teeth?",
  "Is coffee bad for tooth colour?",
  "Can coffee make my teeth brown?",
  "Do coffee drinkers have darker teeth?",
]
summary = """
Coffee leaves a brown stain on teeth, and popular articles say so too [b-2021#1] [c-2022#1].
"""
examples = ["will coffee stain my teeth", "does coffee make teeth yellow"]
"#;

const SILENCE: &str = r#"[[group]]
id = "games"
negatives = ["how do i brew a potion in minecraft", "java coffee script error in the build"]
"#;

const FILES: &[(&str, &str)] = &[
    ("topics/tea.toml", TEA),
    ("topics/coffee.toml", COFFEE),
    (
        "sources/a-2020.toml",
        r#"title = "Tea at night"
publisher = "Journal of Tea"
kind = "trial"
doi = "10.1000/tea.2020"

[[finding]]
id = 1
says = "In a trial 3 people slept well after a cup of tea."
strength = "limited"
"#,
    ),
    (
        "sources/b-2021.toml",
        r#"title = "Stains"
kind = "review"
url = "https://example.org/stains"

[[finding]]
id = 1
says = "Coffee leaves a brown stain on teeth."
strength = "moderate"
"#,
    ),
    (
        "sources/c-2022.toml",
        r#"title = "Ten facts"
kind = "popular-article"
note = "Supplied as a text."
promotes = ["Brew Pro"]

[[finding]]
id = 1
says = "Popular articles say that coffee leaves a brown stain on teeth."
strength = "disputed"
verdict = "supported"
"#,
    ),
    ("silence.toml", SILENCE),
];

fn sound(name: &str) -> TempDir {
    let folder = TempDir::new(name);
    FILES.iter().for_each(|(path, text)| folder.write(path, text));
    folder
}

fn check(folder: &TempDir) -> Checked {
    linted(load::folder(folder.path()).expect("the folder can be listed"))
}

/// `code file:line:column` of every diagnostic.
fn shown(report: &Report) -> Vec<String> {
    let line = |diagnostic| {
        let place = report.place(diagnostic);
        format!("{} {}:{}:{}", diagnostic.code.as_str(), diagnostic.file, place.line, place.column)
    };
    report.diagnostics.iter().map(line).collect()
}

#[test]
fn a_sound_folder_has_nothing_to_hear() {
    let checked = check(&sound("lint-sound"));
    assert_eq!(shown(&checked.report), [""; 0], "{}", checked.report.human(false));
    assert!(checked.snapshot.is_some());
}

/// File, what stands there, what is put in its place, what must be found.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    ("topics/tea.toml", "3 people", "7 people", &["unsupported-figure topics/tea.toml:18:1"]),
    (
        "topics/tea.toml",
        "In one trial, 3 people slept well after a cup of tea",
        "Cats dream of football and jazz music",
        &["weak-support topics/tea.toml:18:1"],
    ),
    (
        "topics/coffee.toml",
        "Coffee leaves a brown stain on teeth, and popular articles say so too [b-2021#1] [c-2022#1].",
        "Coffee leaves a brown stain on teeth [c-2022#1]. It is moderate [b-2021#1].",
        &["popular-alone topics/coffee.toml:17:1", "weak-support topics/coffee.toml:17:50"],
    ),
    (
        "topics/tea.toml",
        "evidence = \"limited\"",
        "evidence = \"strong\"",
        &["overstated-evidence topics/tea.toml:8:12"],
    ),
    (
        "topics/coffee.toml",
        "Coffee leaves a brown stain on teeth,",
        "Coffee such as Brew Pro leaves a brown stain on teeth,",
        &["promoted-product topics/coffee.toml:17:16"],
    ),
    (
        "topics/coffee.toml",
        "Coffee leaves a brown stain on teeth,",
        "Coffee such as Brew\nPro leaves a brown stain on teeth,",
        &["promoted-product topics/coffee.toml:16:11"],
    ),
    (
        "topics/coffee.toml",
        "leaves a brown stain",
        "from 2 tablets leaves a brown stain",
        &["dose topics/coffee.toml:17:1", "unsupported-figure topics/coffee.toml:17:1"],
    ),
    (
        "topics/tea.toml",
        "In one trial, 3 people slept well after a cup of tea [a-2020#1].",
        "Stop your medicine, 3 people slept well after a cup of tea [a-2020#1].",
        &["medicine-instruction topics/tea.toml:18:1"],
    ),
    (
        "topics/tea.toml",
        "slept well after",
        "slept well, cured after",
        &["cure-promise topics/tea.toml:18:1"],
    ),
    (
        "topics/tea.toml",
        "slept well after",
        "slept well, no doubt cured after",
        &["cure-promise topics/tea.toml:18:1"],
    ),
    (
        "topics/tea.toml",
        "[a-2020#1].\n\"",
        "[a-2020#1]. Tea [a-2020#1]. Tea [a-2020#1]. Tea [a-2020#1]. Tea [a-2020#1].\n\"",
        &["summary-length topics/tea.toml:17:11"],
    ),
    (
        "topics/tea.toml",
        "In one trial, 3 people slept well after a cup of tea",
        "In one trial, after a cup of tea, after another cup of tea, and after yet another cup of tea, 3 people slept well after a cup of tea",
        &["hard-to-read topics/tea.toml:17:11"],
    ),
    ("topics/tea.toml", "a cup of tea [", "a **cup of tea [", &["markup topics/tea.toml:18:43"]),
    (
        "topics/tea.toml",
        "title = \"Tea\"",
        "title = \"Write here the title\"",
        &["placeholder topics/tea.toml:1:10"],
    ),
    (
        "topics/tea.toml",
        "title = \"Tea\"",
        "title = \"Te\u{200b}a\"",
        &["invisible-character topics/tea.toml:1:12"],
    ),
    (
        "topics/tea.toml",
        "title = \"Tea\"",
        "title = \"Tea and everything that has ever been said about tea by anyone at any table in any house\"",
        &["too-long topics/tea.toml:1:9"],
    ),
    (
        "safety/fire.toml",
        "",
        "kind = \"emergency\"\npatterns = [\"the house is on fire\"]\nreply = \"\"\"\n999\n\nGo out.\nStay out.\nCall.\n\"\"\"\n",
        &["long-emergency safety/fire.toml:3:9"],
    ),
    (
        "topics/tea.toml",
        "reviewed = 2026-11-21",
        "reviewed = 2024-01-01",
        &["overdue-review topics/tea.toml:4:12"],
    ),
    (
        "topics/tea.toml",
        "reviewed = 2026-11-21",
        "reviewed = 2027-01-01",
        &["future-review topics/tea.toml:4:12"],
    ),
    (
        "sources/d-2023.toml",
        "",
        "title = \"Water\"\nkind = \"trial\"\nurl = \"https://example.org/water\"\n\n[[finding]]\nid = 1\nsays = \"Water is wet.\"\nstrength = \"strong\"\n",
        &["uncited-source sources/d-2023.toml:1:9"],
    ),
    (
        "safety/fire.toml",
        "",
        "kind = \"emergency\"\npatterns = [\"the house is on fire\"]\nreply = \"999\"\nrests_on = [\"a-2020#7\", \"b 2021\"]\n",
        &["unknown-finding safety/fire.toml:4:13", "citation-form safety/fire.toml:4:25"],
    ),
    (
        "sources/a-2020.toml",
        "[[finding]]",
        "[[finding]]\nid = 2\nsays = \"Cocoa is sweet.\"\nstrength = \"limited\"\n\n[[finding]]",
        &["uncited-finding sources/a-2020.toml:7:6"],
    ),
    (
        "sources/b-2021.toml",
        "url = \"https://example.org/stains\"",
        "doi = \"10.1000/TEA.2020\"",
        &["duplicate-source sources/b-2021.toml:3:7"],
    ),
    (
        "sources/c-2022.toml",
        "[[finding]]",
        "[[finding]]\nid = 2\nsays = \"Popular articles say that coffee leaves a brown stain on teeth\"\nstrength = \"limited\"\nverdict = \"partly\"\n\n[[finding]]",
        &["uncited-finding sources/c-2022.toml:7:6", "duplicate-finding sources/c-2022.toml:14:8"],
    ),
    (
        "sources/c-2022.toml",
        "[[finding]]",
        "[[finding]]\nid = 2\nsays = \"Coffee is black.\"\nstrength = \"limited\"\n\n[[finding]]",
        &["uncited-finding sources/c-2022.toml:7:6", "unjudged-claim sources/c-2022.toml:8:8"],
    ),
    (
        "sources/a-2020.toml",
        "doi = \"10.1000/tea.2020\"\n",
        "",
        &["no-address sources/a-2020.toml:1:9"],
    ),
    (
        "sources/a-2020.toml",
        "10.1000/tea.2020",
        "doi:10.1000/tea",
        &["doubtful-address sources/a-2020.toml:4:7"],
    ),
    (
        "sources/b-2021.toml",
        "https://example.org/stains",
        "https://example .org/stains",
        &["doubtful-address sources/b-2021.toml:3:7"],
    ),
    (
        "sources/b-2021.toml",
        "https://example.org/stains",
        "https://www.scribd.com/stains",
        &["third-party-copy sources/b-2021.toml:3:7"],
    ),
    ("topics/tea.toml", "  \"Tea and sleeping\",\n", "", &["few-phrasings topics/tea.toml:9:13"]),
    (
        "topics/tea.toml",
        ", \"is a cup of tea before bed good for sleeping\"",
        "",
        &["few-examples topics/tea.toml:7:6"],
    ),
    (
        "topics/coffee.toml",
        "\"will coffee stain my teeth\"",
        "\"Does Coffee stain teeth\"",
        &["duplicate-phrasing topics/coffee.toml:19:13"],
    ),
    (
        "topics/tea.toml",
        "aliases = [\"green tea\"]",
        "aliases = [\"green tea\", \"java\"]",
        &["common-alias topics/tea.toml:2:25"],
    ),
    (
        "topics/coffee.toml",
        "title = \"Coffee\"",
        "title = \"Coffee\"\naliases = [\"Green Tea\"]",
        &["duplicate-alias topics/tea.toml:2:12"],
    ),
    (
        "topics/coffee.toml",
        "Can coffee make my teeth brown?",
        "Should I stop my tablets because of coffee?",
        &["unreached-phrasing topics/coffee.toml:13:3"],
    ),
    (
        "topics/coffee.toml",
        "will coffee stain my teeth",
        "can i wash my car in the rain",
        &["unreached-example topics/coffee.toml:19:13"],
    ),
    (
        "safety/fire.toml",
        "",
        "kind = \"emergency\"\npatterns = [\"the house is on fire\"]\nreply = \"999\"\ncatches = [\"smoke everywhere\"]\nlets_through = [\"the house is on fire in my game\"]\n",
        &["broken-promise safety/fire.toml:4:12", "broken-promise safety/fire.toml:5:17"],
    ),
    (
        "safety/fire.toml",
        "",
        "kind = \"emergency\"\npatterns = [\"the {rooms} on fire\"]\nreply = \"999\"\n[words]\nrooms = [\"attic\"]\nlifts = [\"lift\"]\n",
        &["unused-words safety/fire.toml:6:1"],
    ),
    ("README.md", "", "See [tea](topics/teas.toml).\n", &["dead-link README.md:1:11"]),
    (
        "settings.toml",
        "",
        "",
        &[
            "missing-key settings.toml:1:1",
            "missing-key settings.toml:1:1",
            "missing-key settings.toml:1:1",
        ],
    ),
];

#[test]
fn every_rule_finds_its_planted_fault_and_no_rule_invents_one() {
    let mut wrong = Vec::new();
    for (n, (file, from, to, wanted)) in CASES.iter().enumerate() {
        let folder = sound(&format!("lint-{n}"));
        let before = FILES.iter().find(|(path, _)| path == file).map_or("", |(_, text)| text);
        assert!(before.contains(from), "{file} has no {from}");
        folder.write(file, before.replacen(from, to, 1));
        let report = check(&folder).report;
        if shown(&report) != *wanted {
            wrong.push(format!("wanted {wanted:?} for {to}\n{}\n", report.human(false)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_planted_fault() {
    let planted: BTreeSet<&str> = CASES
        .iter()
        .flat_map(|(.., wanted)| *wanted)
        .filter_map(|line| line.split(' ').next())
        .chain(["answered-negative"])
        .collect();
    for rule in lint::RULES {
        assert!(planted.contains(rule.code.as_str()), "no case for {}", rule.code.as_str());
    }
    let names: BTreeSet<&str> = print::codes().map(|(code, _)| code.as_str()).collect();
    assert_eq!(names.len(), print::codes().count(), "two codes share a name");
}

#[test]
fn a_negative_that_is_answered_is_found() {
    let folder = sound("lint-negative");
    let shipped = load::shipped().folder.settings.expect("settings").text;
    let wording = shipped.split_once("[review]").expect("review periods").1;
    let thresholds =
        "[thresholds]\nsuggest = 0.0\nanswer = 0.0\nmargin = 0.0\nfit = 0.0\n\n[review]";
    folder.write("settings.toml", without_helplines(&format!("{thresholds}{wording}")));
    let found = shown(&check(&folder).report);
    assert!(found.contains(&"answered-negative silence.toml:3:14".to_owned()), "{found:?}");
}

#[test]
fn settings_change_how_severe_a_rule_is() {
    let shipped = load::shipped().folder.settings.expect("settings").text;
    for (level, errors, warnings) in [("allow", 0, 0), ("warn", 0, 1), ("deny", 1, 0)] {
        let folder = sound(&format!("lint-level-{level}"));
        folder.write("topics/tea.toml", TEA.replace("3 people", "7 people"));
        folder.write(
            "settings.toml",
            without_helplines(&shipped) + &format!("\n[lints]\nunsupported-figure = \"{level}\"\n"),
        );
        let report = check(&folder).report;
        let counts = [gutskin::knowledge::Severity::Error, gutskin::knowledge::Severity::Warning]
            .map(|severity| report.count(severity));
        assert_eq!(counts, [errors, warnings], "{level}: {}", report.human(false));
    }
    let folder = sound("lint-level-typo");
    folder.write(
        "settings.toml",
        without_helplines(&shipped) + "\n[lints]\nunsuported-figure = \"warn\"\n",
    );
    let report = check(&folder).report;
    assert!(
        report.human(false).contains("did you mean `unsupported-figure`?"),
        "{}",
        report.human(false)
    );
}

/// Settings that cite no source.
fn without_helplines(settings: &str) -> String {
    settings.split("[[helpline]]").next().unwrap_or_default().to_owned()
}

#[test]
fn faults_of_form_do_not_hide_faults_of_grounding() {
    let folder = sound("lint-both");
    folder.write("topics/tea.toml", TEA.replace("3 people", "7 people"));
    folder.write("topics/coffee.toml", COFFEE.replace("title", "titel"));
    let report = check(&folder).report;
    assert_eq!(
        shown(&report),
        ["unknown-key topics/coffee.toml:1:1", "unsupported-figure topics/tea.toml:18:1",],
        "{}",
        report.human(false)
    );
}

#[test]
fn beside_what_could_not_be_taken_in_nothing_is_called_uncited() {
    let folder = sound("lint-uncited-topic");
    folder.write("topics/tea.toml", TEA.replace("[\"coffee\"]", "[\"cofee\"]"));
    assert_eq!(shown(&check(&folder).report), ["unknown-topic topics/tea.toml:3:12"]);

    let folder = sound("lint-uncited-helpline");
    folder.write("sources/d-2023.toml", "title = \"Help\"\nkind = \"public-health-page\"\nurl = \"https://example.org/help\"\n\n[[finding]]\nid = 1\nsays = \"The number is 1.\"\nstrength = \"strong\"\n");
    let shipped = load::shipped().folder.settings.expect("settings").text;
    let helpline = "[[helpline]]\nregion = \"Here\"\nname = \"Help\"\ncontact = \"1\"\nkind = \"crisis\"\nsource = \"d-2023#7\"\n";
    folder.write("settings.toml", without_helplines(&shipped) + helpline);
    let found = shown(&check(&folder).report);
    assert!(found.len() == 1 && found[0].starts_with("unknown-finding settings.toml"), "{found:?}");
}

#[test]
fn machines_read_the_same_report() {
    let folder = sound("lint-machines");
    folder.write("topics/tea.toml", TEA.replace("3 people", "7 people"));
    let mut report = check(&folder).report;
    report.root = "knowledge".to_owned();

    let json = print::json(&report);
    assert_eq!(json["errors"], 1);
    let diagnostic = &json["diagnostics"][0];
    assert_eq!(diagnostic["file"], "knowledge/topics/tea.toml");
    assert_eq!(
        (&diagnostic["line"], &diagnostic["end_line"]),
        (&Value::from(18), &Value::from(18))
    );

    let sarif = print::sarif(&report);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let result = &run["results"][0];
    assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]));
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 18);

    insta::assert_snapshot!(print::github(&report), @"::error file=knowledge/topics/tea.toml,line=18,endLine=18,col=1,endColumn=65,title=unsupported-figure::no cited finding has the figure 7%0Acorrect the figure, or cite the finding that has it");
}

/// The three articles that everything in the field repeats.
const CLAIMS: &[(&str, usize)] = &[
    ("gut-health-skin-clarity", 25),
    ("gut-skin-connection", 14),
    ("gut-inflammation-on-skin", 28),
];

#[test]
fn every_claim_of_the_popular_articles_is_met_by_better_evidence() {
    let corpus = shipped_corpus();
    for (article, claims) in CLAIMS {
        let findings = &corpus.sources[*article].findings;
        assert_eq!(findings.len(), *claims, "{article}");
        for (id, finding) in findings {
            let meets = |answer: &Answer| {
                let mut cited = answer.sentences.iter().flat_map(|sentence| &sentence.citations);
                let better = answer.sentences.iter().flat_map(|sentence| &sentence.citations).any(
                    |citation| corpus.sources[&citation.source].kind != SourceKind::PopularArticle,
                );
                better && cited.any(|c| c.source == *article && c.finding == *id)
            };
            assert!(
                corpus.answers().any(|(_, _, answer)| meets(answer)),
                "no answer meets {article}#{id}: {}",
                finding.says
            );
        }
    }
}
