//! `gutskin eval`: how often labelled questions come out right.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, bail, ensure};
use serde::Serialize;

use super::eval_safety::SafetyScore;
use super::knowledge::Choice;
use super::{Done, today};
use crate::config::Config;
use crate::console::json::label;
use crate::model::{Outcome, Question};
use crate::pipeline::{Answered, Snapshot};

/// Score labelled questions, `question<TAB>expected` with a header line, and print the table.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gutskin eval tests/data/questions.tsv --wrong")]
pub(super) struct Args {
    #[arg(value_name = "FILE.tsv", default_value = "tests/data/questions.tsv")]
    file: PathBuf,
    /// The figures as JSON.
    #[arg(long)]
    json: bool,
    /// List every question that came out wrong.
    #[arg(long)]
    wrong: bool,
    #[command(flatten)]
    knowledge: Choice,
}

/// One labelled question.
#[derive(Debug)]
struct Labelled {
    question: String,
    /// Labels any of which is right, the first preferred.
    expected: Vec<String>,
}

/// All figures of a run.
#[derive(Debug, Default, Serialize)]
struct Score {
    /// By expected label; all topics are one row, `answer`.
    outcomes: BTreeMap<String, Tally>,
    /// Among questions that have an answer: how often the ranking has a right topic first, and among its first three.
    top_1: f64,
    top_3: f64,
    /// Chance that a question with an answer scores above one that is off topic.
    area_under_curve: f64,
    safety: SafetyScore,
    #[serde(skip)]
    wrong: Vec<String>,
}

/// How the questions of one kind came out.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Tally {
    asked: usize,
    right: usize,
    /// Not right, but a suggestion that holds the right answer.
    suggested: usize,
}

impl Tally {
    /// Of those asked, 0 to 100.
    fn percent(&self) -> f64 {
        percent(self.right, self.asked)
    }
}

pub(super) fn run(args: &Args, config: &Config) -> Done {
    let file = args.file.display();
    let text =
        std::fs::read_to_string(&args.file).with_context(|| format!("{file} cannot be read"))?;
    let questions = parse(&text).with_context(|| format!("{file} cannot be used"))?;
    let score = score(&questions, &args.knowledge.snapshot(config)?);
    let mut out = anstream::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&score).context("figures print")?)?;
    } else {
        table(&score, &mut out)?;
    }
    if args.wrong {
        score.wrong.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

/// Asks every question and counts.
fn score(questions: &[Labelled], snapshot: &Snapshot) -> Score {
    let mut score = Score::default();
    let (mut with_answer, mut first, mut among_three) = (0, 0, 0);
    let (mut answerable, mut off_topic) = (Vec::new(), Vec::new());
    for labelled in questions {
        let answered = snapshot.ask(&Question::new(&labelled.question), today());
        count(labelled, &answered, snapshot, &mut score);
        score.safety.count(&labelled.expected, &answered.decision.outcome);
        let best = answered.decision.score().unwrap_or_default();
        if labelled.expected[0].starts_with("answer:") {
            let ranking = answered.decision.ranking.iter();
            let mut topics = ranking.map(|ranked| topic_label(ranked.answer.topic, snapshot));
            let place = topics.position(|topic| labelled.expected.contains(&topic));
            with_answer += 1;
            first += usize::from(place == Some(0));
            among_three += usize::from(place.is_some_and(|place| place < 3));
            answerable.push(best);
        } else if labelled.expected[0] == "off_topic" {
            off_topic.push(best);
        }
    }
    score.top_1 = percent(first, with_answer);
    score.top_3 = percent(among_three, with_answer);
    score.area_under_curve = area_under_curve(&answerable, &off_topic);
    score
}

fn count(labelled: &Labelled, answered: &Answered, snapshot: &Snapshot, score: &mut Score) {
    let outcome = &answered.decision.outcome;
    let kind =
        if labelled.expected[0].starts_with("answer:") { "answer" } else { &labelled.expected[0] };
    let tally = score.outcomes.entry(kind.to_owned()).or_default();
    tally.asked += 1;
    let got = label(outcome, snapshot.corpus());
    // Where any topic will do the label is the bare word.
    let any_answer = matches!(outcome, Outcome::Answer(_)) && kind == "answer";
    if labelled.expected.contains(&got) || (any_answer && labelled.expected[0] == kind) {
        tally.right += 1;
        return;
    }
    if let Outcome::Suggest(answers) = outcome {
        let holds = |topic| labelled.expected.contains(&topic_label(topic, snapshot));
        tally.suggested += usize::from(answers.iter().any(|at| holds(at.topic)));
    }
    let expected = labelled.expected.join("|");
    score.wrong.push(format!("{got:<34} for {expected:<34} {}", labelled.question));
}

fn table(score: &Score, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        out,
        "{:<20}{:>7}{:>7}{:>11}{:>9}",
        "expected", "asked", "right", "suggested", "right %"
    )?;
    let mut all = Tally::default();
    let mut row = |name: &str, tally: &Tally| {
        let Tally { asked, right, suggested } = tally;
        writeln!(out, "{name:<20}{asked:>7}{right:>7}{suggested:>11}{:>9.1}", tally.percent())
    };
    for (kind, tally) in &score.outcomes {
        row(kind, tally)?;
        all.asked += tally.asked;
        all.right += tally.right;
        all.suggested += tally.suggested;
    }
    row("all", &all)?;
    writeln!(
        out,
        "\nranking: right topic first {:.1} %, among three {:.1} %; area under the curve {:.3}",
        score.top_1, score.top_3, score.area_under_curve
    )?;
    score.safety.table(out)
}

fn topic_label(topic: usize, snapshot: &Snapshot) -> String {
    format!("answer:{}", snapshot.corpus().topics[topic].id)
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn area_under_curve(above: &[f32], below: &[f32]) -> f64 {
    let wins = |high: &f32| {
        below
            .iter()
            .map(|low| if high > low { 1.0 } else { 0.5 * f64::from(u8::from(high >= low)) })
            .sum::<f64>()
    };
    above.iter().map(wins).sum::<f64>() / (above.len() * below.len()).max(1) as f64
}

/// Reads an evaluation file. The first line is a header.
fn parse(text: &str) -> anyhow::Result<Vec<Labelled>> {
    let mut questions = Vec::new();
    for (line, row) in text.lines().enumerate().skip(1).filter(|(_, row)| !row.trim().is_empty()) {
        let Some((question, expected)) = row.split_once('\t') else {
            bail!("line {} has no tab between question and expected label", line + 1);
        };
        let expected = expected.trim().split('|').map(|token| full_label(token.trim())).collect();
        questions.push(Labelled { question: question.to_owned(), expected });
    }
    ensure!(!questions.is_empty(), "there are no questions below the header line");
    Ok(questions)
}

/// Topic ids after the first may drop their `answer:`.
fn full_label(token: &str) -> String {
    let whole =
        token.contains(':') || matches!(token, "answer" | "off_topic" | "emergency" | "suggest");
    if whole { token.to_owned() } else { format!("answer:{token}") }
}
