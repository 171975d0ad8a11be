//! Corrections as lessons: out of the store, or out of a file as `gutskin export corrections` writes it, CSV or JSON. Of a
//! file only `question` and `expected` are read; the file of `/mod corrections` may have an apostrophe before a question.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use serde::Deserialize;

use crate::cli::Failure;
use crate::cli::store::{store_failure, store_keys};
use crate::config::Config;
use crate::learn::Lesson;
use crate::model::Verdict;
use crate::store::Archive;

/// One row of an export.
#[derive(Debug, Deserialize)]
struct Row {
    question: String,
    expected: String,
}

/// The corrections of all servers.
pub(super) fn store(config: &Config) -> Result<Vec<Lesson>, Failure> {
    let keys = store_keys(config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the machine gives no threads to run on")?;
    let rows = runtime.block_on(async {
        let archive = Archive::open(&config.store, keys)?;
        archive.corrections().await
    });
    let rows = rows.map_err(store_failure)?;
    let lessons = rows.iter().map(|row| lesson(&row.question, &row.expected));
    Ok(lessons.collect::<anyhow::Result<_>>()?)
}

/// Reads a file of corrections.
pub(super) fn file(path: &Path) -> anyhow::Result<Vec<Lesson>> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
    lessons(&text).with_context(|| format!("{name} cannot be used"))
}

fn lessons(text: &str) -> anyhow::Result<Vec<Lesson>> {
    let text = text.trim_start_matches('\u{feff}');
    let rows: Vec<Row> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text)?
    } else {
        csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>()?
    };
    rows.iter().map(|row| lesson(asked(&row.question), &row.expected)).collect()
}

/// A question as it was asked: the apostrophe keeps a spreadsheet from taking it for a formula.
fn asked(question: &str) -> &str {
    match question.strip_prefix('\'') {
        Some(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => text,
        _ => question,
    }
}

fn lesson(question: &str, expected: &str) -> anyhow::Result<Lesson> {
    let verdict = Verdict::parse(expected.trim()).ok_or_else(|| {
        anyhow!(
            "\"{expected}\" cannot be expected: write answer:topic/answer, off_topic, refuse:diagnosis or \
             refuse:treatment"
        )
    })?;
    Ok(Lesson::new(question, verdict))
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
            "question,expected,guild\n\"is it, \"\"fizzy\"\"?\",answer:hydration/what,1\nchips,off_topic,2\n",
            r#"[{"question":"is it, \"fizzy\"?","expected":"answer:hydration/what","day":"2026-11-21"},
                {"question":"chips","expected":"off_topic"}]"#,
        ] {
            assert_eq!(lessons(text).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn an_apostrophe_before_a_formula_is_no_part_of_the_question() {
        for (written, asked) in [("'=1+1", "=1+1"), ("'@x", "@x"), ("'cause", "'cause"), ("x", "x")]
        {
            let wanted = [Lesson::new(asked, Verdict::Silence)];
            let text = format!("question,expected\n{written},off_topic\n");
            assert_eq!(lessons(&text).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn a_file_that_says_something_else_is_no_correction() {
        for (text, wrong) in [
            ("question;expected\nx;off_topic\n", "missing field"),
            ("question,expected\nx,refuse:all\n", "cannot be expected"),
            ("[{\"question\": 3}]", "invalid type"),
        ] {
            let error = lessons(text).unwrap_err();
            assert!(format!("{error:#}").contains(wrong), "{error:#}");
        }
    }
}
