//! The screen in front of the matcher: emergencies, requests to refuse, situations that call for care.
//!
//! Pure. Knows the model and `text`; nothing of topics, replies or surfaces. What it looks for stands in
//! `knowledge/safety/`, not here.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod automaton;
mod bits;
mod compile;
mod drafts;
mod grams;
mod heard;
mod judge;
mod lexis;
mod line;
mod meaning;
mod needs;
mod parts;
pub mod screen;
mod states;
mod steps;

pub use screen::Screen;
