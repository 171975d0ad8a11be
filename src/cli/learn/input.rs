//! Corrections out of a file: CSV with a header, a JSON list, or a JSON object with a list under `corrections`.
//!
//! Only `question` and `verdict` are read. What has no verdict, such as a question nobody could answer, is passed over.

use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use serde::Deserialize;

use crate::learn::Lesson;
use crate::model::Verdict;

/// One row.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(default)]
    question: String,
    #[serde(default)]
    verdict: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Json {
    List(Vec<Row>),
    Object { corrections: Vec<Row> },
}

/// Reads a file of corrections.
pub(super) fn file(path: &Path) -> anyhow::Result<Vec<Lesson>> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
    lessons(&text).with_context(|| format!("{name} cannot be used"))
}

fn lessons(text: &str) -> anyhow::Result<Vec<Lesson>> {
    let text = text.trim_start_matches('\u{feff}');
    let rows = if text.trim_start().starts_with(['[', '{']) { json(text)? } else { csv(text)? };
    let corrections = rows.into_iter().filter_map(|row| {
        let verdict = row.verdict.filter(|verdict| !verdict.trim().is_empty())?;
        Some((row.question, verdict))
    });
    corrections.map(|(question, verdict)| lesson(&question, &verdict)).collect()
}

fn lesson(question: &str, verdict: &str) -> anyhow::Result<Lesson> {
    let verdict = Verdict::parse(verdict.trim()).ok_or_else(|| {
        anyhow!(
            "\"{verdict}\" is no verdict: write answer:topic/answer, off_topic, refuse:diagnosis or refuse:treatment"
        )
    })?;
    Ok(Lesson::new(question, verdict))
}

fn json(text: &str) -> anyhow::Result<Vec<Row>> {
    match serde_json::from_str(text)? {
        Json::List(rows) | Json::Object { corrections: rows } => Ok(rows),
    }
}

fn csv(text: &str) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers()?;
    for column in ["question", "verdict"] {
        if !header.iter().any(|name| name == column) {
            bail!("there is no column \"{column}\"");
        }
    }
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::lessons;
    use crate::learn::Lesson;
    use crate::model::Verdict;

    #[test]
    fn every_form_says_the_same() {
        let wanted = [
            Lesson::new("is it, \"fizzy\"?", Verdict::Answer("hydration/what".to_owned())),
            Lesson::new("chips", Verdict::Silence),
        ];
        for text in [
            "id,question,verdict\n1,\"is it, \"\"fizzy\"\"?\",answer:hydration/what\n2,nobody knew,\n3,chips,off_topic\n",
            r#"[{"question":"is it, \"fizzy\"?","verdict":"answer:hydration/what","day":"2026-11-21"},
                {"question":"nobody knew"},{"question":"chips","verdict":"off_topic"}]"#,
            r#"{"unanswered":[{"question":"x"}],"corrections":[
                {"question":"is it, \"fizzy\"?","verdict":"answer:hydration/what"},
                {"question":"chips","verdict":"off_topic"}]}"#,
        ] {
            assert_eq!(lessons(text).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn a_file_that_says_something_else_is_no_correction() {
        for (text, wrong) in [
            ("question;verdict\nx;off_topic\n", "no column"),
            ("question,verdict\nx,refuse:all\n", "is no verdict"),
            (r#"{"corrections": 3}"#, "did not match"),
        ] {
            let error = lessons(text).unwrap_err();
            assert!(format!("{error:#}").contains(wrong), "{error:#}");
        }
    }
}
