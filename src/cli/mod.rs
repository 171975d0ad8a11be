//! The command line: one file per subcommand, one place that turns failures into exit codes.
//!
//! Exit code 1: the work failed. 2: wrong usage or configuration.

mod ask;
mod chat;
mod check;
mod docs;
mod eval;
mod export;
mod knowledge;
mod learn;
mod new;
mod preview;
mod run;
mod schema;
mod store;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use time::{Date, OffsetDateTime};

use crate::config::{Config, ConfigError};

/// Answers questions about gut health and skin, every sentence with its source.
#[derive(Debug, Parser)]
#[command(name = "gutskin", version, arg_required_else_help = true)]
struct Cli {
    /// Configuration file; without it `config.toml` is read if it stands here.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Chat(chat::Args),
    Ask(ask::Args),
    Run(run::Args),
    Check(check::Args),
    Eval(eval::Args),
    Export(export::Args),
    New(new::Args),
    Preview(preview::Args),
    Docs(docs::Args),
    Schema(schema::Args),
    Learn(learn::Args),
}

/// A failure on its way to the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    error: anyhow::Error,
}

impl Failure {
    /// The configuration or the way of calling is wrong.
    fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self { code: 2, error: error.into() }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { code: 1, error: error.into() }
    }
}

type Done = Result<(), Failure>;

/// Runs the command the process was called with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = Config::load(cli.config.as_deref())
        .map_err(|error: ConfigError| Failure::usage(error))
        .and_then(|config| dispatch(cli.command, &config));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if is_closed_pipe(&failure.error) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing can be done when even standard error is gone.
            let _ = writeln!(anstream::stderr(), "gutskin: {:#}", failure.error);
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(command: Command, config: &Config) -> Done {
    match command {
        Command::Chat(args) => chat::run(&args, config),
        Command::Ask(args) => ask::run(&args, config),
        Command::Run(args) => run::run(&args, config),
        Command::Check(args) => check::run(&args, config),
        Command::Eval(args) => eval::run(&args, config),
        Command::Export(args) => export::run(&args, config),
        Command::Docs(args) => docs::run(&args),
        Command::New(args) => new::run(&args),
        Command::Preview(args) => preview::run(&args, config),
        Command::Schema(args) => schema::run(&args),
        Command::Learn(args) => learn::run(&args, config),
    }
}

/// `gutskin ask … | head -1` ends early on purpose.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The day it is, in UTC.
fn today() -> Date {
    OffsetDateTime::now_utc().date()
}
