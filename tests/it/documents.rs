//! Documents that cannot drift: what they say is compared with the code.

use std::fs;
use std::path::Path;

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
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/discord.md",
        "docs/privacy.md",
        "docs/export.md",
        "knowledge/README.md",
        "tools/README.md",
    ] {
        let text = document(name);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let folder = folder.parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            assert!(folder.join(path).exists(), "{name} links to {path}, which is not there");
        }
    }
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
