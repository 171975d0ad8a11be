//! `gutskin run`: the bot on Discord.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;

use super::knowledge::{Choice, passed, read};
use super::store::{store_failure, store_keys};
use super::{Done, Failure, today};
use crate::app::App;
use crate::config::{self, Config};
use crate::discord::{self, ShardRange};
use crate::knowledge::reload::{self, Stamp};
use crate::pipeline::Snapshot;
use crate::store::Store;
use crate::{metrics, shutdown, telemetry};

/// How long a process that ends writes what still waits.
const LAST_WRITES: Duration = Duration::from_secs(5);
/// How long a start waits for what moderators settled: a paused bot should not speak because it was started again.
const FIRST_READ: Duration = Duration::from_secs(5);

/// Connect to Discord; the token comes from `DISCORD_TOKEN` or a file, never from an argument.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  DISCORD_TOKEN=… gutskin run\n  gutskin run --knowledge /srv/knowledge --shards 0-3/8"
)]
pub(super) struct Args {
    /// Shards of this process and how many there are in all, such as 0-3/8; without it Discord's advice is followed.
    #[arg(long, value_name = "A-B/N")]
    shards: Option<ShardRange>,
    #[command(flatten)]
    knowledge: Choice,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    telemetry::start(&config.log);
    let token = config::token(&config.discord, std::env::var("DISCORD_TOKEN").ok())
        .map_err(Failure::usage)?;
    let folder = args.knowledge.folder(config);
    // Before it is read, so that a change during the start counts too.
    let stamp = folder.as_deref().and_then(Stamp::of);
    let app = App::new(args.knowledge.checked_snapshot(config)?);
    let app = match folder.clone() {
        Some(folder) => app.reading(reader(folder)),
        None => app,
    };
    let keys = store_keys(config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the machine gives no threads to run on")?;
    runtime.block_on(async {
        let stop = shutdown::signal();
        let store = Store::open(&config.store, keys).await.map_err(store_failure)?;
        let app = Arc::new(app.keeping(store.clone()));
        if let Some(folder) = folder {
            let app = Arc::clone(&app);
            // Every state that passes `check` is served; any other is logged and the last good one stays.
            tokio::spawn(reload::watch(folder, stamp, async move || drop(app.reload().await)));
        }
        measure(config, &app).await?;
        if !store.is_read_within(FIRST_READ).await {
            tracing::warn!("until the database is read nothing is paused, off or corrected");
        }
        let served = discord::run(app, &config.discord, &token, args.shards, today, stop).await;
        store.close(LAST_WRITES).await;
        served.map_err(|error| Failure { code: error.exit_code(), error: error.into() })
    })
}

/// Shows monitoring its numbers, where the operator asked for it.
async fn measure(config: &Config, app: &Arc<App>) -> Done {
    let address = &config.metrics.listen;
    if address.is_empty() {
        return Ok(());
    }
    let listener = TcpListener::bind(address).await;
    let listener = listener
        .with_context(|| format!("metrics.listen = \"{address}\" cannot be listened on"))
        .map_err(Failure::usage)?;
    tokio::spawn(metrics::serve(listener, Arc::clone(app)));
    Ok(())
}

/// Reads the folder anew, after a change of it or when somebody asks.
fn reader(folder: PathBuf) -> impl Fn() -> Result<Snapshot, String> {
    move || read(Some(&folder)).and_then(passed).map_err(|failure| format!("{:#}", failure.error))
}
