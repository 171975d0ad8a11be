//! Files of labelled questions: `question<TAB>expected` below a header line.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};

use crate::knowledge::format::did_you_mean;
use crate::model::Corpus;

/// One labelled question.
#[derive(Debug)]
pub(in crate::cli) struct Labelled {
    pub(in crate::cli) question: String,
    /// Labels any of which is right, the first preferred.
    pub(in crate::cli) expected: Vec<String>,
    /// Where it stands, for people: a file and a line.
    place: String,
}

/// The labels that are no topic or answer.
const OUTCOMES: [&str; 6] =
    ["answer", "off_topic", "emergency", "suggest", "refuse:diagnosis", "refuse:treatment"];

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
        let own = parse(&text, &name.to_string());
        questions.extend(own.with_context(|| format!("{name} cannot be used"))?);
    }
    Ok(questions)
}

/// What is to be said of labels that nothing in this knowledge can come out as.
pub(super) fn unknown_labels(questions: &[Labelled], corpus: &Corpus) -> Vec<String> {
    let known = |label: &str| {
        let key = label.strip_prefix("answer:");
        OUTCOMES.contains(&label) || key.is_some_and(|key| corpus.find(key).is_some())
    };
    let labels =
        questions.iter().flat_map(|own| own.expected.iter().map(move |label| (own, label)));
    let unknown = labels.filter(|(_, label)| !known(label)).map(|(own, label)| {
        let label = label.trim_start_matches("answer:");
        let answers = corpus.answers().map(|(at, ..)| corpus.key(at)).collect::<Vec<_>>();
        let topics = corpus.topics.iter().map(|topic| topic.id.as_str());
        let names = OUTCOMES.into_iter().chain(topics).chain(answers.iter().map(String::as_str));
        let best = did_you_mean(label, names);
        let best = best.map_or_else(String::new, |best| format!("; did you mean `{best}`?"));
        format!("{}: this knowledge knows no `{label}`{best}", own.place)
    });
    unknown.collect()
}

/// Reads an evaluation file, called `name`. Its first line may be a header.
fn parse(text: &str, name: &str) -> anyhow::Result<Vec<Labelled>> {
    let mut questions = Vec::new();
    for (line, row) in text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let Some((question, expected)) = row.split_once('\t') else {
            bail!("line {} has no tab between question and expected label", line + 1);
        };
        if line == 0 && (question, expected.trim()) == ("question", "expected") {
            continue;
        }
        let expected = expected.trim().split('|').map(|token| full_label(token.trim())).collect();
        let place = format!("{name}:{}", line + 1);
        questions.push(Labelled { question: question.to_owned(), expected, place });
    }
    ensure!(!questions.is_empty(), "there are no questions in it");
    Ok(questions)
}

/// Topic ids may drop their `answer:`.
fn full_label(token: &str) -> String {
    if token.contains(':') || OUTCOMES.contains(&token) {
        token.to_owned()
    } else {
        format!("answer:{token}")
    }
}
