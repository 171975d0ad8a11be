//! All texts of the index, the phrasings, names and negatives, and how similar each is to a query.
//!
//! Knows features and numbers of texts; nothing of topics, answers or scores.

use std::cmp::Reverse;
use std::ops::Range;

use super::classifier::Row;
use super::features::{self, BLOCK, Direction, Features, Space, Sparse};
use super::outline::Outline;
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

/// The sparse features of each text, by their numbers among those that texts share, with their weights for the classifier.
pub(super) struct Parts {
    words: Lists<(u32, f32)>,
    letters: Lists<(u32, f32)>,
}

impl Texts {
    /// Takes in texts as the reader leaves them; also gives their sparse features, for training.
    pub(super) fn build(
        tokens: impl ExactSizeIterator<Item = Vec<Token>>,
        reader: &Reader,
    ) -> (Self, Parts) {
        let vectors = reader.vectors();
        let count = tokens.len();
        let mut dense = Vec::with_capacity(count * vectors.dim());
        let [mut words, mut letters] = [Lists::with_room(count, 0), Lists::with_room(count, 0)];
        // Text by text: the tokens of all of them would be the largest thing in memory.
        for tokens in tokens {
            words.push(features::word_grams(&tokens));
            letters.push(features::letter_grams(&tokens));
            dense.extend(features::dense(&tokens, vectors));
        }
        [&mut words, &mut letters].into_iter().for_each(Lists::shrink);
        let (words, word_parts) = Block::build(words);
        let (letters, letter_parts) = Block::build(letters);
        let texts = Self { words, letters, dense, dim: vectors.dim(), count };
        (texts, Parts { words: word_parts, letters: letter_parts })
    }

