//! What a question costs, beside named baselines in the same run; what loading costs; how both grow.
//!
//! `cargo bench --bench matching` prints the ratios first, then the growth, then divan's table.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark stops and prints")]

mod baselines;
mod grown;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use baselines::Nearest;
use gutskin::engine::Index;
use gutskin::knowledge::load;
use gutskin::model::{Community, Corpus, Correction, Question, Verdict};
use gutskin::pipeline::{Settled, Snapshot};
use gutskin::text::{Reader, WordVectors, vectors};
use time::{Date, Month};

/// Questions by length in characters.
const QUESTIONS: [(&str, &str); 4] = [
    ("12 chars", "what is acne"),
    ("60 chars", "does drinking kefir every day do anything for my face acne?"),
    (
        "200 chars",
        "so my sister keeps telling me that the reason for her rosacea is something in her gut and that a course of \
         probiotics would sort it out, is there any evidence behind that or is it just an advert she saw on tiktok",
    ),
    ("slips", "dose drinkin kefer evry day do anythin for my fase acnee?"),
];

fn main() {
    let corpus = corpus();
    println!("one question, median; ratio to the snapshot\n");
    compare(&corpus);
    println!("\ngrowth: the shipped phrasings and negatives again in other words\n");
    grown::print(&corpus, &words());
    println!();
    divan::main();
}

fn compare(corpus: &Corpus) {
    let snapshot = snapshot();
    let bare = Snapshot::prepare(corpus.clone(), Arc::new(no_vectors()));
    let baselines = [
        Nearest::damerau_levenshtein(corpus),
        Nearest::jaro_winkler(corpus),
        Nearest::bm25(corpus),
    ];
    println!("{:<12}{:<34}{:>12}{:>9}", "", "", "µs", "ratio");
    for (length, question) in QUESTIONS {
        let whole = median(200, || drop(snapshot.ask(&Question::new(question), today())));
        let row = |name: &str, time: Duration| {
            let ratio = time.as_secs_f64() / whole.as_secs_f64();
            println!("{length:<12}{name:<34}{:>12.1}{ratio:>9.1}", 1e6 * time.as_secs_f64());
        };
        row("the whole way of a question", whole);
        row(
            "the same without word vectors",
            median(200, || {
                drop(bare.ask(&Question::new(question), today()));
            }),
        );
        row(
            "the same where 200 are corrected",
            median(200, || {
                drop(snapshot.ask_in(&Question::new(question), corrected(), today()));
            }),
        );
        let (index, reader) = index();
        let query = reader.query(&Question::new(question));
        row("  of it: reading", median(200, || drop(reader.query(&Question::new(question)))));
        row("  of it: ranking", median(200, || drop(index.rank(&query, reader))));
        for baseline in &baselines {
            row(
                baseline.name,
                median(9, || {
                    std::hint::black_box(baseline.nearest(question));
                }),
            );
        }
    }
    baselines::print_accuracy(&baselines, snapshot);
}

/// A community with 200 corrections, none of them of a question that is asked here.
fn corrected() -> &'static Settled {
    static SETTLED: LazyLock<Settled> = LazyLock::new(|| {
        let phrasings = snapshot().corpus().answers().flat_map(|(.., answer)| &answer.phrasings);
        let corrections =
            phrasings.step_by(7).take(200).zip(0..).map(|(question, id)| Correction {
                id,
                question: question.clone(),
                verdict: Verdict::Silence,
                instead_of: "answer".to_owned(),
                revision: String::new(),
                day: today(),
            });
        let corrections = corrections.collect();
        snapshot().settle(Arc::new(Community { corrections, ..Community::default() }))
    });
    &SETTLED
}

fn median(times: usize, mut work: impl FnMut()) -> Duration {
    let mut all: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    all.sort_unstable();
    all[times / 2]
}

fn corpus() -> Corpus {
    load::shipped().corpus().expect("the shipped knowledge is sound")
}

fn words() -> Arc<WordVectors> {
    static WORDS: LazyLock<Arc<WordVectors>> =
        LazyLock::new(|| Arc::new(vectors::shipped().expect("the shipped vectors are sound")));
    Arc::clone(&WORDS)
}

/// A table of one word that says nothing.
fn no_vectors() -> WordVectors {
    let mut bytes = b"GUTVEC\0\0".to_vec();
    for field in [2_u32, 1, 1, 0, 2] {
        bytes.extend(field.to_le_bytes());
    }
    bytes.extend(b"a\n");
    bytes.extend(1.0_f32.to_le_bytes());
    bytes.push(0);
    WordVectors::parse(bytes).expect("a sound table")
}

fn snapshot() -> &'static Snapshot {
    static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| Snapshot::prepare(corpus(), words()));
    &SNAPSHOT
}

fn index() -> &'static (Index, Reader) {
    static INDEX: LazyLock<(Index, Reader)> = LazyLock::new(|| {
        let corpus = corpus();
        let reader = Reader::new(&corpus, words());
        (Index::build(&corpus, &reader), reader)
    });
    &INDEX
}

fn today() -> Date {
    Date::from_calendar_date(2026, Month::November, 22).expect("a day of the calendar")
}

#[divan::bench(args = QUESTIONS.map(|(length, _)| length))]
fn question(bencher: divan::Bencher<'_, '_>, length: &str) {
    let text = QUESTIONS.iter().find(|(name, _)| *name == length).expect("a question").1;
    let snapshot = snapshot();
    bencher.bench(|| snapshot.ask(&Question::new(text), today()));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn load_knowledge() -> Snapshot {
    Snapshot::prepare(
        corpus(),
        Arc::new(vectors::shipped().expect("the shipped vectors are sound")),
    )
}

#[divan::bench]
fn explain(bencher: divan::Bencher<'_, '_>) {
    let answered = snapshot().ask(&Question::new(QUESTIONS[1].1), today());
    bencher.bench(|| snapshot().explain(&answered));
}

#[divan::bench(args = ["p", "pro", "probiotcs for"])]
fn complete(bencher: divan::Bencher<'_, '_>, typed: &str) {
    bencher.bench(|| snapshot().complete(typed, 25));
}
