//! Anonymous counts: outcomes, judgements and verdicts, by day.

use std::ops::RangeInclusive;

use sqlx::AnyPool;
use time::Date;

use super::moment::{date, day_number};
use super::queue::{Counted, Tally};
use super::types::{Count, Judged, Shadowed};
use super::writing::Writing;
use super::{StoreError, id, number};
use crate::model::ShadowVerdict;

pub(super) async fn write(
    w: &mut Writing<'_>,
    tally: &Tally,
    times: u64,
) -> Result<(), StoreError> {
    w.know(tally.guild).await?;
    let (guild, day, times) = (id(tally.guild), tally.day, id(times));
    let query = match &tally.what {
        Counted::Asked { outcome, answer } => sqlx::query(
            "INSERT INTO counts (guild, day, outcome, answer, times) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (guild, day, outcome, answer) DO UPDATE SET times = counts.times + excluded.times",
        )
        .bind(guild)
        .bind(day)
        .bind(*outcome)
        .bind(answer.as_str())
        .bind(times),
        Counted::Judged { answer, helpful } => sqlx::query(
            "INSERT INTO judgements (guild, day, answer, helpful, unhelpful) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (guild, day, answer) DO UPDATE SET helpful = judgements.helpful + excluded.helpful, \
             unhelpful = judgements.unhelpful + excluded.unhelpful",
        )
        .bind(guild)
        .bind(day)
        .bind(answer.as_str())
        .bind(if *helpful { times } else { 0 })
        .bind(if *helpful { 0 } else { times }),
        Counted::Shadowed { channel, verdict } => sqlx::query(
            "INSERT INTO shadowed (guild, channel, day, verdict, times) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (guild, channel, day, verdict) DO UPDATE SET times = shadowed.times + excluded.times",
        )
        .bind(guild)
        .bind(id(*channel))
        .bind(day)
        .bind(verdict.as_str())
        .bind(times),
    };
    query.execute(&mut *w.tx).await?;
    Ok(())
}

pub(super) async fn counts(
    pool: &AnyPool,
    guild: u64,
    days: &RangeInclusive<Date>,
) -> Result<Vec<Count>, StoreError> {
    let rows: Vec<(i64, String, String, i64)> = sqlx::query_as(
        "SELECT day, outcome, answer, times FROM counts WHERE guild = $1 AND day BETWEEN $2 AND $3 \
         ORDER BY day, outcome, answer",
    )
    .bind(id(guild))
    .bind(day_number(*days.start()))
    .bind(day_number(*days.end()))
    .fetch_all(pool)
    .await?;
    let counts = rows.into_iter().map(|(day, outcome, answer, times)| Count {
        day: date(day),
        outcome,
        answer: (!answer.is_empty()).then_some(answer),
        times: number(times),
    });
    Ok(counts.collect())
}

pub(super) async fn judgements(
    pool: &AnyPool,
    guild: u64,
    days: &RangeInclusive<Date>,
) -> Result<Vec<Judged>, StoreError> {
    // PostgreSQL adds whole numbers up to a type of its own.
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT answer, CAST(SUM(helpful) AS BIGINT), CAST(SUM(unhelpful) AS BIGINT) FROM judgements \
         WHERE guild = $1 AND day BETWEEN $2 AND $3 GROUP BY answer ORDER BY answer",
    )
    .bind(id(guild))
    .bind(day_number(*days.start()))
    .bind(day_number(*days.end()))
    .fetch_all(pool)
    .await?;
    let judged = rows.into_iter().map(|(answer, helpful, unhelpful)| Judged {
        answer,
        helpful: number(helpful),
        unhelpful: number(unhelpful),
    });
    Ok(judged.collect())
}

pub(super) async fn shadowed(
    pool: &AnyPool,
    guild: u64,
    channel: u64,
) -> Result<Vec<Shadowed>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT verdict, CAST(SUM(times) AS BIGINT) FROM shadowed WHERE guild = $1 AND channel = $2 \
         GROUP BY verdict",
    )
    .bind(id(guild))
    .bind(id(channel))
    .fetch_all(pool)
    .await?;
    let times = |verdict: ShadowVerdict| {
        let row = rows.iter().find(|(word, _)| word == verdict.as_str());
        row.map(|(_, times)| Shadowed { verdict, times: number(*times) })
    };
    Ok(ShadowVerdict::ALL.into_iter().filter_map(times).collect())
}
