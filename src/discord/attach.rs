//! Rows as a file to attach: CSV, as `gutskin export` writes it, made safe for spreadsheets. Pure.

use serde::Serialize;

use super::render::Attachment;

/// A CSV file with a header; none where a row cannot be written as one.
#[must_use]
pub(super) fn csv(name: &str, rows: impl Iterator<Item = impl Serialize>) -> Option<Attachment> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).ok()?;
    }
    let content = writer.into_inner().ok()?;
    Some(Attachment { name: name.to_owned(), content })
}

/// A text that no spreadsheet takes for a formula: members wrote it.
#[must_use]
pub(super) fn no_formula(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::{csv, no_formula};

    #[derive(Serialize)]
    struct Row {
        question: String,
        askers: u64,
    }

    #[test]
    fn rows_are_quoted_where_they_must_be() {
        let rows = [Row { question: "is \"it\", then".to_owned(), askers: 3 }];
        let file = csv("x.csv", rows.into_iter()).unwrap();
        assert_eq!(file.content, b"question,askers\n\"is \"\"it\"\", then\",3\n");
    }

    #[test]
    fn nothing_that_members_wrote_is_a_formula() {
        for (text, expected) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("is it -1", "is it -1")] {
            assert_eq!(no_formula(text.to_owned()), expected);
        }
    }
}
