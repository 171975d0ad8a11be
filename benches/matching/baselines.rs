//! Ways to find the nearest phrasing that need no engine.

use bm25::{SearchEngine, SearchEngineBuilder, Tokenizer};
use gutskin::model::{Corpus, Outcome, Question};
use gutskin::pipeline::Snapshot;

type Search = Box<dyn Fn(&str) -> Option<usize>>;

/// A baseline over the shipped phrasings.
pub(super) struct Nearest {
    pub(super) name: &'static str,
    /// The topic of each phrasing.
    topics: Vec<String>,
    search: Search,
}

impl Nearest {
    pub(super) fn damerau_levenshtein(corpus: &Corpus) -> Self {
        let name = "nearest by Damerau-Levenshtein";
        Self::by_similarity(name, corpus, strsim::normalized_damerau_levenshtein)
    }

    pub(super) fn jaro_winkler(corpus: &Corpus) -> Self {
        Self::by_similarity("nearest by Jaro-Winkler", corpus, strsim::jaro_winkler)
    }

    pub(super) fn bm25(corpus: &Corpus) -> Self {
        let (texts, topics) = phrasings(corpus);
        let engine: SearchEngine<u32, u32, Words> =
            SearchEngineBuilder::<u32, u32, Words>::with_tokenizer_and_corpus(Words, texts).build();
        let search = move |question: &str| {
            engine.search(question, 1).first().map(|found| found.document.id as usize)
        };
        Self { name: "nearest by BM25", topics, search: Box::new(search) }
    }

    fn by_similarity(name: &'static str, corpus: &Corpus, of: fn(&str, &str) -> f64) -> Self {
        let (texts, topics) = phrasings(corpus);
        let search = move |question: &str| {
            let question = question.to_lowercase();
            let similar = texts.iter().map(|text| of(&question, text)).enumerate();
            similar.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
        };
        Self { name, topics, search: Box::new(search) }
    }

    /// The topic of the nearest phrasing.
    pub(super) fn nearest(&self, question: &str) -> Option<&str> {
        (self.search)(question).map(|at| self.topics[at].as_str())
    }
}

/// How often the first topic is a right one, over the labelled questions that have an answer.
pub(super) fn print_accuracy(baselines: &[Nearest], snapshot: &Snapshot) {
    let file = include_str!("../../tests/data/questions.tsv");
    let rows: Vec<(&str, &str)> = file
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(question, expected)| Some((question, expected.strip_prefix("answer:")?)))
        .collect();
    let share = |first: &dyn Fn(&str) -> Option<String>| {
        let hit = |(question, expected): &&(&str, &str)| {
            first(question).is_some_and(|topic| expected.split('|').any(|right| right == topic))
        };
        100 * rows.iter().filter(hit).count() / rows.len()
    };
    let today = super::today();
    let ours = share(&|question| {
        let decision = snapshot.ask(&Question::new(question), today).decision;
        if decision.outcome == Outcome::Emergency {
            return None;
        }
        let best = decision.ranking.first()?;
        Some(snapshot.corpus().topics[best.answer.topic].id.clone())
    });
    println!("\nright topic first: {ours} %");
    for baseline in baselines {
        let right = share(&|question| baseline.nearest(question).map(str::to_owned));
        println!("  {}: {right} %", baseline.name);
    }
}

fn phrasings(corpus: &Corpus) -> (Vec<String>, Vec<String>) {
    corpus
        .answers()
        .flat_map(|(_, topic, answer)| {
            answer.phrasings.iter().map(|text| (text.to_lowercase(), topic.id.clone()))
        })
        .unzip()
}

/// Lower-case words.
struct Words;

impl Tokenizer for Words {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    }
}
