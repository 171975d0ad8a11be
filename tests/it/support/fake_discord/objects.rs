//! Discord's objects, complete as they come over the wire. A dispatch that lacks a field which the
//! client's model insists on is the commonest reason why "nothing happens".

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// Bit positions that tests and the fake need to name.
pub(super) mod bits {
    pub(crate) const INTENT_GUILDS: u64 = 1;
    pub(crate) const INTENT_GUILD_MESSAGES: u64 = 1 << 9;
    pub(crate) const INTENT_DIRECT_MESSAGES: u64 = 1 << 12;
    pub(crate) const INTENT_MESSAGE_CONTENT: u64 = 1 << 15;
    /// Members, presences, message content.
    pub(crate) const INTENTS_PRIVILEGED: u64 = (1 << 1) | (1 << 8) | INTENT_MESSAGE_CONTENT;
    /// 0 to 16, 20, 21, 24, 25.
    pub(crate) const INTENTS_KNOWN: u64 = 0x1_ffff | (3 << 20) | (3 << 24);
    pub(crate) const FLAG_EPHEMERAL: u64 = 1 << 6;
    pub(crate) const FLAG_LOADING: u64 = 1 << 7;
    pub(crate) const FLAG_COMPONENTS_V2: u64 = 1 << 15;
    pub(crate) const SEND: u64 = 1 << 11;
    pub(crate) const EMBED_LINKS: u64 = 1 << 14;
    pub(crate) const SEND_IN_THREADS: u64 = 1 << 38;
    /// Attach, embed, mention everyone: what an application has where its bot is no member.
    pub(crate) const VISITOR: u64 = (1 << 15) | EMBED_LINKS | (1 << 17);
    /// View, send, embed, attach, read history, external emoji, app commands, threads.
    pub(crate) const MEMBER: u64 = (1 << 6)
        | (1 << 10)
        | (1 << 11)
        | (1 << 14)
        | (1 << 15)
        | (1 << 16)
        | (1 << 18)
        | (1 << 31)
        | (1 << 38)
        | (1 << 50);
    /// A member who also kicks, bans, manages the guild, its messages, and times out.
    pub(crate) const MODERATOR: u64 =
        MEMBER | (1 << 1) | (1 << 2) | (1 << 5) | (1 << 13) | (1 << 40);
}

/// A member of the fake guild (and whoever writes to the bot directly).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: u64,
    pub name: String,
    /// Has Manage Server, Manage Messages and the moderators' role.
    pub moderator: bool,
    /// May manage messages wherever they are, by what a single channel allows.
    pub keeps_channel: bool,
    /// Roles besides the moderators'; they allow nothing.
    pub roles: Vec<u64>,
    pub locale: String,
}

impl Person {
    /// The one who asks when a test does not say who.
    pub fn member() -> Self {
        Self::named("robin")
    }

    pub fn moderator() -> Self {
        Self { moderator: true, ..Self::named("morgan") }
    }

    /// Somebody with a channel of their own.
    pub fn keeping_a_channel() -> Self {
        Self { keeps_channel: true, ..Self::named("charlie") }
    }

    /// Same name, same person: the id is made from the name.
    pub fn named(name: &str) -> Self {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let id = 200_000_000_000_000_000 + hash % 100_000_000_000_000_000;
        let locale = "en-GB".to_owned();
        let name = name.to_owned();
        Self { id, name, moderator: false, keeps_channel: false, roles: Vec::new(), locale }
    }

    /// The same with a role that allows nothing.
    #[must_use]
    pub fn with_role(mut self, role: u64) -> Self {
        self.roles.push(role);
        self
    }

    pub(super) fn user(&self) -> Value {
        user(self.id, &self.name, false)
    }

    pub(super) fn permissions(&self) -> u64 {
        if self.moderator || self.keeps_channel { bits::MODERATOR } else { bits::MEMBER }
    }

    /// Without `user`, as in the `member` of a message.
    pub(super) fn member_part(&self, moderator_role: u64) -> Value {
        let own = self.moderator.then_some(moderator_role);
        member_part(&own.into_iter().chain(self.roles.iter().copied()).collect::<Vec<_>>())
    }
}

pub(super) fn user(id: u64, name: &str, bot: bool) -> Value {
    let shown = if bot { Value::Null } else { json!(capitalised(name)) };
    json!({
        "id": id.to_string(),
        "username": name,
        "global_name": shown,
        "discriminator": if bot { "0042" } else { "0" },
        "avatar": null,
        "avatar_decoration_data": null,
        "collectibles": null,
        "display_name_styles": null,
        "primary_guild": null,
        "clan": null,
        "banner": null,
        "banner_color": null,
        "accent_color": null,
        "public_flags": 0,
        "flags": 0,
        "bot": bot,
        "system": false,
    })
}

