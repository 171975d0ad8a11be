//! `gutskin export`: what moderators gathered, out of the store.

use std::io::Write as _;

use anyhow::Context as _;
use clap::ValueEnum;
use serde::Serialize;

use super::Done;
use super::store::{store_failure, store_keys};
use crate::config::Config;
use crate::store::Archive;

/// Write unanswered questions or corrections of all servers to standard output.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gutskin export corrections > corrections.csv\n  gutskin export --format json unanswered"
)]
pub(super) struct Args {
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    #[arg(value_enum, default_value_t = What::Unanswered)]
    what: What,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// With a line of names above.
    Csv,
    /// One list of objects.
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Questions that several people asked and that had no answer.
    Unanswered,
    /// What moderators corrected.
    Corrections,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let keys = store_keys(config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the machine gives no threads to run on")?;
    let text = runtime.block_on(async {
        let archive = Archive::open(&config.store, keys)?;
        Ok(match args.what {
            What::Unanswered => written(args.format, archive.unanswered().await?),
            What::Corrections => written(args.format, archive.corrections().await?),
        })
    });
    std::io::stdout().lock().write_all(&text.map_err(store_failure)??)?;
    Ok(())
}

fn written<Row: Serialize>(format: Format, rows: Vec<Row>) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Csv => {
            let mut table = csv::Writer::from_writer(Vec::new());
            for row in rows {
                table.serialize(row)?;
            }
            Ok(table.into_inner().map_err(csv::IntoInnerError::into_error)?)
        }
        Format::Json => {
            let mut text = serde_json::to_vec_pretty(&rows)?;
            text.push(b'\n');
            Ok(text)
        }
    }
}
