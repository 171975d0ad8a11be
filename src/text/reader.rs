//! Reads a message the way the knowledge is written: lexicon applied, typos mended, endings cut.

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
        });
        Self {
            uses: all_uses,
            known: known.collect(),
            words,
            vocabulary,
            symbols: symbols(&corpus.lexicon),
            vectors,
            stemmer,
        }
    }

    /// The query a question stands for.
    #[must_use]
    pub fn query(&self, question: &Question) -> Query {
        let mut repairs = Vec::new();
        let mut mended = Mended::new();
        let spelt = self.spell(clean::words_and_symbols(&question.text, &self.symbols));
        let mut words = Vec::with_capacity(spelt.len());
        for word in self.join(spelt, &mut repairs) {
            if self.is_spelt_right(&word) {
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

    /// Joins what was written letter by letter, "c a n t", where words come out of it; the rest is left as it is.
    fn spell(&self, mut words: Vec<CleanWord>) -> Vec<Word<'_>> {
        let mut spelt = Vec::with_capacity(words.len());
        let word = |written: CleanWord| {
            let known = self.known(&written.text);
            Word { written, read: None, known }
        };
        for run in words.chunk_by_mut(|a, b| is_letter(&a.text) && is_letter(&b.text)) {
            let CleanWord { sentence, asked, .. } = run[0];
            match self.spelt(run) {
                Some(parts) => spelt.extend(
                    parts.into_iter().map(|text| word(CleanWord { text, sentence, asked })),
                ),
                None => spelt.extend(run.iter_mut().map(|one| {
                    let text = std::mem::take(&mut one.text);
                    word(CleanWord { text, ..*one })
                })),
            }
        }
        spelt
    }

    /// Puts together what somebody broke in two: "pro biotics".
    fn join<'r>(&'r self, words: Vec<Word<'r>>, repairs: &mut Vec<Repair>) -> Vec<Word<'r>> {
        let mut joined: Vec<Word<'r>> = Vec::with_capacity(words.len());
        for word in words {
            let whole = joined.last().and_then(|before| self.whole_of(before, &word));
            let Some((whole, known)) = whole else {
                joined.push(word);
                continue;
            };
            if let Some(before) = joined.last_mut() {
                let written = format!("{} {}", before.written.text, word.written.text);
                repairs.push(Repair { written: written.clone(), read_as: whole.clone() });
                before.written.text = written;
                (before.read, before.known) = (Some(whole), Some(known));
                before.written.asked |= word.written.asked;
            }
        }
        joined
    }

    /// The word of the knowledge that two words make, one of which the knowledge hardly has. Not with a stop word: "the
    /// rapist" is no therapist.
    fn whole_of(&self, before: &Word<'_>, word: &Word<'_>) -> Option<(String, &Known)> {
        let may_be_part = |part: &Word<'_>| {
            part.read.is_none()
                && part.written.text.len() >= LEAST_BROKEN_PART
                && part.known.is_none_or(|known| !known.stop)
        };
        let uses = |part: &Word<'_>| part.known.map_or(0, |known| known.uses);
        let rarer = uses(before).min(uses(word));
        if before.written.sentence != word.written.sentence
            || rarer > HARDLY
            || ![before, word].into_iter().all(may_be_part)
        {
            return None;
        }
        let whole = format!("{}{}", before.written.text, word.written.text);
        let is_likelier = |known: &&Known| whole.len() >= LEAST_BROKEN && known.uses > rarer;
        let known = self.known(&whole).filter(is_likelier)?;
        Some((whole, known))
    }

    /// The words that letters in a row spell.
    fn spelt(&self, run: &[CleanWord]) -> Option<Vec<String>> {
        if !(LEAST_LETTERS..=MOST_LETTERS).contains(&run.len()) {
            return None;
        }
        let joined: String = run.iter().map(|word| word.text.as_str()).collect();
        Some(self.split(&joined)?.into_iter().map(str::to_owned).collect())
    }

    /// The fewest known words that letters without spaces are made of: "cantbreathe".
    fn split<'w>(&self, letters: &'w str) -> Option<Vec<&'w str>> {
        let ends: Vec<usize> =
            letters.char_indices().map(|(at, c)| at + c.len_utf8()).take(MOST_LETTERS).collect();
        // For each end: how many words lead there, and where the last begins.
        let mut best: BTreeMap<usize, (usize, usize)> = BTreeMap::from([(0, (0, 0))]);
        for end in ends {
            let near = best.range(end.saturating_sub(LONGEST_SPELT)..);
            let ways = near.filter(|(start, _)| self.is_word(&letters[**start..end]));
            let ways = ways.map(|(start, (words, _))| (words + 1, *start));
            if let Some(way) = ways.min_by_key(|(words, start)| (*words, usize::MAX - start)) {
                best.insert(end, way);
            }
        }
        let mut parts = Vec::new();
        let mut end = letters.len();
        while end > 0 {
            let (_, start) = *best.get(&end)?;
            parts.push(&letters[start..end]);
            end = start;
        }
        parts.reverse();
        Some(parts)
    }

    /// Whether letters may be a word of their own inside others.
    fn is_word(&self, letters: &str) -> bool {
        matches!(letters, "i" | "a") || (letters.len() > 1 && self.is_known(letters))
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
        if let Some(letters) = letters_for_digits(word).filter(|letters| self.is_known(letters)) {
            return vec![letters];
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
        match self.two_words(word) {
            Some((first, second)) => vec![first.to_owned(), second.to_owned()],
            None => vec![word.to_owned()],
        }
    }

    /// The two known words that a longer one is made of, the first of them as long as may be: "breastmilk".
    fn two_words<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if !(LEAST_JOINED..=MOST_LETTERS).contains(&word.len()) {
            return None;
        }
        let is_part = |part: &str| part.len() >= LEAST_JOINED_PART && self.is_known(part);
        let mut cuts = word.char_indices().rev().map(|(at, _)| word.split_at(at));
        cuts.find(|(first, second)| is_part(first) && is_part(second))
    }

    /// The two words that a word most likely is without the space between them, "isrosacea", and how often they would stand
    /// one behind the other in the knowledge by chance.
    fn run_together<'w>(&self, word: &'w str) -> Option<((&'w str, &'w str), f64)> {
        if !(LEAST_RUN_TOGETHER..=MOST_LETTERS).contains(&word.len()) {
            return None;
        }
        let uses = |part: &str| {
            let may_stand = (part.len() > 1 && part.chars().all(char::is_alphabetic))
                || matches!(part, "i" | "a");
            Some(f64::from(self.known(part).filter(|_| may_stand)?.uses))
        };
        let cuts = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
        let likely = cuts.filter_map(|(first, second)| {
            Some(((first, second), uses(first)? * uses(second)? / self.uses))
        });
        let likeliest = likely.max_by(|a, b| a.1.total_cmp(&b.1));
        likeliest.filter(|(_, likely)| *likely >= LEAST_LIKELY)
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
        if word.known.is_some_and(|known| known.canonical) {
            return None;
        }
        let of = |base: &str| self.known(base)?.variants.iter().find(|variant| variant.inflected);
        FORMS.iter().find_map(|(ending, instead)| {
            let base = word.read().strip_suffix(ending)?;
            if instead.is_empty() {
                of(base).or_else(|| of(undoubled(base)?))
            } else {
                of(&format!("{base}{instead}"))
            }
        })
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

/// The longest variant of the lexicon that stands where words begin.
fn variant_at<'r>(words: &[Word<'r>]) -> Option<&'r Variant> {
    words.first()?.known?.variants.iter().find(|variant| {
        variant.written.len() <= words.len()
            && variant.written.iter().zip(words).all(|(wanted, word)| wanted == word.read())
    })
}

