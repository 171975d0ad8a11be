//! `gutskin eval`: how often labelled questions come out right, and where the thresholds should stand.

mod answers;
mod calibrate;
mod held_out;
pub(super) mod labelled;
mod print;
mod safety;
mod score;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::Done;
use super::knowledge::{Choice, word_vectors};
use crate::config::Config;
use crate::text::Reader;

/// Score labelled questions, `question<TAB>expected`, and print the table.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gutskin eval tests/data/questions.tsv --wrong\n  gutskin eval --calibrate --wrong-rate 0.05\n  \
                  gutskin eval --answers tests/data/answers.tsv\n  gutskin eval --held-out"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Args {
    #[arg(value_name = "FILE.tsv", default_value = "tests/data/questions.tsv")]
    files: Vec<PathBuf>,
    /// The figures as JSON.
    #[arg(long)]
    json: bool,
    /// List every question that came out wrong.
    #[arg(long)]
    wrong: bool,
    /// By topic: what its questions were taken for.
    #[arg(long)]
    confusion: bool,
    /// Choose the thresholds from these questions, checked by cross-validation.
    #[arg(long)]
    calibrate: bool,
    /// Of the answers given, the share that may be wrong.
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, requires = "calibrate")]
    wrong_rate: f64,
    /// Of the off-topic questions, the share to turn away; a suggestion counts half.
    #[arg(long, value_name = "SHARE", default_value_t = 0.92, requires = "calibrate")]
    rejected: f64,
    #[arg(long, value_name = "N", default_value_t = 5)]
    folds: usize,
    /// The labels are answers, `topic/answer`, or a topic alone where nothing exact exists.
    #[arg(long, conflicts_with_all = ["calibrate", "wrong", "confusion"])]
    answers: bool,
    /// Cross-validation of the safety rules' examples, which needs no labelled questions.
    #[arg(long, conflicts_with_all = ["answers", "calibrate", "wrong", "confusion"])]
    held_out: bool,
    #[command(flatten)]
    knowledge: Choice,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let mut out = anstream::stdout().lock();
    if args.held_out {
        let corpus = args.knowledge.corpus(config)?;
        let reader = Reader::new(&corpus, word_vectors()?);
        let rows = held_out::score(&corpus, &reader, args.folds);
        return if args.json {
            json(&rows, &mut out)
        } else {
            Ok(print::held_out(&rows, &mut out)?)
        };
    }
    let snapshot = args.knowledge.snapshot(config)?;
    let questions = labelled::read(&args.files)?;
    let unknown = labelled::unknown_labels(&questions, snapshot.corpus());
    print::unknown_labels(&unknown, &mut anstream::stderr())?;
    if args.answers {
        let figures = answers::score(&questions, &snapshot);
        if args.json {
            return json(&figures, &mut out);
        }
        return Ok(print::answers(&figures, &mut out)?);
    }
    let score = score::score(&questions, &snapshot);
    let aim = calibrate::Aim { wrong: args.wrong_rate, rejected: args.rejected };
    let calibration = args.calibrate.then(|| calibrate::calibrate(&score.cases, aim, args.folds));
    if args.json {
        return json(&Figures { score: &score, calibration }, &mut out);
    }
    print::table(&score, &mut out)?;
    if args.confusion {
        print::confusion(&score, &mut out)?;
    }
    if let Some(calibration) = &calibration {
        print::calibration(calibration, &mut out)?;
    }
    if args.wrong {
        score.wrong.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

/// What `--json` prints.
#[derive(Serialize)]
struct Figures<'a> {
    #[serde(flatten)]
    score: &'a score::Score,
    #[serde(skip_serializing_if = "Option::is_none")]
    calibration: Option<calibrate::Calibration>,
}

fn json(figures: &impl Serialize, out: &mut impl Write) -> Done {
    writeln!(out, "{}", serde_json::to_string_pretty(figures).context("figures print")?)?;
    Ok(())
}
