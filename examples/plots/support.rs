//! How well cited findings carry sentences, for right and for wrong citations.

use std::error::Error;

use gutskin::lint::support::{FLOOR, distributions};
use gutskin::pipeline::Snapshot;
use plotters::prelude::*;

use crate::paper::{BLUE, GREY, ORANGE, SIZE, chart, float, histogram, legend, mark};

/// Wrong pairs per sentence.
const STRIDES: usize = 20;
const BARS: usize = 25;
/// Top of the plot, in percent.
const TOP: f64 = 60.0;

pub(crate) fn draw(snapshot: &Snapshot) -> Result<(), Box<dyn Error>> {
    let (right, wrong) = distributions(snapshot.corpus(), snapshot.reader(), STRIDES);
    let root = SVGBackend::new("docs/plots/support.svg", SIZE).into_drawing_area();
    let title = "share of the sentence that its citations carry";
    let mut chart = chart(&root, title, 0.0..1.0, 0.0..TOP)?;
    for (name, colour, scores) in
        [("citations of another topic", ORANGE, &wrong), ("own citations", BLUE, &right)]
    {
        let below = scores.iter().filter(|score| **score < FLOOR).count();
        println!("{name}: {} pairs, {below} below {FLOOR}", scores.len());
        let bars = histogram(scores, BARS).into_iter().enumerate().map(|(bar, percent)| {
            let (left, width) = (float(bar) / float(BARS), 0.9 / float(BARS));
            Rectangle::new([(left, 0.0), (left + width, percent)], colour.mix(0.75).filled())
        });
        chart.draw_series(bars)?.label(name).legend(move |at| mark(at, colour));
    }
    let floor = f64::from(FLOOR);
    let line = DashedLineSeries::new([(floor, 0.0), (floor, TOP)], 4, 4, GREY.stroke_width(1));
    chart.draw_series(line)?;
    let place = (floor + 0.005, 0.97 * TOP);
    chart.draw_series([Text::new("floor", place, ("sans-serif", 13).into_font().color(&GREY))])?;
    legend(&mut chart, SeriesLabelPosition::UpperLeft)?;
    root.present()?;
    Ok(())
}
