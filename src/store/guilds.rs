//! Which guilds the bot is in. What hangs on one that it left goes after a grace period.

use std::collections::BTreeSet;

use super::writing::Writing;
use super::{StoreError, id, number};

/// Every table with a column `guild`: what goes with a guild.
pub(super) const TABLES: [&str; 9] = [
    "settings",
    "corrections",
    "counts",
    "judgements",
    "shadowed",
    "askings",
    "unanswered",
    "tombstones",
    "guilds",
];

/// The bot is in these guilds, perhaps again. At a start nearly all of them are known: nothing is written of those.
pub(super) async fn arrived(w: &mut Writing<'_>, guilds: &BTreeSet<u64>) -> Result<(), StoreError> {
    let known: Vec<i64> =
        sqlx::query_scalar("SELECT guild FROM guilds WHERE left_day = 0 AND version > 0")
            .fetch_all(&mut *w.tx)
            .await?;
    let known: BTreeSet<u64> = known.into_iter().map(number).collect();
    for guild in guilds.difference(&known) {
        mark(w, *guild, 0).await?;
        // Its rows may have gone in the meantime, and a process may remember them.
        w.renew(*guild).await?;
    }
    Ok(())
}

/// The bot was removed from a guild.
pub(super) async fn left(w: &mut Writing<'_>, guild: u64) -> Result<(), StoreError> {
    mark(w, guild, w.now.day()).await
}

/// The bot is in these guilds of a shard, and in no others of it: the others were left in the meantime.
pub(super) async fn present(
    w: &mut Writing<'_>,
    guilds: &[u64],
    shard: u32,
    shards: u32,
) -> Result<(), StoreError> {
    let present: BTreeSet<u64> = guilds.iter().copied().collect();
    let known: Vec<(i64, i64)> =
        sqlx::query_as("SELECT guild, left_day FROM guilds").fetch_all(&mut *w.tx).await?;
    for (guild, left_day) in known {
        let guild = number(guild);
        match (present.contains(&guild), left_day) {
            (true, 1..) => mark(w, guild, 0).await?,
            (false, 0) if is_of_shard(guild, shard, shards) => left(w, guild).await?,
            _ => {}
        }
    }
    Ok(())
}

/// Discord's formula (its documentation of gateway sharding).
const fn is_of_shard(guild: u64, shard: u32, shards: u32) -> bool {
    shards > 0 && (guild >> 22) % shards as u64 == shard as u64
}

async fn mark(w: &mut Writing<'_>, guild: u64, left_day: i64) -> Result<(), StoreError> {
    // The first day counts: a second notice does not begin the grace period anew.
    sqlx::query("UPDATE guilds SET left_day = $2 WHERE guild = $1 AND (left_day = 0 OR $2 = 0)")
        .bind(id(guild))
        .bind(left_day)
        .execute(&mut *w.tx)
        .await?;
    Ok(())
}
