//! What the tests about moderators share: a bot with a store in a real SQLite file, and who may do what.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use gutskin::app::App;
use gutskin::config::{DiscordConfig, Secret, StoreConfig};
use gutskin::store::{Clock, Seal, Store};
use serde_json::{Value, json};

use super::{APP, Bot, config, start_app, text, timing, today};
use crate::support::TempDir;
use crate::support::fake_discord::{Exchange, FakeDiscord, Person, Place};

/// A bot that keeps what moderators settle, and the file it keeps it in.
pub(super) struct Kept {
    pub(super) fake: FakeDiscord,
    pub(super) bot: Bot,
    pub(super) app: Arc<App>,
    keys: String,
    folder: TempDir,
}

impl Kept {
    pub(super) async fn start() -> Self {
        Self::with(FakeDiscord::start().await, |_| {}, |app| app).await
    }

    /// One whose operator lets it read messages.
    pub(super) async fn reading() -> Self {
        let fake = FakeDiscord::builder().message_content(true).start().await;
        Self::with(fake, |config| config.message_content = true, |app| app).await
    }

    pub(super) async fn with(
        fake: FakeDiscord,
        change: impl FnOnce(&mut DiscordConfig),
        equip: impl FnOnce(App) -> App,
    ) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = TempDir::new(&format!("moderating-{number}"));
        let keys = Seal::new_key().expect("random numbers");
        let app = App::new(APP.current()).keeping(open(&folder, &keys).await);
        let app = Arc::new(equip(app));
        let mut config = config(&fake);
        change(&mut config);
        let bot = start_app(Arc::clone(&app), config, &fake.token(), None, timing(), today);
        fake.ready().await;
        Self { fake, bot, app, keys, folder }
    }

    pub(super) fn store(&self) -> &Store {
        self.app.store().expect("it was given one")
    }

    /// The SQLite file.
    pub(super) fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("store.db")
    }

    /// What `gutskin` is told of the store in its environment.
    pub(super) fn environment(&self) -> [(&'static str, String); 2] {
        let url = format!("sqlite:{}", self.file().display());
        [("GUTSKIN_STORE__URL", url), ("GUTSKIN_STORE_KEY", self.keys.clone())]
    }

    /// The same bot after a restart.
    pub(super) async fn restarted(self) -> Self {
        let Self { fake, bot, app, keys, folder } = self;
        bot.stop().await;
        app.store().expect("it was given one").close(Duration::from_secs(5)).await;
        let app = Arc::new(App::new(APP.current()).keeping(open(&folder, &keys).await));
        let config = config(&fake);
        let identified = fake.identifies().len();
        let bot = start_app(Arc::clone(&app), config, &fake.token(), None, timing(), today);
        fake.until_identifies(identified + 1).await;
        fake.ready().await;
        Self { fake, bot, app, keys, folder }
    }

    /// `/mod …` by a moderator, in the usual channel.
    pub(super) async fn moderate(&self, subcommand: &str, options: Value) -> Exchange {
        self.moderate_by(&Person::moderator(), subcommand, options).await
    }

    pub(super) async fn moderate_by(
        &self,
        person: &Person,
        subcommand: &str,
        options: Value,
    ) -> Exchange {
        let here = Place::Channel(self.fake.channel_id());
        let exchange =
            self.fake.slash_in(&here, person, &format!("mod {subcommand}"), options).await;
        exchange.answer().await;
        exchange
    }

    /// Settles something that is expected to go well.
    pub(super) async fn settle(&self, subcommand: &str, options: Value) {
        let told = told(&self.moderate(subcommand, options).await);
        assert!(!told.contains("Nothing is changed"), "{told}");
    }

    /// Stops the bot, which asked for nothing that it was refused.
    pub(super) async fn end(self) {
        super::end(self.fake, self.bot).await;
    }
}

