//! A text as numbers: word n-grams, letter n-grams and a word-vector sum, each of length one.
//!
//! The similarity of two texts is the mean of the three cosines. The vectors are kept in whole numbers: their products
//! add up to the same bits in any order, so the compiler may use whatever a processor has.

use crate::model::Token;
use crate::text::WordVectors;
use crate::text::lists::Lists;
use crate::text::names::{Names, Pairs};
use crate::text::order::{Hash, hash};

/// A sparse vector: feature ids in ascending order with their weights.
pub type Sparse = Vec<(u32, f32)>;

/// Share of each of the three cosines in a similarity.
pub const BLOCK: f32 = 1.0 / 3.0;

/// A component of 1 in a vector of whole numbers. The length of a vector, rounding included, then stays below 181 up to
/// 480 dimensions, and so the product of two, and what it is the sum of, within 16 bits.
const UNIT: f32 = 170.0;
/// A component of 0. Bytes without a sign take one instruction less to widen.
const ZERO: u8 = 128;

/// One text in three blocks; the dot product within a block is a cosine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    pub words: Sparse,
    pub letters: Sparse,
    /// As long as the word vectors: 128, and 170 more for a component of 1. All 128 when no word is known.
    pub dense: Vec<u8>,
}

/// Feature ids of one block and how telling each feature is.
#[derive(Debug)]
pub struct Space {
    /// Hashes of the n-grams in ascending order; the position is the id. Of each the 32 bits behind those of its slot:
    /// two of the few in a slot have the same once in four billion cases, and are then one.
    hashes: Vec<u32>,
    /// Where those begin whose upper bits are a number or more, and where all end: a search begins close to its end.
    slots: Vec<u32>,
    /// So many upper bits.
    slot_bits: u32,
    /// Inverse document frequency by the number of texts that have an n-gram.
    weights: Vec<f32>,
}

/// The n-grams of texts, taken in one text after the other.
#[derive(Debug)]
pub(super) struct Learning {
    found: Pairs,
    /// By text the n-grams it has, as often as it has them, in the order in which they were found.
    texts: Lists<u32>,
    /// The words whose letters are known, and the n-grams of each.
    words: Names,
    letters: Lists<u32>,
}

/// What was learnt of texts.
#[derive(Debug)]
pub(super) struct Learnt {
    pub(super) space: Space,
    /// By id: how many texts have it.
    pub(super) counts: Vec<u32>,
    /// By text: the ids of its n-grams in ascending order, as often as it has them.
    pub(super) texts: Lists<u32>,
}

impl Learning {
    /// Nothing, with room for so many texts of so many n-grams, so many of which no other had: growing as they come would
    /// leave holes in memory.
    pub(super) fn with_room(texts: usize, grams: usize, new: usize) -> Self {
        Self {
            found: Pairs::with_room(texts * new),
            texts: Lists::with_room(texts, texts * grams),
            words: Names::default(),
            letters: Lists::with_room(0, 0),
        }
    }

    /// Takes in a text by its n-grams of words.
    pub(super) fn push_words(&mut self, tokens: &[Token]) {
        let grams = word_grams(tokens);
        let own: Vec<u32> = grams.into_iter().map(|gram| self.found.learn(halves(gram))).collect();
        self.texts.push(own);
    }

    /// Takes in a text by its n-grams of letters. Those of a word are looked for once.
    pub(super) fn push_letters(&mut self, tokens: &[Token]) {
        let mut own = Vec::new();
        for token in tokens.iter().filter(|token| !token.stop) {
            let word = self.words.learn(&token.word) as usize;
            if word == self.letters.len() {
                let found = &mut self.found;
                let grams = letter_grams(std::slice::from_ref(token));
                self.letters.push(grams.into_iter().map(|gram| found.learn(halves(gram))));
            }
            own.extend(self.letters.of(word));
        }
        self.texts.push(own);
    }

    pub(super) fn end(self) -> Learnt {
        let Self { found, mut texts, .. } = self;
        texts.shrink();
        let mut all: Vec<((u32, u32), u32)> = found.iter().zip(0..).collect();
        drop(found);
        all.sort_unstable();
        let mut ids = vec![0; all.len()];
        for ((_, found), id) in all.iter().zip(0..) {
            ids[*found as usize] = id;
        }
        let mut counts = vec![0; all.len()];
        for own in texts.iter_mut() {
            own.iter_mut().for_each(|found| *found = ids[*found as usize]);
            own.sort_unstable();
            own.chunk_by(|a, b| a == b).for_each(|same| counts[same[0] as usize] += 1);
        }
        let hashes = all.iter().map(|(hash, _)| whole(*hash));
        Learnt { space: Space::new(hashes, &counts, texts.len()), counts, texts }
    }
}

