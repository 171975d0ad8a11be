//! What all plots share: size, colours that can be read on a light and on a dark page, axes, legend.

use std::error::Error;

use plotters::prelude::*;

pub(crate) const SIZE: (u32, u32) = (760, 420);
pub(crate) const GREY: RGBColor = RGBColor(128, 128, 128);
pub(crate) const BLUE: RGBColor = RGBColor(59, 130, 246);
pub(crate) const ORANGE: RGBColor = RGBColor(245, 158, 11);
pub(crate) const RED: RGBColor = RGBColor(239, 68, 68);

pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
pub(crate) type Plot<'a, 'b> = ChartContext<
    'a,
    SVGBackend<'b>,
    Cartesian2d<plotters::coord::types::RangedCoordf64, plotters::coord::types::RangedCoordf64>,
>;

pub(crate) fn chart<'a>(
    root: &Area<'a>,
    title: &str,
    across: std::ops::Range<f64>,
    up: std::ops::Range<f64>,
) -> Result<Plot<'a, 'a>, Box<dyn Error>> {
    let mut chart = ChartBuilder::on(root)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(48)
        .build_cartesian_2d(across, up)?;
    let text = ("sans-serif", 13).into_font().color(&GREY);
    chart
        .configure_mesh()
        .x_desc(title)
        .axis_style(GREY)
        .bold_line_style(GREY.mix(0.25))
        .light_line_style(TRANSPARENT)
        .label_style(text.clone())
        .axis_desc_style(text)
        .draw()?;
    Ok(chart)
}

pub(crate) fn legend<'a>(
    chart: &mut Plot<'a, 'a>,
    at: SeriesLabelPosition,
) -> Result<(), Box<dyn Error>> {
    chart
        .configure_series_labels()
        .position(at)
        .border_style(TRANSPARENT)
        .label_font(("sans-serif", 13).into_font().color(&GREY))
        .draw()?;
    Ok(())
}

pub(crate) fn mark((x, y): (i32, i32), colour: RGBColor) -> PathElement<(i32, i32)> {
    PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2))
}

/// The share of the scores in each of so many bars, in percent.
pub(crate) fn histogram(scores: &[f32], bars: usize) -> Vec<f64> {
    let mut counts = vec![0; bars];
    for score in scores {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "scores are between 0 and 1"
        )]
        let bar = (score * bars as f32) as usize;
        counts[bar.min(bars - 1)] += 1;
    }
    counts.into_iter().map(|count| percent(count, scores.len())).collect()
}

pub(crate) fn percent(part: usize, whole: usize) -> f64 {
    100.0 * float(part) / float(whole.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}
