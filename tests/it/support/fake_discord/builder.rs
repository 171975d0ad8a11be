//! What a test may choose before the fake starts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::objects::GuildIds;
use super::world::{Settings, World};
use super::{FakeDiscord, Inner, wire};

/// Choices, and `start`.
#[derive(Clone, Debug)]
pub struct Builder {
    settings: Settings,
}

impl FakeDiscord {
    pub fn builder() -> Builder {
        let bot = 1_100_000_000_000_000_001;
        Builder {
            settings: Settings {
                // Put together here so that no scanner takes it for a leaked one.
                token: ["MTEwMDAwMDAwMDAwMDAwMDAwMQ", "fake00", &"x".repeat(38)].join("."),
                message_content: false,
                ids: GuildIds {
                    guild: 1_200_000_000_000_000_000,
                    owner: 210_000_000_000_000_001,
                    bot,
                    bot_role: 1_200_000_000_000_000_042,
                    moderator_role: 1_200_000_000_000_000_043,
                },
                application: bot,
                channel: 1_200_000_000_000_000_100,
                other_channel: 1_200_000_000_000_000_101,
                shards: 1,
                max_concurrency: 1,
                identify_window: Duration::from_secs(5),
                heartbeat: Duration::from_millis(41_250),
                acknowledge_within: Duration::from_secs(3),
                patience: Duration::from_secs(10),
                strict_mentions: true,
            },
        }
    }
}

impl Builder {
    /// Binds a free port on 127.0.0.1 and serves until the fake is dropped.
    pub async fn start(self) -> FakeDiscord {
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port on the loopback");
        let address = listener.local_addr().expect("a bound socket has an address").to_string();
        let inner = Arc::new(Inner {
            world: Mutex::new(World::new(self.settings, address)),
            changed: watch::channel(0).0,
            tasks: Mutex::new(JoinSet::new()),
        });
        inner.spawn(wire::serve(Arc::clone(&inner), listener));
        FakeDiscord { inner }
    }

    pub fn token(mut self, token: &str) -> Self {
        token.clone_into(&mut self.settings.token);
        self
    }

    /// Whether the message-content intent is switched on for the application.
    pub fn message_content(mut self, granted: bool) -> Self {
        self.settings.message_content = granted;
        self
    }

    pub fn guild(mut self, id: u64) -> Self {
        self.settings.ids.guild = id;
        self.settings.ids.bot_role = id + 42;
        self.settings.ids.moderator_role = id + 43;
        self
    }

    /// The two text channels of the guild.
    pub fn channels(mut self, first: u64, second: u64) -> Self {
        self.settings.channel = first;
        self.settings.other_channel = second;
        self
    }

    /// What `/gateway/bot` recommends; `ready` waits for as many.
    pub fn shards(mut self, count: u32) -> Self {
        self.settings.shards = count;
        self
    }

    pub fn max_concurrency(mut self, count: u32) -> Self {
        self.settings.max_concurrency = count;
        self
    }

    /// How long an identify blocks the next one of the same key; 5 s at Discord.
    pub fn identify_window(mut self, window: Duration) -> Self {
        self.settings.identify_window = window;
        self
    }

    pub fn heartbeat(mut self, interval: Duration) -> Self {
        self.settings.heartbeat = interval;
        self
    }

    /// How long an interaction waits for its first answer; 3 s at Discord.
    pub fn acknowledge_within(mut self, limit: Duration) -> Self {
        self.settings.acknowledge_within = limit;
        self
    }

    /// How long a test waits for the bot before it fails.
    pub fn patience(mut self, limit: Duration) -> Self {
        self.settings.patience = limit;
        self
    }

    /// Off for foreign clients that do not send `allowed_mentions`.
    pub fn strict_mentions(mut self, strict: bool) -> Self {
        self.settings.strict_mentions = strict;
        self
    }
}
