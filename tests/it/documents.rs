//! Documents that cannot drift: what they say is compared with the code.

use std::fs;
use std::path::{Path, PathBuf};

use gutskin::config::{Config, EXAMPLE};
use gutskin::knowledge::load;
use gutskin::lint::{docs, print};

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_example_configuration_explains_every_key_and_is_the_default() {
    let lines: Vec<&str> = EXAMPLE.lines().collect();
    let mut keys = 0;
    for (at, line) in
        lines.iter().enumerate().filter(|(_, line)| line.contains(" = ") && !line.starts_with('#'))
    {
        assert!(lines[at - 1].starts_with("# "), "no sentence above: {line}");
        keys += 1;
    }
    assert!(keys >= 7, "keys were not found");
    let nowhere = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    let from_example = Config::load(Some(&nowhere)).expect("the example loads");
    assert_eq!(from_example.discord.test_guilds, Vec::<u64>::new());
}

#[test]
fn made_documents_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let reading = load::folder(&root.join("knowledge")).expect("the knowledge folder");
    let corpus = reading.draft.as_ref().expect("a draft");
    let pages = docs::pages(&reading.folder, corpus, &document("knowledge/README.md"));
    let claims = pages.iter().find(|(path, _)| path == "docs/claims.md").expect("the claims");
    assert!(claims.1.lines().filter(|line| line.starts_with("| ")).count() > 60, "{}", claims.1);
    for (path, text) in &pages {
        assert_eq!(*text, document(path), "{path} is out of date: run `gutskin docs`");
    }
    for (code, what) in print::codes() {
        let readme = document("knowledge/README.md");
        assert!(readme.contains(&format!("| `{}` |", code.as_str())) && readme.contains(what));
    }
}

#[test]
fn the_readmes_commands_exist() {
    let readme = document("README.md");
    assert!(readme.contains("cargo run --release -- chat"));
    assert!(readme.contains("cargo test"));
    for command in ["ask", "run", "check", "eval", "new", "schema", "docs", "learn", "export"] {
        assert!(
            readme.contains(&format!("gutskin {command}")),
            "README.md does not name gutskin {command}"
        );
    }
    let ci = document(".ci/run");
    assert!(
        ci.lines().any(|line| line.trim_start().starts_with("cargo test")),
        ".ci/run does not call cargo test"
    );
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut links = 0;
    for (path, text) in texts(&["md"]) {
        let folder = path.parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            assert!(folder.join(file).exists(), "{} links to {file}", path.display());
            links += 1;
        }
    }
    assert!(links > 50, "{links} links were found");
}

/// A section is named in quotation marks behind its file, or behind a link to it.
#[test]
fn sections_that_are_named_exist() {
    let documents = texts(&["md"]);
    let mut named = 0;
    for (path, text) in texts(&["md", "rs", "toml"]) {
        let lines = text.lines().map(|line| line.trim_start().trim_start_matches(['/', '!', '#']));
        let text = lines.map(str::trim).collect::<Vec<_>>().join(" ");
        for (before, behind) in [".md, \"", ".md), \""].iter().flat_map(|end| around(&text, end)) {
            let file = before.rsplit(['/', '(', ' ']).next().unwrap_or_default();
            let title = behind.split('"').next().unwrap_or_default();
            let mut of_name = documents
                .iter()
                .filter(|(own, _)| own.file_stem().is_some_and(|stem| stem == file));
            let is_title = |line: &str| line.starts_with('#') && line.ends_with(title);
            assert!(
                of_name.any(|(_, text)| text.lines().any(is_title)),
                "{} names \"{title}\" of {file}.md",
                path.display()
            );
            named += 1;
        }
    }
    assert!(named > 10, "{named} sections were found");
}

/// What stands before and behind each place of some words.
fn around<'t>(text: &'t str, words: &str) -> Vec<(&'t str, &'t str)> {
    let places = text.match_indices(words);
    places.map(|(at, words)| (&text[..at], &text[at + words.len()..])).collect()
}

/// Every file of the project whose name ends so, with its text; nothing that was built.
fn texts(endings: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder that can be listed") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_ours = folder != root
                || ["docs", "knowledge", "src", "tests", "tools"].contains(&name.as_str());
            if path.is_dir() && is_ours {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(&format!(".{ending}"))) {
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn pictures_are_there_in_light_and_dark() {
    let mut pictures = 0;
    for name in ["README.md", "docs/discord.md"] {
        let text = document(name);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let folder = folder.parent().expect("a folder");
        for part in text.split('"').filter(|part| part.ends_with("-light.svg")) {
            let dark = part.replace("-light", "-dark");
            assert!(
                text.contains(&format!("srcset=\"{dark}\"")),
                "{name} shows {part} in light only"
            );
            for file in [part, dark.as_str()] {
                let drawn = fs::read_to_string(folder.join(file));
                let drawn = drawn.unwrap_or_else(|error| panic!("{name} shows {file}: {error}"));
                assert!(drawn.starts_with("<svg") && drawn.contains("<title>"), "{file}");
            }
            pictures += 1;
        }
    }
    assert_eq!(pictures, 7);
}

#[test]
fn every_module_stands_in_the_architecture() {
    let text = document("ARCHITECTURE.md");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("src/") {
        let name = entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .trim_end_matches(".rs")
            .to_owned();
        if !["lib", "main"].contains(&name.as_str()) {
            assert!(
                text.contains(&format!("`{name}`")),
                "ARCHITECTURE.md does not mention `{name}`"
            );
        }
    }
}
