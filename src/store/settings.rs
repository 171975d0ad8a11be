//! What moderators settled: a row for each setting, so that two processes never overwrite each other's.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::AnyPool;

use super::memory::Known;
use super::moment::{date, day_number};
use super::people;
use super::seal::Seal;
use super::types::Saved;
use super::writing::Writing;
use super::{StoreError, id, number};
use crate::model::{Change, Correction, Mode, Verdict};

/// Writes a change.
pub(super) async fn write(
    w: &mut Writing<'_>,
    guild: u64,
    change: &Change,
    at: i64,
) -> Result<Saved, StoreError> {
    let flag = |on: bool| on.then(|| "1".to_owned());
    let whole = |id: &Option<u64>| id.map(|id| id.to_string());
    w.renew(guild).await?;
    match change {
        Change::Paused(on) => set(w, guild, "paused", "", flag(*on)).await?,
        Change::Mode { channel, mode } => {
            let mode = mode.map(|mode| mode.as_str().to_owned());
            set(w, guild, "mode", &channel.to_string(), mode).await?;
        }
        Change::Disabled { key, disabled } => {
            set(w, guild, "disabled", key, flag(*disabled)).await?;
        }
        Change::Pinned { key, pinned: true } => pin(w, guild, key).await?,
        Change::Pinned { key, pinned: false } => set(w, guild, "pinned", key, None).await?,
        Change::ModeratorRole(role) => set(w, guild, "moderator_role", "", whole(role)).await?,
        Change::LogChannel(channel) => set(w, guild, "log_channel", "", whole(channel)).await?,
        Change::KeepsUnanswered(on) => {
            set(w, guild, "keeps_unanswered", "", flag(*on)).await?;
            if !on {
                super::unanswered::drop_all(w, guild).await?;
            }
        }
        Change::Correct { correction, asker } => {
            return correct(w, guild, correction, *asker, at).await;
        }
        Change::Uncorrect(correction) => {
            sqlx::query("DELETE FROM corrections WHERE guild = $1 AND id = $2")
                .bind(id(guild))
                .bind(id(*correction))
                .execute(&mut *w.tx)
                .await?;
        }
    }
    Ok(Saved::Now)
}

/// Sets a setting, or takes it away.
async fn set(
    w: &mut Writing<'_>,
    guild: u64,
    name: &str,
    subject: &str,
    value: Option<String>,
) -> Result<(), StoreError> {
    let query = match value {
        Some(value) => sqlx::query(
            "INSERT INTO settings (guild, name, subject, value) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (guild, name, subject) DO UPDATE SET value = excluded.value",
        )
        .bind(id(guild))
        .bind(name)
        .bind(subject)
        .bind(value),
        None => sqlx::query("DELETE FROM settings WHERE guild = $1 AND name = $2 AND subject = $3")
            .bind(id(guild))
            .bind(name)
            .bind(subject),
    };
    query.execute(&mut *w.tx).await?;
    Ok(())
}

/// Puts a pin behind those there are; one that is there keeps its place.
async fn pin(w: &mut Writing<'_>, guild: u64, key: &str) -> Result<(), StoreError> {
    let last: String = sqlx::query_scalar(
        "SELECT COALESCE(MAX(value), '') FROM settings WHERE guild = $1 AND name = 'pinned'",
    )
    .bind(id(guild))
    .fetch_one(&mut *w.tx)
    .await?;
    let place = last.parse::<u64>().unwrap_or_default() + 1;
    sqlx::query(
        "INSERT INTO settings (guild, name, subject, value) VALUES ($1, 'pinned', $2, $3) \
         ON CONFLICT DO NOTHING",
    )
    .bind(id(guild))
    .bind(key)
    // As wide as the widest number, so that texts come in the order of numbers.
    .bind(format!("{place:020}"))
    .execute(&mut *w.tx)
    .await?;
    Ok(())
}

async fn correct(
    w: &mut Writing<'_>,
    guild: u64,
    correction: &Correction,
    asker: Option<u64>,
    at: i64,
) -> Result<Saved, StoreError> {
    if let Some(asker) = asker
        && people::is_barred(w, asker, guild, at).await?
    {
        return Ok(Saved::Not);
    }
    let asker = asker.map(|asker| people::of_correction(w.people, guild, correction.id, asker));
    sqlx::query(
        "INSERT INTO corrections (guild, id, question, verdict, instead_of, revision, day, asker) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (guild, id) DO UPDATE SET question = excluded.question, verdict = excluded.verdict, \
         instead_of = excluded.instead_of, revision = excluded.revision, day = excluded.day, asker = excluded.asker",
    )
    .bind(id(guild))
    .bind(id(correction.id))
    .bind(w.seal.seal(&place(guild, correction.id), &correction.question)?)
    .bind(correction.verdict.token())
    .bind(correction.instead_of.as_str())
    .bind(correction.revision.as_str())
    .bind(day_number(correction.day))
    .bind(asker.unwrap_or_default())
    .execute(&mut *w.tx)
    .await?;
    Ok(Saved::Now)
}

