//! All integration tests, in one binary because linking is slow. One file per boundary.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on says why and fails"
)]

mod architecture;
mod cli;
mod communities;
mod console;
mod corrections;
mod discord;
mod documents;
mod knowledge;
mod learn;
mod lint;
mod metrics;
mod preview;
mod questions;
mod screening;
mod slips;
mod smoke;
mod store;
mod support;
mod two_parts;
