//! `gutskin ask`: questions in, replies out, one at a time as they come.

use std::io::{BufRead as _, Write};
use std::mem::ManuallyDrop;

use super::knowledge::Choice;
use super::{Done, today};
use crate::config::Config;
use crate::console::{Look, json, render};
use crate::model::Question;
use crate::pipeline::Snapshot;

/// Answer one question, or one per line from standard input.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gutskin ask does stress make acne worse\n  gutskin ask --json < questions.txt"
)]
pub(super) struct Args {
    /// One JSON object per question and line.
    #[arg(long)]
    json: bool,
    /// Say why: matched phrasings, rules, scores and thresholds.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    knowledge: Choice,
    /// The question; without it every line of standard input is one.
    #[arg(value_name = "QUESTION")]
    question: Vec<String>,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    // The process ends with it: giving back its memory piece by piece would only take time.
    let snapshot = ManuallyDrop::new(args.knowledge.snapshot(config)?);
    let mut out = anstream::stdout().lock();
    if !args.question.is_empty() {
        return one(&snapshot, &args.question.join(" "), args, &mut out);
    }
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        // A stray byte must not end a batch.
        let text = String::from_utf8_lossy(&line);
        one(&snapshot, text.trim_end_matches(['\n', '\r']), args, &mut out)?;
    }
}

fn one(snapshot: &Snapshot, text: &str, args: &Args, out: &mut impl Write) -> Done {
    let start = std::time::Instant::now();
    let answered = snapshot.ask(&Question::new(text), today());
    let elapsed = start.elapsed();
    if args.json {
        let line = json::line(text, &answered, snapshot, elapsed, args.explain);
        serde_json::to_writer(&mut *out, &line).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        let look = Look { sources: true, ..Look::default() };
        write!(out, "{}", render::reply(&answered.reply, look))?;
        if args.explain {
            write!(out, "\n{}", render::explanation(&answered, snapshot))?;
        }
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}
