//! Section `[store]`: where settings and counts are kept.

use std::path::PathBuf;

use serde::Deserialize;

use super::secret::Secret;

/// Where settings and counts are kept. The key never stands here: see `key_file`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// `sqlite:FILE`, `sqlite::memory:` or `postgres://…`, which may hold a password.
    pub url: Secret,
    /// File with the keys that seal texts, one a line; empty means `gutskin.key` beside the Discord token's file.
    pub key_file: PathBuf,
    /// Size that the SQLite file never grows beyond, in MiB; 0 means no limit.
    pub most_megabytes: u32,
}
