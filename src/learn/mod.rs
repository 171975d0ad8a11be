//! From moderators' corrections to a change of the knowledge files that a maintainer can look through.
//!
//! Plain functions of texts: a [`Study`] takes the files of a folder, looks for the smallest edit that makes a corrected
//! question come out right, and keeps it only if nothing else came out worse. Knows no disk, no store and no surface.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod edit;
pub mod exam;
mod lesson;
mod propose;
mod study;
mod unknown;
mod wording;

pub use edit::{Edit, List};
pub use exam::{Exam, Labelled, Marks, Tally};
pub use lesson::{Lesson, agreed};
pub use study::{Fate, Study};
