//! What is known of the servers the bot is in: which channel stands in which, who keeps order. Pure; bounded by the servers.

use std::collections::{BTreeSet, HashMap};

use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

use super::permissions;
use super::wire::{Channel, Guild, Role};

#[derive(Default)]
pub(super) struct Places {
    guilds: HashMap<GuildId, Known>,
}

/// What is known of one server.
#[derive(Default)]
struct Known {
    /// The role that Discord made for the bot.
    own_role: Option<RoleId>,
    owner: Option<UserId>,
    /// Roles whose members may manage messages.
    staff: BTreeSet<RoleId>,
    /// The channel of each thread, and the category of each channel that has one.
    parents: HashMap<ChannelId, ChannelId>,
}

impl Places {
    /// A server as Discord describes it whole, or anew.
    pub(super) fn learn(&mut self, guild: &Guild, me: UserId) {
        let known = self.guilds.entry(guild.id).or_default();
        known.owner = guild.owner_id.or(known.owner);
        guild.roles.iter().for_each(|role| known.role(role, me));
        guild.channels.iter().chain(&guild.threads).for_each(|channel| known.channel(channel));
    }

    pub(super) fn role_changed(&mut self, guild: GuildId, role: &Role, me: UserId) {
        self.guilds.entry(guild).or_default().role(role, me);
    }

    /// A channel or thread that is new, moved, or spoken of.
    pub(super) fn channel_changed(&mut self, guild: GuildId, channel: &Channel) {
        self.guilds.entry(guild).or_default().channel(channel);
    }

    pub(super) fn channel_gone(&mut self, guild: GuildId, channel: ChannelId) {
        if let Some(known) = self.guilds.get_mut(&guild) {
            known.parents.remove(&channel);
        }
    }

    pub(super) fn gone(&mut self, guild: GuildId) {
        self.guilds.remove(&guild);
    }

    /// Every server that was heard of.
    #[must_use]
    pub(super) fn guilds(&self) -> Vec<GuildId> {
        self.guilds.keys().copied().collect()
    }

    /// The role that Discord made for the bot in a server.
    #[must_use]
    pub(super) fn own_role(&self, guild: GuildId) -> Option<RoleId> {
        self.guilds.get(&guild)?.own_role
    }

    /// A channel with what it stands in, from the inside out: thread, channel, category.
    #[must_use]
    pub(super) fn around(&self, guild: GuildId, channel: ChannelId) -> Vec<u64> {
        let known = self.guilds.get(&guild);
        let outside = |inner: &ChannelId| known?.parents.get(inner).copied();
        std::iter::successors(Some(channel), outside).take(3).map(ChannelId::get).collect()
    }

    /// Whether a member with these roles keeps order on a server. What single channels allow is left aside.
    #[must_use]
    pub(super) fn is_staff(&self, guild: GuildId, person: UserId, roles: &[RoleId]) -> bool {
        self.guilds.get(&guild).is_some_and(|known| {
            known.owner == Some(person) || roles.iter().any(|role| known.staff.contains(role))
        })
    }
}

impl Known {
    fn role(&mut self, role: &Role, me: UserId) {
        if role.manages(me) {
            self.own_role = Some(role.id);
        }
        if permissions::is_moderator(role.permissions()) {
            self.staff.insert(role.id);
        } else {
            self.staff.remove(&role.id);
        }
    }

    fn channel(&mut self, channel: &Channel) {
        match channel.parent_id {
            Some(parent) if !channel.is_archived() => {
                self.parents.insert(channel.id, parent);
            }
            // A thread that wakes up is told of again.
            _ => drop(self.parents.remove(&channel.id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

    use super::Places;
    use crate::discord::wire::{Channel, Guild};

    const HERE: GuildId = GuildId::new(1);
    const ME: UserId = UserId::new(2);

    fn channel(id: u64, parent: Option<u64>, archived: bool) -> Channel {
        let parent = parent.map(|id| id.to_string());
        let about = json!({"id": id.to_string(), "parent_id": parent, "thread_metadata": {"archived": archived}});
        serde_json::from_value(about).unwrap()
    }

    fn places() -> Places {
        let guild: Guild = serde_json::from_value(json!({
            "id": "1", "owner_id": "9",
            "roles": [
                {"id": "1", "permissions": "1024"},
                {"id": "3", "permissions": "8192"},
                {"id": "4", "permissions": "0", "tags": {"bot_id": "2"}},
            ],
            "channels": [{"id": "20", "type": 4}, {"id": "21", "type": 0, "parent_id": "20"}],
            "threads": [{"id": "22", "type": 11, "parent_id": "21"}],
        }))
        .unwrap();
        let mut places = Places::default();
        places.learn(&guild, ME);
        places
    }

    #[test]
    fn a_thread_stands_in_a_channel_in_a_category() {
        let mut places = places();
        let around = |places: &Places, id| places.around(HERE, ChannelId::new(id));
        assert_eq!(around(&places, 22), [22, 21, 20]);
        assert_eq!(around(&places, 21), [21, 20]);
        assert_eq!(around(&places, 99), [99], "nothing is known of it");
        places.channel_changed(HERE, &channel(21, None, false));
        assert_eq!(around(&places, 22), [22, 21], "moved out of the category");
        places.channel_changed(HERE, &channel(22, Some(21), true));
        assert_eq!(around(&places, 22), [22], "archived");
        places.channel_changed(HERE, &channel(21, Some(22), false));
        places.channel_changed(HERE, &channel(22, Some(21), false));
        assert_eq!(around(&places, 21).len(), 3, "a circle ends");
        places.gone(HERE);
        assert_eq!(around(&places, 22), [22]);
    }

    #[test]
    fn staff_is_who_may_manage_messages() {
        let places = places();
        let staff = |person, roles: &[u64]| {
            let roles: Vec<RoleId> = roles.iter().copied().map(RoleId::new).collect();
            places.is_staff(HERE, UserId::new(person), &roles)
        };
        assert!(staff(5, &[1, 3]) && staff(9, &[]), "by role, and the owner");
        assert!(!staff(5, &[1, 4]));
        assert_eq!(places.own_role(HERE), Some(RoleId::new(4)));
    }
}
