//! All texts of the index, the phrasings, names and negatives, and how similar each is to a query.
//!
//! Knows features and numbers of texts; nothing of topics, answers or scores.

use std::cmp::Reverse;
use std::ops::Range;

use super::classifier::Row;
use super::features::{self, BLOCK, Direction, Features, Learning, Learnt, Space, Sparse};
use super::outline::Outline;
use super::postings::{Counted, List, Postings, add_all};
use crate::model::Token;
use crate::text::Reader;
use crate::text::lists::Lists;

/// The texts' features, the sparse ones as posting lists.
#[derive(Debug)]
pub(super) struct Texts {
    words: Block,
    letters: Block,
    /// One row after the other, each as long as the word vectors.
    dense: Vec<u8>,
    dim: usize,
    count: usize,
}

/// The sparse features of each text for the classifier.
pub(super) struct Parts {
    words: Part,
    letters: Part,
}

/// Those of one block. Weights are worked out when they are wanted: as numbers alone they take half the room.
struct Part {
    /// By text the n-grams that others have too: [`TIMES`] times the number, and how often it has it beyond the first.
    shared: Lists<u32>,
    /// By number how telling each is.
    weights: Vec<f32>,
    /// How much an n-gram counts that is there once, twice, and so on.
    often: [f32; TIMES],
    /// By text: what its weights are multiplied with, and the sum of the squares of those it has alone.
    texts: Vec<(f32, f32)>,
}

/// In training an n-gram that a text has more often counts as if it were there so many times.
const TIMES: usize = 16;

impl Texts {
    /// Takes in texts as the reader leaves them; also gives their sparse features, for training.
    pub(super) fn build(
        tokens: impl ExactSizeIterator<Item = Vec<Token>>,
        reader: &Reader,
    ) -> (Self, Parts) {
        let vectors = reader.vectors();
        let count = tokens.len();
        let mut dense = Vec::with_capacity(count * vectors.dim());
        let (mut words, mut letters) =
            (Learning::with_room(count, 16, 6), Learning::with_room(count, 64, 9));
        // Text by text: the tokens of all of them would be the largest thing in memory.
        for tokens in tokens {
            words.push_words(&tokens);
            letters.push_letters(&tokens);
            dense.extend(features::dense(&tokens, vectors));
        }
        let (words, word_parts) = Block::build(words.end());
        let (letters, letter_parts) = Block::build(letters.end());
        let texts = Self { words, letters, dense, dim: vectors.dim(), count };
        (texts, Parts { words: word_parts, letters: letter_parts })
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }

    pub(super) fn features(&self, tokens: &[Token], reader: &Reader) -> Features {
        Features {
            words: self.words.vector(&features::word_grams(tokens)),
            letters: self.letters.vector(&features::letter_grams(tokens)),
            dense: features::dense(tokens, reader.vectors()),
        }
    }

    /// A query's features for the classifier.
    pub(super) fn row(&self, query: &Features) -> Row {
        let mut row = Row::default();
        self.words.put_into(&mut row, &query.words, 0);
        self.letters.put_into(&mut row, &query.letters, self.words.shared);
        Self::put_dense_into(&mut row, &query.dense);
        row
    }

    /// The features of a text of its own for the classifier, in the place of others; `parts` has its sparse ones.
    pub(super) fn put_own_into(&self, row: &mut Row, text: usize, parts: &Parts) {
        row.clear();
        let mut alone = 0.0;
        for (part, first) in [(&parts.words, 0), (&parts.letters, self.words.shared)] {
            let (times, squares) = part.texts[text];
            alone += squares;
            row.shared.extend(part.shared.of(text).iter().map(|packed| {
                let (number, more) = (*packed / features::number(TIMES), *packed as usize % TIMES);
                (first + number, part.often[more] * part.weights[number as usize] * times)
            }));
        }
        row.alone.push((features::number(text), alone));
        Self::put_dense_into(row, &self.dense[text * self.dim..(text + 1) * self.dim]);
    }

    fn put_dense_into(row: &mut Row, dense: &[u8]) {
        let share = BLOCK.sqrt();
        row.dense.extend(dense.iter().map(|byte| share * features::component(*byte)));
    }

    /// How many features a row can share with others, and the components of its vector.
    pub(super) fn sizes(&self) -> (usize, usize) {
        ((self.words.shared + self.letters.shared) as usize, self.dim)
    }

    /// Prepares for the choice of a few of many classes: from now on [`Texts::spelling`] leaves the common features out,
    /// and [`Texts::add_common`] adds them for the texts of a class. Classes are ranges one behind the other.
    pub(super) fn outline(&mut self, classes: &[Range<usize>]) {
        for block in [&mut self.words, &mut self.letters] {
            let features = 0..features::number(block.space.size());
            let postings = &block.postings;
            let lists = features.map(|feature| (postings.start(feature), postings.of(feature)));
            block.outline = Outline::new(lists, self.count, classes);
        }
    }

