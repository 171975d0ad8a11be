//! What a person would read, word by word: the one reading that matching and safety share.
//!
//! Pure. Knows the model; nothing of topics, thresholds or rules.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod clean;
pub mod english;
pub(crate) mod lists;
pub mod mask;
pub(crate) mod names;
pub mod order;
pub mod reader;
pub mod typo;
pub mod vectors;

pub use reader::Reader;
pub use vectors::WordVectors;
