//! Section `[metrics]`: where monitoring finds its numbers.

use serde::Deserialize;

/// Where monitoring finds its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsConfig {
    /// `HOST:PORT`; empty means nowhere.
    pub listen: String,
}
