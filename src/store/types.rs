//! What the store gives and says.

use std::path::PathBuf;

use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;
use time::Date;

use crate::model::ShadowVerdict;

/// How often questions of a day came to an outcome. Nothing in it goes back to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub day: Date,
    /// The word of contract C3.
    pub outcome: String,
    /// Key of the answer, where one was given.
    pub answer: Option<String>,
    pub times: u64,
}

/// What members said of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub answer: String,
    pub helpful: u64,
    pub unhelpful: u64,
}

/// A question without an answer that several people asked within a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    pub id: u64,
    /// Masked.
    pub text: String,
    /// Different ones, at least [`super::LEAST_ASKERS`].
    pub askers: u64,
    pub first: Date,
    pub last: Date,
    /// Of the knowledge that had no answer.
    pub revision: String,
}

/// How often moderators gave a verdict in a shadow channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shadowed {
    pub verdict: ShadowVerdict,
    pub times: u64,
}

/// What is stored of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Has not said "never record me".
    pub recorded: bool,
    /// Unanswered questions of this week that count the person among their askers.
    pub askings: u64,
    /// Corrections of the person's questions.
    pub corrections: u64,
    /// The day of the oldest of them.
    pub since: Option<Date>,
}

/// What became of something to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    Now,
    /// In force, and written when the database is there again.
    Later,
    /// Not done: there is no room to keep more, or it is of a person who is never recorded or was just forgotten.
    Not,
}

/// How the store is, from memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// "SQLite", "PostgreSQL" or "memory".
    pub database: &'static str,
    pub reachable: bool,
    /// Things that wait to be written.
    pub queued: usize,
    /// Things that found no room, or that the database refused.
    pub lost: u64,
    /// Why it is not reachable, or what else is wrong.
    pub trouble: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("store.url cannot be used: {0}")]
    Address(String),
    #[error(
        "the database file {} cannot be made or read: {reason}; store.url names it, and sqlite::memory: keeps nothing on disk",
        .path.display()
    )]
    File { path: PathBuf, reason: String },
    #[error(
        "the key file {} cannot be used: {reason}; store.key_file names it, and the environment variable \
         GUTSKIN_STORE_KEY stands in for it",
        .path.display()
    )]
    KeyFile { path: PathBuf, reason: String },
    #[error(
        "a store key is not one: each line is 32 random bytes in base64, as `openssl rand -base64 32` prints them"
    )]
    BadKey,
    #[error(
        "what is stored was sealed with another key: add that key as a second line, or begin with an empty database"
    )]
    OtherKey,
    #[error("PostgreSQL refuses what store.url asks for: {0}")]
    Refused(String),
    #[error("SQLite {0} is too old: 3.51.3 is the first that can be trusted with its log")]
    Version(String),
    #[error(
        "the tables of the database are not what this program expects ({0}): store.url has to name a database of gutskin alone, or an empty one"
    )]
    Schema(String),
    #[error("the machine gives no random numbers")]
    Random,
    #[error("the database does not take what it was given: {0}")]
    Unfit(String),
    #[error("the database cannot be used now: {0}")]
    Away(String),
}

impl StoreError {
    /// Whether the operator has to mend it: trying again changes nothing.
    #[must_use]
    pub const fn is_configuration(&self) -> bool {
        !matches!(self, Self::Away(_) | Self::Unfit(_) | Self::Random)
    }

    /// Exit code of a process that ends with this error.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        if self.is_configuration() { 2 } else { 1 }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(DatabaseError::code);
        match code.as_deref() {
            // PostgreSQL: no such user, wrong password, no such database, no right to use it.
            Some("28000" | "28P01" | "3D000" | "42501") => Self::Refused(error.to_string()),
            Some(code) if is_about_data(code) => Self::Unfit(error.to_string()),
            _ => Self::Away(error.to_string()),
        }
    }
}

/// PostgreSQL: classes 22 and 23, data and constraints. SQLite: too big, a constraint of any kind, a mismatch.
fn is_about_data(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 18..=20),
        _ => code.starts_with("22") || code.starts_with("23"),
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            // PostgreSQL, which lets one process migrate at a time: a table of somebody else has the same name.
            MigrateError::ExecuteMigration(error, _)
                if error.as_database_error().and_then(DatabaseError::code).as_deref()
                    == Some("42P07") =>
            {
                Self::Schema(error.to_string())
            }
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Self::Schema(other.to_string()),
        }
    }
}
