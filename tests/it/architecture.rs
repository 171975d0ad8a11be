//! Reads `src/` and fails when a module knows what it must not, or does not say what it is for.

use std::fs;
use std::path::{Path, PathBuf};

/// For each module: what it may use of ours, and which crates of others. `std` without disk, clock and threads is
/// guarded by clippy (clippy.toml); here it is about names in `use` and in paths.
const MAY_USE: &[(&str, &[&str], &[&str])] = &[
    ("model", &["model"], &["time"]),
    (
        "text",
        &["model", "text"],
        &[
            "fst",
            "rust_stemmers",
            "strsim",
            "thiserror",
            "unicode_normalization",
            "unicode_security",
        ],
    ),
    ("engine", &["model", "text", "engine"], &["libm", "strsim"]),
    ("safety", &["model", "text", "safety"], &["libm"]),
    ("reply", &["model", "reply"], &["time"]),
    ("processors", &["model"], &[]),
    (
        "knowledge",
        &["model", "processors", "knowledge"],
        &[
            "annotate_snippets",
            "flate2",
            "include_dir",
            "serde",
            "serde_json",
            "strsim",
            "time",
            "tokio",
            "toml",
        ],
    ),
    (
        "lint",
        &["model", "text", "engine", "knowledge", "pipeline", "lint"],
        &["libm", "serde_json", "time"],
    ),
    (
        "learn",
        &["model", "text", "knowledge", "pipeline", "lint", "learn"],
        &["strsim", "thiserror", "time", "toml_edit"],
    ),
    ("config", &["config"], &["config", "serde", "thiserror"]),
    (
        "store",
        &["model", "config", "store"],
        &["base64", "ring", "serde", "sqlx", "thiserror", "time", "tokio", "tracing"],
    ),
    ("telemetry", &["config"], &["tracing", "tracing_subscriber"]),
    ("shutdown", &[], &["tokio"]),
    ("pipeline", &["model", "text", "engine", "safety", "reply"], &["time"]),
    ("app", &["model", "pipeline", "store"], &["tokio", "tracing"]),
    ("chart", &[], &["plotters", "png", "thiserror"]),
    (
        "metrics",
        &["app", "store"],
        &["http", "http_body_util", "hyper", "hyper_util", "tokio", "tracing"],
    ),
    (
        "console",
        &["app", "pipeline", "model", "console"],
        &["anstyle", "serde", "serde_json", "textwrap", "time"],
    ),
    (
        "discord",
        &["app", "chart", "pipeline", "model", "config", "store", "discord"],
        &[
            "csv",
            "futures_util",
            "http",
            "rustls",
            "serde",
            "serde_json",
            "serenity",
            "thiserror",
            "time",
            "tokio",
            "tracing",
            "twilight_gateway",
            "twilight_http",
            "twilight_model",
        ],
    ),
    (
        "preview",
        &["pipeline", "discord", "preview"],
        &["http_body_util", "hyper", "hyper_util", "serde", "serde_json", "time", "tokio"],
    ),
];

/// Words of `std` that the pure modules never need.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::thread",
    "std::process",
    "Instant::now",
    "SystemTime",
    "async fn",
    ".await",
];
const PURE: &[&str] = &["model", "text", "engine", "safety", "reply", "pipeline"];

fn sources() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("src/ can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    assert!(found.len() > 40, "src/ was not found");
    found
}

/// The first part of a file's path below `src/`, without `.rs`.
fn module(path: &Path) -> String {
    let below =
        path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
    let first = below.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Lines that are code: no comments, and nothing from the inline tests on, which may use more. Tests in a file of their own
/// may be named anywhere.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    before_tests
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether `code` names `path` as the beginning of a path of its own.
fn names(code: &str, path: &str) -> bool {
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '"')
    })
}

/// The modules of ours that `code` names though it stands in a module that may use `allowed` only.
fn strangers(code: &str, module: &str, allowed: &[&str]) -> Vec<&'static str> {
    let ours = MAY_USE.iter().map(|(name, ..)| *name).chain(["cli"]);
    let others = ours.filter(|other| *other != module && !allowed.contains(other));
    others.filter(|other| names(code, &format!("crate::{other}"))).collect()
}

/// Every crate that `Cargo.toml` names for the program, as code spells it.
fn dependencies() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest: toml::Table =
        fs::read_to_string(path).expect("Cargo.toml").parse().expect("it is TOML");
    let table = manifest["dependencies"].as_table().expect("a table");
    table.keys().map(|name| name.replace('-', "_")).collect()
}

#[test]
fn modules_know_only_whom_they_may() {
    let mut faults = Vec::new();
    let dependencies = dependencies();
    for (path, text) in sources() {
        let module = module(&path);
        let Some((_, ours, others)) = MAY_USE.iter().find(|(name, ..)| *name == module) else {
            assert!(
                ["lib", "main", "cli"].contains(&module.as_str()),
                "{module} has no row in MAY_USE"
            );
            continue;
        };
        let code = code(&text);
        for other in strangers(&code, &module, ours) {
            faults.push(format!("{}: uses crate::{other}", path.display()));
        }
        // A module of ours may be called like a crate: `crate::config` is not `config::`.
        let others_only = dependencies.iter().filter(|name| !others.contains(&name.as_str()));
        for other in others_only {
            if names(&code, &format!("{other}::")) {
                faults.push(format!("{}: uses {other}", path.display()));
            }
        }
        if PURE.contains(&module.as_str()) {
            for word in IMPURE {
                if code.contains(word) {
                    faults.push(format!("{}: {word} in the pure core", path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in sources() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 20, "{}: no first line", path.display());
    }
}

#[test]
fn pure_modules_switch_their_lints_on() {
    for (path, text) in sources() {
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_root = name == "mod.rs"
            && path.components().rev().nth(2).is_some_and(|c| c.as_os_str() == "src");
        if PURE.contains(&module(&path).as_str()) && (is_root || name == "pipeline.rs") {
            assert!(
                text.contains("#![deny(clippy::disallowed_methods, clippy::disallowed_types)]"),
                "{} does not switch the lists of clippy.toml on",
                path.display()
            );
        }
    }
}

#[test]
fn a_forbidden_use_would_be_found() {
    assert!(names("use crate::discord::run;", "crate::discord"));
    assert!(names("    let x = tokio::spawn(f);", "tokio::"));
    assert!(!names("use crate::model::toml_like;", "toml::"));
    assert!(!names("// tokio::spawn", "serenity::"));
    assert_eq!(strangers("use crate::processors::side_by_side;", "engine", &[]), ["processors"]);
    let behind_the_name_of_tests = code("#[cfg(test)]\nmod tests;\nuse crate::discord::run;");
    assert!(names(&behind_the_name_of_tests, "crate::discord"));
}
