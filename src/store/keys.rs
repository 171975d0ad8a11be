//! Where the keys come from: the environment, else a file, which is made where there is none yet.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::database::Kind;
use super::seal::Seal;
use crate::config::Config;

/// The file that is read and, for a database of one process, made.
const USUAL_FILE: &str = "gutskin.key";

impl Seal {
    /// The keys of this process. `environment` is the value of `GUTSKIN_STORE_KEY`, and wins.
    ///
    /// Without a key file one is made, for nobody but its owner to read. Not for PostgreSQL, which several processes share:
    /// they share the key, so somebody has to hand it to them. A store in memory needs none.
    ///
    /// # Errors
    /// When a file cannot be read or made, or holds no key.
    pub fn find(config: &Config, environment: Option<String>) -> Result<Self, StoreError> {
        let kind = Kind::of(&config.store)?;
        let text = match environment.filter(|text| !text.trim().is_empty()) {
            Some(text) => text,
            None if kind == Kind::Memory => Self::new_key()?,
            None => of_file(&key_file(config), kind)?,
        };
        Self::parse(&text)
    }
}

/// The file that is named, else the usual one beside the Discord token.
fn key_file(config: &Config) -> PathBuf {
    if config.store.key_file.as_os_str().is_empty() {
        return config.discord.token_file.with_file_name(USUAL_FILE);
    }
    config.store.key_file.clone()
}

fn of_file(path: &Path, kind: Kind) -> Result<String, StoreError> {
    let trouble = |error: std::io::Error| StoreError::KeyFile {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && kind == Kind::Sqlite => {
            let key = Seal::new_key()?;
            make(path, &key).map_err(trouble)?;
            tracing::info!(file = %path.display(), "made a key for stored texts; keep a copy away from the database");
            Ok(key)
        }
        read => read.map_err(trouble),
    }
}

fn make(path: &Path, key: &str) -> std::io::Result<()> {
    let mut file = super::file::create_private(path)?;
    writeln!(file, "{key}")?;
    file.sync_all()
}
