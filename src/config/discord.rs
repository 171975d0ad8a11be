//! Section `[discord]`: how to reach Discord, and what to ask of it.

use std::path::PathBuf;

use serde::Deserialize;

/// How to reach Discord and what to ask of it. The token never stands here: see [`super::token`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscordConfig {
    /// File that holds nothing but the token; empty means the environment's `DISCORD_TOKEN`.
    pub token_file: PathBuf,
    /// `HOST:PORT` of an HTTP proxy that speaks for Discord's REST; empty means Discord itself.
    pub rest_proxy: String,
    /// `ws://` or `wss://` address of the gateway; empty means ask Discord.
    pub gateway_url: String,
    /// Ask for the privileged message-content intent.
    pub message_content: bool,
    /// Guilds that get the commands at once instead of all guilds; for trying things out.
    pub test_guilds: Vec<u64>,
    /// Questions of one person that are answered within any minute; 0 means no limit.
    pub member_per_minute: u32,
    /// Answers that a channel gets within any minute, whoever asks; 0 means no limit.
    pub channel_per_minute: u32,
}
