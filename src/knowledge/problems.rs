//! Where reading and linting put what they find: nothing stops at the first problem.

use std::ops::Range;

use super::diagnostic::{Code, Diagnostic, Severity};

/// Problems of one severity.
#[derive(Debug)]
pub struct Problems {
    severity: Severity,
    found: Vec<Diagnostic>,
}

impl Problems {
    #[must_use]
    pub const fn new(severity: Severity) -> Self {
        Self { severity, found: Vec::new() }
    }

    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Adds what somebody else found.
    pub fn append(&mut self, mut others: Self) {
        self.found.append(&mut others.found);
    }

    /// A place in a file, in bytes; `0..0` means the whole file.
    pub fn at<'p>(&'p mut self, file: &'p str, span: Range<usize>) -> Spot<'p> {
        Spot { problems: self, file, span, why: None }
    }
}

/// A place about to be complained about.
#[derive(Debug)]
pub struct Spot<'p> {
    problems: &'p mut Problems,
    file: &'p str,
    span: Range<usize>,
    why: Option<&'static str>,
}

impl Spot<'_> {
    /// Why it matters, where that is not plain from the message.
    #[must_use]
    pub fn why(self, why: &'static str) -> Self {
        Self { why: Some(why), ..self }
    }

    pub fn say(self, code: Code, message: String) {
        self.push(code, message, None);
    }

    /// `help` says what to do.
    pub fn help(self, code: Code, message: String, help: impl Into<String>) {
        self.push(code, message, Some(help.into()));
    }

    pub(super) fn push(self, code: Code, message: String, help: Option<String>) {
        self.problems.found.push(Diagnostic {
            code,
            severity: self.problems.severity,
            file: self.file.to_owned(),
            span: self.span,
            message,
            why: self.why,
            help,
        });
    }
}
