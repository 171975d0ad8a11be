//! `gutskin preview`: the bot as members see it, on a page of this machine, over the folder being edited.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

use super::knowledge::{Choice, checked, read};
use super::{Done, Failure, today};
use crate::config::Config;
use crate::knowledge::Severity;
use crate::knowledge::reload::{self, Stamp};
use crate::lint::print;
use crate::preview::{self, Look, Preview};
use crate::shutdown;

/// Where a knowledge folder stands in a clone.
const USUAL: &str = "knowledge";

/// Show the bot as members see it on a local page, over the folder being edited.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gutskin preview\n  gutskin preview --knowledge my-knowledge --listen 127.0.0.1:9000"
)]
pub(super) struct Args {
    /// Where the page is. Whoever reaches this address can read the knowledge.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    #[command(flatten)]
    knowledge: Choice,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let folder = args.knowledge.folder(config).unwrap_or_else(|| PathBuf::from(USUAL));
    if !folder.is_dir() {
        let missing = anyhow!("there is no folder {}: name one with --knowledge", folder.display());
        return Err(Failure::usage(missing));
    }
    // Before it is read, so that an edit during the start counts too.
    let stamp = Stamp::of(&folder);
    let preview = Arc::new(Preview::new(look(&folder)?));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the machine gives no threads to run on")?;
    runtime.block_on(async {
        let stop = shutdown::signal();
        let listener = TcpListener::bind(&args.listen).await;
        let listener = listener
            .with_context(|| format!("--listen {} cannot be listened on", args.listen))
            .map_err(Failure::usage)?;
        let address = listener.local_addr()?;
        writeln!(
            anstream::stdout(),
            "{} as members see it: http://{address}/ (Ctrl-C ends it)",
            folder.display()
        )?;
        tokio::spawn(reload::watch(folder.clone(), stamp, {
            let preview = Arc::clone(&preview);
            async move || {
                let folder = folder.clone();
                // A folder that is just being replaced is looked at again when it is back.
                if let Ok(Ok(look)) = spawn_blocking(move || look(&folder)).await {
                    preview.show(look);
                }
            }
        }));
        tokio::select! {
            () = preview::serve(listener, preview, today) => {}
            () = stop => {}
        }
        Ok(())
    })
}

/// Reads a folder and all that is wrong with it. Where the linter objects it can still be asked, where its form is wrong not:
/// half of a topic would answer for the whole.
fn look(folder: &Path) -> Result<Look, Failure> {
    let mut reading = read(Some(folder))?;
    reading.report.root = folder.to_string_lossy().into_owned();
    let is_well_formed = reading.report.count(Severity::Error) == 0;
    let checked = checked(reading)?;
    let snapshot = checked.snapshot.or(checked.unsound).filter(|_| is_well_formed);
    Ok(Look { snapshot: snapshot.map(Arc::new), problems: print::json(&checked.report) })
}
