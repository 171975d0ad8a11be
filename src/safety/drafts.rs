//! The features of examples, before it is known which of their grams are common.
//!
//! Examples are read in stretches that know nothing of each other and then put together: what comes out is what one
//! reading from the first to the last would give. Knows nothing of labels.

use super::grams::{self, Gram, each};
use super::lexis::{ClassId, Lexis, Text};
use super::line::Rows;
use super::meaning::{COMPONENTS, Sum};
use super::parts::{Part, Turns};
use crate::text::names::{Names, Pairs};
use crate::text::{Reader, WordVectors};

/// A gram of one example or two says nothing in general, and there are many: docs/safety.md, "What the thresholds rest on".
const LEAST_EXAMPLES: u32 = 3;
/// Room for so many grams in a hundred bytes of examples, and for so many that no other before had: growing as they come
/// would leave holes in memory.
const GRAMS: usize = 62;
const NEW_GRAMS: usize = 10;

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
    grams: Pairs,
    /// By gram: in how many examples it stands.
    counts: Vec<u32>,
    /// By gram the last example that has it, and where.
    seen: Vec<u32>,
    /// Example by example its grams, those that are told in the second half.
    rows: Rows,
    /// The number of the example at hand, from 1, and its grams.
    example: u32,
    halves: [Vec<u32>; 2],
    sums: [Sum; 2],
}

/// In place of the number of a common gram.
const RARE: u32 = u32::MAX;

impl Reading<'_> {
    pub(super) fn of(&self, examples: &[&str]) -> Drafts {
        let bytes = examples.iter().map(|text| text.len()).sum();
        let mut drafts = Drafts::with_room(examples.len(), bytes);
        let unread = self.turns.classes();
        for text in examples {
            drafts.read(text, self, &unread);
        }
        drafts
    }
}

impl Drafts {
    /// Of so many examples, so long together.
    fn with_room(examples: usize, bytes: usize) -> Self {
        Self {
            stems: Names::default(),
            grams: Pairs::with_room(bytes * NEW_GRAMS / 100),
            counts: Vec::new(),
            seen: Vec::new(),
            example: 1,
            rows: Rows::with_room(examples, bytes * GRAMS / 100, 2 * examples * COMPONENTS),
            halves: [Vec::new(), Vec::new()],
            sums: Default::default(),
        }
    }

    /// The only place where an example is read.
    fn read(&mut self, text: &str, with: &Reading<'_>, unread: &[ClassId]) {
        let tokens = with.reader.tokens(text);
        let text = with.lexis.learn_text(&tokens, &mut self.stems);
        for part in with.turns.parts(&text) {
            self.note_words(&text, &part, with.reader.vectors());
            each(&text, &part, unread, |gram, _| self.note(gram, part.told));
        }
        self.end(with.lengths);
    }

    /// Takes in a gram of the example at hand.
    fn note(&mut self, gram: Gram, told: bool) {
        let number = self.grams.learn(gram);
        if number as usize == self.counts.len() {
            self.counts.push(0);
            self.seen.push(0);
        }
        let (seen, half) = (&mut self.seen[number as usize], 1 << u32::from(told));
        // The two lowest bits are the halves of an example that have it, the others its number.
        if *seen >> 2 != self.example {
            *seen = self.example << 2;
            self.counts[number as usize] += 1;
        }
        if *seen & half == 0 {
            *seen |= half;
            self.halves[usize::from(told)].push(number);
        }
    }

    fn note_words(&mut self, text: &Text<'_>, part: &Part, vectors: &WordVectors) {
        for word in &text.words[part.words.clone()] {
            self.sums[usize::from(part.told)].add(&word.token.word, vectors);
        }
    }

    /// Ends the example at hand.
    fn end(&mut self, lengths: [f32; 2]) {
        for (sum, length) in self.sums.iter_mut().zip(lengths) {
            let vector = std::mem::take(sum).row(length);
            self.rows.push_vector(vector.into_iter().flatten());
        }
        let [asked, told] = &mut self.halves;
        self.rows.push([asked, told]);
        [asked, told].into_iter().for_each(Vec::clear);
        self.example += 1;
    }
}

/// Puts stretches together, in their order. `lexis`, with which all of them were read, gets to know their stems.
pub(super) fn join(stretches: Vec<Drafts>, lexis: &mut Lexis) -> Common {
    let mut all = Pairs::with_room(stretches.iter().map(|own| own.grams.len()).sum());
    let mut counts: Vec<u32> = Vec::new();
    let known = lexis.stems();
    let mut numbered: Vec<(Vec<u32>, Rows)> = Vec::with_capacity(stretches.len());
    for Drafts { stems, grams, counts: own_counts, rows, .. } in stretches {
        let stems: Vec<u32> = stems.iter().map(|stem| lexis.learn(stem)).collect();
        let stem = |stem: u32| stem.checked_sub(known).map_or(stem, |new| stems[new as usize]);
        let mut numbers = Vec::with_capacity(grams.len());
        for (gram, count) in grams.iter().zip(own_counts) {
            let number = all.learn(grams::with_stems(gram, stem));
            if number as usize == counts.len() {
                counts.push(0);
            }
            counts[number as usize] += count;
            numbers.push(number);
        }
        numbered.push((numbers, rows));
    }
    let common = counts.iter().filter(|count| **count >= LEAST_EXAMPLES).count();
    let mut grams = Pairs::with_room(common);
    let examples = numbered.iter().map(|(_, rows)| rows.len()).sum();
    let mut telling = Vec::with_capacity(common);
    // They are numbered in the order in which they were found.
    for (gram, number) in all.iter().zip(&mut counts) {
        if *number >= LEAST_EXAMPLES {
            telling.push(inverse_frequency(examples, *number));
            *number = grams.learn(gram);
        } else {
            *number = RARE;
        }
    }
    let mut rows = Rows::with_room(0, 0, 0);
    for (numbers, mut own) in numbered {
        own.renumber(|gram, told| {
            let number = counts[numbers[gram as usize] as usize];
            (number != RARE).then(|| feature(number, told, &grams))
        });
        rows.append(own);
    }
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
