//! Reads a message the way the knowledge is written: lexicon applied, typos mended, endings cut.

mod spaces;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rust_stemmers::{Algorithm, Stemmer};

use super::clean::{self, CleanWord};
use super::english;
use super::names::Names;
use super::typo::Vocabulary;
use super::vectors::WordVectors;
use crate::model::pattern::Pattern;
use crate::model::{Corpus, Lexicon, Query, Question, Repair, Token};

/// Turns text into words that compare equal when people mean the same.
pub struct Reader {
    /// Words of the knowledge, which are left as they are.
    words: Names,
    /// What there is to know of them, by number.
    known: Vec<Known>,
    /// How many words the knowledge uses.
    uses: f64,
    /// Words of the subject: what a misspelt word may be read as.
    vocabulary: Vocabulary,
    /// Emoji and other signs that the lexicon reads as words.
    symbols: BTreeSet<char>,
    vectors: Arc<WordVectors>,
    stemmer: Stemmer,
}

/// What there is to know of a word, worked out once.
struct Known {
    stem: Arc<str>,
    stop: bool,
    /// How often the knowledge uses it.
    uses: u32,
    /// What others are read as, which stays as it is.
    canonical: bool,
    /// The variants that begin with it, the longest first.
    variants: Box<[Variant]>,
    /// The known word whose variant it is another form of, "hemorrhage" for "hemorrhaging".
    base: Option<u32>,
}

/// A word on its way to a token.
struct Word<'r> {
    /// As it was written; without text for all but the first of several that one word was read as.
    written: CleanWord,
    /// None for a word that is read as it is written.
    read: Option<String>,
    known: Option<&'r Known>,
}

impl Word<'_> {
    fn read(&self) -> &str {
        self.read.as_deref().unwrap_or(&self.written.text)
    }
}

/// Unknown words of one message by what they were read as.
type Mended = BTreeMap<String, Vec<String>>;

struct Variant {
    written: Vec<String>,
    read_as: Vec<String>,
    /// Whether the forms of the word are read so too.
    inflected: bool,
}

impl Reader {
    /// A reader for one knowledge base. `vectors` tells ordinary English words from misspelt ones.
    #[must_use]
    pub fn new(corpus: &Corpus, vectors: Arc<WordVectors>) -> Self {
        let mut words = Names::default();
        let mut uses = Vec::new();
        for text in texts(corpus) {
            clean::each_word(text, |word| {
                let number = words.learn(word) as usize;
                uses.resize(words.len(), 0);
                uses[number] += 1;
            });
        }
        let vocabulary = Vocabulary::new(&words, &uses);
        let stemmer = Stemmer::create(Algorithm::English);
        let stop_words: BTreeSet<String> =
            corpus.lexicon.stop_words.iter().flat_map(|word| plain(word)).collect();
        let canonical: BTreeSet<&str> =
            corpus.lexicon.variants.keys().map(String::as_str).collect();
        let mut variants = variants(&corpus.lexicon);
        variants.keys().for_each(|word| {
            words.learn(word);
        });
        // One piece of memory for all words of a stem.
        let (mut stems, mut shared) = (Names::default(), Vec::<Arc<str>>::new());
        let mut stem = |stem: &str| {
            let number = stems.learn(stem) as usize;
            if number == shared.len() {
                shared.push(stem.into());
            }
            Arc::clone(&shared[number])
        };
        uses.resize(words.len(), 0);
        let all_uses = uses.iter().copied().map(f64::from).sum();
        let known = words.iter().zip(uses).map(|(word, uses)| Known {
            stem: stem(&stemmer.stem(word)),
            stop: stop_words.contains(word),
            uses,
            canonical: canonical.contains(word),
            variants: variants.remove(word).unwrap_or_default().into(),
            base: None,
        });
        let mut reader = Self {
            uses: all_uses,
            known: known.collect(),
            words,
            vocabulary,
            symbols: symbols(&corpus.lexicon),
            vectors,
            stemmer,
        };
        for (number, word) in reader.words.iter().enumerate() {
            if !reader.known[number].canonical {
                reader.known[number].base = base_of(word, &reader.words, &reader.known);
            }
        }
        reader
    }

