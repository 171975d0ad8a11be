//! The features of examples, before it is known which of their grams are common.
//!
//! Examples are read in stretches that know nothing of each other and then put together: what comes out is what one
//! reading from the first to the last would give. Knows nothing of labels.

use super::grams::{self, Gram, each};
use super::lexis::Lexis;
use super::line::Rows;
use super::meaning::{COMPONENTS, Sum};
use super::parts::Turns;
use crate::text::Reader;
use crate::text::lists::Lists;
use crate::text::names::{Names, Pairs, hash_pair};

/// A gram of one example or two says nothing in general, and there are many: docs/safety-trials.md, "What the thresholds
/// rest on".
const LEAST_EXAMPLES: u32 = 3;
/// Room for so many grams in a hundred bytes of examples: growing as they come would leave holes in memory.
const GRAMS: usize = 88;
/// Grams are first told apart by so many bits: so few fall together by chance that hardly any is numbered for nothing.
const HASH_BITS: u32 = 20;

/// What examples are read with.
pub(super) struct Reading<'r> {
    pub(super) lexis: &'r Lexis,
    pub(super) turns: &'r Turns,
    pub(super) reader: &'r Reader,
    /// The lengths of what is asked and of what is told.
    pub(super) lengths: [f32; 2],
}

/// The grams of all examples that enough of them have.
pub(super) struct Common {
    pub(super) grams: Pairs,
    /// By gram how telling it is, at least 0: the fewer examples have it, the more.
    pub(super) telling: Vec<f32>,
    /// Example by example its features.
    pub(super) rows: Rows,
}

/// What was read of a stretch of examples.
pub(super) struct Drafts {
    /// Stems that the lexis does not know.
    stems: Names,
    /// Example by example its grams as often as it has them, first those that are asked, then those that are told.
    grams: Lists<Gram>,
    /// Example by example the vectors of both halves.
    vectors: Lists<i16>,
}

/// Grams that more than one or two examples may have, with their numbers.
struct Numbered {
    /// By hash how often grams stand in examples, up to what is enough.
    often: Vec<u8>,
    grams: Pairs,
    /// By number: in how many examples it stands.
    counts: Vec<u32>,
    /// By number the last half that has it; halves count from 2, so that an example's are one apart.
    seen: Vec<u32>,
}

/// In place of the number of a common gram.
const RARE: u32 = u32::MAX;

impl Reading<'_> {
    /// The only place where examples are read.
    pub(super) fn of(&self, examples: &[&str]) -> Drafts {
        let bytes: usize = examples.iter().map(|text| text.len()).sum();
        let mut drafts = Drafts {
            stems: Names::default(),
            grams: Lists::with_room(2 * examples.len(), bytes * GRAMS / 100),
            vectors: Lists::with_room(2 * examples.len(), 2 * examples.len() * COMPONENTS),
        };
        let unread = self.turns.classes();
        let mut halves = [Vec::new(), Vec::new()];
        for text in examples {
            let tokens = self.reader.tokens(text);
            let text = self.lexis.learn_text(&tokens, &mut drafts.stems);
            let mut sums: [Sum; 2] = Default::default();
            for part in self.turns.parts(&text) {
                let half = usize::from(part.told);
                for word in &text.words[part.words.clone()] {
                    sums[half].add(&word.token.word, self.reader.vectors());
                }
                each(&text, &part, &unread, |gram, _| halves[half].push(gram));
            }
            for (sum, length) in sums.into_iter().zip(self.lengths) {
                drafts.vectors.push(sum.row(length).into_iter().flatten());
            }
            halves.iter_mut().for_each(|half| drafts.grams.push(half.drain(..)));
        }
        drafts
    }
}

impl Numbered {
    fn new() -> Self {
        let often = vec![0; 1 << HASH_BITS];
        Self { often, grams: Pairs::default(), counts: Vec::new(), seen: Vec::new() }
    }

    fn place(gram: Gram) -> usize {
        (hash_pair(gram) & ((1 << HASH_BITS) - 1)) as usize
    }

    /// Sees a gram for the first time.
    fn note(&mut self, gram: Gram) {
        let often = &mut self.often[Self::place(gram)];
        *often += u8::from(u32::from(*often) < LEAST_EXAMPLES);
    }

    /// The numbers of the grams of a half, each once, in the order in which they stand there, when all were seen.
    fn half(&mut self, half: u32, grams: &[Gram], numbers: &mut Vec<u32>) {
        for gram in grams {
            if u32::from(self.often[Self::place(*gram)]) < LEAST_EXAMPLES {
                continue;
            }
            let number = self.grams.learn(*gram);
            if number as usize == self.counts.len() {
                self.counts.push(0);
                self.seen.push(0);
            }
            let seen = &mut self.seen[number as usize];
            if *seen != half {
                self.counts[number as usize] += u32::from(*seen / 2 != half / 2);
                *seen = half;
                numbers.push(number);
            }
        }
    }
}

