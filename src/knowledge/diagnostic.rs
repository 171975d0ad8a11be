//! What is wrong with a knowledge folder: where, why, and what to do about it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Kind of problem. A code never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    Unreadable,
    UnexpectedFile,
    NoTopics,
    Syntax,
    UnknownKey,
    MissingKey,
    WrongType,
    UnknownValue,
    BadId,
    DuplicateId,
    EmptyText,
    UncitedSentence,
    CitationForm,
    UnknownSource,
    UnknownFinding,
    UnknownTopic,
    DuplicatePhrasing,
    DuplicateAlias,
    DuplicateVariant,
    PatternSyntax,
    UnknownClass,
    BadThreshold,
}

impl Code {
    /// Every code with what it means, in the order of this list in `knowledge/README.md`.
    pub const ALL: [(Self, &'static str, &'static str); 22] = [
        (
            Self::Unreadable,
            "unreadable",
            "A file cannot be read, is not UTF-8, or is larger than 1 MiB.",
        ),
        (Self::UnexpectedFile, "unexpected-file", "A TOML file stands where none is read."),
        (Self::NoTopics, "no-topics", "The folder has no `topics/*.toml`."),
        (Self::Syntax, "syntax", "The file is not valid TOML."),
        (Self::UnknownKey, "unknown-key", "A key is not part of the format, often a typo."),
        (Self::MissingKey, "missing-key", "A key that must be there is not."),
        (Self::WrongType, "wrong-type", "A value is of the wrong type, such as text for a date."),
        (Self::UnknownValue, "unknown-value", "A value is not one of those the format allows."),
        (Self::BadId, "bad-id", "An id or file name has other characters than a-z, 0-9 and -."),
        (
            Self::DuplicateId,
            "duplicate-id",
            "Two answers of a topic, or two findings of a source, share an id.",
        ),
        (Self::EmptyText, "empty-text", "A text or list that must say something is empty."),
        (
            Self::UncitedSentence,
            "uncited-sentence",
            "A sentence of a summary ends without a citation.",
        ),
        (
            Self::CitationForm,
            "citation-form",
            "A citation is not of the form [source#1], or not before the full stop.",
        ),
        (
            Self::UnknownSource,
            "unknown-source",
            "A citation names a source that has no file in `sources/`.",
        ),
        (
            Self::UnknownFinding,
            "unknown-finding",
            "A citation names a finding that its source does not have.",
        ),
        (Self::UnknownTopic, "unknown-topic", "A related topic has no file in `topics/`."),
        (
            Self::DuplicatePhrasing,
            "duplicate-phrasing",
            "The same question stands twice in phrasings, examples or negatives.",
        ),
        (Self::DuplicateAlias, "duplicate-alias", "Two topics claim the same alias."),
        (
            Self::DuplicateVariant,
            "duplicate-variant",
            "A variant in the lexicon is claimed by two words.",
        ),
        (Self::PatternSyntax, "pattern-syntax", "A safety pattern does not parse."),
        (
            Self::UnknownClass,
            "unknown-class",
            "A safety pattern names a class that `lexicon.toml` does not define.",
        ),
        (
            Self::BadThreshold,
            "bad-threshold",
            "Thresholds are not between 0 and 1, or `suggest` is above `answer`.",
        ),
    ];

    /// The code as people see it, in kebab case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(code, ..)| *code == self).map_or("unlisted", |(_, name, _)| name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One problem at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// Relative to the knowledge folder.
    pub file: String,
    /// Bytes of the file's text; empty at 0 when the whole file is meant.
    pub span: Range<usize>,
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A place in a file as editors count: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// All problems of a folder, with the texts they point into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub diagnostics: Vec<Diagnostic>,
    pub texts: BTreeMap<String, String>,
}

impl Report {
    /// Sorts by file and place, so that every run prints the same.
    pub fn sort(&mut self) {
        self.diagnostics.sort_by(|a, b| {
            (&a.file, a.span.start, a.code, &a.message).cmp(&(
                &b.file,
                b.span.start,
                b.code,
                &b.message,
            ))
        });
        self.diagnostics.dedup();
    }

    /// How many problems of a severity there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Where a diagnostic points.
    #[must_use]
    pub fn place(&self, diagnostic: &Diagnostic) -> Place {
        let text = self.texts.get(&diagnostic.file).map_or("", String::as_str);
        let before = text.get(..diagnostic.span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// Every diagnostic the way a compiler prints it, with a closing line.
    #[must_use]
    pub fn human(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in &self.diagnostics {
            out.push_str(&self.snippet(&renderer, diagnostic));
            out.push_str("\n\n");
        }
        out.push_str(&self.to_string());
        out
    }

    fn snippet(&self, renderer: &Renderer, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
        let text = self.texts.get(&diagnostic.file).map_or("", String::as_str);
        let in_text = text.is_char_boundary(diagnostic.span.start)
            && text.is_char_boundary(diagnostic.span.end)
            && diagnostic.span.start <= diagnostic.span.end;
        let mut group = annotate_snippets::Group::with_title(title);
        if in_text && !text.is_empty() {
            group = group.element(
                Snippet::source(text)
                    .path(&diagnostic.file)
                    .annotation(AnnotationKind::Primary.span(diagnostic.span.clone())),
            );
        } else {
            group = group.element(annotate_snippets::Origin::path(&diagnostic.file));
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help));
        }
        renderer.render(&[group])
    }
}

/// The closing line: how many of what.
impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        write!(
            formatter,
            "{}, {}",
            plural(self.count(Severity::Error), "error"),
            plural(self.count(Severity::Warning), "warning")
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Code, Diagnostic, Place, Report, Severity};

    #[test]
    fn codes_are_distinct_and_kebab_case() {
        let names: BTreeSet<&str> = Code::ALL.iter().map(|(_, name, _)| *name).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }

    #[test]
    fn columns_count_characters() {
        let text = "a = 1\nb = \"é\" x\n".to_owned();
        let at = text.find('x').unwrap();
        let diagnostic = Diagnostic {
            code: Code::Syntax,
            severity: Severity::Error,
            file: "f.toml".to_owned(),
            span: at..at + 1,
            message: "no".to_owned(),
            help: None,
        };
        let report = Report {
            diagnostics: vec![diagnostic.clone()],
            texts: [("f.toml".to_owned(), text)].into(),
        };
        assert_eq!(report.place(&diagnostic), Place { line: 2, column: 9 });
        assert!(report.human(false).contains("f.toml:2:9"), "{}", report.human(false));
    }
}
