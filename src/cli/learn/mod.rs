//! `gutskin learn`: corrections in, a checked change of the knowledge files out.

mod input;
mod print;
mod write;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::eval::labelled;
use super::knowledge::{Choice, read, word_vectors};
use super::{Done, Failure, today};
use crate::config::Config;
use crate::learn::{Exam, Fate, Labelled, Lesson, Study, agreed};

/// Turn moderators' corrections into a change of the knowledge files, proven step by step.
///
/// For each corrected question the smallest edit is looked for that makes it come out right: a word in the lexicon, a
/// phrasing, a negative, an example of a safety rule. It is kept only if the folder still passes `gutskin check` and
/// neither its own examples nor the questions of --eval come out worse; otherwise one line says why it was left out. The
/// files are written when all is done, with their comments and their form.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gutskin learn --knowledge knowledge --dry-run
  gutskin learn --knowledge knowledge --corrections corrections.csv --eval tests/data/questions.tsv")]
pub(super) struct Args {
    #[command(flatten)]
    knowledge: Choice,
    /// Corrections as `gutskin export corrections` writes them, CSV or JSON; without it those in the configured store.
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
    /// Labelled questions that must come out no worse, `question<TAB>expected`.
    #[arg(long, value_name = "FILE.tsv")]
    eval: Vec<PathBuf>,
    /// Write nothing: print the change as a diff.
    #[arg(long)]
    dry_run: bool,
}

/// What became of all lessons.
#[derive(Debug, Default)]
struct Counts {
    known: usize,
    learnt: usize,
    left_out: usize,
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let folder = args.knowledge.folder(config).ok_or_else(|| {
        Failure::usage(anyhow!(
            "--knowledge DIR is needed: the knowledge inside the binary cannot be edited"
        ))
    })?;
    let lessons = match &args.corrections {
        Some(file) => input::file(file).map_err(Failure::usage)?,
        None => input::store(config)?,
    };
    let exams = exams(&args.eval).map_err(Failure::usage)?;
    let mut study = begin(&folder, exams)?;
    let before = study.marks();
    let found = texts(&study);
    let mut out = anstream::stdout().lock();
    let counts = learn(&mut study, lessons, &mut out)?;
    let changes = write::changes(&found, &study);
    if !changes.is_empty() {
        print::table(&before, &study.marks(), &mut out)?;
    }
    if args.dry_run {
        print::diff(&changes, &folder, &mut out)?;
    } else {
        write::all(&changes, &folder)?;
    }
    print::summary(&counts, &changes, args.dry_run, &mut out)?;
    if counts.learnt + counts.known == 0 && counts.left_out > 0 {
        return Err(Failure::from(anyhow!("no correction could be learnt")));
    }
    Ok(())
}

/// The folder, if it passes the linter.
fn begin(folder: &Path, exams: Vec<Exam>) -> Result<Study, Failure> {
    let reading = read(Some(folder))?;
    Study::begin(reading, exams, word_vectors()?, today()).map_err(|report| {
        Failure::usage(anyhow!(
            "the knowledge must pass `gutskin check` before it can learn\n\n{}",
            report.human(false)
        ))
    })
}

/// Takes in one lesson after the other and says what became of it.
fn learn(study: &mut Study, lessons: Vec<Lesson>, out: &mut impl Write) -> anyhow::Result<Counts> {
    let mut counts = Counts::default();
    let (lessons, disputed) = agreed(lessons);
    for question in &disputed {
        counts.left_out += 1;
        print::left_out(question, "its corrections disagree", out)?;
    }
    for lesson in &lessons {
        match study.learn(lesson) {
            Fate::Known => {
                counts.known += 1;
                print::known(lesson, out)?;
            }
            Fate::Learnt(edits) => {
                counts.learnt += 1;
                print::learnt(lesson, &edits, out)?;
            }
            Fate::LeftOut(why) => {
                counts.left_out += 1;
                print::left_out(&lesson.question, &why, out)?;
            }
        }
        out.flush()?;
    }
    Ok(counts)
}

fn exams(files: &[PathBuf]) -> anyhow::Result<Vec<Exam>> {
    files.iter().map(|file| exam(file)).collect()
}

fn exam(file: &Path) -> anyhow::Result<Exam> {
    let questions = labelled::read(&[file]).context("--eval")?;
    let questions = questions.into_iter().map(|labelled| Labelled {
        kind: labelled.kind().to_owned(),
        question: labelled.question,
        expected: labelled.expected,
    });
    Ok(Exam { name: file.display().to_string(), questions: questions.collect() })
}

/// The texts of the folder's own files, by path.
fn texts(study: &Study) -> write::Texts {
    study.files().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}
