//! The Discord surface against the fake Discord: the real gateway, the real REST client, the real pipeline over the
//! shipped knowledge.

mod answer_this;
mod browsing;
mod buttons;
mod correcting;
mod endings;
mod events;
mod following;
mod guilds;
mod hints;
mod insight;
mod learning;
mod log;
mod manners;
mod moderate_channel;
mod moderate_log;
mod moderate_pause;
mod moderate_status;
mod moderate_topic;
mod moderate_unasked;
mod moderating;
mod outages;
mod outcomes;
mod permissions;
mod privacy;
mod proxies;
mod rendering;
mod requests;
mod reviews;
mod ways_in;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use gutskin::app::App;
use gutskin::config::{DiscordConfig, Secret};
use gutskin::discord::{self, RunError, ShardRange, Timing};
use gutskin::knowledge::load;
use gutskin::model::{Corpus, Question, RefusalKind, ReplyKind, RuleKind};
use gutskin::pipeline::Snapshot;
use gutskin::text::vectors;
use serde_json::Value;
use time::{Date, Month};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::fake_discord::FakeDiscord;

/// Nothing comes that should not.
const A_MOMENT: Duration = Duration::from_millis(300);

/// Preparing the knowledge takes a while; all tests share it.
static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let reading = load::shipped();
    let corpus = reading.corpus().expect("the shipped knowledge is sound");
    let vectors = vectors::shipped().expect("the shipped vectors are whole");
    Arc::new(App::new(Snapshot::prepare(corpus, Arc::new(vectors))))
});

fn today() -> Date {
    Date::from_calendar_date(2026, Month::November, 22).expect("a day")
}

/// Limits short enough for tests, long enough for a busy machine.
fn timing() -> Timing {
    Timing {
        start: Duration::from_secs(2),
        tick: Duration::from_millis(50),
        hello: Duration::from_millis(400),
        session: Duration::from_secs(1),
        reconnect: Duration::from_millis(20),
        longest_reconnect: Duration::from_millis(200),
        register: Duration::from_millis(50),
        ..Timing::default()
    }
}

/// A bot that runs against a fake until it is stopped.
struct Bot {
    end: JoinHandle<Result<(), RunError>>,
    stop: oneshot::Sender<()>,
}

impl Bot {
    /// Stops it as SIGTERM does.
    async fn stop(self) {
        self.stop.send(()).expect("the bot is running");
        assert_eq!(self.end.await.expect("no panic"), Ok(()));
    }

    /// Waits for it to end by itself.
    async fn ends(self) -> RunError {
        let end = tokio::time::timeout(Duration::from_secs(20), self.end).await;
        let result = end.expect("the bot ends").expect("no panic");
        result.expect_err("the bot does not end well")
    }
}

fn config(fake: &FakeDiscord) -> DiscordConfig {
    DiscordConfig {
        rest_proxy: fake.rest_proxy(),
        // Tests ask more in a minute than people do; those about pace set their own.
        ..DiscordConfig::default()
    }
}

fn start_with(
    config: DiscordConfig,
    token: &str,
    shards: Option<ShardRange>,
    timing: Timing,
) -> Bot {
    start_on(config, token, shards, timing, today)
}

fn start_on(
    config: DiscordConfig,
    token: &str,
    shards: Option<ShardRange>,
    timing: Timing,
    today: fn() -> Date,
) -> Bot {
    start_app(Arc::clone(&APP), config, token, shards, timing, today)
}

fn start_app(
    app: Arc<App>,
    config: DiscordConfig,
    token: &str,
    shards: Option<ShardRange>,
    timing: Timing,
    today: fn() -> Date,
) -> Bot {
    let (stop, stopped) = oneshot::channel();
    let token = Secret::new(token);
    let end = tokio::spawn(async move {
        let shutdown = async { drop(stopped.await) };
        discord::run_with(app, &config, &token, shards, today, shutdown, timing).await
    });
    Bot { end, stop }
}

fn start(fake: &FakeDiscord) -> Bot {
    start_with(config(fake), &fake.token(), None, timing())
}

