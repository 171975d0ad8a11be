//! The log: one line per event on standard error, never with a member's text or id in clear.

use tracing::level_filters::LevelFilter;

use crate::config::{Level, LogConfig};

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
        .finish();
    // Only a test that starts several would hear of an earlier one.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
