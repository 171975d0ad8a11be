//! The store for reading alone, as exports do: no task, nothing made, nothing changed.

use super::database::Database;
use super::rows::{CorrectionRow, UnansweredRow};
use super::seal::Seal;
use super::{StoreError, settings, unanswered};
use crate::config::StoreConfig;

/// What moderators of all guilds gathered.
#[derive(Debug)]
pub struct Archive {
    database: Database,
    seal: Seal,
}

impl Archive {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the address cannot be used, or names a file that is not there.
    pub fn open(config: &StoreConfig, keys: Seal) -> Result<Self, StoreError> {
        Ok(Self { database: Database::existing(config)?, seal: keys })
    }

    /// Questions without an answer that enough people asked and that are not done, those asked last first.
    ///
    /// # Errors
    /// When the database cannot be read, or a text does not open.
    pub async fn unanswered(&self) -> Result<Vec<UnansweredRow>, StoreError> {
        let rows = unanswered::list(&self.database.pool, &self.seal, None, i64::MAX).await?;
        Ok(rows.into_iter().map(|(guild, one)| UnansweredRow::new(guild, one)).collect())
    }

    /// Corrections, the oldest of each guild first.
    ///
    /// # Errors
    /// When the database cannot be read, or a text does not open.
    pub async fn corrections(&self) -> Result<Vec<CorrectionRow>, StoreError> {
        let rows = settings::corrections(&self.database.pool, &self.seal, settings::FROM_THE_START)
            .await?;
        Ok(rows.into_iter().map(|one| CorrectionRow::new(one.guild, one.correction)).collect())
    }
}
