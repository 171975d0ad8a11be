//! A text as numbers: word n-grams, letter n-grams and a word-vector sum, each of length one.
//!
//! The similarity of two texts is the mean of the three cosines. The vectors are kept in whole numbers: their products
//! add up to the same bits in any order, so the compiler may use whatever a processor has.

use crate::model::Token;
use crate::text::WordVectors;
use crate::text::order::hash;

/// A sparse vector: feature ids in ascending order with their weights.
pub type Sparse = Vec<(u32, f32)>;

/// Share of each of the three cosines in a similarity.
pub const BLOCK: f32 = 1.0 / 3.0;

/// A component of 1 in a vector of whole numbers.
const UNIT: f32 = 16384.0;

/// One text in three blocks; the dot product within a block is a cosine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    pub words: Sparse,
    pub letters: Sparse,
    /// In units of 1/16384; as long as the word vectors, or all zero when no word is known.
    pub dense: Vec<i16>,
}

/// One text's features in a single numbering: words first, then letters, then the components of the vector. The dot
/// product of two texts' features is their similarity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'f> {
    pub(super) words: &'f Sparse,
    pub(super) letters: &'f Sparse,
    pub(super) dense: &'f [i16],
    /// How many word and letter features there are.
    pub(super) sizes: (usize, usize),
}

impl Row<'_> {
    /// Features with their weights.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, f32)> {
        let share = BLOCK.sqrt();
        let first = self.sizes.0 + self.sizes.1;
        let dense = self.dense.iter().enumerate();
        let dense = dense.map(move |(n, value)| (first + n, share * f32::from(*value) / UNIT));
        let words = self.words.iter().map(move |(id, weight)| (*id as usize, share * weight));
        let second = self.sizes.0;
        let letters = self.letters.iter();
        let letters = letters.map(move |(id, weight)| (second + *id as usize, share * weight));
        words.chain(letters).chain(dense)
    }
}

/// Feature ids of one block and how telling each feature is.
#[derive(Debug, Default)]
pub struct Space {
    /// Hashes of the n-grams in ascending order; the position is the id.
    hashes: Vec<u64>,
    /// Inverse document frequency by id.
    weights: Vec<f32>,
    /// The weight of an n-gram that no text has.
    unseen: f32,
}

impl Space {
    /// Learns a block from the n-grams of each text.
    #[must_use]
    pub fn learn(texts: &[Vec<u64>]) -> Self {
        let mut all: Vec<u64> = texts
            .iter()
            .flat_map(|grams| {
                let mut grams = grams.clone();
                grams.sort_unstable();
                grams.dedup();
                grams
            })
            .collect();
        all.sort_unstable();
        let mut space = Self { unseen: inverse_frequency(texts.len(), 0), ..Self::default() };
        for run in all.chunk_by(|a, b| a == b) {
            space.hashes.push(run[0]);
            space.weights.push(inverse_frequency(texts.len(), run.len()));
        }
        space
    }

    #[must_use]
    pub fn size(&self) -> usize {
        self.hashes.len()
    }

    /// An n-gram's id, none if no text has it, and how telling it is.
    #[must_use]
    pub fn weigh(&self, gram: u64) -> (Option<u32>, f32) {
        match self.hashes.binary_search(&gram) {
            Ok(at) => (Some(number(at)), self.weights[at]),
            Err(_) => (None, self.unseen),
        }
    }

    /// Weighs the n-grams of a text; those never seen before are left out but still cost length, so that a text with
    /// much unknown in it is similar to nothing.
    #[must_use]
    pub fn vector(&self, mut grams: Vec<u64>) -> Sparse {
        grams.sort_unstable();
        let mut squares = 0.0;
        let mut vector = Sparse::new();
        for run in grams.chunk_by(|a, b| a == b) {
            #[expect(clippy::cast_precision_loss, reason = "a count of a few")]
            let often = 1.0 + (run.len() as f32).ln();
            let (id, weight) = self.weigh(run[0]);
            let weight = often * weight;
            squares += weight * weight;
            vector.extend(id.map(|id| (id, weight)));
        }
        let length = f32::sqrt(squares);
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        vector
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of texts")]
fn inverse_frequency(texts: usize, with: usize) -> f32 {
    // The one more keeps what every text has: "how do I" says little, but not nothing.
    1.0 + ((1.0 + texts as f32) / (1.0 + with as f32)).ln()
}

/// Word n-grams: stems and pairs of neighbouring stems.
#[must_use]
pub fn word_grams(tokens: &[Token]) -> Vec<u64> {
    let mut grams: Vec<u64> = tokens.iter().map(word_gram).collect();
    grams.extend(tokens.windows(2).map(|pair| hash(&[&pair[0].stem, &pair[1].stem])));
    grams
}

/// The n-gram of a single word.
#[must_use]
pub fn word_gram(token: &Token) -> u64 {
    hash(&[&token.stem])
}

/// Letter n-grams of 3 to 5 within each telling word, with its ends marked.
#[must_use]
pub fn letter_grams(tokens: &[Token]) -> Vec<u64> {
    let mut grams = Vec::new();
    for token in tokens.iter().filter(|token| !token.stop) {
        let letters: Vec<char> =
            std::iter::once('<').chain(token.word.chars()).chain(std::iter::once('>')).collect();
        for n in 3..=5 {
            grams.extend(letters.windows(n).map(|gram| hash(&[&gram.iter().collect::<String>()])));
        }
    }
    grams
}

/// Sum of the word vectors, of length one, or zeros where no word is known.
#[must_use]
pub fn dense(tokens: &[Token], vectors: &WordVectors) -> Vec<i16> {
    let sentence = vectors.sentence(tokens.iter().map(|token| token.word.as_str()));
    #[expect(clippy::cast_possible_truncation, reason = "components are between -1 and 1")]
    sentence.into_iter().map(|value| (value * UNIT).round() as i16).collect()
}

/// Cosine of two vectors of length one.
#[must_use]
pub fn cosine(a: &[i16], b: &[i16]) -> f32 {
    let sum: i32 = a.iter().zip(b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a cosine needs no more than 24 bits")]
    let sum = sum as f32;
    sum / (UNIT * UNIT)
}

/// An id: texts and features are counted in u32.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
