//! How often the right topic comes first with so many phrasings a topic.

use std::error::Error;
use std::sync::Arc;

use gutskin::model::Corpus;
use gutskin::text::WordVectors;
use plotters::prelude::*;

use crate::labelled::{Labelled, ask};
use crate::paper::{BLUE, SIZE, chart, float, legend, mark, percent};

/// Phrasings a topic may keep.
const KEPT: [usize; 7] = [2, 4, 8, 16, 32, 64, 128];

pub(crate) fn draw(
    corpus: &Corpus,
    words: &Arc<WordVectors>,
    questions: &[Labelled],
) -> Result<(), Box<dyn Error>> {
    let answerable: Vec<Labelled> =
        questions.iter().filter(|(_, topics)| !topics.is_empty()).cloned().collect();
    let mut points = Vec::new();
    for kept in KEPT {
        let asked = ask(&thinned(corpus, kept), words, &answerable);
        let right = asked.iter().filter(|(_, right)| *right).count();
        println!("{kept:>4} phrasings a topic: {:.1} %", percent(right, asked.len()));
        points.push((f64::log2(float(kept)), percent(right, asked.len())));
    }
    let root = SVGBackend::new("docs/plots/phrasings.svg", SIZE).into_drawing_area();
    let title = "phrasings a topic (at most; powers of two)";
    let mut chart = chart(&root, title, 0.9..7.1, 40.0..100.0)?;
    chart
        .draw_series(LineSeries::new(points.clone(), BLUE.stroke_width(2)))?
        .label("right topic first, %")
        .legend(|at| mark(at, BLUE));
    chart.draw_series(points.into_iter().map(|at| Circle::new(at, 3, BLUE.filled())))?;
    legend(&mut chart, SeriesLabelPosition::UpperRight)?;
    root.present()?;
    Ok(())
}

/// The corpus without terms and with at most so many phrasings a topic, taken in turn from its answers.
fn thinned(corpus: &Corpus, kept: usize) -> Corpus {
    let mut thin = corpus.clone();
    for topic in &mut thin.topics {
        topic.terms.clear();
        let mut left = kept;
        let longest = topic.answers.iter().map(|answer| answer.phrasings.len()).max();
        let mut taken = vec![Vec::new(); topic.answers.len()];
        for n in 0..longest.unwrap_or_default() {
            for (answer, taken) in topic.answers.iter().zip(&mut taken) {
                if let Some(text) = answer.phrasings.get(n).filter(|_| left > 0) {
                    taken.push(text.clone());
                    left -= 1;
                }
            }
        }
        for (answer, taken) in topic.answers.iter_mut().zip(taken) {
            answer.phrasings = taken;
        }
    }
    thin
}