/// Binds a sealed question to its row.
pub(super) fn place(guild: u64, id: u64) -> String {
    format!("correction {guild} {id}")
}

/// Before every version: all communities are newer.
pub(super) const FROM_THE_START: i64 = -1;

/// What communities settled that are newer than a version.
pub(super) async fn load(
    pool: &AnyPool,
    seal: &Seal,
    since: i64,
) -> Result<BTreeMap<u64, Known>, StoreError> {
    let mut all: BTreeMap<u64, Known> = BTreeMap::new();
    for (guild, change) in settings(pool, since).await? {
        apply(&mut all, guild, change);
    }
    for Corrected { guild, correction, asker } in corrections(pool, seal, since).await? {
        if !asker.is_empty() {
            all.entry(guild).or_default().askers.insert(correction.id, asker);
        }
        apply(&mut all, guild, Change::Correct { correction, asker: None });
    }
    Ok(all)
}

fn apply(all: &mut BTreeMap<u64, Known>, guild: u64, change: Change) {
    Arc::make_mut(&mut all.entry(guild).or_default().community).apply(change);
}

async fn settings(pool: &AnyPool, since: i64) -> Result<Vec<(u64, Change)>, StoreError> {
    // The value of a pin is its place.
    let rows: Vec<(i64, String, String, String)> = sqlx::query_as(
        "SELECT guild, name, subject, value FROM settings \
         WHERE guild IN (SELECT guild FROM guilds WHERE version > $1) ORDER BY guild, value, subject",
    )
    .bind(since)
    .fetch_all(pool)
    .await?;
    let changes = rows.into_iter().filter_map(|(guild, name, subject, value)| {
        Some((number(guild), change(&name, subject, &value)?))
    });
    Ok(changes.collect())
}

/// The change that a row stands for; nothing for one of a later version of this program.
fn change(name: &str, subject: String, value: &str) -> Option<Change> {
    Some(match name {
        "paused" => Change::Paused(true),
        "mode" => Change::Mode { channel: subject.parse().ok()?, mode: Some(Mode::parse(value)?) },
        "disabled" => Change::Disabled { key: subject, disabled: true },
        "pinned" => Change::Pinned { key: subject, pinned: true },
        "moderator_role" => Change::ModeratorRole(Some(value.parse().ok()?)),
        "log_channel" => Change::LogChannel(Some(value.parse().ok()?)),
        "keeps_unanswered" => Change::KeepsUnanswered(true),
        _ => return None,
    })
}

/// A correction as it stands in its row.
pub(super) struct Corrected {
    pub(super) guild: u64,
    pub(super) correction: Correction,
    /// The mark of who asked; empty where that is not known.
    asker: String,
}

type Row = (i64, i64, String, String, String, String, i64, String);

/// The corrections of guilds that are newer than a version, the oldest of each first.
pub(super) async fn corrections(
    pool: &AnyPool,
    seal: &Seal,
    since: i64,
) -> Result<Vec<Corrected>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT guild, id, question, verdict, instead_of, revision, day, asker FROM corrections \
         WHERE guild IN (SELECT guild FROM guilds WHERE version > $1) ORDER BY guild, day, id",
    )
    .bind(since)
    .fetch_all(pool)
    .await?;
    rows.into_iter().filter_map(|row| corrected(row, seal).transpose()).collect()
}

fn corrected(row: Row, seal: &Seal) -> Result<Option<Corrected>, StoreError> {
    let (guild, its, question, verdict, instead_of, revision, day, asker) = row;
    let (guild, its) = (number(guild), number(its));
    let question = seal.open(&place(guild, its), &question)?;
    // A verdict of a later version of this program.
    let Some(verdict) = Verdict::parse(&verdict) else { return Ok(None) };
    let correction =
        Correction { id: its, question, verdict, instead_of, revision, day: date(day) };
    Ok(Some(Corrected { guild, correction, asker }))
}
