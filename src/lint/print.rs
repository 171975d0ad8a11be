//! A report for machines: JSON, SARIF 2.1.0, and the annotations GitHub shows on a pull request.
//!
//! The printing for people stands with the report itself, in `knowledge::diagnostic`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::RULES;
use crate::knowledge::{Code, Diagnostic, Report, Severity};

/// Every code with what it means: first those of form, then the rules.
pub fn codes() -> impl Iterator<Item = (Code, &'static str)> {
    Code::FORM.into_iter().chain(RULES.iter().map(|rule| (rule.code, rule.what)))
}

/// One object with all diagnostics and their counts; lines and columns from 1, columns in code points.
#[must_use]
pub fn json(report: &Report) -> Value {
    let diagnostics: Vec<Value> = report
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let (start, end) = report.range(diagnostic);
            json!({
                "code": diagnostic.code.as_str(),
                "severity": diagnostic.severity.as_str(),
                "file": report.path(diagnostic),
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "message": diagnostic.message,
                "why": diagnostic.why,
                "help": diagnostic.help,
            })
        })
        .collect();
    json!({
        "diagnostics": diagnostics,
        "errors": report.count(Severity::Error),
        "warnings": report.count(Severity::Warning),
    })
}

/// SARIF 2.1.0 (OASIS), as code-scanning services read it.
#[must_use]
pub fn sarif(report: &Report) -> Value {
    let rules: Vec<Value> = codes()
        .map(|(code, what)| json!({ "id": code.as_str(), "shortDescription": { "text": what } }))
        .collect();
    let results: Vec<Value> =
        report.diagnostics.iter().map(|diagnostic| sarif_result(report, diagnostic)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gutskin",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn sarif_result(report: &Report, diagnostic: &Diagnostic) -> Value {
    let (start, end) = report.range(diagnostic);
    let message = match &diagnostic.help {
        Some(help) => format!("{} ({help})", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    json!({
        "ruleId": diagnostic.code.as_str(),
        "level": diagnostic.severity.as_str(),
        "message": { "text": message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": report.path(diagnostic).replace(' ', "%20") },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        }}],
    })
}

/// Workflow commands, one line each: GitHub shows them at their lines of a pull request.
#[must_use]
pub fn github(report: &Report) -> String {
    let mut out = String::new();
    for diagnostic in &report.diagnostics {
        let (start, end) = report.range(diagnostic);
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
        // Writing into a string cannot fail.
        let _ = writeln!(
            out,
            "::{} file={},line={},endLine={},col={},endColumn={},title={}::{}",
            diagnostic.severity.as_str(),
            property(&report.path(diagnostic)),
            start.line,
            end.line,
            start.column,
            end.column,
            diagnostic.code.as_str(),
            data(&format!("{}{help}", diagnostic.message)),
        );
    }
    out
}

/// The escapes of workflow commands.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
