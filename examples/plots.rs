//! Draws `docs/plots/*.svg` from the labelled questions and the shipped knowledge.
//!
//! `cargo run --release --example plots` from the repository's root. Colours are chosen to be read on a light and on a
//! dark page; the background is left open.
#![expect(clippy::print_stdout, reason = "says what it drew")]

use std::error::Error;
use std::sync::Arc;

use gutskin::engine::Index;
use gutskin::knowledge::load;
use gutskin::model::{Corpus, Question};
use gutskin::text::{Reader, WordVectors, vectors};
use plotters::prelude::*;

const SIZE: (u32, u32) = (760, 420);
const GREY: RGBColor = RGBColor(128, 128, 128);
const BLUE: RGBColor = RGBColor(59, 130, 246);
const ORANGE: RGBColor = RGBColor(245, 158, 11);
const RED: RGBColor = RGBColor(239, 68, 68);
/// Bars of the distributions.
const BARS: usize = 40;
/// Phrasings a topic may keep in the second plot.
const KEPT: [usize; 7] = [2, 4, 8, 16, 32, 64, 128];

/// A labelled question: its text and the topics that are right; none if it is off topic.
type Labelled = (String, Vec<String>);

/// The best score of a question, and whether its topic is right.
type Best = (f32, bool);

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = load::shipped().corpus().ok_or("the shipped knowledge is not sound")?;
    let words = Arc::new(vectors::shipped()?);
    let questions = questions(&std::fs::read_to_string("tests/data/questions.tsv")?);
    std::fs::create_dir_all("docs/plots")?;
    scores("docs/plots/scores.svg", &corpus, &words, &questions)?;
    growth("docs/plots/phrasings.svg", &corpus, &words, &questions)?;
    println!("docs/plots/scores.svg and docs/plots/phrasings.svg");
    Ok(())
}

fn questions(file: &str) -> Vec<Labelled> {
    let rows = file.lines().filter_map(|line| line.split_once('\t'));
    let labelled = rows.filter_map(|(question, expected)| {
        let topics = match expected.strip_prefix("answer:") {
            Some(topics) => topics.split('|').map(str::to_owned).collect(),
            None if expected == "off_topic" => Vec::new(),
            None => return None,
        };
        Some((question.to_owned(), topics))
    });
    labelled.collect()
}

fn ask(corpus: &Corpus, words: &Arc<WordVectors>, questions: &[Labelled]) -> Vec<Best> {
    let reader = Reader::new(corpus, Arc::clone(words));
    let index = Index::build(corpus, &reader);
    let best = questions.iter().map(|(question, topics)| {
        let ranking = index.rank(&reader.query(&Question::new(question.as_str())), &reader);
        ranking.topics.first().map_or((0.0, false), |best| {
            (best.score, topics.contains(&corpus.topics[best.answer.topic].id))
        })
    });
    best.collect()
}

fn scores(
    path: &str,
    corpus: &Corpus,
    words: &Arc<WordVectors>,
    questions: &[Labelled],
) -> Result<(), Box<dyn Error>> {
    let asked = ask(corpus, words, questions);
    let with_topics = || asked.iter().zip(questions).map(|(best, (_, topics))| (best, topics));
    let shares = |wanted: &dyn Fn(&Best, &[String]) -> bool| {
        let scores = with_topics().filter(|(best, topics)| wanted(best, topics));
        histogram(&scores.map(|(best, _)| best.0).collect::<Vec<_>>())
    };
    let series = [
        ("right topic first", BLUE, shares(&|best, _| best.1)),
        ("wrong topic first", ORANGE, shares(&|best, topics| !best.1 && !topics.is_empty())),
        ("off topic", RED, shares(&|_, topics| topics.is_empty())),
    ];
    let highest = series.iter().flat_map(|(_, _, bars)| bars).fold(0.0_f64, |a, b| a.max(*b));
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
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
    legend(&mut chart)?;
    root.present()?;
    Ok(())
}

fn growth(
    path: &str,
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
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    let title = "phrasings a topic (at most; powers of two)";
    let mut chart = chart(&root, title, 0.9..7.1, 40.0..100.0)?;
    chart
        .draw_series(LineSeries::new(points.clone(), BLUE.stroke_width(2)))?
        .label("right topic first, %")
        .legend(|at| mark(at, BLUE));
    chart.draw_series(points.into_iter().map(|at| Circle::new(at, 3, BLUE.filled())))?;
    legend(&mut chart)?;
    root.present()?;
    Ok(())
}

/// The corpus with at most so many phrasings a topic, taken in turn from its answers.
fn thinned(corpus: &Corpus, kept: usize) -> Corpus {
    let mut thin = corpus.clone();
    for topic in &mut thin.topics {
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

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Plot<'a, 'b> = ChartContext<
    'a,
    SVGBackend<'b>,
    Cartesian2d<plotters::coord::types::RangedCoordf64, plotters::coord::types::RangedCoordf64>,
>;

fn chart<'a>(
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

fn legend<'a>(chart: &mut Plot<'a, 'a>) -> Result<(), Box<dyn Error>> {
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .border_style(TRANSPARENT)
        .label_font(("sans-serif", 13).into_font().color(&GREY))
        .draw()?;
    Ok(())
}

fn mark((x, y): (i32, i32), colour: RGBColor) -> PathElement<(i32, i32)> {
    PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2))
}

/// The share of the scores in each bar, in percent.
fn histogram(scores: &[f32]) -> Vec<f64> {
    let mut bars = vec![0; BARS];
    for score in scores {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "scores are between 0 and 1"
        )]
        let bar = (score * BARS as f32) as usize;
        bars[bar.min(BARS - 1)] += 1;
    }
    bars.into_iter().map(|count| percent(count, scores.len())).collect()
}

/// The score in the middle of a bar.
fn middle(bar: usize) -> f64 {
    (float(bar) + 0.5) / float(BARS)
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * float(part) / float(whole.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn float(count: usize) -> f64 {
    count as f64
}
