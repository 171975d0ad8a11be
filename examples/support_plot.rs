//! Draws docs/plots/support.svg: how well cited findings carry sentences, for right and for wrong citations, and prints
//! the figures that docs/support.md gives.
//!
//! `cargo run --example support_plot`

use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;

use gutskin::knowledge::load;
use gutskin::lint::support::{FLOOR, distributions};
use gutskin::pipeline::Snapshot;
use gutskin::text::vectors;
use plotters::prelude::*;

/// Wrong pairs per sentence.
const STRIDES: usize = 20;
const BINS: usize = 25;
/// Legible on white and on black.
const INK: RGBColor = RGBColor(128, 128, 128);
const RIGHT: RGBColor = RGBColor(0, 150, 136);
const WRONG: RGBColor = RGBColor(230, 120, 60);

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = load::shipped().corpus().ok_or("the shipped knowledge has errors")?;
    let snapshot = Snapshot::prepare(corpus, Arc::new(vectors::shipped()?));
    let (right, wrong) = distributions(snapshot.corpus(), snapshot.reader(), STRIDES);
    draw(&right, &wrong)?;
    let mut out = std::io::stdout().lock();
    for (name, scores) in [("own citations", &right), ("citations of another topic", &wrong)] {
        writeln!(out, "| {name} | {} | {} |", scores.len(), below(scores))?;
    }
    Ok(())
}

fn below(scores: &[f32]) -> usize {
    scores.iter().filter(|score| **score < FLOOR).count()
}

/// Percent of the scores in each bin.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a histogram"
)]
fn histogram(scores: &[f32]) -> Vec<f64> {
    let mut bins = vec![0.0; BINS];
    for score in scores {
        let bin = (score * BINS as f32) as usize;
        bins[bin.min(BINS - 1)] += 100.0 / scores.len() as f64;
    }
    bins
}

#[expect(clippy::cast_precision_loss, reason = "a few bins")]
fn draw(right: &[f32], wrong: &[f32]) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new("docs/plots/support.svg", (760, 380)).into_drawing_area();
    let text = ("sans-serif", 14).into_font().color(&INK);
    let mut chart = ChartBuilder::on(&root)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(52)
        .build_cartesian_2d(0.0..1.0_f64, 0.0..60.0_f64)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .axis_style(INK)
        .label_style(text.clone())
        .axis_desc_style(text.clone())
        .x_desc("share of the sentence that its citations carry")
        .y_desc("% of the pairs")
        .draw()?;
    for (scores, colour, name) in
        [(wrong, WRONG, "citations of another topic"), (right, RIGHT, "own citations")]
    {
        let bars = histogram(scores).into_iter().enumerate().map(|(bin, percent)| {
            let left = bin as f64 / BINS as f64;
            Rectangle::new(
                [(left, 0.0), (left + 0.9 / BINS as f64, percent)],
                colour.mix(0.75).filled(),
            )
        });
        chart
            .draw_series(bars)?
            .label(name)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 14, y + 5)], colour.filled()));
    }
    let floor = f64::from(FLOOR);
    chart
        .draw_series(std::iter::once(PathElement::new(
            [(floor, 0.0), (floor, 60.0)],
            INK.stroke_width(2),
        )))?
        .label(format!("floor {FLOOR}"))
        .legend(|(x, y)| PathElement::new([(x, y), (x + 14, y)], INK.stroke_width(2)));
    chart
        .configure_series_labels()
        .label_font(text)
        .position(SeriesLabelPosition::UpperLeft)
        .draw()?;
    root.present()?;
    Ok(())
}
