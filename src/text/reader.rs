//! Reads a message the way the knowledge is written: lexicon applied, typos mended, endings cut.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rust_stemmers::{Algorithm, Stemmer};

use super::clean::{self, CleanWord};
use super::typo::Vocabulary;
use super::vectors::WordVectors;
use crate::model::{Corpus, Lexicon, Query, Question, Repair, Token};

/// Turns text into words that compare equal when people mean the same.
pub struct Reader {
    stop_words: BTreeSet<String>,
    /// First word of a variant to all variants that begin with it, the longest first.
    variants: BTreeMap<String, Vec<Variant>>,
    /// Words of the subject: what a misspelt word may be read as.
    vocabulary: Vocabulary,
    /// Words that are left as they are.
    known: BTreeSet<String>,
    vectors: Arc<WordVectors>,
    stemmer: Stemmer,
}

struct Variant {
    written: Vec<String>,
    read_as: Vec<String>,
}

impl Reader {
    /// A reader for one knowledge base. `vectors` tells ordinary English words from misspelt ones.
    #[must_use]
    pub fn new(corpus: &Corpus, vectors: Arc<WordVectors>) -> Self {
        let mut uses = BTreeMap::new();
        for text in texts(corpus) {
            for word in clean::words(text) {
                *uses.entry(word.text).or_insert(0) += 1;
            }
        }
        Self {
            stop_words: corpus.lexicon.stop_words.iter().flat_map(|word| plain(word)).collect(),
            variants: variants(&corpus.lexicon),
            vocabulary: Vocabulary::new(&uses),
            known: uses.into_keys().collect(),
            vectors,
            stemmer: Stemmer::create(Algorithm::English),
        }
    }

    /// The query a question stands for.
    #[must_use]
    pub fn query(&self, question: &Question) -> Query {
        let mut repairs = Vec::new();
        let words: Vec<(CleanWord, String)> = clean::words(&question.text)
            .into_iter()
            .map(|word| {
                let read = self.mend(&word.text);
                if read != word.text {
                    repairs.push(Repair { written: word.text.clone(), read_as: read.clone() });
                }
                (word, read)
            })
            .collect();
        let tokens = self.apply_lexicon(&words);
        Query { tokens, repairs, has_attachment: question.has_attachment }
    }

    /// The tokens of a phrasing or a pattern's words.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        self.query(&Question::new(text)).tokens
    }

    /// A word without its ending.
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        self.stemmer.stem(word).into_owned()
    }

    #[must_use]
    pub fn vectors(&self) -> &WordVectors {
        &self.vectors
    }

    fn is_known(&self, word: &str) -> bool {
        self.known.contains(word) || self.vectors.contains(word)
    }

    fn mend(&self, word: &str) -> String {
        if self.is_known(word) {
            return word.to_owned();
        }
        // "sooo" and "ittchy": a stretched letter is one or two of it.
        for kept in [2, 1] {
            let short = shorten_runs(word, kept);
            if short != word && self.is_known(&short) {
                return short;
            }
        }
        self.vocabulary.mend(word).unwrap_or(word).to_owned()
    }

    fn apply_lexicon(&self, words: &[(CleanWord, String)]) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let here = &words[at..];
            let (taken, read): (usize, Vec<&str>) = match self.variant_at(here) {
                Some(variant) => {
                    (variant.written.len(), variant.read_as.iter().map(String::as_str).collect())
                }
                None => (1, vec![here[0].1.as_str()]),
            };
            let mut surface = here[..taken]
                .iter()
                .map(|(word, _)| word.text.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            for word in read {
                tokens.push(Token {
                    // The first word of an expansion carries what was written.
                    surface: std::mem::take(&mut surface),
                    stem: self.stem(word),
                    stop: self.stop_words.contains(word),
                    word: word.to_owned(),
                    sentence: here[0].0.sentence,
                });
            }
            at += taken;
        }
        tokens
    }

    fn variant_at(&self, words: &[(CleanWord, String)]) -> Option<&Variant> {
        self.variants.get(&words.first()?.1)?.iter().find(|variant| {
            variant.written.len() <= words.len()
                && variant.written.iter().zip(words).all(|(wanted, (_, read))| wanted == read)
        })
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reader").field("known", &self.known.len()).finish_non_exhaustive()
    }
}

fn plain(text: &str) -> Vec<String> {
    clean::words(text).into_iter().map(|word| word.text).collect()
}

fn variants(lexicon: &Lexicon) -> BTreeMap<String, Vec<Variant>> {
    let mut by_first: BTreeMap<String, Vec<Variant>> = BTreeMap::new();
    for (canonical, written) in &lexicon.variants {
        let read_as = plain(canonical);
        for variant in written {
            let written = plain(variant);
            if let Some(first) = written.first().cloned() {
                let read_as = read_as.clone();
                by_first.entry(first).or_default().push(Variant { written, read_as });
            }
        }
    }
    for list in by_first.values_mut() {
        list.sort_by_key(|variant| std::cmp::Reverse(variant.written.len()));
    }
    by_first
}

/// Every text whose words count as known, the subject's own above all.
fn texts(corpus: &Corpus) -> impl Iterator<Item = &str> {
    let topics = corpus.topics.iter().flat_map(|topic| {
        let answers = topic.answers.iter().flat_map(|answer| answer.phrasings.iter());
        topic.aliases.iter().chain([&topic.title]).chain(answers)
    });
    let lexicon = &corpus.lexicon;
    let variants =
        lexicon.variants.iter().flat_map(|(word, variants)| [word].into_iter().chain(variants));
    let negatives = corpus.silence.iter().flat_map(|group| &group.negatives);
    let patterns = corpus
        .rules
        .iter()
        .flat_map(|rule| rule.patterns.iter().chain(&rule.unless))
        .flat_map(|p| p.words());
    topics
        .chain(variants)
        .chain(lexicon.classes.values().flatten())
        .chain(&lexicon.stop_words)
        .chain(negatives)
        .map(String::as_str)
        .chain(patterns)
}

/// Cuts every run of three or more of one letter to `kept`.
fn shorten_runs(word: &str, kept: usize) -> String {
    let mut out = String::new();
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut run = 1;
        while letters.next_if_eq(&letter).is_some() {
            run += 1;
        }
        let length = if run >= 3 { kept } else { run };
        out.extend(std::iter::repeat_n(letter, length));
    }
    out
}
