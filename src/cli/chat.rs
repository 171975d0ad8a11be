//! `gutskin chat`: the bot in the terminal, with line editing and history where there is one.

use std::io::{BufRead as _, IsTerminal as _, Write};
use std::path::PathBuf;
use std::sync::Arc;

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

use super::knowledge::Choice;
use super::{Done, today};
use crate::app::App;
use crate::config::Config;
use crate::console::Look;
use crate::console::session::{Session, Turn};

/// Talk to the bot in the terminal; no account needed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gutskin chat --knowledge knowledge")]
pub(super) struct Args {
    #[command(flatten)]
    knowledge: Choice,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let app = Arc::new(App::new(args.knowledge.snapshot(config)?));
    let mut session = Session::new(app, Look { width: width(), ..Look::default() }, today());
    let mut out = anstream::stdout().lock();
    if std::io::stdin().is_terminal() {
        write!(out, "{}", Session::greeting())?;
        edited(&mut session, &mut out)
    } else {
        piped(&mut session, &mut out)
    }
}

/// As wide as the terminal, but never so wide that lines get hard to read.
fn width() -> usize {
    textwrap::termwidth().clamp(40, Look::default().width)
}

fn edited(session: &mut Session, out: &mut impl Write) -> Done {
    let mut editor = DefaultEditor::new()?;
    let history = history_file();
    if let Some(path) = &history {
        // No history yet is how everybody starts.
        let _ = editor.load_history(path);
    }
    let done = loop {
        match editor.readline("> ") {
            Ok(line) => {
                // A line that cannot be remembered can still be answered.
                let _ = editor.add_history_entry(&line);
                match session.turn(&line) {
                    Turn::Say(text) => writeln!(out, "{text}")?,
                    Turn::Bye => break Ok(()),
                }
            }
            Err(ReadlineError::Eof | ReadlineError::Interrupted) => break Ok(()),
            Err(error) => break Err(error.into()),
        }
    };
    if let Some(path) = &history {
        let _ = editor.save_history(path);
    }
    done
}

fn piped(session: &mut Session, out: &mut impl Write) -> Done {
    for line in std::io::stdin().lock().lines() {
        match session.turn(&line?) {
            Turn::Say(text) => writeln!(out, "{text}")?,
            Turn::Bye => break,
        }
        out.flush()?;
    }
    Ok(())
}

/// `~/.gutskin_history`, where there is a home.
fn history_file() -> Option<PathBuf> {
    std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".gutskin_history"))
}
