//! What is stored of a person, how it is found again, and how it is forgotten.
//!
//! Tables with something of a person: `askings`, `unanswered` (whose words a text is), `corrections`, `never_recorded`,
//! `tombstones`. A person stands in none of them but as a mark.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Any, Transaction};

use super::moment::date;
use super::seal::{Marker, Seal};
use super::types::Held;
use super::writing::Writing;
use super::{LEAST_ASKERS, StoreError, id, number, secrets, unanswered};

/// Stands for all guilds in a tombstone.
const EVERYWHERE: i64 = 0;

/// The mark of a person.
pub(super) fn mark(people: &Marker, person: u64) -> String {
    people.mark(&["person", &person.to_string()])
}

/// The mark of who asked a corrected question: another one for each correction, so that equal ones tell nothing.
pub(super) fn of_correction(people: &Marker, guild: u64, correction: u64, person: u64) -> String {
    people.mark(&["asker", &guild.to_string(), &correction.to_string(), &person.to_string()])
}

/// Whether what a person did at a time may not be written: never recorded, or forgotten since.
pub(super) async fn is_barred(
    w: &mut Writing<'_>,
    person: u64,
    guild: u64,
    at: i64,
) -> Result<bool, StoreError> {
    let (never, forgotten): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM never_recorded WHERE person = $1), \
         (SELECT COUNT(*) FROM tombstones WHERE person = $1 AND (guild = $2 OR guild = $3) AND at >= $4)",
    )
    .bind(mark(w.people, person))
    .bind(id(guild))
    .bind(EVERYWHERE)
    .bind(at)
    .fetch_one(&mut *w.tx)
    .await?;
    Ok(never + forgotten > 0)
}

/// Sets or lifts "never record me".
pub(super) async fn never_record(
    w: &mut Writing<'_>,
    person: u64,
    never: bool,
) -> Result<(), StoreError> {
    w.raise("people").await?;
    let query = if never {
        "INSERT INTO never_recorded (person) VALUES ($1) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM never_recorded WHERE person = $1"
    };
    sqlx::query(query).bind(mark(w.people, person)).execute(&mut *w.tx).await?;
    Ok(())
}

/// Deletes what is stored of a person, in one guild or in all, and bars what happened before from being written later.
///
/// "Never record me" stays: it is the person's wish, and forgetting it would record the person again.
pub(super) async fn forget(
    w: &mut Writing<'_>,
    person: u64,
    guild: Option<u64>,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO tombstones (person, guild, at) VALUES ($1, $2, $3) ON CONFLICT (person, guild) \
         DO UPDATE SET at = excluded.at WHERE tombstones.at < excluded.at",
    )
    .bind(mark(w.people, person))
    .bind(guild.map_or(EVERYWHERE, id))
    .bind(at)
    .execute(&mut *w.tx)
    .await?;
    for asking in askings(&mut w.tx, w.seal, person, guild).await? {
        forget_asking(w, &asking).await?;
    }
    for correction in corrections(&mut w.tx, w.people, person, guild).await? {
        sqlx::query("DELETE FROM corrections WHERE guild = $1 AND id = $2")
            .bind(id(correction.guild))
            .bind(id(correction.id))
            .execute(&mut *w.tx)
            .await?;
        w.renew(correction.guild).await?;
    }
    Ok(())
}

/// Takes a person away from a question; its text goes if it is the person's words or too few askers remain.
async fn forget_asking(w: &mut Writing<'_>, asking: &Asked) -> Result<(), StoreError> {
    for query in [
        "DELETE FROM askings WHERE guild = $1 AND week = $2 AND question = $3 AND asker = $4",
        "UPDATE unanswered SET askers = askers - 1 WHERE guild = $1 AND week = $2 AND question = $3 AND words_of <> $4",
        "DELETE FROM unanswered WHERE guild = $1 AND week = $2 AND question = $3 AND words_of = $4",
    ] {
        sqlx::query(query)
            .bind(id(asking.guild))
            .bind(asking.week)
            .bind(asking.question.as_str())
            .bind(asking.asker.as_str())
            .execute(&mut *w.tx)
            .await?;
    }
    sqlx::query(
        "DELETE FROM unanswered WHERE guild = $1 AND week = $2 AND question = $3 AND askers < $4 AND done = 0",
    )
    .bind(id(asking.guild))
    .bind(asking.week)
    .bind(asking.question.as_str())
    .bind(id(LEAST_ASKERS))
    .execute(&mut *w.tx)
    .await?;
    Ok(())
}

/// What is stored of a person.
pub(super) async fn held(
    tx: &mut Transaction<'static, Any>,
    seal: &Seal,
    people: &Marker,
    person: u64,
) -> Result<Held, StoreError> {
    let never: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM never_recorded WHERE person = $1")
        .bind(mark(people, person))
        .fetch_one(&mut **tx)
        .await?;
    let askings = askings(tx, seal, person, None).await?;
    let corrections = corrections(tx, people, person, None).await?;
    let days = askings.iter().map(|one| one.day).chain(corrections.iter().map(|one| one.day));
    Ok(Held {
        recorded: never == 0,
        askings: askings.len() as u64,
        corrections: corrections.len() as u64,
        since: days.min().map(date),
    })
}

/// A question that a person asked.
struct Asked {
    guild: u64,
    week: i64,
    question: String,
    asker: String,
    day: i64,
}

/// Marks differ from question to question: each row's is made anew and compared.
async fn askings(
    tx: &mut Transaction<'static, Any>,
    seal: &Seal,
    person: u64,
    guild: Option<u64>,
) -> Result<Vec<Asked>, StoreError> {
    let rows: Vec<(i64, i64, String, String, i64)> = sqlx::query_as(
        "SELECT guild, week, question, asker, day FROM askings WHERE guild = $1 OR $2 = 1",
    )
    .bind(id(guild.unwrap_or_default()))
    .bind(i64::from(guild.is_none()))
    .fetch_all(&mut **tx)
    .await?;
    let mut markers = BTreeMap::new();
    for week in rows.iter().map(|row| row.1).collect::<BTreeSet<_>>() {
        if let Some(secret) = secrets::existing(tx, seal, &secrets::of_week(week)).await? {
            markers.insert(week, secret);
        }
    }
    let of_person = rows.into_iter().filter(|(_, week, question, asker, _)| {
        let secret = markers.get(week);
        secret.is_some_and(|secret| unanswered::asker(secret, question, person) == *asker)
    });
    let asked = of_person.map(|(guild, week, question, asker, day)| Asked {
        guild: number(guild),
        week,
        question,
        asker,
        day,
    });
    Ok(asked.collect())
}

/// A correction of a person's question.
struct Corrected {
    guild: u64,
    id: u64,
    day: i64,
}

async fn corrections(
    tx: &mut Transaction<'static, Any>,
    people: &Marker,
    person: u64,
    guild: Option<u64>,
) -> Result<Vec<Corrected>, StoreError> {
    let rows: Vec<(i64, i64, String, i64)> = sqlx::query_as(
        "SELECT guild, id, asker, day FROM corrections WHERE asker <> '' AND (guild = $1 OR $2 = 1)",
    )
    .bind(id(guild.unwrap_or_default()))
    .bind(i64::from(guild.is_none()))
    .fetch_all(&mut **tx)
    .await?;
    let all = rows.into_iter().map(|(guild, its, asker, day)| {
        (Corrected { guild: number(guild), id: number(its), day }, asker)
    });
    let of_person =
        all.filter(|(one, asker)| of_correction(people, one.guild, one.id, person) == *asker);
    Ok(of_person.map(|(one, _)| one).collect())
}
