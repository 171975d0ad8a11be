//! Questions without an answer: marks of who asked until several did, then the masked text, sealed.
//!
//! A question and its askers are known by marks that a secret of the week makes. Nobody can tell who asked what without
//! that secret, and with the week it is deleted, and all marks with it.

use sqlx::AnyPool;

use super::moment::date;
use super::queue::Asking;
use super::seal::{Marker, Seal};
use super::types::Unanswered;
use super::writing::Writing;
use super::{LEAST_ASKERS, StoreError, id, number, people, secrets};

/// Notes that a person asked a question; writes its text when enough people have.
pub(super) async fn write(w: &mut Writing<'_>, asking: &Asking) -> Result<(), StoreError> {
    if people::is_barred(w, asking.person, asking.guild, asking.at).await? {
        return Ok(());
    }
    w.know(asking.guild).await?;
    let week = w.now.week();
    let secret = secrets::marker(&mut w.tx, w.seal, &secrets::of_week(week)).await?;
    let guild = asking.guild.to_string();
    let question = secret.mark(&["question", &guild, &asking.missed.fingerprint]);
    let asker = asker(&secret, &question, asking.person);
    // What was asked before moderators switched it off may come late.
    let noted = sqlx::query(
        "INSERT INTO askings (guild, week, question, asker, day) SELECT $1, $2, $3, $4, $5 \
         WHERE EXISTS (SELECT 1 FROM settings WHERE guild = $1 AND name = 'keeps_unanswered') \
         ON CONFLICT DO NOTHING",
    )
    .bind(id(asking.guild))
    .bind(week)
    .bind(question.as_str())
    .bind(asker.as_str())
    .bind(w.now.day())
    .execute(&mut *w.tx)
    .await?;
    if noted.rows_affected() > 0 {
        keep(w, asking, &question, &asker).await?;
    }
    Ok(())
}

/// The mark of somebody who asked a question: another one for each question.
pub(super) fn asker(secret: &Marker, question: &str, person: u64) -> String {
    secret.mark(&["asker", question, &person.to_string()])
}

/// Keeps the text of a question that enough people asked, or counts one more of them.
async fn keep(
    w: &mut Writing<'_>,
    asking: &Asking,
    question: &str,
    asker: &str,
) -> Result<(), StoreError> {
    let (guild, week) = (id(asking.guild), w.now.week());
    let (askers, first): (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), MIN(day) FROM askings WHERE guild = $1 AND week = $2 AND question = $3",
    )
    .bind(guild)
    .bind(week)
    .bind(question)
    .fetch_one(&mut *w.tx)
    .await?;
    if number(askers) < LEAST_ASKERS {
        return Ok(());
    }
    let key = key(question);
    sqlx::query(
        "INSERT INTO unanswered (id, guild, week, question, text, words_of, askers, first_day, last_day, \
         written_day, revision, done) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, 0) \
         ON CONFLICT (id) DO UPDATE SET askers = excluded.askers, last_day = excluded.last_day",
    )
    .bind(id(key))
    .bind(guild)
    .bind(week)
    .bind(question)
    .bind(w.seal.seal(&place(key), &asking.missed.text)?)
    .bind(asker)
    .bind(askers)
    .bind(first)
    .bind(w.now.day())
    .bind(asking.revision.as_str())
    .execute(&mut *w.tx)
    .await?;
    Ok(())
}

/// A number for a mark: its first letters, as good as random.
fn key(mark: &str) -> u64 {
    let letters = mark.bytes().take(9);
    letters.fold(0, |sum, letter| (sum << 7) | u64::from(letter & 0x7f))
}

/// Binds a sealed text to its row.
pub(super) fn place(key: u64) -> String {
    format!("unanswered {key}")
}

/// The questions of a guild, or of all, that are still open, with their guild; those asked last come first.
pub(super) async fn list(
    pool: &AnyPool,
    seal: &Seal,
    guild: Option<u64>,
    most: i64,
) -> Result<Vec<(u64, Unanswered)>, StoreError> {
    let rows: Vec<(i64, i64, String, i64, i64, i64, String)> = sqlx::query_as(
        "SELECT guild, id, text, askers, first_day, last_day, revision FROM unanswered \
         WHERE (guild = $1 OR $2 = 1) AND done = 0 ORDER BY last_day DESC, askers DESC, id LIMIT $3",
    )
    .bind(id(guild.unwrap_or_default()))
    .bind(i64::from(guild.is_none()))
    .bind(most)
    .fetch_all(pool)
    .await?;
    let open = rows.into_iter().map(|(guild, key, text, askers, first, last, revision)| {
        let key = number(key);
        let text = seal.open(&place(key), &text)?;
        let (first, last) = (date(first), date(last));
        Ok((
            number(guild),
            Unanswered { id: key, text, askers: number(askers), first, last, revision },
        ))
    });
    open.collect()
}

/// Marks questions as done: their texts go, their rows stay so that nobody has to do them again that week.
pub(super) async fn done(w: &mut Writing<'_>, guild: u64, ids: &[u64]) -> Result<(), StoreError> {
    for one in ids {
        sqlx::query(
            "UPDATE unanswered SET done = 1, text = '', words_of = '' WHERE guild = $1 AND id = $2",
        )
        .bind(id(guild))
        .bind(id(*one))
        .execute(&mut *w.tx)
        .await?;
    }
    Ok(())
}

/// Drops everything of a guild.
pub(super) async fn drop_all(w: &mut Writing<'_>, guild: u64) -> Result<(), StoreError> {
    for query in ["DELETE FROM askings WHERE guild = $1", "DELETE FROM unanswered WHERE guild = $1"]
    {
        sqlx::query(query).bind(id(guild)).execute(&mut *w.tx).await?;
    }
    Ok(())
}
