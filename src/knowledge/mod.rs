//! From TOML text to a corpus the engine may trust, with every problem reported at its place.
//!
//! Only `load` and `reload` touch the disk; the rest are plain functions of text. Knows the model and nothing of
//! matching, surfaces or the store.

pub mod diagnostic;
pub mod folder;
pub mod format;
pub mod load;
pub mod problems;
pub mod raw;
pub mod reload;
pub mod scaffold;
pub mod schema;
pub mod summary;
mod validate;

pub use diagnostic::{Code, Diagnostic, Report, Severity};
pub use folder::{Folder, Raw};
pub use problems::Problems;
pub use validate::{Reading, read};

/// One file of a knowledge folder, wherever it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the folder, with `/`: `topics/acne.toml`.
    pub path: String,
    /// Its text, or why it could not be read.
    pub text: Result<String, String>,
    /// Lent by the shipped knowledge to a folder that has no such part of its own.
    pub borrowed: bool,
}

/// Whether a path names a Markdown page, which people read and the program does not.
#[must_use]
pub fn is_page(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension == "md")
}
