//! Files of labelled questions: `question<TAB>expected` below a header line.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};

/// One labelled question.
#[derive(Debug)]
pub(in crate::cli) struct Labelled {
    pub(in crate::cli) question: String,
    /// Labels any of which is right, the first preferred.
    pub(in crate::cli) expected: Vec<String>,
}

impl Labelled {
    /// All topics are one kind, `answer`; other labels are their own.
    pub(in crate::cli) fn kind(&self) -> &str {
        if self.expected[0].starts_with("answer") { "answer" } else { &self.expected[0] }
    }
}

/// Reads files one after the other.
pub(in crate::cli) fn read(files: &[impl AsRef<Path>]) -> anyhow::Result<Vec<Labelled>> {
    let mut questions = Vec::new();
    for file in files {
        let name = file.as_ref().display();
        let text =
            std::fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
        questions.extend(parse(&text).with_context(|| format!("{name} cannot be used"))?);
    }
    Ok(questions)
}

/// Reads an evaluation file. Its first line may be a header.
fn parse(text: &str) -> anyhow::Result<Vec<Labelled>> {
    let mut questions = Vec::new();
    for (line, row) in text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let Some((question, expected)) = row.split_once('\t') else {
            bail!("line {} has no tab between question and expected label", line + 1);
        };
        if line == 0 && (question, expected.trim()) == ("question", "expected") {
            continue;
        }
        let expected = expected.trim().split('|').map(|token| full_label(token.trim())).collect();
        questions.push(Labelled { question: question.to_owned(), expected });
    }
    ensure!(!questions.is_empty(), "there are no questions in it");
    Ok(questions)
}

/// Topic ids may drop their `answer:`.
fn full_label(token: &str) -> String {
    let whole =
        token.contains(':') || matches!(token, "answer" | "off_topic" | "emergency" | "suggest");
    if whole { token.to_owned() } else { format!("answer:{token}") }
}
