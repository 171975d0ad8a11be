//! A text as numbers: word n-grams, letter n-grams and a word-vector sum, each of length one.

use crate::model::Token;
use crate::text::WordVectors;

/// A sparse vector: feature ids in ascending order with their weights.
pub type Sparse = Vec<(u32, f32)>;

/// One text in three blocks; the dot product within a block is a cosine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    pub words: Sparse,
    pub letters: Sparse,
    /// As long as the word vectors, or all zero when no word is known.
    pub dense: Vec<f32>,
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
            if let Ok(at) = self.hashes.binary_search(&run[0]) {
                let weight = often * self.weights[at];
                squares += weight * weight;
                #[expect(clippy::cast_possible_truncation, reason = "ids are few")]
                vector.push((at as u32, weight));
            } else {
                squares += (often * self.unseen) * (often * self.unseen);
            }
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
    ((1.0 + texts as f32) / (1.0 + with as f32)).ln()
}

/// Word n-grams: stems and pairs of neighbouring stems.
#[must_use]
pub fn word_grams(tokens: &[Token]) -> Vec<u64> {
    let mut grams: Vec<u64> = tokens.iter().map(|token| hash(&[&token.stem])).collect();
    grams.extend(tokens.windows(2).map(|pair| hash(&[&pair[0].stem, &pair[1].stem])));
    grams
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
pub fn dense(tokens: &[Token], vectors: &WordVectors) -> Vec<f32> {
    vectors.sentence(tokens.iter().map(|token| token.word.as_str()))
}

/// Dot product in eight running sums: the order is fixed, so every machine gets the same bits.
#[must_use]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// FNV-1a with 64 bits over the parts, a zero byte after each.
fn hash(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
