//! Why the bot stopped: one line for the operator that says how to mend it.
//!
//! Knows nothing of members; what they read is written where it is sent.

use thiserror::Error;

/// A reason to end the process.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RunError {
    #[error(
        "Discord refused the token: make a new one under Bot, Reset Token, at \
         https://discord.com/developers/applications and set DISCORD_TOKEN"
    )]
    Token,
    #[error(
        "Discord did not grant the message-content intent: switch on Bot, Message Content Intent, \
         at https://discord.com/developers/applications, or set `discord.message_content = false`"
    )]
    MessageContent,
    #[error("Discord refused the intents (close {0}): this is a bug in gutskin, please report it")]
    Intents(u16),
    #[error("Discord refused the shard range: correct `--shards A-B/N`, or leave it out")]
    Shard,
    #[error(
        "the bot is in too many servers for its number of shards: raise N in `--shards A-B/N`, \
         or leave the option out"
    )]
    ShardingRequired,
    #[error("Discord no longer speaks this version of its API: update gutskin")]
    ApiVersion,
    #[error("`discord.{key}` is not an address: {problem}")]
    Address { key: &'static str, problem: String },
    #[error(
        "Discord will not register commands in server {0}: invite the bot there with the scope \
         applications.commands, or take the number out of `discord.test_guilds`"
    )]
    TestGuild(u64),
    #[error(
        "Discord refused the command definitions ({0}): this is a bug in gutskin, please report it"
    )]
    Commands(String),
    #[error(
        "Discord cannot be reached ({0}): check the network and https://discordstatus.com, then start again"
    )]
    Unreachable(String),
}

impl RunError {
    /// 2 where the operator has to change something, 1 where the work failed.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Unreachable(_) | Self::Commands(_) => 1,
            Self::Token
            | Self::MessageContent
            | Self::Intents(_)
            | Self::Shard
            | Self::ShardingRequired
            | Self::ApiVersion
            | Self::Address { .. }
            | Self::TestGuild(_) => 2,
        }
    }

    /// What a gateway close code means for the process; `None` where reconnecting mends it.
    #[must_use]
    pub const fn from_close(code: u16) -> Option<Self> {
        match code {
            4004 => Some(Self::Token),
            4010 => Some(Self::Shard),
            4011 => Some(Self::ShardingRequired),
            4012 => Some(Self::ApiVersion),
            4013 => Some(Self::Intents(code)),
            4014 => Some(Self::MessageContent),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RunError;

    #[test]
    fn only_closes_that_the_operator_must_mend_are_fatal() {
        let fatal: Vec<u16> =
            (1000..5000).filter(|code| RunError::from_close(*code).is_some()).collect();
        assert_eq!(fatal, [4004, 4010, 4011, 4012, 4013, 4014]);
        for code in fatal {
            assert_eq!(RunError::from_close(code).map(|error| error.exit_code()), Some(2));
        }
    }

    #[test]
    fn every_message_is_one_line() {
        for code in [4004, 4010, 4011, 4012, 4013, 4014] {
            let line =
                RunError::from_close(code).map(|error| error.to_string()).unwrap_or_default();
            assert!(!line.is_empty() && !line.contains('\n') && !line.contains("  "), "{line}");
        }
    }
}