    /// What words and letters add to the similarity of the query with every text.
    pub(super) fn spelling(&self, query: &Features) -> Vec<f32> {
        let mut sums = vec![0.0; self.count];
        let mut lists = Vec::with_capacity(query.words.len() + query.letters.len());
        self.words.put_rare(&query.words, &mut lists);
        self.letters.put_rare(&query.letters, &mut lists);
        add_all(&lists, &mut sums);
        sums
    }

    /// Adds what the common features say, for the texts of some classes.
    pub(super) fn add_common(&self, query: &Features, classes: &[usize], sums: &mut [f32]) {
        let mut lists = Vec::new();
        self.words.put_common(&query.words, classes, &mut lists);
        self.letters.put_common(&query.letters, classes, &mut lists);
        add_all(&lists, sums);
    }

    /// Adds what the vectors say, for the texts of a range: then they hold the whole similarity, -1/3 to 1. Puts the cosines
    /// alone, whose sum `to_centre` makes the one with the centre, in the place of others.
    pub(super) fn add_meaning(
        &self,
        query: &Direction,
        among: Range<usize>,
        sums: &mut [f32],
        cosines: &mut Vec<f32>,
    ) {
        self.meaning(query, among.clone(), cosines);
        let sums = sums[among].iter_mut().zip(cosines);
        sums.for_each(|(sum, cosine)| *sum += BLOCK * *cosine);
    }

    /// Puts the cosines of the vectors alone, for the texts of a range, in the place of others.
    pub(super) fn meaning(&self, query: &Direction, among: Range<usize>, cosines: &mut Vec<f32>) {
        query.cosines(&self.dense[among.start * self.dim..among.end * self.dim], cosines);
    }

    fn rows(&self, among: Range<usize>) -> impl Iterator<Item = &[u8]> {
        self.dense[among.start * self.dim..among.end * self.dim].chunks_exact(self.dim)
    }

    /// How much of what a query says the texts of a range say too: the telling words they have, each counting by its
    /// rarity, 0 to 1. A query without any telling word is covered.
    pub(super) fn coverage(&self, query: &[Token], among: &Range<usize>) -> f32 {
        let (mut covered, mut all) = (0.0, 0.0);
        for (weight, held) in query.iter().map(|token| self.held(token, among)) {
            all += weight;
            covered += if held { weight } else { 0.0 };
        }
        if all > 0.0 { covered / all } else { 1.0 }
    }

    /// How rare a word is, nothing for one that is not telling, and whether the texts of a range have it.
    pub(super) fn held(&self, token: &Token, among: &Range<usize>) -> (f32, bool) {
        if token.stop {
            return (0.0, false);
        }
        let own = self.words.space.id(features::word_gram(token));
        let own = own.map(|feature| self.words.postings.of(feature));
        let weight = self.words.space.weight(own.map_or(0, List::len));
        (weight, own.is_some_and(|texts| texts.has_any(among)))
    }

    /// The direction in which the vectors of a range lie, as a vector like theirs.
    pub(super) fn centre(&self, among: Range<usize>) -> impl Iterator<Item = u8> {
        let sum = self.sum(among);
        let length = length(&sum);
        sum.into_iter().map(move |value| features::byte(value / length))
    }

    /// What turns a sum of cosines with the vectors of a range into the cosine with its centre.
    pub(super) fn to_centre(&self, among: Range<usize>) -> f32 {
        1.0 / length(&self.sum(among))
    }

    fn sum(&self, among: Range<usize>) -> Vec<f32> {
        let mut sum = vec![0.0_f32; self.dim];
        for row in self.rows(among) {
            sum.iter_mut().zip(row).for_each(|(sum, byte)| *sum += features::component(*byte));
        }
        sum
    }
}

/// At least 1, which one text alone has: texts that point away from each other have hardly a centre.
fn length(sum: &[f32]) -> f32 {
    sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(1.0)
}

/// One block of sparse features with the posting list of each feature.
#[derive(Debug)]
struct Block {
    space: Space,
    postings: Postings,
    /// Of the features left to [`Block::put_common`].
    outline: Outline,
    /// By feature its number among those that texts share, the most common first; [`ALONE`] for one of a single text.
    numbers: Vec<u32>,
    /// How many texts share.
    shared: u32,
}

/// In place of a number: no other text has the feature.
const ALONE: u32 = u32::MAX;

impl Block {
    /// Also gives what the classifier wants of each text.
    fn build(learnt: Learnt) -> (Self, Part) {
        let Learnt { space, counts, texts: mut ids } = learnt;
        let (numbers, shared) = numbers(&counts);
        let mut sizes = Vec::with_capacity(ids.len());
        let mut postings = Postings::new(&counts, ids.len());
        for (text, ids) in (0_u32..).zip(ids.iter()) {
            let (vector, length) = space.vector_of(ids, &counts);
            let alone = vector.iter().filter(|(id, _)| numbers[*id as usize] == ALONE);
            let squares: f32 = alone.map(|(_, weight)| BLOCK * weight * weight).sum();
            sizes.push((BLOCK.sqrt() / length, squares));
            vector.iter().for_each(|(feature, weight)| postings.push(*feature, text, *weight));
        }
        ids.rewrite(|ids, packed| packed.extend(pack(ids, &numbers)));
        let part = Part::new(&space, &counts, &numbers, shared, ids, sizes);
        let outline = Outline::empty();
        (Self { space, postings, outline, numbers, shared }, part)
    }