/// Stops the bot, which asked for nothing that it was refused.
async fn end(fake: FakeDiscord, bot: Bot) {
    bot.stop().await;
    assert!(fake.rejected().is_empty(), "{}", fake.story());
    fake.finish();
}

/// A fake and a bot that is ready to answer.
async fn ready() -> (FakeDiscord, Bot) {
    let fake = FakeDiscord::start().await;
    let bot = start(&fake);
    fake.ready().await;
    (fake, bot)
}

/// A bot whose operator lets it read messages.
async fn reading() -> (FakeDiscord, Bot) {
    let fake = FakeDiscord::builder().message_content(true).start().await;
    let config = DiscordConfig { message_content: true, ..config(&fake) };
    let bot = start_with(config, &fake.token(), None, timing());
    fake.ready().await;
    (fake, bot)
}

/// A bot with other settings.
async fn ready_with(change: impl FnOnce(&mut DiscordConfig)) -> (FakeDiscord, Bot) {
    let fake = FakeDiscord::start().await;
    let mut config = config(&fake);
    change(&mut config);
    let bot = start_with(config, &fake.token(), None, timing());
    fake.ready().await;
    (fake, bot)
}

/// A question that gets an answer of its own.
fn answered() -> String {
    asked_for(ReplyKind::Answer, phrasings(APP.current().corpus()))
}

fn suggested() -> String {
    let snapshot = APP.current();
    let corpus = snapshot.corpus();
    let aliases = corpus.topics.iter().flat_map(|topic| topic.aliases.clone());
    let titles = corpus.topics.iter().map(|topic| format!("{} and what else", topic.title));
    let both = corpus.topics.windows(2).map(|two| format!("{} or {}", two[0].title, two[1].title));
    let endings = phrasings(corpus).filter_map(|text| {
        let (_, last) = text.rsplit_once(' ')?;
        Some(format!("what about {last}"))
    });
    let candidates = aliases.chain(titles).chain(both).chain(phrasings(corpus)).chain(endings);
    asked_for(ReplyKind::Suggest, candidates)
}

fn phrasings(corpus: &Corpus) -> impl Iterator<Item = String> {
    corpus.answers().flat_map(|(_, _, answer)| answer.phrasings.clone())
}

/// The first of the candidates that the pipeline answers in this way.
fn asked_for(kind: ReplyKind, mut candidates: impl Iterator<Item = String>) -> String {
    let snapshot = APP.current();
    let is_one = |text: &String| snapshot.ask(&Question::new(text), today()).reply.kind == kind;
    candidates.find(is_one).unwrap_or_else(|| panic!("nothing leads to {kind:?}"))
}

/// What a rule of this kind catches.
fn caught(wanted: impl Fn(&RuleKind) -> bool) -> String {
    let snapshot = APP.current();
    let rule = snapshot.corpus().rules.iter().find(|rule| wanted(&rule.kind));
    rule.expect("the shipped knowledge has such a rule").catches[0].clone()
}

/// One whose message does not speak of moderators itself.
fn emergency() -> String {
    let snapshot = APP.current();
    let mut rules = snapshot.corpus().rules.iter();
    let rule = rules
        .find(|rule| rule.kind == RuleKind::Emergency && !rule.reply.contains("moderator"))
        .expect("the shipped knowledge has such a rule");
    rule.catches[0].clone()
}

fn refused() -> String {
    caught(|kind| *kind == RuleKind::Refuse(RefusalKind::Diagnosis))
}

const OFF_TOPIC: &str = "who won the football match in lisbon yesterday";

fn embed(message: &Value) -> &Value {
    assert_eq!(message["embeds"].as_array().map(Vec::len), Some(1), "{message:#}");
    &message["embeds"][0]
}

fn id(message: &Value) -> u64 {
    text(&message["id"]).parse().expect("an id")
}

/// Labels of the buttons and placeholders of the menus below a message.
fn controls(message: &Value) -> Vec<&str> {
    let rows = message["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    let parts = rows.iter().flat_map(|row| row["components"].as_array().into_iter().flatten());
    parts
        .filter_map(|part| part["label"].as_str().or_else(|| part["placeholder"].as_str()))
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
