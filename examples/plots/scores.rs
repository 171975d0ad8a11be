//! The scores of questions whose right topic came first, whose wrong one did, and of off-topic ones.

use std::error::Error;
use std::sync::Arc;

use gutskin::model::Corpus;
use gutskin::text::WordVectors;
use plotters::prelude::*;

use crate::labelled::{Best, Labelled, ask};
use crate::paper::{BLUE, GREY, ORANGE, RED, SIZE, chart, float, histogram, legend, mark};

const BARS: usize = 40;

pub(crate) fn draw(
    corpus: &Corpus,
    words: &Arc<WordVectors>,
    questions: &[Labelled],
) -> Result<(), Box<dyn Error>> {
    let asked = ask(corpus, words, questions);
    let with_topics = || asked.iter().zip(questions).map(|(best, (_, topics))| (best, topics));
    let shares = |wanted: &dyn Fn(&Best, &[String]) -> bool| {
        let scores = with_topics().filter(|(best, topics)| wanted(best, topics));
        histogram(&scores.map(|(best, _)| best.0).collect::<Vec<_>>(), BARS)
    };
    let series = [
        ("right topic first", BLUE, shares(&|best, _| best.1)),
        ("wrong topic first", ORANGE, shares(&|best, topics| !best.1 && !topics.is_empty())),
        ("off topic", RED, shares(&|_, topics| topics.is_empty())),
    ];
    let highest = series.iter().flat_map(|(_, _, bars)| bars).fold(0.0_f64, |a, b| a.max(*b));
    let root = SVGBackend::new("docs/plots/scores.svg", SIZE).into_drawing_area();
    let mut chart = chart(&root, "score of the best topic", 0.0..1.0, 0.0..1.1 * highest)?;
    for (name, colour, bars) in series {
        let points = bars.into_iter().enumerate().map(|(bar, share)| (middle(bar), share));
        let line = LineSeries::new(points, colour.stroke_width(2));
        chart.draw_series(line)?.label(name).legend(move |at| mark(at, colour));
    }
    let thresholds = corpus.settings.thresholds;
    for (name, at) in [("suggest", thresholds.suggest), ("answer", thresholds.answer)] {
        let at = f64::from(at);
        let line = [(at, 0.0), (at, 1.1 * highest)];
        chart.draw_series(DashedLineSeries::new(line, 4, 4, GREY.stroke_width(1)))?;
        let lift = if name == "suggest" { 1.08 } else { 1.02 };
        let place = (at + 0.005, lift * highest);
        chart.draw_series([Text::new(name, place, ("sans-serif", 13).into_font().color(&GREY))])?;
    }
    legend(&mut chart, SeriesLabelPosition::UpperRight)?;
    root.present()?;
    Ok(())
}

/// The score in the middle of a bar.
fn middle(bar: usize) -> f64 {
    (float(bar) + 0.5) / float(BARS)
}