    /// The vector of a text by its n-grams.
    fn vector(&self, grams: &[u64]) -> Sparse {
        self.space.vector(grams, |feature| self.postings.of(feature).len())
    }

    /// Adds features to a row for the classifier; those that texts share count from `first`.
    fn put_into(&self, row: &mut Row, features: &[(u32, f32)], first: u32) {
        for (feature, weight) in features {
            match self.numbers[*feature as usize] {
                ALONE => {
                    let own = self.postings.of(*feature).first();
                    row.alone.extend(own.map(|(text, other)| (text, BLOCK * weight * other)));
                }
                number => row.shared.push((first + number, BLOCK.sqrt() * weight)),
            }
        }
    }

    /// Puts in the postings of a query's features, but for common ones.
    fn put_rare<'t>(&'t self, query: &Sparse, lists: &mut Vec<Counted<'t>>) {
        for (feature, weight) in query {
            let own = self.postings.of(*feature);
            if !self.outline.is_common(own.len()) {
                lists.extend(own.counted(BLOCK * weight));
            }
        }
    }

    /// Puts in those of common features that belong to some classes.
    fn put_common<'t>(&'t self, query: &Sparse, classes: &[usize], lists: &mut Vec<Counted<'t>>) {
        for (feature, weight) in query {
            if self.outline.is_common(self.postings.of(*feature).len()) {
                let starts = self.outline.starts(*feature);
                for class in classes {
                    let own = starts[*class] as usize..starts[*class + 1] as usize;
                    lists.extend(self.postings.within(own).counted(BLOCK * weight));
                }
            }
        }
    }
}

impl Part {
    fn new(
        space: &Space,
        counts: &[u32],
        numbers: &[u32],
        count: u32,
        shared: Lists<u32>,
        texts: Vec<(f32, f32)>,
    ) -> Self {
        let mut weights = vec![0.0; count as usize];
        for (texts, number) in counts.iter().zip(numbers).filter(|(_, number)| **number != ALONE) {
            weights[*number as usize] = space.weight(*texts as usize);
        }
        Self {
            shared,
            weights,
            often: std::array::from_fn(|more| features::often(more + 1)),
            texts,
        }
    }
}

/// A text's n-grams that others have too, of the ids of all, as [`Part`] keeps them.
fn pack(ids: &[u32], numbers: &[u32]) -> impl Iterator<Item = u32> {
    let runs = ids.chunk_by(|a, b| a == b).map(|run| (numbers[run[0] as usize], run.len()));
    let shared = runs.filter(|(number, _)| *number != ALONE);
    shared.map(|(number, times)| {
        features::number(TIMES) * number + features::number(times.min(TIMES) - 1)
    })
}

/// The numbers of the features that texts share, and how many there are. `counts` says how many texts have each.
fn numbers(counts: &[u32]) -> (Vec<u32>, u32) {
    let mut shared: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] > 1).collect();
    // What most texts have stays close together in memory.
    shared.sort_by_key(|feature| Reverse(counts[*feature]));
    let mut numbers = vec![ALONE; counts.len()];
    for (number, feature) in (0..).zip(&shared) {
        numbers[*feature] = number;
    }
    (numbers, features::number(shared.len()))
}

#[cfg(test)]
mod tests {
    use super::{Block, Learning, Texts};
    use crate::engine::features::Direction;

    /// Texts with vectors of two components only, in bytes around 128.
    fn texts(rows: &[[u8; 2]]) -> Texts {
        let block = || Block::build(Learning::with_room(0, 0, 0).end()).0;
        let dense = rows.concat();
        Texts { words: block(), letters: block(), dense, dim: 2, count: rows.len() }
    }

    fn with_centre(rows: &[[u8; 2]], query: [u8; 2]) -> f32 {
        let texts = texts(rows);
        let mut cosines = Vec::new();
        texts.meaning(&Direction::new(&query), 0..rows.len(), &mut cosines);
        texts.to_centre(0..rows.len()) * cosines.iter().sum::<f32>()
    }

    #[test]
    fn cosines_with_the_texts_add_up_to_the_one_with_their_centre() {
        let (right, up, left, unknown) = ([255, 128], [128, 255], [1, 128], [128, 128]);
        // Between right and up, 45 degrees from both.
        let half = f32::sqrt(0.5) * 127.0 / 170.0;
        for (rows, query, expected) in [
            (&[right, up][..], right, half),
            (&[right, up], up, half),
            (&[right, up, up], left, -half * 2.0_f32.sqrt() / 5.0_f32.sqrt()),
            (&[right, left], right, 0.0),
            (&[unknown], right, 0.0),
            (&[], right, 0.0),
        ] {
            let found = with_centre(rows, query);
            assert!((found - expected).abs() < 0.01, "{rows:?} {query:?}: {found}, {expected}");
        }
    }
}
