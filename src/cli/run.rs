//! `gutskin run`: the bot on Discord.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;

use super::knowledge::{Choice, passed, read};
use super::{Done, Failure, today};
use crate::app::App;
use crate::config::{self, Config};
use crate::discord::{self, ShardRange};
use crate::knowledge::{Reading, reload};
use crate::pipeline::Snapshot;
use crate::{shutdown, telemetry};

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
    let app = App::new(args.knowledge.checked_snapshot(config)?);
    let folder = args.knowledge.folder(config);
    let app = Arc::new(match folder.clone() {
        Some(folder) => app.reading(reader(folder)),
        None => app,
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the machine gives no threads to run on")?;
    let served = runtime.block_on(async {
        if let Some(folder) = folder {
            let app = Arc::clone(&app);
            tokio::spawn(watch(folder, app));
        }
        discord::run(app, &config.discord, &token, args.shards, today, shutdown::signal()).await
    });
    served.map_err(|error| Failure { code: error.exit_code(), error: error.into() })
}

/// Serves every state of the folder that passes `check`; any other is logged and the last good one stays.
async fn watch(folder: PathBuf, app: Arc<App>) {
    reload::watch(folder, |reading| drop(app.take(sound(reading)))).await;
}

/// Reads the folder anew, when somebody asks for it.
fn reader(folder: PathBuf) -> impl Fn() -> Result<Snapshot, String> {
    move || read(Some(&folder)).map_err(reasons).and_then(sound)
}

fn sound(reading: Reading) -> Result<Snapshot, String> {
    passed(reading).map_err(reasons)
}

fn reasons(failure: Failure) -> String {
    format!("{:#}", failure.error)
}
