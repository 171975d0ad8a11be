//! A knowledge base many times the size of the shipped one: the same phrasings with their telling words exchanged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gutskin::engine::Index;
use gutskin::engine::complete::Completions;
use gutskin::model::{Corpus, Query, Question, one_by_one};
use gutskin::pipeline::Snapshot;
use gutskin::safety::Screen;
use gutskin::text::{Reader, WordVectors};

pub(super) fn print(corpus: &Corpus, vectors: &Arc<WordVectors>) {
    println!(
        "{:>6}{:>9}{:>8}{:>11}{:>13}{:>12}{:>13}{:>24}",
        "times",
        "texts",
        "topics",
        "load ms",
        "question µs",
        "ranking µs",
        "99th of 100",
        "as with all compared %"
    );
    for times in [1, 10, 100] {
        let corpus = grow(corpus, times, vectors);
        let start = Instant::now();
        let reader = Reader::new(&corpus, Arc::clone(vectors));
        let index = Index::build(&corpus, &reader);
        let load = start.elapsed();
        let queries: Vec<Query> =
            questions().map(|text| reader.query(&Question::new(text))).collect();
        let ranking = times_of(&queries, |query| drop(index.rank(query, &reader)));
        let same = queries.iter().filter(|query| {
            let first = |ranking: gutskin::engine::index::Ranking| {
                ranking.topics.first().map(|ranked| (ranked.answer, ranked.score.to_bits()))
            };
            first(index.rank(query, &reader)) == first(index.rank_all(query, &reader))
        });
        let same = 100 * same.count() / queries.len();
        let (texts, topics) = (index.texts(), corpus.topics.len());
        let screen = Screen::new(&corpus, &reader, one_by_one);
        let completions = Completions::build(&corpus);
        let snapshot = Snapshot::of(corpus, reader, screen, index, completions);
        let asked: Vec<&str> = questions().collect();
        let whole =
            times_of(&asked, |text| drop(snapshot.ask(&Question::new(*text), super::today())));
        println!(
            "{times:>6}{texts:>9}{topics:>8}{:>11}{:>13.0}{:>12.0}{:>13.0}{same:>24}",
            load.as_millis(),
            1e6 * whole[whole.len() / 2].as_secs_f64(),
            1e6 * ranking[ranking.len() / 2].as_secs_f64(),
            1e6 * ranking[ranking.len() * 99 / 100].as_secs_f64(),
        );
    }
}

/// How long some work takes with each of some things, in ascending order.
fn times_of<T>(things: &[T], work: impl Fn(&T)) -> Vec<Duration> {
    let mut times: Vec<Duration> = things
        .iter()
        .map(|thing| {
            let start = Instant::now();
            work(thing);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

fn questions() -> impl Iterator<Item = &'static str> {
    let file = include_str!("../../tests/data/questions.tsv");
    file.lines().skip(1).filter_map(|line| line.split('\t').next())
}

/// The corpus and `times - 1` copies of it, each with every longer word exchanged for another of the table.
fn grow(corpus: &Corpus, times: usize, vectors: &WordVectors) -> Corpus {
    let words: Vec<&str> = vectors.words().filter(|word| word.len() >= 4).collect();
    let mut grown = corpus.clone();
    for copy in 1..times {
        let exchanged = |text: &String| exchange(text, copy, &words, vectors);
        for topic in &corpus.topics {
            let mut topic = topic.clone();
            topic.id = format!("{}-{copy:03}", topic.id);
            topic.title = exchanged(&topic.title);
            topic.aliases = topic.aliases.iter().map(exchanged).collect();
            for answer in &mut topic.answers {
                answer.phrasings = answer.phrasings.iter().map(exchanged).collect();
            }
            grown.topics.push(topic);
        }
        for group in &corpus.silence {
            let mut group = group.clone();
            group.negatives = group.negatives.iter().map(exchanged).collect();
            grown.silence.push(group);
        }
    }
    grown
}

fn exchange(text: &str, copy: usize, words: &[&str], vectors: &WordVectors) -> String {
    let exchanged = text.split(' ').map(|word| {
        let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let id = vectors.id(&plain.to_lowercase()).filter(|_| plain.len() >= 4);
        id.map_or(word, |id| words[(id as usize * 7919 + copy * 104_729) % words.len()])
    });
    exchanged.collect::<Vec<_>>().join(" ")
}
