//! gutskin answers questions about gut health and skin from a curated, cited knowledge base.
//!
//! A question takes one way, whatever surface it comes from: **screen, match, decide, compose** ([`pipeline`]).
//! The modules, in reading order; each may use those above it as ARCHITECTURE.md says:
//!
//! | module | what it is |
//! |---|---|
//! | [`model`] | plain types: corpus, query, decision, reply |
//! | [`text`] | pure: what a person would read, word by word |
//! | [`engine`] | pure: ranks answers and decides |
//! | [`safety`] | pure: emergencies, refusals, cautions |
//! | [`reply`] | pure: composes the message |
//! | [`knowledge`] | TOML folders into a trusted corpus, with diagnostics |
//! | [`pipeline`], [`app`] | the order of events; what every surface holds |
//! | [`chart`] | pure: numbers as a picture |
//! | [`store`] | what is remembered beyond a restart |
//! | [`lint`] | what a careful maintainer looks for in sound knowledge |
//! | [`learn`] | moderators' corrections into a proven change of the knowledge files |
//! | [`config`], [`telemetry`], [`metrics`], [`shutdown`] | what the operator sets, sees and stops |
//! | [`processors`] | work on all of them at once |
//! | [`discord`], [`console`], [`preview`] | the surfaces: they translate and nothing more |
//! | [`cli`] | one file per subcommand |

pub mod app;
pub mod chart;
pub mod cli;
pub mod config;
pub mod console;
pub mod discord;
pub mod engine;
pub mod knowledge;
pub mod learn;
pub mod lint;
pub mod metrics;
pub mod model;
pub mod pipeline;
pub mod preview;
pub mod processors;
pub mod reply;
pub mod safety;
pub mod shutdown;
pub mod store;
pub mod telemetry;
pub mod text;