async fn open(folder: &TempDir, keys: &str) -> Store {
    let url = format!("sqlite:{}/store.db", folder.path().display());
    let config = StoreConfig {
        url: Secret::new(url),
        key_file: std::path::PathBuf::new(),
        most_megabytes: 64,
    };
    let timing = gutskin::store::Timing { clock: clock(), ..gutskin::store::Timing::default() };
    let keys = Seal::parse(keys).expect("keys");
    Store::open_with(&config, keys, timing).await.expect("a database")
}

/// The bot's day begins with the tests, at noon.
fn clock() -> Clock {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    Clock::new(|| {
        let noon = today().with_hms(12, 0, 0).expect("noon is on every day").assume_utc();
        noon + BEGUN.elapsed()
    })
}

/// What a private answer says: its line, or the parts of its card.
pub(super) fn told(exchange: &Exchange) -> String {
    assert!(exchange.is_ephemeral(), "{:#}", exchange.message());
    said(&exchange.message())
}

/// All that a message says.
pub(super) fn said(message: &Value) -> String {
    let mut parts = vec![text(&message["content"]).to_owned()];
    for embed in message["embeds"].as_array().into_iter().flatten() {
        for part in ["title", "description"] {
            parts.push(text(&embed[part]).to_owned());
        }
        for field in embed["fields"].as_array().into_iter().flatten() {
            parts.push(format!("{}: {}", text(&field["name"]), text(&field["value"])));
        }
    }
    parts.join("\n")
}

#[tokio::test]
async fn only_moderators_steer() {
    let kept = Kept::start().await;
    let refused = kept.moderate_by(&Person::member(), "pause", json!({})).await;
    assert!(told(&refused).contains("for moderators"));
    // What one channel allows is no office for the whole server; there it keeps order.
    let keeper = Person::keeping_a_channel();
    let refused = kept.moderate_by(&keeper, "pause", json!({})).await;
    assert!(told(&refused).contains("for moderators"));
    let reply = kept.fake.mention_bot("what is rosacea").await.reply().await;
    kept.fake.button_by(&keeper, "Dismiss", &reply).await;
    kept.fake.until_deleted(&reply).await;
    assert!(!kept.app.community(Some(kept.fake.guild_id())).paused);
    assert!(told(&kept.moderate("pause", json!({})).await).contains("keep quiet"));
    kept.end().await;
}

#[tokio::test]
async fn a_role_lets_others_steer_and_hands_itself_to_nobody() {
    let kept = Kept::start().await;
    let (trusted, role) = (Person::named("kim").with_role(7), kept.fake.bot_role_id());
    assert!(told(&kept.moderate("role", json!({})).await).contains("No role"));
    // Discord names only roles that there are; the member has another one.
    kept.settle("role", json!({"role": role.to_string()})).await;
    assert!(
        told(&kept.moderate_by(&trusted, "status", json!({})).await).contains("for moderators")
    );
    let trusted = Person::named("kim").with_role(role);
    let status = told(&kept.moderate_by(&trusted, "status", json!({})).await);
    assert!(status.contains("Server Settings, Integrations"), "{status}");
    assert!(told(&kept.moderate_by(&trusted, "pause", json!({})).await).contains("keep quiet"));
    let taken = kept.moderate_by(&trusted, "role", json!({"nobody": true})).await;
    assert!(told(&taken).contains("Only members who may manage messages"));
    assert!(kept.app.community(Some(kept.fake.guild_id())).moderator_role.is_some());
    kept.settle("role", json!({"nobody": true})).await;
    let refused = kept.moderate_by(&trusted, "resume", json!({})).await;
    assert!(told(&refused).contains("for moderators"));
    kept.end().await;
}

#[tokio::test]
async fn without_a_store_there_is_nothing_to_steer() {
    let (fake, bot) = super::ready().await;
    let here = Place::Channel(fake.channel_id());
    let exchange = fake.slash_in(&here, &Person::moderator(), "mod pause", json!({})).await;
    assert!(told(&exchange).contains("I keep no settings here"));
    super::end(fake, bot).await;
}
