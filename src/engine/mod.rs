//! Ranks answers for a query and decides what to do about it. Pure and deterministic.
//!
//! Knows the model and `text`; nothing of safety, replies, files or surfaces.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod alike;
mod best;
mod candidates;
mod classifier;
pub mod complete;
pub mod decide;
mod explain;
pub mod features;
pub mod index;
mod outline;
mod postings;
mod texts;
mod two_parts;

pub use alike::Sample;
pub use decide::decide;
pub use index::Index;