    /// The query a question stands for.
    #[must_use]
    pub fn query(&self, question: &Question) -> Query {
        let mut repairs = Vec::new();
        let mut mended = Mended::new();
        let spelt = self.spell(clean::words_and_symbols(&question.text, &self.symbols));
        let mut words = Vec::with_capacity(spelt.len());
        for word in self.join(spelt) {
            if self.is_spelt_right(&word) {
                // Read as another one already: it was broken in two.
                repairs.extend(word.read.as_ref().map(|read| Repair {
                    written: word.written.text.clone(),
                    read_as: read.clone(),
                }));
                words.push(word);
                continue;
            }
            let read = self.read(&word.written.text, &mut mended);
            let joined = read.join(" ");
            if joined != word.written.text {
                let written = word.written.text.clone();
                repairs.push(Repair { written, read_as: joined });
            }
            let CleanWord { mut text, sentence, asked } = word.written;
            words.extend(read.into_iter().map(|read| Word {
                // The first of several carries what was written.
                written: CleanWord { text: std::mem::take(&mut text), sentence, asked },
                known: self.known(&read),
                read: Some(read),
            }));
        }
        let tokens = self.apply_lexicon(words);
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
    pub fn vectors(&self) -> &Arc<WordVectors> {
        &self.vectors
    }

    /// Whether a lower-case word stands in the knowledge.
    #[must_use]
    pub fn is_of_knowledge(&self, word: &str) -> bool {
        self.known(word).is_some()
    }

    /// Whether a lower-case word stands in the knowledge or is ordinary English.
    #[must_use]
    pub fn is_known(&self, word: &str) -> bool {
        self.known(word).is_some() || self.vectors.contains(word)
    }

    /// Whether there is nothing to mend.
    fn is_spelt_right(&self, word: &Word<'_>) -> bool {
        let written = &word.written.text;
        word.known.is_some() || self.vectors.contains(written) || english::is_word(written)
    }

    fn known(&self, word: &str) -> Option<&Known> {
        self.words.get(word).map(|number| &self.known[number as usize])
    }

    /// What an unknown word stands for; each of a message is mended once, and only so many of them.
    fn read(&self, word: &str, mended: &mut Mended) -> Vec<String> {
        if let Some(read) = mended.get(word) {
            return read.clone();
        }
        if mended.len() >= MOST_MENDED {
            return vec![word.to_owned()];
        }
        let read = self.mend(word);
        mended.insert(word.to_owned(), read.clone());
        read
    }

    /// What an unknown word most likely stands for, in one or more words.
    fn mend(&self, word: &str) -> Vec<String> {
        if self.is_inflected(word) {
            return vec![word.to_owned()];
        }
        // "sooo" and "ittchy": a stretched letter is one or two of it.
        for kept in [2, 1] {
            let short = shorten_runs(word, kept);
            if short != word && self.is_known(&short) {
                return vec![short];
            }
        }
        for one in ['i', 'l'] {
            let letters = letters_for_digits(word, one);
            if let Some(letters) = letters.filter(|letters| self.is_known(letters)) {
                return vec![letters];
            }
        }
        let mended = self.vocabulary.mend(word, &self.words);
        let apart = self.run_together(word).filter(|(_, likely)| {
            mended
                .and_then(|mended| self.known(mended))
                .is_none_or(|mended| *likely > f64::from(mended.uses))
        });
        if let Some(((first, second), _)) = apart {
            return vec![first.to_owned(), second.to_owned()];
        }
        if let Some(mended) = mended {
            return vec![mended.to_owned()];
        }
        let two = self.two_words(word).map(|(first, second)| vec![first, second]);
        let parts = two.or_else(|| self.many_words(word)).unwrap_or_else(|| vec![word]);
        parts.into_iter().map(str::to_owned).collect()
    }

    /// Whether a word is a known one with an ending. There is nothing to mend then: "hikes" are no "hives".
    fn is_inflected(&self, word: &str) -> bool {
        ENDINGS.iter().any(|(ending, instead, keeps_stem)| {
            let is_base = |base: &str| {
                base.len() >= LEAST_BASE
                    && self.is_known(base)
                    && (!keeps_stem || self.stem(base) == self.stem(word))
            };
            word.strip_suffix(ending).is_some_and(|base| {
                is_base(&format!("{base}{instead}")) || undoubled(base).is_some_and(is_base)
            })
        })
    }

    fn apply_lexicon(&self, mut words: Vec<Word<'_>>) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let CleanWord { sentence, asked, .. } = words[at].written;
            let variant = variant_at(&words[at..]).or_else(|| self.variant_of_form(&words[at]));
            let Some(variant) = variant else {
                let Word { written, read, known } = &mut words[at];
                let written = std::mem::take(&mut written.text);
                let (surface, word) = match read.take() {
                    Some(read) => (Some(written), read),
                    None => (None, written),
                };
                tokens.push(self.token(surface, word, *known, sentence, asked));
                at += 1;
                continue;
            };
            let taken = &words[at..at + variant.written.len()];
            let surfaces: Vec<&str> = taken.iter().map(|word| word.written.text.as_str()).collect();
            let mut surface = surfaces.join(" ");
            for word in &variant.read_as {
                // The first word of an expansion carries what was written.
                let surface = Some(std::mem::take(&mut surface));
                let known = self.known(word);
                tokens.push(self.token(surface, word.clone(), known, sentence, asked));
            }
            at += variant.written.len();
        }
        tokens
    }

    /// The variant that a word is another form of: "hemorrhaging" of "hemorrhage".
    fn variant_of_form(&self, word: &Word<'_>) -> Option<&Variant> {
        let base = match word.known {
            Some(known) => known.base,
            None => base_of(word.read(), &self.words, &self.known),
        };
        self.known[base? as usize].variants.iter().find(|variant| variant.inflected)
    }

