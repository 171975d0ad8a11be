//! The secrets behind the marks of people, sealed in the database: so all processes share them, and one that is deleted is
//! gone for everybody.

use sqlx::{Any, Transaction};

use super::StoreError;
use super::seal::{Marker, Seal};

/// Marks that have to be found again later: who is never recorded, who was forgotten, whose question was corrected.
pub(super) const PEOPLE: &str = "people";

/// The secret of a week; all marks of askers are made with it, and nobody can make them again when it is gone.
pub(super) fn of_week(week: i64) -> String {
    format!("week:{week}")
}

/// Reads a secret; makes it where there is none.
pub(super) async fn marker(
    tx: &mut Transaction<'static, Any>,
    seal: &Seal,
    name: &str,
) -> Result<Marker, StoreError> {
    if let Some(marker) = existing(tx, seal, name).await? {
        return Ok(marker);
    }
    // Another process may be faster: then its secret holds.
    sqlx::query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(name)
        .bind(seal.seal(&place(name), &Marker::new_secret()?)?)
        .execute(&mut **tx)
        .await?;
    let made = existing(tx, seal, name).await?;
    made.ok_or_else(|| StoreError::Away("a secret that was written is not there".to_owned()))
}

/// Reads a secret.
pub(super) async fn existing(
    tx: &mut Transaction<'static, Any>,
    seal: &Seal,
    name: &str,
) -> Result<Option<Marker>, StoreError> {
    let sealed: Option<String> = sqlx::query_scalar("SELECT value FROM secrets WHERE name = $1")
        .bind(name)
        .fetch_optional(&mut **tx)
        .await?;
    sealed.map(|sealed| Ok(Marker::new(&seal.open(&place(name), &sealed)?))).transpose()
}

/// Binds a sealed secret to its row.
pub(super) fn place(name: &str) -> String {
    format!("secret {name}")
}
