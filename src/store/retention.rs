//! Deletes what is too old, and seals anew what an old key sealed. Run at the start and every hour.

use super::database::Kind;
use super::writing::Writing;
use super::{StoreError, guilds, number, secrets, settings, unanswered};

/// Days that the text of an unanswered question stays.
pub const UNANSWERED_DAYS: u16 = 30;
/// Days that counts stay: a year, and a month to compare it with.
pub const COUNT_DAYS: u16 = 400;
/// Days that everything of a guild stays after it removed the bot.
pub const GRACE_DAYS: u16 = 30;
/// Days that a tombstone stays: far longer than anything waits to be written.
pub const TOMBSTONE_DAYS: u16 = 30;

const DAY_MS: i64 = 86_400_000;
/// Any number that nothing else in a database uses as an advisory lock.
const LOCK: i64 = 0x6775_7473_6b69_6e00;

/// One run. Does nothing where another process is at it.
pub(super) async fn run(w: &mut Writing<'_>, kind: Kind) -> Result<Vec<u64>, StoreError> {
    if kind == Kind::Postgres && !is_first(w).await? {
        return Ok(Vec::new());
    }
    drop_old(w).await?;
    drop_weeks(w).await?;
    let gone = drop_left(w).await?;
    seal_anew(w).await?;
    Ok(gone)
}

/// Takes an advisory lock until the end of the transaction, if nobody has it.
async fn is_first(w: &mut Writing<'_>) -> Result<bool, StoreError> {
    let locked: i32 =
        sqlx::query_scalar("SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN 1 ELSE 0 END")
            .bind(LOCK)
            .fetch_one(&mut *w.tx)
            .await?;
    Ok(locked == 1)
}

async fn drop_old(w: &mut Writing<'_>) -> Result<(), StoreError> {
    let before = |days: u16| w.now.day() - i64::from(days);
    let tombstones = w.now.ms() - i64::from(TOMBSTONE_DAYS) * DAY_MS;
    for (query, oldest) in [
        ("DELETE FROM unanswered WHERE written_day <= $1", before(UNANSWERED_DAYS)),
        ("DELETE FROM counts WHERE day <= $1", before(COUNT_DAYS)),
        ("DELETE FROM judgements WHERE day <= $1", before(COUNT_DAYS)),
        ("DELETE FROM shadowed WHERE day <= $1", before(COUNT_DAYS)),
        ("DELETE FROM tombstones WHERE at <= $1", tombstones),
    ] {
        sqlx::query(query).bind(oldest).execute(&mut *w.tx).await?;
    }
    Ok(())
}

/// A week ends: its secret goes, and with it every mark that it made.
async fn drop_weeks(w: &mut Writing<'_>) -> Result<(), StoreError> {
    let week = w.now.week();
    for query in [
        "DELETE FROM askings WHERE week <> $1",
        "UPDATE unanswered SET question = '', words_of = '' WHERE week <> $1 AND question <> ''",
    ] {
        sqlx::query(query).bind(week).execute(&mut *w.tx).await?;
    }
    sqlx::query("DELETE FROM secrets WHERE name <> $1 AND name <> $2")
        .bind(secrets::PEOPLE)
        .bind(secrets::of_week(week))
        .execute(&mut *w.tx)
        .await?;
    Ok(())
}

/// Deletes the guilds whose grace period is over.
async fn drop_left(w: &mut Writing<'_>) -> Result<Vec<u64>, StoreError> {
    let gone: Vec<i64> =
        sqlx::query_scalar("SELECT guild FROM guilds WHERE left_day > 0 AND left_day <= $1")
            .bind(w.now.day() - i64::from(GRACE_DAYS))
            .fetch_all(&mut *w.tx)
            .await?;
    for guild in &gone {
        for table in guilds::TABLES {
            let query = sqlx::AssertSqlSafe(format!("DELETE FROM {table} WHERE guild = $1"));
            sqlx::query(query).bind(guild).execute(&mut *w.tx).await?;
        }
    }
    Ok(gone.into_iter().map(number).collect())
}

/// After this the old keys can be taken out of the key file.
async fn seal_anew(w: &mut Writing<'_>) -> Result<(), StoreError> {
    let names: Vec<(String, String)> =
        sqlx::query_as("SELECT name, value FROM secrets").fetch_all(&mut *w.tx).await?;
    for (name, value) in names.into_iter().filter(|(_, value)| w.seal.is_old(value)) {
        let value = again(w, &secrets::place(&name), &value)?;
        let query = sqlx::query("UPDATE secrets SET value = $2 WHERE name = $1");
        query.bind(name).bind(value).execute(&mut *w.tx).await?;
    }
    let questions: Vec<(i64, i64, String)> =
        sqlx::query_as("SELECT guild, id, question FROM corrections").fetch_all(&mut *w.tx).await?;
    for (guild, key, text) in questions.into_iter().filter(|row| w.seal.is_old(&row.2)) {
        let text = again(w, &settings::place(number(guild), number(key)), &text)?;
        let query = "UPDATE corrections SET question = $3 WHERE guild = $1 AND id = $2";
        sqlx::query(query).bind(guild).bind(key).bind(text).execute(&mut *w.tx).await?;
    }
    let texts: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, text FROM unanswered WHERE done = 0")
            .fetch_all(&mut *w.tx)
            .await?;
    for (key, text) in texts.into_iter().filter(|row| w.seal.is_old(&row.1)) {
        let text = again(w, &unanswered::place(number(key)), &text)?;
        let query = sqlx::query("UPDATE unanswered SET text = $2 WHERE id = $1");
        query.bind(key).bind(text).execute(&mut *w.tx).await?;
    }
    Ok(())
}

fn again(w: &Writing<'_>, place: &str, sealed: &str) -> Result<String, StoreError> {
    w.seal.seal(place, &w.seal.open(place, sealed)?)
}
