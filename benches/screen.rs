//! What it costs to screen one message, adversarial ones included. `cargo bench --bench screen`; "text" is the reading of
//! the message, "screen" the rules and examples over it.

#![expect(clippy::expect_used, reason = "a benchmark without its knowledge cannot run")]

use std::sync::Arc;

use gutskin::knowledge::load;
use gutskin::model::{Corpus, Query, Question};
use gutskin::safety::Screen;
use gutskin::text::{Reader, vectors};

fn main() {
    divan::main();
}

struct Ready {
    reader: Reader,
    screen: Screen,
}

fn ready() -> Ready {
    let corpus: Corpus = load::shipped().corpus().expect("the shipped knowledge is sound");
    let reader = Reader::new(&corpus, Arc::new(vectors::shipped().expect("the shipped vectors")));
    let screen = Screen::new(&corpus, &reader);
    Ready { reader, screen }
}

const LONG: usize = 4000;

/// A message by name. The long ones try to keep as many patterns alive as they can.
fn message(name: &str) -> String {
    let two_hundred = "hi, my skin has been red and itchy for three weeks now and i take doxycycline every morning, does \
                       stress make it worse or should i stop eating dairy, my sister has rosacea too and swears by kefir";
    let repeated = |text: &str| text.repeat(LONG / text.len() + 1).chars().take(LONG).collect();
    match name {
        "200 characters" => two_hundred.to_owned(),
        "4,000 of the same" => repeated(&format!("{two_hundred}. ")),
        "4,000, first words of rules" => {
            repeated("should i can i is it my the what is do i have am i ")
        }
        "4,000, rash rash rash" => repeated("my rash "),
        "4,000, one letter words" => repeated("a b c i x "),
        "4,000, unknown words" => repeated("zqwx qxjzv wvvqk "),
        "4,000, sign in the middle" => {
            let half = "the weather was nice and we talked about recipes for dinner. ".repeat(32);
            format!("{half} my throat is closing and i cant breathe {half}")
        }
        "4,000, what rules catch" => {
            let corpus = load::shipped().corpus().expect("the shipped knowledge is sound");
            let caught: Vec<String> = corpus
                .rules
                .into_iter()
                .flat_map(|rule| rule.catches.into_iter().take(2))
                .collect();
            repeated(&caught.join(". "))
        }
        _ => String::new(),
    }
}

const NAMES: [&str; 8] = [
    "200 characters",
    "4,000 of the same",
    "4,000, first words of rules",
    "4,000, rash rash rash",
    "4,000, one letter words",
    "4,000, unknown words",
    "4,000, sign in the middle",
    "4,000, what rules catch",
];

#[divan::bench(args = NAMES)]
fn screen(bencher: divan::Bencher, name: &str) {
    let ready = ready();
    let query: Query = ready.reader.query(&Question::new(message(name)));
    bencher.bench(|| ready.screen.screen(divan::black_box(&query)));
}

#[divan::bench(args = NAMES)]
fn text(bencher: divan::Bencher, name: &str) {
    let ready = ready();
    let question = Question::new(message(name));
    bencher.bench(|| ready.reader.query(divan::black_box(&question)));
}

#[divan::bench(args = ["with examples", "patterns alone"], max_time = 5)]
fn compile(bencher: divan::Bencher, what: &str) {
    let mut corpus: Corpus = load::shipped().corpus().expect("the shipped knowledge is sound");
    if what == "patterns alone" {
        corpus.rules.iter_mut().for_each(|rule| rule.examples = None);
    }
    let reader = Reader::new(&corpus, Arc::new(vectors::shipped().expect("the shipped vectors")));
    bencher.bench(|| Screen::new(&corpus, &reader));
}
