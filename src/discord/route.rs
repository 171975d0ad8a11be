//! The few addresses of Discord's REST that the bot uses, each with a template that is safe to log.
//!
//! Knows nothing of bodies or of how a request is sent.

use serenity::model::id::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId};

use crate::config::Secret;

/// One address. The token of an interaction is in its path, never in its template.
#[derive(Debug, Clone)]
pub(super) enum Route {
    Application,
    Gateway,
    Callback {
        interaction: InteractionId,
        token: Secret,
    },
    Messages(ChannelId),
    Message(ChannelId, MessageId),
    /// The message that answers an interaction, or whose button was pressed.
    Original {
        application: ApplicationId,
        token: Secret,
    },
    /// A message that follows the answer to an interaction.
    FollowUp {
        application: ApplicationId,
        token: Secret,
    },
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
            Self::Message(..) => "/channels/{id}/messages/{id}",
            Self::Original { .. } => "/webhooks/{id}/{token}/messages/@original",
            Self::FollowUp { .. } => "/webhooks/{id}/{token}",
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
                // Otherwise Discord does not say which message came of it.
                format!("interactions/{interaction}/{}/callback?with_response=true", token.expose())
            }
            Self::Messages(channel) => format!("channels/{channel}/messages"),
            Self::Message(channel, message) => format!("channels/{channel}/messages/{message}"),
            Self::Original { application, token } => {
                format!("webhooks/{application}/{}/messages/@original", token.expose())
            }
            Self::FollowUp { application, token } => {
                format!("webhooks/{application}/{}", token.expose())
            }
            // Otherwise Discord leaves the languages out, and every start would see a change.
            Self::Commands(application) => {
                format!("applications/{application}/commands?with_localizations=true")
            }
            Self::GuildCommands(application, guild) => {
                format!(
                    "applications/{application}/guilds/{guild}/commands?with_localizations=true"
                )
            }
        }
    }

    /// Interactions carry their own authorisation and are outside the global limit.
    #[must_use]
    pub(super) const fn is_interaction(&self) -> bool {
        matches!(self, Self::Callback { .. } | Self::Original { .. } | Self::FollowUp { .. })
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
        assert_eq!(route.path(), "interactions/5/aW50/callback?with_response=true");
        assert!(!route.template().contains("aW50") && !format!("{route:?}").contains("aW50"));
    }
}
