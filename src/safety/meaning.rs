//! What the vectors of words add to a line: a word that no example has leans the way of its neighbours.
//!
//! Beside the grams of what is asked, and of what is told, stands the sum of the words' vectors, by the root of the sum of
//! their squares. So each word's share is known exactly. Knows nothing of examples.

use super::lexis::Text;
use super::line::UNIT;
use super::parts::Part;
use crate::text::WordVectors;

/// So many components of a vector, the first and most telling ones, are read.
pub(super) const COMPONENTS: usize = 32;
/// So long is a vector beside its grams, whose length is 1: docs/safety.md, "Vectors beside the grams".
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

/// What lines say of the vector of one word.
#[derive(Debug)]
pub(super) struct Said {
    told: bool,
    square: f32,
    /// By line, as asked and as told.
    products: Vec<[f32; 2]>,
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
        self.squares += square(&vector);
    }

    /// The vector of a half row of such a length, in parts of [`UNIT`]; none where no word says anything.
    pub(super) fn row(self, length: f32) -> Option<impl Iterator<Item = i16>> {
        let factor = scale(self.squares)? * length / UNIT;
        #[expect(clippy::cast_possible_truncation, reason = "far below what it holds")]
        let part = move |component: f32| (factor * component) as i16;
        Some(self.components.into_iter().map(part))
    }
}

/// What lines with such directions say of each word of a text. A line without any says nothing.
pub(super) fn said(
    text: &Text<'_>,
    parts: &[Part],
    vectors: &WordVectors,
    lines: &[&Directions],
) -> Vec<Said> {
    let words = parts.iter().flat_map(|part| part.words.clone().map(|at| (at, part.told)));
    let said = words.map(|(at, told)| {
        let vector = vector(&text.words[at].token.word, vectors);
        let product =
            |direction: &Vec<f32>| direction.iter().zip(&vector).map(|(a, b)| a * b).sum();
        let products = lines.iter().map(|directions| directions.each_ref().map(product));
        Said { told, square: square(&vector), products: products.collect() }
    });
    said.collect()
}

/// What each of some words adds to the distance from a line. `focused`: told ones count as such. `lengths` are those of
/// what is asked and of what is told.
pub(super) fn shares(
    said: &[Said],
    line: usize,
    focused: bool,
    lengths: [f32; 2],
) -> impl Iterator<Item = f32> {
    let half = move |said: &Said| usize::from(focused && said.told);
    let factors = [0, 1].map(|of| {
        let squares = said.iter().filter(|said| half(said) == of).map(|said| said.square);
        scale(squares.sum()).unwrap_or_default() * lengths[of]
    });
    said.iter().map(move |said| factors[half(said)] * said.products[line][half(said)])
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

fn square(vector: &Components) -> f32 {
    vector.iter().map(|component| component * component).sum()
}
