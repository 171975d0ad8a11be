//! Discord's permissions, as far as the bot asks for them. Pure.
//!
//! Bits: <https://discord.com/developers/docs/topics/permissions>

use super::wire::Interaction;

const ADMINISTRATOR: u64 = 1 << 3;
const SEND_MESSAGES: u64 = 1 << 11;
const MANAGE_MESSAGES: u64 = 1 << 13;
const EMBED_LINKS: u64 = 1 << 14;
const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;

/// Kinds of channel that are threads, posts of a forum among them.
const THREADS: [u64; 3] = [10, 11, 12];

/// What the bot may do where an interaction happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowed {
    /// Speak for all to read.
    pub(super) speak: bool,
    pub(super) embed: bool,
    /// Post a message of its own, which a reply to a message is.
    pub(super) post: bool,
}

impl Allowed {
    #[must_use]
    pub(super) fn at(interaction: &Interaction) -> Self {
        let permissions = interaction.own_permissions();
        let has = |bit| permissions & (bit | ADMINISTRATOR) != 0;
        let home = interaction.is_at_home();
        let in_guild = interaction.guild_id.is_some();
        let thread = interaction.channel.as_ref().is_some_and(|at| is_thread(at.kind));
        let writes = has(if thread { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES });
        // Where the bot is no member the guild's word on it says nothing, and Discord itself hides what it must.
        let speak = !in_guild || !home || writes;
        Self { speak, embed: !in_guild || has(EMBED_LINKS), post: home && speak }
    }
}

/// Whether a channel of this kind is a thread.
#[must_use]
pub(super) fn is_thread(kind: u64) -> bool {
    THREADS.contains(&kind)
}

/// Whether somebody with these permissions keeps order in the channel.
#[must_use]
pub(super) const fn is_moderator(permissions: u64) -> bool {
    permissions & (MANAGE_MESSAGES | ADMINISTRATOR) != 0
}
