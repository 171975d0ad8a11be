//! The log: one line per event on standard error, never with a member's text or id in clear.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config::{Level, LogConfig};

/// twilight-http and its limiter name the paths of requests, and those hold the tokens of interactions. What of theirs
/// matters, `discord::rest` logs itself.
const TELLTALE: &str = "twilight_http";

/// Starts the log of this process. A second call changes nothing.
pub fn start(config: &LogConfig) {
    let level = match config.level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    };
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_target(false)
        .finish()
        .with(Targets::new().with_default(level).with_target(TELLTALE, LevelFilter::OFF));
    // Only a test that starts several would hear of an earlier one.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
