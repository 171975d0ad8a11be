//! Draws `docs/plots/*.svg` from the labelled questions and the shipped knowledge, and prints the figures behind them.
//!
//! `cargo run --release --example plots` from the repository's root.
#![expect(clippy::print_stdout, reason = "says what it drew")]

mod labelled;
mod paper;
mod phrasings;
mod scores;
mod support;

use std::error::Error;
use std::sync::Arc;

use gutskin::knowledge::load;
use gutskin::pipeline::Snapshot;
use gutskin::text::vectors;
use plotters::style::{FontStyle, register_font};

/// To measure labels with: the program's charts take a font from a file, so none of the system's is looked up.
const FONT: &[u8] = include_bytes!("../../data/chart_font.ttf");

fn main() -> Result<(), Box<dyn Error>> {
    register_font("sans-serif", FontStyle::Normal, FONT).map_err(|_| "an unsound font")?;
    let corpus = load::shipped().corpus().ok_or("the shipped knowledge is not sound")?;
    let words = Arc::new(vectors::shipped()?);
    let questions = labelled::questions(&std::fs::read_to_string("tests/data/questions.tsv")?);
    std::fs::create_dir_all("docs/plots")?;
    scores::draw(&corpus, &words, &questions)?;
    phrasings::draw(&corpus, &words, &questions)?;
    support::draw(&Snapshot::prepare(corpus, words))?;
    Ok(())
}
