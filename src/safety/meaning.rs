//! What the vectors of words add to a line: a word that no example has leans the way of its neighbours.
//!
//! Beside the grams of what is asked, and of what is told, stands the sum of the words' vectors, by the root of the sum of
//! their squares. So each word's share is known exactly. Knows nothing of examples.

use std::ops::Range;

use super::lexis::Text;
use super::line::UNIT;
use super::parts::Part;
use crate::text::WordVectors;

/// So many components of a vector, the first and most telling ones, are read.
pub(super) const COMPONENTS: usize = 32;
/// So long is a vector beside its grams, whose length is 1: docs/safety-trials.md, "Vectors beside the grams".
const LENGTH: f32 = 0.3;

type Components = [f32; COMPONENTS];

/// A direction for what is asked and one for what is told.
pub(super) type Directions = [Vec<f32>; 2];

/// The words of a text that are asked or told, added up.
#[derive(Debug)]
pub(super) struct Sum {
    components: Components,
    squares: f32,
}

/// What lines say of the vectors of a text's words.
#[derive(Debug, Clone)]
pub(super) struct Said {
    words: Vec<Word>,
    /// By line and word, as asked and as told; no words for a line without directions.
    products: Vec<Vec<[f32; 2]>>,
}

#[derive(Debug, Clone)]
struct Word {
    told: bool,
    /// Of the length of its vector.
    square: f32,
}

impl Default for Sum {
    fn default() -> Self {
        Self { components: [0.0; COMPONENTS], squares: 0.0 }
    }
}

impl Sum {
    pub(super) fn add(&mut self, word: &str, vectors: &WordVectors) {
        let vector = vector(word, vectors);
        self.components.iter_mut().zip(&vector).for_each(|(sum, component)| *sum += component);
        self.squares += product(&vector, &vector);
    }

    /// The vector of a half row of such a length, in parts of [`UNIT`]; none where no word says anything.
    pub(super) fn row(self, length: f32) -> Option<impl Iterator<Item = i16>> {
        let factor = scale(self.squares)? * length / UNIT;
        #[expect(clippy::cast_possible_truncation, reason = "far below what it holds")]
        let part = move |component: f32| (factor * component) as i16;
        Some(self.components.into_iter().map(part))
    }
}

/// What lines with such directions say of each word of a text.
pub(super) fn said(
    text: &Text<'_>,
    parts: &[Part],
    vectors: &WordVectors,
    lines: &[&Directions],
) -> Said {
    let mut words = Vec::with_capacity(text.words.len());
    let mut products = vec![Vec::new(); lines.len()];
    for part in parts {
        for word in &text.words[part.words.clone()] {
            let vector = vector(&word.token.word, vectors);
            words.push(Word { told: part.told, square: product(&vector, &vector) });
            for ([asked, told], own) in lines.iter().zip(&mut products) {
                if !asked.is_empty() {
                    // What is asked is never weighed as told.
                    let told = if part.told { product(told, &vector) } else { 0.0 };
                    own.push([product(asked, &vector), told]);
                }
            }
        }
    }
    Said { words, products }
}

impl Said {
    /// Makes some words say nothing.
    pub(super) fn leave_out(&mut self, words: &Range<usize>) {
        self.words[words.clone()].iter_mut().for_each(|word| word.square = 0.0);
        let said = self.products.iter_mut().filter_map(|own| own.get_mut(words.clone()));
        said.for_each(|said| said.fill([0.0; 2]));
    }

    /// What each word of a range adds to the distance from a line, nothing for a line without directions. `focused`: told
    /// ones count as such. `lengths` are those of what is asked and of what is told.
    pub(super) fn shares(
        &self,
        range: &Range<usize>,
        line: usize,
        focused: bool,
        lengths: [f32; 2],
    ) -> impl Iterator<Item = f32> {
        let products = self.products[line].get(range.clone()).unwrap_or_default();
        let words = &self.words[range.start..range.start + products.len()];
        let half = move |word: &Word| usize::from(focused && word.told);
        let mut squares = [0.0; 2];
        words.iter().for_each(|word| squares[half(word)] += word.square);
        let factors = [0, 1].map(|half| scale(squares[half]).unwrap_or_default() * lengths[half]);
        let shares = words.iter().zip(products);
        shares.map(move |(word, product)| factors[half(word)] * product[half(word)])
    }
}

/// What a sum of vectors is multiplied with; none where they are all nothing.
fn scale(squares: f32) -> Option<f32> {
    (squares > 0.0).then(|| LENGTH / squares.sqrt())
}

fn vector(word: &str, vectors: &WordVectors) -> Components {
    let mut vector = [0.0; COMPONENTS];
    vectors.add_to(word, &mut vector, 1.0);
    vector
}

/// In sums that need not wait for each other; 0 with a direction of no components.
fn product(direction: &[f32], vector: &Components) -> f32 {
    let mut sums = [0.0; 8];
    for (weights, components) in direction.as_chunks::<8>().0.iter().zip(vector.as_chunks::<8>().0)
    {
        let products = weights.iter().zip(components).map(|(weight, component)| weight * component);
        sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
    }
    sums.iter().sum()
}
