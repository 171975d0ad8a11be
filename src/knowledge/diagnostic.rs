//! What is wrong with a knowledge folder: where, why, and what to do about it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Kind of problem, in kebab case. A code never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    pub const UNREADABLE: Self = Self("unreadable");
    pub const UNEXPECTED_FILE: Self = Self("unexpected-file");
    pub const NO_TOPICS: Self = Self("no-topics");
    pub const SYNTAX: Self = Self("syntax");
    pub const UNKNOWN_KEY: Self = Self("unknown-key");
    pub const MISSING_KEY: Self = Self("missing-key");
    pub const WRONG_TYPE: Self = Self("wrong-type");
    pub const UNKNOWN_VALUE: Self = Self("unknown-value");
    pub const BAD_ID: Self = Self("bad-id");
    pub const DUPLICATE_ID: Self = Self("duplicate-id");
    pub const EMPTY_TEXT: Self = Self("empty-text");
    pub const UNCITED_SENTENCE: Self = Self("uncited-sentence");
    pub const CITATION_FORM: Self = Self("citation-form");
    pub const UNKNOWN_SOURCE: Self = Self("unknown-source");
    pub const UNKNOWN_FINDING: Self = Self("unknown-finding");
    pub const UNKNOWN_TOPIC: Self = Self("unknown-topic");
    pub const DUPLICATE_VARIANT: Self = Self("duplicate-variant");
    pub const PATTERN_SYNTAX: Self = Self("pattern-syntax");
    pub const UNKNOWN_CLASS: Self = Self("unknown-class");
    pub const BAD_THRESHOLD: Self = Self("bad-threshold");

    /// The codes of form and reference, each with what it means. They are always errors: without them there is nothing
    /// to serve. The codes of the linter's rules stand with their rules, in `lint`.
    pub const FORM: [(Self, &'static str); 20] = [
        (Self::UNREADABLE, "A file cannot be read, is not UTF-8, or is larger than 1 MiB."),
        (Self::UNEXPECTED_FILE, "A TOML file stands where none is read."),
        (Self::NO_TOPICS, "The folder has no `topics/*.toml`."),
        (Self::SYNTAX, "The file is not valid TOML."),
        (Self::UNKNOWN_KEY, "A key is not part of the format, often a typo."),
        (Self::MISSING_KEY, "A key that must be there is not."),
        (Self::WRONG_TYPE, "A value is of the wrong type, such as text for a date."),
        (Self::UNKNOWN_VALUE, "A value is not one of those the format allows."),
        (Self::BAD_ID, "An id or file name has other characters than a-z, 0-9 and -."),
        (Self::DUPLICATE_ID, "Two answers of a topic, or two findings of a source, share an id."),
        (Self::EMPTY_TEXT, "A text or list that must say something is empty."),
        (Self::UNCITED_SENTENCE, "A sentence of a summary ends without a citation."),
        (
            Self::CITATION_FORM,
            "A citation is not of the form [source#1], or not before the full stop.",
        ),
        (Self::UNKNOWN_SOURCE, "A citation names a source that has no file in `sources/`."),
        (Self::UNKNOWN_FINDING, "A citation names a finding that its source does not have."),
        (Self::UNKNOWN_TOPIC, "A related topic has no file in `topics/`."),
        (Self::DUPLICATE_VARIANT, "A variant in the lexicon is claimed by two words."),
        (Self::PATTERN_SYNTAX, "A safety pattern does not parse."),
        (
            Self::UNKNOWN_CLASS,
            "A safety pattern names a class that neither `lexicon.toml` nor `[words]` of its file defines.",
        ),
        (
            Self::BAD_THRESHOLD,
            "Thresholds are not between 0 and 1, or `suggest` is above `answer`.",
        ),
    ];

    /// The code of a rule.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
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
    /// Why it matters, where that is not plain from the message.
    pub why: Option<&'static str>,
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
    /// Stands before every path that people and tools read; empty or a folder.
    pub root: String,
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
        self.place_of(&diagnostic.file, diagnostic.span.start)
    }

    /// Where the text it points at begins and ends.
    #[must_use]
    pub fn range(&self, diagnostic: &Diagnostic) -> (Place, Place) {
        (self.place(diagnostic), self.place_of(&diagnostic.file, diagnostic.span.end))
    }

    /// The file as seen from where the program was called.
    #[must_use]
    pub fn path(&self, diagnostic: &Diagnostic) -> String {
        match self.root.trim_end_matches('/') {
            "" => diagnostic.file.clone(),
            root => format!("{root}/{}", diagnostic.file),
        }
    }

    fn place_of(&self, file: &str, at: usize) -> Place {
        let text = self.texts.get(file).map_or("", String::as_str);
        let before = text.get(..at).unwrap_or(text);
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
                    .path(self.path(diagnostic))
                    .annotation(AnnotationKind::Primary.span(diagnostic.span.clone())),
            );
        } else {
            group = group.element(annotate_snippets::Origin::path(self.path(diagnostic)));
        }
        if let Some(why) = diagnostic.why {
            group = group.element(Level::NOTE.message(why));
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
        let names: BTreeSet<&str> = Code::FORM.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(names.len(), Code::FORM.len());
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }

    #[test]
    fn columns_count_characters() {
        let text = "a = 1\nb = \"é\" x\n".to_owned();
        let at = text.find('x').unwrap();
        let diagnostic = Diagnostic {
            code: Code::SYNTAX,
            severity: Severity::Error,
            file: "f.toml".to_owned(),
            span: at..at + 1,
            message: "no".to_owned(),
            why: None,
            help: None,
        };
        let report = Report {
            root: "knowledge/".to_owned(),
            diagnostics: vec![diagnostic.clone()],
            texts: [("f.toml".to_owned(), text)].into(),
        };
        assert_eq!(report.place(&diagnostic), Place { line: 2, column: 9 });
        assert!(report.human(false).contains("knowledge/f.toml:2:9"), "{}", report.human(false));
    }
}