impl Space {
    /// Of hashes in ascending order, each with the number of texts that have it, of so many in all.
    fn new(hashes: impl Iterator<Item = u64>, counts: &[u32], texts: usize) -> Self {
        let slot_bits = (counts.len() / IN_SLOT).max(2).ilog2();
        let mut slots = vec![0; (1 << slot_bits) + 1];
        let mut behind = Vec::with_capacity(counts.len());
        for (hash, at) in hashes.zip(1..) {
            slots[slot(hash, slot_bits) + 1] = at;
            behind.push(behind_slot(hash, slot_bits));
        }
        // Empty ones begin where the one before ends.
        let mut end = 0;
        for slot in &mut slots {
            end = end.max(*slot);
            *slot = end;
        }
        let most = counts.iter().max().map_or(0, |most| *most as usize);
        let weights = (0..=most).map(|with| inverse_frequency(texts, with)).collect();
        Self { hashes: behind, slot_bits, slots, weights }
    }

    #[must_use]
    pub fn size(&self) -> usize {
        self.hashes.len()
    }

    /// An n-gram's id, none if no text has it.
    #[must_use]
    pub fn id(&self, gram: u64) -> Option<u32> {
        let slot = slot(gram, self.slot_bits);
        let (start, end) = (self.slots[slot] as usize, self.slots[slot + 1] as usize);
        let place = self.hashes[start..end].binary_search(&behind_slot(gram, self.slot_bits));
        place.ok().map(|at| number(start + at))
    }

    /// How telling an n-gram is that so many texts have, of those that were learnt.
    pub(super) fn weight(&self, texts: usize) -> f32 {
        self.weights[texts]
    }

    /// Weighs the n-grams of a text, which are in order; those never seen before are left out but still cost length, so
    /// that a text with much unknown in it is similar to nothing. `texts` says how many have one by its id.
    pub(super) fn vector(&self, grams: &[u64], texts: impl Fn(u32) -> usize) -> Sparse {
        let mut vector = Sparse::with_capacity(grams.len());
        let length = weigh_all(grams, |gram, often| {
            let id = self.id(*gram);
            let weight = self.weight(id.map_or(0, &texts));
            vector.extend(id.map(|id| (id, often * weight)));
            weight
        });
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        vector
    }

    /// The same for the n-grams of a text that was learnt; also gives what the weights were divided by.
    pub(super) fn vector_of(&self, ids: &[u32], counts: &[u32]) -> (Sparse, f32) {
        let mut vector = Sparse::with_capacity(ids.len());
        let length = weigh_all(ids, |id, often| {
            let weight = self.weight(counts[*id as usize] as usize);
            vector.push((*id, often * weight));
            weight
        });
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        (vector, length)
    }
}

/// Calls `weigh` for each of some things in order, with how much it counts by how often it is there, and gives the length
/// of the vector of all that it returns; 1 for none.
fn weigh_all<T: PartialEq>(things: &[T], mut weigh: impl FnMut(&T, f32) -> f32) -> f32 {
    let mut squares = 0.0;
    for run in things.chunk_by(|a, b| a == b) {
        let often = often(run.len());
        let weight = often * weigh(&run[0], often);
        squares += weight * weight;
    }
    if squares > 0.0 { f32::sqrt(squares) } else { 1.0 }
}

/// How much an n-gram counts that is there so many times.
pub(super) fn often(times: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a count of a few")]
    let times = times as f32;
    // Nearly all are there once.
    if times > 1.0 { 1.0 + libm::logf(times) } else { 1.0 }
}

/// A hash as a pair of numbers.
#[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
const fn halves(hash: u64) -> (u32, u32) {
    ((hash >> 32) as u32, hash as u32)
}

fn whole((upper, lower): (u32, u32)) -> u64 {
    (u64::from(upper) << 32) | u64::from(lower)
}

/// At least so many n-grams are in a slot on average, less than twice as many.
const IN_SLOT: usize = 4;

fn slot(hash: u64, bits: u32) -> usize {
    usize::try_from(hash >> (u64::BITS - bits)).unwrap_or_default()
}

/// The 32 bits of a hash that follow those of its slot.
const fn behind_slot(hash: u64, slot_bits: u32) -> u32 {
    halves(hash << slot_bits).0
}

#[expect(clippy::cast_precision_loss, reason = "counts of texts")]
fn inverse_frequency(texts: usize, with: usize) -> f32 {
    // The one more keeps what every text has: "how do I" says little, but not nothing.
    1.0 + libm::logf((1.0 + texts as f32) / (1.0 + with as f32))
}

