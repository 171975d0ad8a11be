//! How the shards of this process are doing. Knows nothing of sockets.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::GuildId;

/// The shards that have had a session.
#[derive(Debug, Default)]
pub(super) struct Pulse(Mutex<Shards>);

#[derive(Debug, Default)]
struct Shards {
    total: u32,
    /// By number: from the latest heartbeat to Discord's answer.
    latency: BTreeMap<u32, Option<Duration>>,
}

impl Pulse {
    pub(super) fn beats(&self, shard: u32, of: u32, latency: Option<Duration>) {
        let mut shards = self.shards();
        shards.total = of;
        shards.latency.insert(shard, latency);
    }

    /// The shard that a server's events come through and how many there are, with its latency.
    ///
    /// Source of the formula: <https://discord.com/developers/docs/events/gateway#sharding>
    #[must_use]
    pub(super) fn shard_of(&self, guild: GuildId) -> Option<(u32, u32, Option<Duration>)> {
        let shards = self.shards();
        let number = (guild.get() >> 22).checked_rem(u64::from(shards.total))?;
        let number = u32::try_from(number).ok()?;
        Some((number, shards.total, *shards.latency.get(&number)?))
    }

    fn shards(&self) -> MutexGuard<'_, Shards> {
        // Single values are replaced under the lock: poison says nothing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serenity::model::id::GuildId;

    use super::Pulse;

    #[test]
    fn a_server_has_its_shard() {
        let (pulse, guild) = (Pulse::default(), GuildId::new(5 << 22));
        assert_eq!(pulse.shard_of(guild), None, "nothing is connected yet");
        pulse.beats(0, 4, None);
        assert_eq!(pulse.shard_of(guild), None, "another process serves it");
        pulse.beats(1, 4, Some(Duration::from_millis(40)));
        assert_eq!(pulse.shard_of(guild), Some((1, 4, Some(Duration::from_millis(40)))));
    }
}
