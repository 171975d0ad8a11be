//! A chart as a picture: stacked bars over time and a line below them. A plain function from numbers to a PNG file.
//!
//! It has a ground of its own, dark with light text, so that it reads on a light and on a dark page alike, and is large
//! enough in its lettering for a phone. Knows nothing of what is counted.

use plotters::backend::BitMapBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle, register_font};
use thiserror::Error;

/// In pixels. A phone shows it at about a third.
const WIDTH: u32 = 1000;
const HEIGHT: u32 = 1100;
/// Of the part with the bars.
const UPPER: u32 = 730;
const HEAD: u32 = 150;
const LETTERS: u32 = 34;
/// Written below the bars at most.
const LABELS: usize = 7;
const FONT: &str = "chart";
/// DejaVu Sans, its Latin letters (data/NOTICE).
const FONT_FILE: &[u8] = include_bytes!("../data/chart_font.ttf");

const GROUND: RGBColor = RGBColor(0x1F, 0x23, 0x2A);
const INK: RGBColor = RGBColor(0xF2, 0xF4, 0xF7);
const FAINT: RGBColor = RGBColor(0x4A, 0x52, 0x5E);
/// Told apart by people who see colours differently too: light and dark alternate (after Okabe and Ito, 2008).
pub const COLOURS: [(u8, u8, u8); 5] = [
    (0x1F, 0xB5, 0x8F),
    (0x56, 0xB4, 0xE9),
    (0xE6, 0x9F, 0x00),
    (0xF0, 0xE4, 0x42),
    (0xFF, 0x6F, 0x61),
];

/// What is drawn. Every list of values is as long as `labels`.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub title: String,
    /// What stands below each bar; only as many are written as there is room for.
    pub labels: Vec<String>,
    /// From the ground up, five at most.
    pub series: Vec<Series>,
    pub line: Line,
}

/// The parts of all bars that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    pub values: Vec<u64>,
}

/// A line in percent, broken where a value is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub name: String,
    pub values: Vec<Option<f64>>,
}

/// The picture could not be drawn.
#[derive(Debug, Error)]
#[error("the chart cannot be drawn: {0}")]
pub struct ChartError(String);

type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;
type Plot<'a, 'b> =
    ChartContext<'a, BitMapBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn = Result<(), ChartError>;

/// Draws a chart as a PNG file. Takes some 10 to 30 milliseconds of a processor.
///
/// # Errors
/// Never for charts as described; whatever the drawing library says.
pub fn draw(chart: &Chart) -> Result<Vec<u8>, ChartError> {
    register_font(FONT, FontStyle::Normal, FONT_FILE)
        .map_err(|_| ChartError("the font does not load".to_owned()))?;
    let mut pixels = vec![0; WIDTH as usize * HEIGHT as usize * 3];
    {
        let whole = BitMapBackend::with_buffer(&mut pixels, (WIDTH, HEIGHT)).into_drawing_area();
        whole.fill(&GROUND).map_err(failed)?;
        let (upper, lower) = whole.split_vertically(UPPER);
        let (head, bars) = upper.split_vertically(HEAD);
        legend(&head, chart)?;
        draw_bars(&bars, chart)?;
        draw_line(&lower, chart)?;
        whole.present().map_err(failed)?;
    }
    encoded(&pixels)
}

/// The title, and what each colour stands for, in two rows.
fn legend(area: &Area, chart: &Chart) -> Drawn {
    write(area, &chart.title, (30, 12), LETTERS + 4)?;
    for (place, (series, colour)) in chart.series.iter().zip(COLOURS).enumerate() {
        let column = i32::try_from(place % 3).unwrap_or_default();
        let row = i32::try_from(place / 3).unwrap_or_default();
        let (x, y) = (30 + 320 * column, 66 + 44 * row);
        area.draw(&Rectangle::new([(x, y), (x + 28, y + 28)], filled(colour))).map_err(failed)?;
        write(area, &series.name, (x + 42, y + 6), LETTERS - 4)?;
    }
    Ok(())
}

fn draw_bars(area: &Area, chart: &Chart) -> Drawn {
    let sum = |bar: usize| chart.series.iter().filter_map(|one| one.values.get(bar)).sum::<u64>();
    let highest = (0..chart.labels.len()).map(sum).max().unwrap_or_default();
    let mut plot = axes(area, chart, number(round_up(highest)), &|value| format!("{value:.0}"))?;
    for bar in 0..chart.labels.len() {
        let (left, mut below) = (number(bar as u64), 0);
        for (series, colour) in chart.series.iter().zip(COLOURS) {
            let value = series.values.get(bar).copied().unwrap_or_default();
            let corners = [(left + 0.1, number(below)), (left + 0.9, number(below + value))];
            let part = Rectangle::new(corners, filled(colour));
            plot.draw_series((value > 0).then_some(part)).map_err(failed)?;
            below += value;
        }
    }
    Ok(())
}