/// Word n-grams in order: stems and pairs of neighbouring stems.
#[must_use]
pub fn word_grams(tokens: &[Token]) -> Vec<u64> {
    let mut grams = Vec::with_capacity(2 * tokens.len());
    grams.extend(tokens.iter().map(word_gram));
    grams.extend(tokens.windows(2).map(|pair| hash(&[&pair[0].stem, &pair[1].stem])));
    grams.sort_unstable();
    grams
}

/// The n-gram of a single word.
#[must_use]
pub fn word_gram(token: &Token) -> u64 {
    hash(&[&token.stem])
}

/// Letter n-grams in order, of 3 to 5 within each telling word, with its ends marked.
#[must_use]
pub fn letter_grams(tokens: &[Token]) -> Vec<u64> {
    let telling = tokens.iter().filter(|token| !token.stop);
    // Three begin at each letter, but for the last.
    let mut grams = Vec::with_capacity(telling.clone().map(|token| 3 * token.word.len()).sum());
    let mut letters = Vec::new();
    for token in telling {
        letters.clear();
        letters.extend(['<'].into_iter().chain(token.word.chars()).chain(['>']));
        for start in 0..letters.len() {
            let mut hash = Hash::new();
            for (length, letter) in (1..=5).zip(&letters[start..]) {
                hash = hash.with(letter.encode_utf8(&mut [0; 4]).as_bytes());
                grams.extend((length >= 3).then(|| hash.end()));
            }
        }
    }
    grams.sort_unstable();
    grams
}

/// Sum of the word vectors, of length one, or nothing but zeros where no word is known.
#[must_use]
pub fn dense(tokens: &[Token], vectors: &WordVectors) -> Vec<u8> {
    let sentence = vectors.sentence(tokens.iter().map(|token| token.word.as_str()));
    sentence.into_iter().map(byte).collect()
}

/// The byte of a vector that stands for a component.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cut to what a byte holds"
)]
pub(super) fn byte(component: f32) -> u8 {
    ((component * UNIT + f32::from(ZERO)).clamp(1.0, 255.0) + 0.5) as u8
}

/// What a byte of a vector stands for.
pub(super) fn component(byte: u8) -> f32 {
    (f32::from(byte) - f32::from(ZERO)) * (1.0 / UNIT)
}

/// A vector made ready to be compared with many.
#[derive(Debug, Clone)]
pub struct Direction {
    components: Vec<i16>,
    /// Its product with a vector of zeros, which every product is too large by.
    zero: i16,
}

impl Direction {
    #[must_use]
    pub fn new(dense: &[u8]) -> Self {
        let components: Vec<i16> =
            dense.iter().map(|byte| i16::from(*byte) - i16::from(ZERO)).collect();
        let zero = product(&components, &vec![ZERO; components.len()]);
        Self { components, zero }
    }

    /// Cosine with another vector of length one.
    #[must_use]
    pub fn cosine(&self, other: &[u8]) -> f32 {
        let product = product(&self.components, other).wrapping_sub(self.zero);
        f32::from(product) * (1.0 / (UNIT * UNIT))
    }

    /// Puts the cosines with vectors that stand one behind the other in the place of others.
    pub(super) fn cosines(&self, others: &[u8], cosines: &mut Vec<f32>) {
        let dim = self.components.len().max(1);
        cosines.clear();
        cosines.extend(others.chunks_exact(dim).map(|other| self.cosine(other)));
    }
}

/// So many components are multiplied at once: four registers of the plainest processor, and their sums stay in four more.
const TOGETHER: usize = 32;

/// Sixteen bits may overflow on the way and come back: only the end has to fit, see [`UNIT`].
fn product(a: &[i16], other: &[u8]) -> i16 {
    let times = |(x, byte): (&i16, &u8)| x.wrapping_mul(i16::from(*byte));
    let (blocks, rest) = a.as_chunks::<TOGETHER>();
    let (other_blocks, other_rest) = other.as_chunks::<TOGETHER>();
    let mut sums = [0_i16; TOGETHER];
    for (block, other) in blocks.iter().zip(other_blocks) {
        let products = block.iter().zip(other).map(times);
        sums.iter_mut().zip(products).for_each(|(sum, product)| *sum = sum.wrapping_add(product));
    }
    let rest = rest.iter().zip(other_rest).map(times);
    sums.into_iter().chain(rest).fold(0, i16::wrapping_add)
}

/// An id: texts and features are counted in u32.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
