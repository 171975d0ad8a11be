//! The engine on public intent data, away from its own subject: each intent becomes a topic, its examples phrasings.
//!
//! `cargo run --release --example intents -- DIR`, where DIR holds `clinc150_full.json` (Larson et al. 2019, CC BY 3.0)
//! and `banking77_train.csv` and `banking77_test.csv` (Casanueva et al. 2020, CC BY 4.0). Neither is part of this
//! repository; without them it says so and ends. Thresholds come from validation data only.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement stops and prints")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gutskin::engine::Index;
use gutskin::knowledge::load;
use gutskin::model::{Answer, Corpus, Evidence, Lexicon, Question, Topic};
use gutskin::text::{Reader, WordVectors, vectors};
use time::{Date, Month};

/// A text and its intent; `oos` is out of scope.
type Row = (String, String);

const OUT_OF_SCOPE: &str = "oos";
/// How many times ten examples an intent are drawn.
const DRAWS: usize = 3;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_default();
    let folder = Path::new(&folder);
    let (clinc, banking) = (folder.join("clinc150_full.json"), folder.join("banking77_train.csv"));
    if !clinc.exists() || !banking.exists() {
        println!(
            "there is no clinc150_full.json and banking77_train.csv in {}: nothing measured",
            folder.display()
        );
        return;
    }
    let table = std::env::args().nth(2).map(|path| std::fs::read(path).expect("a readable table"));
    let words = Arc::new(match table {
        Some(bytes) => WordVectors::parse(bytes).expect("a sound table"),
        None => vectors::shipped().expect("the shipped table is sound"),
    });
    println!("{} dimensions", words.dim());
    println!(
        "{:<24}{:>9}{:>20}{:>20}{:>8}",
        "", "accuracy", "paper rule in / oos", "balanced in / oos", "AUROC"
    );
    let clinc = Clinc::read(&clinc);
    clinc.measure(&clinc.train, &words).print("CLINC150 full");
    let draws = (0..DRAWS).map(|draw| clinc.measure(&ten(&clinc.train, draw), &words));
    mean(draws).print("CLINC150 10 an intent");
    let train = csv(&banking);
    let test = csv(&folder.join("banking77_test.csv"));
    let accuracy = |train: &[Row]| share_right(&ask(train, &test, &words), |_| true);
    let draws = (0..DRAWS).map(|draw| accuracy(&ten(&train, draw)));
    println!("{:<24}{:>9.1}", "BANKING77 10 an intent", draws.sum::<f64>() / 3.0);
    println!("{:<24}{:>9.1}", "BANKING77 full", accuracy(&train));
}

/// CLINC150's parts, the out-of-scope rows among them.
struct Clinc {
    train: Vec<Row>,
    validation: Vec<Row>,
    test: Vec<Row>,
}

impl Clinc {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a readable file");
        let mut parts: BTreeMap<String, Vec<Row>> = serde_json::from_str(&text).expect("CLINC150");
        let mut take = |names: [&str; 2]| -> Vec<Row> {
            names.iter().flat_map(|name| parts.remove(*name).unwrap_or_default()).collect()
        };
        Self {
            train: take(["train", ""]),
            validation: take(["val", "oos_val"]),
            test: take(["test", "oos_test"]),
        }
    }

    fn measure(&self, train: &[Row], words: &Arc<WordVectors>) -> Figures {
        let mut asked = self.validation.clone();
        asked.extend(self.test.iter().cloned());
        let all = ask(train, &asked, words);
        let (validation, test) = all.split_at(self.validation.len());
        let paper = best_threshold(validation, |right_in, right_out, inside, outside| {
            (right_in + right_out) / (inside + outside)
        });
        let balanced = best_threshold(validation, |right_in, right_out, inside, outside| {
            right_in / inside + right_out / outside
        });
        let recalls = |threshold: f32| {
            let inside = test.iter().filter(|asked| asked.inside);
            let right = inside.clone().filter(|asked| asked.right && asked.score >= threshold);
            let outside = test.iter().filter(|asked| !asked.inside);
            let silent = outside.clone().filter(|asked| asked.score < threshold);
            [percent(right.count(), inside.count()), percent(silent.count(), outside.count())]
        };
        Figures([
            share_right(test, |asked| asked.inside),
            recalls(paper)[0],
            recalls(paper)[1],
            recalls(balanced)[0],
            recalls(balanced)[1],
            area(test),
        ])
    }
}

/// Accuracy, in-scope and out-of-scope recall by both rules, area under the curve.
struct Figures([f64; 6]);

impl Figures {
    fn print(&self, name: &str) {
        let [accuracy, paper_in, paper_out, balanced_in, balanced_out, area] = self.0;
        println!(
            "{name:<24}{accuracy:>9.1}{:>20}{:>20}{area:>8.3}",
            format!("{paper_in:.1} / {paper_out:.1}"),
            format!("{balanced_in:.1} / {balanced_out:.1}"),
        );
    }
}

