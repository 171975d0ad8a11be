//! Rows of an export: what maintainers get of the store, and what `learn` reads back. Documented in docs/export.md.

use serde::{Deserialize, Serialize};

use super::types::Unanswered;
use crate::model::Correction;

/// A question without an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnansweredRow {
    /// Masked.
    pub question: String,
    /// Different people.
    pub askers: u64,
    /// Days such as `2026-11-21`.
    pub first: String,
    pub last: String,
    /// Of the knowledge that had no answer.
    pub revision: String,
    pub guild: u64,
}

/// A moderator's correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRow {
    pub question: String,
    /// What should come of it, as evaluation files write it: `answer:rosacea/triggers`, `off_topic`, `refuse:diagnosis`.
    pub expected: String,
    /// What came of it.
    pub instead_of: String,
    /// Of the knowledge it was wrong in.
    pub revision: String,
    pub day: String,
    pub guild: u64,
}

impl UnansweredRow {
    /// A question and the guild it was asked in.
    #[must_use]
    pub fn new(guild: u64, one: Unanswered) -> Self {
        Self {
            question: one.text,
            askers: one.askers,
            first: one.first.to_string(),
            last: one.last.to_string(),
            revision: one.revision,
            guild,
        }
    }
}

impl CorrectionRow {
    /// A correction and the guild it holds in.
    #[must_use]
    pub fn new(guild: u64, correction: Correction) -> Self {
        Self {
            question: correction.question,
            expected: correction.verdict.token(),
            instead_of: correction.instead_of,
            revision: correction.revision,
            day: correction.day.to_string(),
            guild,
        }
    }
}
