//! What it costs to read and screen one message, adversarial ones included, and to make the screen ready.
//!
//! `cargo bench --bench screen` prints medians, and how many times the cost per character of an ordinary message that is:
//! machines differ, the ratios hardly do. `cargo bench --bench screen -- WORD` keeps to the messages with that in their
//! name.

#![expect(clippy::expect_used, reason = "a benchmark without its knowledge cannot run")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gutskin::knowledge::load;
use gutskin::model::{Corpus, Question, Rule, RuleKind, one_by_one};
use gutskin::pipeline::Snapshot;
use gutskin::safety::Screen;
use gutskin::text::{Reader, WordVectors, vectors};

const LONG: usize = 4000;

/// Found by chance: words and sentences of what rules are about exchanged, for as long as screening them took longer.
const DEAREST: &str = include_str!("dearest.txt");

fn main() {
    let words = Arc::new(vectors::shipped().expect("the shipped vectors"));
    let reader = Reader::new(&corpus(), Arc::clone(&words));
    let screen = Screen::new(&corpus(), &reader, one_by_one);
    println!("{:<34} {:>9} {:>9} {:>14}", "message", "read µs", "screen µs", "per character");
    let mut ordinary = None;
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_asked = |name: &str| only.as_ref().is_none_or(|only| name.contains(only));
    for (name, text) in messages().into_iter().filter(|(name, _)| is_asked(name)) {
        let question = Question::new(text);
        let query = reader.query(&question);
        let times = if question.text.len() < LONG { 2001 } else { 101 };
        let read = median(times, || reader.query(black_box(&question)));
        let screened = median(times, || screen.screen(black_box(&query)));
        let characters = u32::try_from(question.text.chars().count()).unwrap_or(u32::MAX);
        let each = screened.as_secs_f64() / f64::from(characters);
        let ratio = each / *ordinary.get_or_insert(each);
        println!("{name:<34} {:>9.1} {:>9.1} {ratio:>13.2}x", micros(read), micros(screened));
    }
    if only.is_none() {
        print_loading(&reader, &words);
    }
}

fn print_loading(reader: &Reader, words: &Arc<WordVectors>) {
    println!("\n{:<34} {:>9}", "made ready", "ms");
    let row = |name: &str, took: Duration| println!("{name:<34} {:>9.1}", micros(took) / 1000.0);
    let knowledge = corpus();
    let mut bare = corpus();
    bare.rules.iter_mut().for_each(|rule| rule.examples = None);
    row("the knowledge, from TOML", median(9, corpus));
    row("the reader", median(9, || Reader::new(&knowledge, Arc::clone(words))));
    row("the screen", median(9, || Screen::new(&knowledge, reader, one_by_one)));
    row("the screen without examples", median(9, || Screen::new(&bare, reader, one_by_one)));
    row(
        "all, index and training included",
        median(9, || Snapshot::prepare(corpus(), Arc::clone(words))),
    );
}

/// Messages by name, an ordinary one first. The long ones try to keep as many patterns alive, and as many matches to weigh, as
/// they can.
fn messages() -> Vec<(&'static str, String)> {
    let ordinary = "hi, my skin has been red and itchy for three weeks now and i take doxycycline every morning, does \
                    stress make it worse or should i stop eating dairy, my sister has rosacea too and swears by kefir";
    let half = "the weather was nice and we talked about recipes for dinner. ".repeat(32);
    let is_emergency = |rule: &Rule| rule.kind == RuleKind::Emergency;
    vec![
        ("200 characters", ordinary.to_owned()),
        ("4,000: the same", repeated(&format!("{ordinary}. "))),
        (
            "4,000: first words of rules",
            repeated("should i can i is it my the what is do i have am i "),
        ),
        ("4,000: my rash my rash", repeated("my rash ")),
        ("4,000: one-letter words", repeated("a b c i x ")),
        ("4,000: unknown words", repeated("zqwx qxjzv wvvqk ")),
        ("4,000: other unknown words", unknown()),
        (
            "4,000: emergency in the middle",
            format!("{half} my throat is closing and i cant breathe {half}"),
        ),
        ("4,000: promises of every rule", promises(|_| true)),
        ("4,000: promises, no emergency", promises(|rule| !is_emergency(rule))),
        ("4,000: what emergencies let through", let_through(is_emergency)),
        ("4,000: what refusals let through", let_through(|rule| !is_emergency(rule))),
        ("4,000: one promise of every rule", every_promise(1)),
        ("4,000: words of promises, mixed", mixed()),
        ("4,000: the dearest that was found", DEAREST.replace('\n', " ")),
    ]
}

/// Two messages that each rule catches.
fn promises(of: impl Fn(&Rule) -> bool) -> String {
    let rules = corpus().rules.into_iter().filter(of);
    joined(rules.flat_map(|rule| rule.catches.into_iter().take(2)))
}

/// Messages that look as if a rule caught them.
fn let_through(of: impl Fn(&Rule) -> bool) -> String {
    let rules = corpus().rules.into_iter().filter(of);
    joined(rules.flat_map(|rule| rule.lets_through.into_iter().take(4)))
}

/// Every rule's promises in turn, without a full stop in between.
fn every_promise(each: usize) -> String {
    let rules = corpus().rules.into_iter().filter(|rule| rule.kind != RuleKind::Emergency);
    let texts: Vec<String> =
        rules.flat_map(|rule| rule.catches.into_iter().rev().take(each)).collect();
    repeated(&format!("{} ", texts.join(" ")))
}

/// The words of what refusals let through in an order that means nothing.
fn mixed() -> String {
    let rules = corpus().rules.into_iter().filter(|rule| rule.kind != RuleKind::Emergency);
    let texts: Vec<String> = rules.flat_map(|rule| rule.lets_through).collect();
    let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    let order = (0..words.len()).map(|n| n * 7919 % words.len());
    repeated(&format!("{} ", order.map(|at| words[at]).collect::<Vec<_>>().join(" ")))
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    repeated(&format!("{}. ", texts.collect::<Vec<_>>().join(". ")))
}

/// No two of them alike.
fn unknown() -> String {
    let words: Vec<String> =
        (0..LONG / 8).map(|n| format!("rosq{:x}zv", n * 2_654_435 % 65_536)).collect();
    repeated(&words.join(" "))
}

fn repeated(text: &str) -> String {
    text.repeat(LONG / text.len() + 1).chars().take(LONG).collect()
}

fn corpus() -> Corpus {
    load::shipped().corpus().expect("the shipped knowledge is sound")
}

fn median<T>(times: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut all: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    all.sort_unstable();
    all[times / 2]
}

fn micros(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}
