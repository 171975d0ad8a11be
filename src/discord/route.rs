//! The few addresses of Discord's REST that the bot uses, each with a template that is safe to log.
//!
//! Knows nothing of bodies or of how a request is sent.

use serenity::model::id::{ApplicationId, ChannelId, GuildId, InteractionId};

use crate::config::Secret;

/// One address. The token of an interaction is in its path, never in its template.
#[derive(Debug, Clone)]
pub(super) enum Route {
    Application,
    Gateway,
    Callback { interaction: InteractionId, token: Secret },
    Messages(ChannelId),
    Commands(ApplicationId),
    GuildCommands(ApplicationId, GuildId),
}

impl Route {
    /// For the log.
    #[must_use]
    pub(super) const fn template(&self) -> &'static str {
        match self {
            Self::Application => "/applications/@me",
            Self::Gateway => "/gateway/bot",
            Self::Callback { .. } => "/interactions/{id}/{token}/callback",
            Self::Messages(_) => "/channels/{id}/messages",
            Self::Commands(_) => "/applications/{id}/commands",
            Self::GuildCommands(..) => "/applications/{id}/guilds/{id}/commands",
        }
    }

    /// Without the leading slash, as twilight-http takes it.
    #[must_use]
    pub(super) fn path(&self) -> String {
        match self {
            Self::Application => "applications/@me".to_owned(),
            Self::Gateway => "gateway/bot".to_owned(),
            Self::Callback { interaction, token } => {
                format!("interactions/{interaction}/{}/callback", token.expose())
            }
            Self::Messages(channel) => format!("channels/{channel}/messages"),
            Self::Commands(application) => format!("applications/{application}/commands"),
            Self::GuildCommands(application, guild) => {
                format!("applications/{application}/guilds/{guild}/commands")
            }
        }
    }

    /// Interactions carry their own authorisation and are outside the global limit.
    #[must_use]
    pub(super) const fn is_interaction(&self) -> bool {
        matches!(self, Self::Callback { .. })
    }
}

#[cfg(test)]
mod tests {
    use serenity::model::id::InteractionId;

    use super::Route;
    use crate::config::Secret;

    #[test]
    fn a_token_is_in_the_path_only() {
        let token = Secret::new("aW50");
        let route = Route::Callback { interaction: InteractionId::new(5), token };
        assert_eq!(route.path(), "interactions/5/aW50/callback");
        assert!(!route.template().contains("aW50") && !format!("{route:?}").contains("aW50"));
    }
}