/// What `GET /users/@me` and READY add for the bot's own account.
pub(super) fn own_user(id: u64, name: &str) -> Value {
    let mut own = user(id, name, true);
    merge(
        &mut own,
        json!({
            "mfa_enabled": true, "verified": true, "email": null, "locale": "en-US",
            "premium_type": 0, "bio": "", "global_name": null,
        }),
    );
    own
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn member_part(roles: &[u64]) -> Value {
    let roles: Vec<String> = roles.iter().map(u64::to_string).collect();
    json!({
        "nick": null, "avatar": null, "banner": null, "avatar_decoration_data": null,
        "collectibles": null, "display_name_styles": null,
        "roles": roles, "joined_at": "2021-04-05T06:07:08.910000+00:00",
        "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": null, "unusual_dm_activity_until": null,
    })
}

pub(super) fn application(
    id: u64,
    name: &str,
    bot: &Value,
    owner: &Value,
    message_content: bool,
) -> Value {
    json!({
        "id": id.to_string(), "name": name, "icon": null, "description": "", "summary": "",
        "type": null, "bot": bot, "owner": owner, "team": null,
        "bot_public": true, "bot_require_code_grant": false,
        "integration_public": true, "integration_require_code_grant": false,
        "verify_key": "00".repeat(32), "flags": application_flags(message_content),
        "hook": true, "is_monetized": false, "is_verified": false, "is_discoverable": false,
        "storefront_available": false, "tags": [], "redirect_uris": [], "rpc_origins": [],
        "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "event_webhooks_url": null, "event_webhooks_status": 1, "event_webhooks_types": [],
        "install_params": { "scopes": ["bot", "applications.commands"], "permissions": "0" },
        "integration_types_config": {
            "0": { "oauth2_install_params":
                { "scopes": ["bot", "applications.commands"], "permissions": "0" } },
            "1": { "oauth2_install_params":
                { "scopes": ["applications.commands"], "permissions": "0" } },
        },
        "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
        "custom_install_url": null, "cover_image": null, "guild_id": null,
        "terms_of_service_url": null, "privacy_policy_url": null,
    })
}

/// "Application command badge", and the limited message-content flag when it is granted.
pub(super) fn application_flags(message_content: bool) -> u64 {
    (1 << 23) | if message_content { 1 << 19 } else { 0 }
}

pub(super) fn text_channel(id: u64, guild: u64, name: &str, position: u64) -> Value {
    json!({
        "id": id.to_string(), "type": 0, "guild_id": guild.to_string(), "name": name,
        "topic": null, "position": position, "permission_overwrites": [], "nsfw": false,
        "last_message_id": null, "last_pin_timestamp": null, "rate_limit_per_user": 0,
        "parent_id": null, "flags": 0, "icon_emoji": null, "theme_color": null,
        "default_auto_archive_duration": 1440, "default_thread_rate_limit_per_user": 0,
    })
}

/// A category, which holds channels.
pub(super) fn category(id: u64, guild: u64, name: &str) -> Value {
    let mut category = text_channel(id, guild, name, 0);
    category["type"] = json!(4);
    category
}

/// A thread of a text channel, or a post in a forum: both are public threads (type 11).
pub(super) fn thread(id: u64, guild: u64, parent: u64, name: &str, owner: u64) -> Value {
    json!({
        "id": id.to_string(), "type": 11, "guild_id": guild.to_string(), "name": name,
        "parent_id": parent.to_string(), "owner_id": owner.to_string(), "last_message_id": null,
        "message_count": 0, "member_count": 1, "total_message_sent": 0, "rate_limit_per_user": 0,
        "flags": 0,
        "thread_metadata": {
            "archived": false, "auto_archive_duration": 1440, "locked": false,
            "archive_timestamp": timestamp(id), "create_timestamp": timestamp(id),
        },
    })
}

pub(super) fn direct_channel(id: u64, recipient: &Value) -> Value {
    json!({
        "id": id.to_string(), "type": 1, "last_message_id": null, "last_pin_timestamp": null,
        "flags": 0, "recipients": [recipient],
    })
}

fn role(id: u64, name: &str, position: u64, permissions: u64) -> Value {
    json!({
        "id": id.to_string(), "name": name, "description": null, "color": 0,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "hoist": false, "icon": null, "unicode_emoji": null, "position": position,
        "permissions": permissions.to_string(), "managed": false, "mentionable": false,
        "flags": 0,
    })
}

/// Who is who in the fake guild.
#[derive(Clone, Debug)]
pub(super) struct GuildIds {
    pub(super) guild: u64,
    pub(super) owner: u64,
    pub(super) bot: u64,
    pub(super) bot_role: u64,
    pub(super) moderator_role: u64,
}

pub(super) fn roles(ids: &GuildIds) -> Value {
    let mut managed = role(ids.bot_role, "gutskin", 1, bits::MEMBER);
    managed["managed"] = json!(true);
    managed["tags"] = json!({ "bot_id": ids.bot.to_string() });
    json!([
        role(ids.guild, "@everyone", 0, bits::MEMBER),
        managed,
        role(ids.moderator_role, "moderators", 2, bits::MODERATOR),
    ])
}

/// The guild as `GET /guilds/{id}` gives it.
pub(super) fn guild(ids: &GuildIds) -> Value {
    let mut guild = json!({
        "id": ids.guild.to_string(), "name": "The test guild", "icon": null, "icon_hash": null,
        "splash": null, "discovery_splash": null, "description": null, "banner": null,
        "home_header": null, "owner_id": ids.owner.to_string(), "region": "deprecated",
        "afk_channel_id": null, "afk_timeout": 300, "widget_enabled": false,
        "widget_channel_id": null, "verification_level": 1,
        "default_message_notifications": 1, "explicit_content_filter": 0,
        "roles": roles(ids), "emojis": [], "stickers": [], "features": ["COMMUNITY"],
    });
    let rest = json!({
        "mfa_level": 0, "application_id": null, "system_channel_id": null,
        "system_channel_flags": 0, "rules_channel_id": null,
        "public_updates_channel_id": null, "safety_alerts_channel_id": null,
        "max_presences": null, "max_members": 500_000, "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50, "vanity_url_code": null, "premium_tier": 0,
        "premium_subscription_count": 0, "premium_progress_bar_enabled": false,
        "preferred_locale": "en-GB", "nsfw": false, "nsfw_level": 0, "hub_type": null,
        "latest_onboarding_question_id": null, "incidents_data": null,
        "inventory_settings": null, "embed_enabled": false, "embed_channel_id": null,
        "owner_configured_content_level": 0,
    });
    merge(&mut guild, rest);
    guild
}

/// The guild as `GUILD_CREATE` gives it.
pub(super) fn guild_create(ids: &GuildIds, channels: &[Value], bot: &Value) -> Value {
    let mut whole = guild(ids);
    let mut own = member_part(&[ids.bot_role]);
    own["user"] = bot.clone();
    // Discord leaves the guild's id out of the channels inside a guild.
    let channels: Vec<Value> = channels
        .iter()
        .cloned()
        .map(|mut channel| {
            if let Some(fields) = channel.as_object_mut() {
                fields.remove("guild_id");
            }
            channel
        })
        .collect();
    merge(
        &mut whole,
        json!({
            "joined_at": "2026-01-02T03:04:05.678000+00:00", "large": false,
            "unavailable": false, "geo_restricted": false, "member_count": 42,
            "voice_states": [], "members": [own], "channels": channels, "threads": [],
            "presences": [], "stage_instances": [], "guild_scheduled_events": [],
            "soundboard_sounds": [], "embedded_activities": [], "application_command_counts": {},
            "version": 1_700_000_000_000_u64, "lazy": true,
        }),
    );
    whole
}

/// A message in its REST shape; the gateway adds `guild_id`, `member` and `channel_type`.
pub(super) fn message(id: u64, channel: u64, author: &Value, content: &str) -> Value {
    json!({
        "id": id.to_string(), "channel_id": channel.to_string(), "type": 0,
        "author": author, "content": content, "timestamp": timestamp(id),
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "components": [],
        "pinned": false, "flags": 0,
    })
}

/// Whether a field holds this id.
pub(super) fn is_id(field: &Value, id: u64) -> bool {
    field.as_str().is_some_and(|text| text.parse() == Ok(id))
}

/// Adds or replaces the keys of `more` in `target`.
pub(super) fn merge(target: &mut Value, more: Value) {
    if let (Some(target), Value::Object(more)) = (target.as_object_mut(), more) {
        target.extend(more);
    }
}

/// Milliseconds from 1970 to Discord's own epoch, the first second of 2015.
const DISCORD_EPOCH: u64 = 1_420_070_400_000;

/// An id of this very millisecond: some bots compute their deadline from it.
pub(super) fn snowflake(serial: u64) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    let now = u64::try_from(now.as_millis()).expect("a date before the year 584 million");
    ((now - DISCORD_EPOCH) << 22) | (serial & 0x3f_ffff)
}

/// The moment in an id, as Discord writes it.
pub(super) fn timestamp(id: u64) -> String {
    let millis = (id >> 22) + DISCORD_EPOCH;
    let (days, of_day) = (millis / 86_400_000, millis % 86_400_000);
    let (year, month, day) = civil(days);
    let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (second, milli) = (of_day / 1000 % 60, of_day % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}000+00:00")
}

/// Howard Hinnant's days-to-date, for dates after 1970.
fn civil(days: u64) -> (u64, u64, u64) {
    let z = days + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}