/// How many different unknown words of a message are mended, which bounds the time.
const MOST_MENDED: usize = 100;
/// Fewer letters in a row are initials or a list.
const LEAST_LETTERS: usize = 4;
/// More are no longer read, which bounds the time.
const MOST_LETTERS: usize = 120;
/// No word that is spelt out has more bytes, which bounds the time as well.
const LONGEST_SPELT: usize = 24;
/// Shorter words are not put together of parts, and shorter parts are no part of one.
const LEAST_BROKEN: usize = 6;
const LEAST_BROKEN_PART: usize = 2;
/// A word used so often or less may be there by chance.
const HARDLY: u32 = 2;
/// Shorter words are misspelt rather than run together.
const LEAST_RUN_TOGETHER: usize = 5;
/// Words that would stand together less often are not taken for run together: "pubmed" is no "pub med".
const LEAST_LIKELY: f64 = 0.01;
/// Shorter words that nobody knows are not taken apart.
const LEAST_JOINED: usize = 8;
const LEAST_JOINED_PART: usize = 3;

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

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// "br34the" with letters for its digits. A number, or a number with its unit, has none.
fn letters_for_digits(word: &str) -> Option<String> {
    let begins = word.starts_with(char::is_alphabetic)
        || word.chars().nth(1).is_some_and(char::is_alphabetic);
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().count() - digits;
    (begins && digits > 0 && digits <= letters && letters >= 2 && word.len() > 3).then(|| {
        let letter = |c| match c {
            '0' => 'o',
            '1' => 'i',
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