    fn token(
        &self,
        surface: Option<String>,
        word: String,
        known: Option<&Known>,
        sentence: u32,
        asked: bool,
    ) -> Token {
        let surface = surface.filter(|surface| *surface != word);
        let stem =
            known.map_or_else(|| self.stemmer.stem(&word).into(), |known| Arc::clone(&known.stem));
        Token { surface, stem, stop: known.is_some_and(|known| known.stop), word, sentence, asked }
    }
}

/// The known word with an inflected variant that a word is another form of.
fn base_of(word: &str, words: &Names, known: &[Known]) -> Option<u32> {
    let inflected =
        |base: &u32| known[*base as usize].variants.iter().any(|variant| variant.inflected);
    let of = |base: &str| words.get(base).filter(inflected);
    FORMS.iter().find_map(|(ending, instead)| {
        let base = word.strip_suffix(ending)?;
        if instead.is_empty() {
            of(base).or_else(|| of(undoubled(base)?))
        } else {
            of(&format!("{base}{instead}"))
        }
    })
}

/// The longest variant of the lexicon that stands where words begin.
fn variant_at<'r>(words: &[Word<'r>]) -> Option<&'r Variant> {
    words.first()?.known?.variants.iter().find(|variant| {
        variant.written.len() <= words.len()
            && variant.written.iter().zip(words).all(|(wanted, word)| wanted == word.read())
    })
}

/// How many different unknown words of a message are mended, which bounds the time.
const MOST_MENDED: usize = 100;

/// Endings of English words, what the word has in their place without them, and whether it then has the same stem.
const ENDINGS: [(&str, &str, bool); 11] = [
    ("s", "", true),
    ("es", "", true),
    ("ies", "y", true),
    ("ed", "", true),
    ("d", "", true),
    ("ied", "y", true),
    ("ing", "", true),
    ("ing", "e", true),
    ("er", "", false),
    ("r", "", false),
    ("ly", "", false),
];
/// Shorter words are too often the rest of a misspelt one.
const LEAST_BASE: usize = 4;

/// Endings of other forms of a word, and what it has in their place.
const FORMS: [(&str, &str); 7] =
    [("s", ""), ("ies", "y"), ("ed", ""), ("d", ""), ("ied", "y"), ("ing", ""), ("ing", "e")];

/// "swabb" without the second of its last letters.
fn undoubled(word: &str) -> Option<&str> {
    let last = word.chars().next_back()?;
    word.strip_suffix(last).filter(|rest| rest.ends_with(last))
}

/// "br34the" with letters for its digits, `one` for 1: "k1ll", "ki11". A number, or a number with its unit, has none.
fn letters_for_digits(word: &str, one: char) -> Option<String> {
    let begins = word.starts_with(char::is_alphabetic)
        || word.chars().nth(1).is_some_and(char::is_alphabetic);
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().count() - digits;
    (begins && digits > 0 && digits <= letters && letters >= 2 && word.len() > 3).then(|| {
        let letter = |c| match c {
            '0' => 'o',
            '1' => one,
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            '8' => 'b',
            other => other,
        };
        word.chars().map(letter).collect()
    })
}

fn symbols(lexicon: &Lexicon) -> BTreeSet<char> {
    let written = lexicon.variants.values().flatten();
    written
        .flat_map(|text| text.chars())
        .filter(|c| !c.is_ascii() && !c.is_alphanumeric())
        .collect()
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
    let symbols = symbols(lexicon);
    let plain = |text: &str| -> Vec<String> {
        let words = clean::words_and_symbols(text, &symbols).into_iter();
        words.map(|word| word.text).collect()
    };
    let mut by_first: BTreeMap<String, Vec<Variant>> = BTreeMap::new();
    for (canonical, written) in &lexicon.variants {
        let read_as = plain(canonical);
        for variant in written {
            let written = plain(variant);
            if let Some(first) = written.first().cloned() {
                let read_as = read_as.clone();
                let inflected = lexicon.inflected.contains(variant);
                by_first.entry(first).or_default().push(Variant { written, read_as, inflected });
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
        topic.aliases.iter().chain(&topic.terms).chain([&topic.title]).chain(answers)
    });
    let lexicon = &corpus.lexicon;
    let variants =
        lexicon.variants.iter().flat_map(|(word, variants)| [word].into_iter().chain(variants));
    let negatives = corpus.silence.iter().flat_map(|group| &group.negatives);
    let patterns = corpus
        .rules
        .iter()
        .flat_map(|rule| rule.patterns.iter().chain(&rule.unless))
        .flat_map(Pattern::words);
    topics
        .chain(variants)
        .chain(lexicon.classes.values().flatten())
        .chain(&lexicon.stop_words)
        .chain(negatives)
        .map(String::as_str)
        .chain(patterns)
}

/// Cuts every run of three or more of one letter to `kept`. Digits stay: 1000 is no 100.
fn shorten_runs(word: &str, kept: usize) -> String {
    let mut out = String::new();
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut run = 1;
        while letters.next_if_eq(&letter).is_some() {
            run += 1;
        }
        let length = if run >= 3 && letter.is_alphabetic() { kept } else { run };
        out.extend(std::iter::repeat_n(letter, length));
    }
    out
}
