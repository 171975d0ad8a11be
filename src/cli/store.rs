//! What the subcommands that open the store share.

use super::Failure;
use crate::config::{Config, STORE_KEY};
use crate::store::{Seal, StoreError};

/// The keys that the configuration or the environment names.
pub(super) fn store_keys(config: &Config) -> Result<Seal, Failure> {
    Seal::find(config, std::env::var(STORE_KEY).ok()).map_err(store_failure)
}

pub(super) fn store_failure(error: StoreError) -> Failure {
    Failure { code: error.exit_code(), error: error.into() }
}