fn mean(draws: impl Iterator<Item = Figures>) -> Figures {
    let mut sum = [0.0; 6];
    let mut count = 0.0;
    for Figures(figures) in draws {
        sum.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        count += 1.0;
    }
    Figures(sum.map(|sum| sum / count))
}

/// How one text came out.
struct Asked {
    inside: bool,
    right: bool,
    score: f32,
}

/// Ranks intents for texts, by an engine that knows the training texts only.
fn ask(train: &[Row], asked: &[Row], words: &Arc<WordVectors>) -> Vec<Asked> {
    let corpus = corpus(train);
    let reader = Reader::new(&corpus, Arc::clone(words));
    let index = Index::build(&corpus, &reader);
    asked
        .iter()
        .map(|(text, intent)| {
            let ranking = index.rank(&reader.query(&Question::new(text.as_str())), &reader);
            let best = ranking.topics.first();
            Asked {
                inside: intent != OUT_OF_SCOPE,
                right: best.is_some_and(|best| corpus.topics[best.answer.topic].id == *intent),
                score: best.map_or(0.0, |best| best.score),
            }
        })
        .collect()
}

fn corpus(train: &[Row]) -> Corpus {
    let mut intents: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (text, intent) in train {
        intents.entry(intent).or_default().push(text.clone());
    }
    let topics = intents.into_iter().map(|(intent, phrasings)| topic(intent, phrasings));
    let shipped = load::shipped().corpus().expect("the shipped knowledge is sound");
    Corpus {
        topics: topics.collect(),
        rules: Vec::new(),
        lexicon: Lexicon::default(),
        silence: Vec::new(),
        ..shipped
    }
}

fn topic(intent: &str, phrasings: Vec<String>) -> Topic {
    let answer = Answer {
        id: "what".to_owned(),
        title: String::new(),
        evidence: Evidence::Limited,
        phrasings,
        sentences: Vec::new(),
        examples: Vec::new(),
    };
    Topic {
        id: intent.to_owned(),
        title: String::new(),
        area: None,
        aliases: Vec::new(),
        terms: Vec::new(),
        related: Vec::new(),
        reviewed: Date::from_calendar_date(2026, Month::November, 21).expect("a day"),
        answers: vec![answer],
    }
}

/// Ten texts of each intent, others with each draw.
fn ten(train: &[Row], draw: usize) -> Vec<Row> {
    let mut intents: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in train {
        intents.entry(&row.1).or_default().push(row);
    }
    let drawn = intents.into_values().flat_map(|rows| {
        // 7 and a prime number of texts apart, so that no text is drawn twice.
        let stride = [7, 11].into_iter().find(|n| rows.len() % n != 0).unwrap_or(1);
        (0..10.min(rows.len()))
            .map(|n| rows[((draw * 10 + n) * stride + draw) % rows.len()].clone())
            .collect::<Vec<_>>()
    });
    drawn.collect()
}

/// The threshold on validation data that serves a goal best, given what is right and how much there is.
#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn best_threshold(rows: &[Asked], goal: impl Fn(f64, f64, f64, f64) -> f64) -> f32 {
    let inside = rows.iter().filter(|row| row.inside).count() as f64;
    let outside = rows.len() as f64 - inside;
    let rate = |threshold: f32| {
        let right = rows.iter().filter(|row| row.inside && row.right && row.score >= threshold);
        let silent = rows.iter().filter(|row| !row.inside && row.score < threshold);
        goal(right.count() as f64, silent.count() as f64, inside, outside)
    };
    let steps = (0..=200_u8).map(|step| f32::from(step) / 200.0);
    steps.max_by(|a, b| rate(*a).total_cmp(&rate(*b))).unwrap_or_default()
}

fn share_right(rows: &[Asked], among: impl Fn(&Asked) -> bool) -> f64 {
    let among: Vec<&Asked> = rows.iter().filter(|row| among(row)).collect();
    percent(among.iter().filter(|row| row.right).count(), among.len())
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn area(rows: &[Asked]) -> f64 {
    let (inside, outside): (Vec<&Asked>, Vec<&Asked>) = rows.iter().partition(|row| row.inside);
    let wins = |high: f32| -> f64 {
        let each = outside.iter().map(|low| match high.total_cmp(&low.score) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        });
        each.sum()
    };
    let all: f64 = inside.iter().map(|row| wins(row.score)).sum();
    all / (inside.len() * outside.len()) as f64
}

/// Rows of a CSV file with two columns and a header; fields may stand in quotes.
fn csv(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).expect("a readable file");
    let (mut rows, mut fields, mut field, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                fields.push(std::mem::take(&mut field).trim().to_owned());
                let mut row = std::mem::take(&mut fields).into_iter();
                rows.extend(row.next().zip(row.next()));
            }
            _ => field.push(c),
        }
    }
    rows.split_off(1)
}
