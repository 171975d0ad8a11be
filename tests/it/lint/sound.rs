//! A small folder that the linter has nothing to say about.

use crate::support::TempDir;

pub(super) const TEA: &str = r#"title = "Tea"
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

pub(super) const COFFEE: &str = r#"title = "Coffee"
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

pub(super) const FILES: &[(&str, &str)] = &[
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

pub(super) fn sound(name: &str) -> TempDir {
    let folder = TempDir::new(name);
    FILES.iter().for_each(|(path, text)| folder.write(path, text));
    folder
}
