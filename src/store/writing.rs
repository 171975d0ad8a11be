//! One transaction, and what writing into it takes.

use sqlx::{Any, Transaction};

use super::moment::Moment;
use super::seal::{Marker, Seal};
use super::{StoreError, id};

pub(super) struct Writing<'a> {
    pub(super) tx: Transaction<'static, Any>,
    pub(super) seal: &'a Seal,
    /// Makes the marks of people.
    pub(super) people: &'a Marker,
    pub(super) now: Moment,
    /// The version of communities that this transaction makes; raised once, at the first need.
    version: Option<i64>,
}

impl<'a> Writing<'a> {
    pub(super) const fn new(
        tx: Transaction<'static, Any>,
        seal: &'a Seal,
        people: &'a Marker,
        now: Moment,
    ) -> Self {
        Self { tx, seal, people, now, version: None }
    }

    /// Makes sure that a guild has its row: what hangs on a guild goes when that row is marked as left.
    pub(super) async fn know(&mut self, guild: u64) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO guilds (guild, version, left_day) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING",
        )
        .bind(id(guild))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Tells every process to read a guild again.
    ///
    /// The row of the version is locked until the end of the transaction: whoever sees a version sees everything below it.
    pub(super) async fn renew(&mut self, guild: u64) -> Result<(), StoreError> {
        let version = if let Some(version) = self.version {
            version
        } else {
            self.raise("communities").await?
        };
        self.version = Some(version);
        sqlx::query(
            "INSERT INTO guilds (guild, version, left_day) VALUES ($1, $2, 0) \
             ON CONFLICT (guild) DO UPDATE SET version = excluded.version",
        )
        .bind(id(guild))
        .bind(version)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    pub(super) async fn raise(&mut self, name: &'static str) -> Result<i64, StoreError> {
        sqlx::query("UPDATE versions SET latest = latest + 1 WHERE name = $1")
            .bind(name)
            .execute(&mut *self.tx)
            .await?;
        let latest = sqlx::query_scalar("SELECT latest FROM versions WHERE name = $1")
            .bind(name)
            .fetch_one(&mut *self.tx)
            .await?;
        Ok(latest)
    }
}