fn draw_line(area: &Area, chart: &Chart) -> Drawn {
    write(area, &chart.line.name, (30, 8), LETTERS - 4)?;
    let (_, below) = area.split_vertically(60);
    let known = chart.line.values.iter().flatten();
    let highest = known.fold(0.0_f64, |highest, value| highest.max(*value));
    let top = if highest <= 20.0 {
        20.0
    } else if highest <= 50.0 {
        50.0
    } else {
        100.0
    };
    let mut plot = axes(&below, chart, top, &|value| format!("{value:.0}%"))?;
    let style = ShapeStyle { stroke_width: 6, ..filled(COLOURS[3]) };
    let points = chart.line.values.iter().enumerate();
    let points: Vec<_> =
        points.map(|(at, value)| value.map(|value| (number(at as u64) + 0.5, value))).collect();
    for run in points.split(Option::is_none) {
        let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
        plot.draw_series([PathElement::new(run.clone(), style)]).map_err(failed)?;
        // Few points need a mark each; a point alone would not be seen without.
        let marked = run.iter().filter(|_| run.len() == 1 || points.len() <= 31);
        plot.draw_series(marked.map(|at| Circle::new(*at, 8, filled(COLOURS[3]))))
            .map_err(failed)?;
    }
    Ok(())
}

/// The ground of a plot over all bars, up to `top`, with its lettering.
fn axes<'a, 'b>(
    area: &Area<'b>,
    chart: &Chart,
    top: f64,
    lettering: &dyn Fn(&f64) -> String,
) -> Result<Plot<'a, 'b>, ChartError> {
    let count = chart.labels.len().max(1);
    let mut plot = ChartBuilder::on(area)
        .margin_right(30)
        .margin_top(20)
        .x_label_area_size(60)
        .y_label_area_size(110)
        .build_cartesian_2d(0.0..number(count as u64), 0.0..top)
        .map_err(failed)?;
    plot.configure_mesh()
        .disable_x_mesh()
        .x_labels(0)
        .y_labels(5)
        .y_label_formatter(lettering)
        .y_label_style(text(LETTERS - 4))
        .axis_style(FAINT)
        .bold_line_style(FAINT)
        .light_line_style(GROUND)
        .draw()
        .map_err(failed)?;
    let step = chart.labels.len().div_ceil(LABELS).max(1);
    let (left, over) = area.get_base_pixel();
    for (at, label) in chart.labels.iter().enumerate().step_by(step) {
        let (x, y) = plot.backend_coord(&(number(at as u64) + 0.5, 0.0));
        let style = text(LETTERS - 4).pos(Pos::new(HPos::Center, VPos::Top));
        let place = (x - left, y - over + 14);
        area.draw(&Text::new(label.as_str(), place, style)).map_err(failed)?;
    }
    Ok(plot)
}

/// Words from their upper left corner on.
fn write(area: &Area, words: &str, at: (i32, i32), size: u32) -> Drawn {
    area.draw(&Text::new(words, at, text(size))).map_err(failed)
}

fn text(size: u32) -> TextStyle<'static> {
    (FONT, size).into_font().color(&INK)
}

fn filled((red, green, blue): (u8, u8, u8)) -> ShapeStyle {
    RGBColor(red, green, blue).filled()
}

/// The next round number, 4 at least.
fn round_up(highest: u64) -> u64 {
    let mut unit = 1_u64;
    loop {
        let fits = [4, 5, 6, 8, 10, 12, 15, 20].into_iter().map(|times| times * unit);
        if let Some(top) = fits.into_iter().find(|top| *top >= highest) {
            return top;
        }
        unit = unit.saturating_mul(10);
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn number(count: u64) -> f64 {
    count as f64
}

fn encoded(pixels: &[u8]) -> Result<Vec<u8>, ChartError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Chart, Line, Series, draw, round_up};

    fn chart(bars: usize) -> Chart {
        let names = ["answered", "suggested", "declined", "no answer", "emergency"];
        let value = |bar: usize, series: usize| ((bar * 7 + series * 5) % 11 * (5 - series)) as u64;
        let series = names.iter().enumerate().map(|(series, name)| Series {
            name: (*name).to_owned(),
            values: (0..bars).map(|bar| value(bar, series)).collect(),
        });
        Chart {
            title: "Questions per day".to_owned(),
            labels: (0..bars).map(|bar| format!("Nov {}", bar + 1)).collect(),
            series: series.collect(),
            line: Line {
                name: "Without an answer".to_owned(),
                values: (0..bars).map(|bar| (bar % 5 > 0).then_some((bar % 9) as f64)).collect(),
            },
        }
    }

    #[test]
    fn a_chart_is_a_picture_whatever_is_counted() {
        for bars in [0, 1, 7, 30, 366] {
            let picture = draw(&chart(bars)).unwrap();
            assert!(picture.starts_with(b"\x89PNG\r\n"), "{bars}");
            assert!(picture.len() < 200_000, "{bars}: {} bytes", picture.len());
            if let Some(folder) = std::env::var_os("CHARTS") {
                let path = std::path::Path::new(&folder).join(format!("{bars}.png"));
                std::fs::write(path, picture).unwrap();
            }
        }
    }

    #[test]
    fn the_top_is_a_round_number_that_holds_all() {
        for (highest, top) in
            [(0, 4), (4, 4), (7, 8), (9, 10), (21, 40), (107, 120), (150, 150), (1001, 2000)]
        {
            assert_eq!(round_up(highest), top, "{highest}");
        }
    }
}