    pub(super) fn features(&self, tokens: &[Token], reader: &Reader) -> Features {
        Features {
            words: self.words.space.vector(&features::word_grams(tokens)),
            letters: self.letters.space.vector(&features::letter_grams(tokens)),
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
            for (number, weight) in part.of(text) {
                if *number == ALONE {
                    alone += weight * weight;
                } else {
                    row.shared.push((first + number, *weight));
                }
            }
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
            let start = |feature| block.starts[feature as usize] as usize;
            let lists = features.map(|feature| (start(feature), block.postings_of(feature)));
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
        for token in query.iter().filter(|token| !token.stop) {
            let (feature, weight) = self.words.space.weigh(features::word_gram(token));
            all += weight;
            let texts = feature.map_or(&[][..], |feature| self.words.postings_of(feature));
            let first = texts.partition_point(|(text, _)| (*text as usize) < among.start);
            let held = texts.get(first).is_some_and(|(text, _)| (*text as usize) < among.end);
            covered += if held { weight } else { 0.0 };
        }
        if all > 0.0 { covered / all } else { 1.0 }
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

/// Postings and how much their weights count. The first is read before any is added up: lists lie far apart in memory, and
/// are waited for together.
struct Counted<'t> {
    times: f32,
    first: (u32, f32),
    rest: &'t [(u32, f32)],
}

fn counted(times: f32, postings: &[(u32, f32)]) -> Option<Counted<'_>> {
    postings.split_first().map(|(first, rest)| Counted { times, first: *first, rest })
}

/// Adds the weights of postings to the sums of their texts.
fn add_all(lists: &[Counted<'_>], sums: &mut [f32]) {
    for Counted { times, first: (text, weight), rest } in lists {
        sums[*text as usize] += times * weight;
        for (text, weight) in *rest {
            sums[*text as usize] += times * weight;
        }
    }
}

/// One block of sparse features with the posting list of each feature.
#[derive(Debug)]
struct Block {
    space: Space,
    /// Where the postings of each feature begin, and where the last ones end.
    starts: Vec<u32>,
    /// The texts that have a feature, with its weight there, feature by feature.
    postings: Vec<(u32, f32)>,
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
    /// `grams` holds the n-grams of each text. Also gives the vector of each for the classifier.
    fn build(grams: Lists<u64>) -> (Self, Lists<(u32, f32)>) {
        let space = Space::learn(&grams);
        let mut vectors = Lists::with_room(grams.len(), grams.all().len());
        grams.iter().for_each(|grams| vectors.push(space.vector(grams)));
        // The postings take its room.
        drop(grams);
        let mut starts = vec![0_u32; space.size() + 1];
        vectors
            .all()
            .iter()
            .for_each(|(feature, _): &(u32, f32)| starts[*feature as usize + 1] += 1);
        for feature in 1..starts.len() {
            starts[feature] += starts[feature - 1];
        }
        let mut next = starts.clone();
        let mut postings = vec![(0, 0.0); starts.last().map_or(0, |end| *end as usize)];
        for (text, vector) in (0_u32..).zip(vectors.iter()) {
            for (feature, weight) in vector {
                let place = &mut next[*feature as usize];
                postings[*place as usize] = (text, *weight);
                *place += 1;
            }
        }
        let (numbers, shared) = numbers(&starts);
        for (feature, weight) in vectors.all_mut() {
            *feature = numbers[*feature as usize];
            *weight *= BLOCK.sqrt();
        }
        let outline = Outline::empty();
        (Self { space, starts, postings, outline, numbers, shared }, vectors)
    }

    /// Adds features to a row for the classifier; those that texts share count from `first`.
    fn put_into(&self, row: &mut Row, features: &[(u32, f32)], first: u32) {
        for (feature, weight) in features {
            match self.numbers[*feature as usize] {
                ALONE => {
                    let own = self.postings_of(*feature).first();
                    row.alone.extend(own.map(|(text, other)| (*text, BLOCK * weight * other)));
                }
                number => row.shared.push((first + number, BLOCK.sqrt() * weight)),
            }
        }
    }

    /// Puts in the postings of a query's features, but for common ones.
    fn put_rare<'t>(&'t self, query: &Sparse, lists: &mut Vec<Counted<'t>>) {
        for (feature, weight) in query {
            let own = self.postings_of(*feature);
            if !self.outline.is_common(own.len()) {
                lists.extend(counted(BLOCK * weight, own));
            }
        }
    }

    /// Puts in those of common features that belong to some classes.
    fn put_common<'t>(&'t self, query: &Sparse, classes: &[usize], lists: &mut Vec<Counted<'t>>) {
        for (feature, weight) in query {
            if self.outline.is_common(self.postings_of(*feature).len()) {
                let starts = self.outline.starts(*feature);
                for class in classes {
                    let own = starts[*class] as usize..starts[*class + 1] as usize;
                    lists.extend(counted(BLOCK * weight, &self.postings[own]));
                }
            }
        }
    }

    /// The texts that have a feature, in ascending order, with its weight there.
    fn postings_of(&self, feature: u32) -> &[(u32, f32)] {
        let feature = feature as usize;
        &self.postings[self.starts[feature] as usize..self.starts[feature + 1] as usize]
    }
}

/// The numbers of the features that texts share, and how many there are. `starts` says where the postings of each begin.
fn numbers(starts: &[u32]) -> (Vec<u32>, u32) {
    let texts = |feature: usize| starts[feature + 1] - starts[feature];
    let mut shared: Vec<usize> = (0..starts.len() - 1).filter(|at| texts(*at) > 1).collect();
    // What most texts have stays close together in memory.
    shared.sort_by_key(|feature| Reverse(texts(*feature)));
    let mut numbers = vec![ALONE; starts.len() - 1];
    for (number, feature) in (0..).zip(&shared) {
        numbers[*feature] = number;
    }
    (numbers, features::number(shared.len()))
}

#[cfg(test)]
mod tests {
    use super::{Block, Lists, Texts};
    use crate::engine::features::Direction;

    /// Texts with vectors of two components only, in bytes around 128.
    fn texts(rows: &[[u8; 2]]) -> Texts {
        let block = || Block::build(Lists::with_room(0, 0)).0;
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