/// Puts stretches together, in their order. `lexis`, with which all of them were read, gets to know their stems.
pub(super) fn join(mut stretches: Vec<Drafts>, lexis: &mut Lexis) -> Common {
    let known = lexis.stems();
    let mut numbered = Numbered::new();
    for Drafts { stems, grams, .. } in &mut stretches {
        let stems: Vec<u32> = stems.iter().map(|stem| lexis.learn(stem)).collect();
        let stem = |stem: u32| stem.checked_sub(known).map_or(stem, |new| stems[new as usize]);
        for gram in grams.iter_mut().flatten() {
            *gram = grams::with_stems(*gram, stem);
            numbered.note(*gram);
        }
    }
    let grams = stretches.iter().map(|own| own.grams.all().len()).sum();
    let halves = stretches.iter().map(|own| own.grams.len()).sum();
    let mut rows = Rows::with_room(halves, grams);
    let mut numbers = Vec::new();
    for (half, grams) in (2..).zip(stretches.iter().flat_map(|own| own.grams.iter())) {
        numbered.half(half, grams, &mut numbers);
        rows.push_half(numbers.drain(..));
    }
    for own in stretches {
        rows.push_vectors(own.vectors);
    }
    let Numbered { grams: all, mut counts, .. } = numbered;
    let common = counts.iter().filter(|count| **count >= LEAST_EXAMPLES).count();
    let mut grams = Pairs::with_room(common);
    let mut telling = Vec::with_capacity(common);
    // They are numbered in the order in which they were found.
    for (gram, number) in all.iter().zip(&mut counts) {
        if *number >= LEAST_EXAMPLES {
            telling.push(inverse_frequency(rows.len(), *number));
            *number = grams.learn(gram);
        } else {
            *number = RARE;
        }
    }
    rows.renumber(|gram, told| {
        let number = counts[gram as usize];
        (number != RARE).then(|| feature(number, told, &grams))
    });
    Common { grams, telling, rows }
}

/// The logarithm of the inverse frequency of a gram that so many of the examples have (Spärck Jones 1972).
#[expect(clippy::cast_precision_loss, reason = "numbers of examples")]
fn inverse_frequency(examples: usize, with: u32) -> f32 {
    libm::logf((1.0 + examples as f32) / with as f32)
}

/// A gram has a weight where it is asked, and another where it is told.
pub(super) fn feature(gram: u32, told: bool, grams: &Pairs) -> u32 {
    if told { gram + u32::try_from(grams.len()).unwrap_or(u32::MAX) } else { gram }
}

/// The gram as it is asked, whether it is or is told.
pub(super) fn asked(feature: u32, grams: &Pairs) -> u32 {
    u32::try_from(grams.len()).map_or(feature, |grams| feature % grams)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Common, Reading, join};
    use crate::knowledge::load;
    use crate::safety::lexis::Lexis;
    use crate::safety::parts::Turns;
    use crate::text::{Reader, vectors};

    #[test]
    fn the_fewer_examples_have_a_gram_the_more_telling_it_is() {
        let of = |with: u32| super::inverse_frequency(100, with);
        assert!(of(3) > of(4) && of(4) > of(99) && of(99) > of(100) && of(100) > 0.0);
    }

    #[test]
    fn stretches_come_to_what_one_reading_gives() {
        let corpus = load::shipped().corpus().unwrap();
        let reader = Reader::new(&corpus, Arc::new(vectors::shipped().unwrap()));
        // Stems that no rule knows, and one of a stop word and of another one: "question", "questions".
        let texts = [
            "question, a tuba, zyzzyva",
            "my tuba is leaky",
            "questions: a zyzzyva",
            "she has questions on a tuba. does a leaky tuba stop a zyzzyva, and my mother has no idea what to question in it, \
             so is it the leak or the tuba that is to blame?",
        ];
        let all = |stretches: &[&[&str]]| {
            let mut lexis = Lexis::new(&corpus.lexicon.classes, &reader);
            let turns = Turns::new(&lexis);
            let with =
                Reading { lexis: &lexis, turns: &turns, reader: &reader, lengths: [1.0, 0.5] };
            let drafts = stretches.iter().map(|texts| with.of(texts)).collect();
            let Common { grams, telling, rows } = join(drafts, &mut lexis);
            (lexis.stems(), grams.iter().collect::<Vec<_>>(), format!("{telling:?} {rows:?}"))
        };
        let whole = all(&[&texts]);
        assert!(whole.1.len() > 5);
        assert_eq!(all(&[&texts[..1], &texts[1..3], &texts[3..]]), whole);
        assert_eq!(all(&[&texts[..2], &texts[2..2], &texts[2..]]), whole);
    }
}
