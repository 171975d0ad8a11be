//! The linter's rules: each finds its planted fault where it is, and a sound folder has nothing to hear.

mod planted;
mod sound;

use std::collections::BTreeSet;

use gutskin::knowledge::{Report, load};
use gutskin::lint::{self, Checked, print};
use gutskin::model::{Answer, SourceKind};
use serde_json::Value;

use self::planted::CASES;
use self::sound::{COFFEE, FILES, TEA, sound};
use crate::support::{TempDir, linted, shipped_corpus};

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
