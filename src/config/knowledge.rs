//! Section `[knowledge]`: which answers are served.

use std::path::PathBuf;

use serde::Deserialize;

/// Where the answers come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeConfig {
    /// Folder to serve and watch; empty means the knowledge inside the binary.
    pub folder: PathBuf,
}
