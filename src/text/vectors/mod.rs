//! Words as directions: reads the table of word vectors and adds them up to the vector of a sentence.
//!
//! Pure. Knows the bytes of the table (format in `tools/README.md`) and nothing of files, topics, typos or the lexicon:
//! words come in as the reader of this folder leaves them, lower case and without accents.
//!
//! Sums are plain `f32` additions from left to right, never reordered or fused, so every machine gets the same bits.

mod layout;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use super::names::{Places, hash_word};
pub use layout::VectorsError;
use layout::{HEADER, Layout, check_scales, f32_at, name_starts, place};

/// Nobody types longer words; taking them to pieces would only cost time.
const LONGEST_WORD: usize = 64;

/// A shorter beginning of an unknown word says nothing about it.
const SHORTEST_HEAD: usize = 2;

/// Word vectors, looked up in the bytes of the table itself: only the places of the names are held beside them.
pub struct WordVectors {
    bytes: Cow<'static, [u8]>,
    dim: usize,
    /// Where each name begins in `bytes`, words before pieces, and where the last one's successor would.
    starts: Vec<u32>,
    words: usize,
    /// Bytes of the longest name: nothing longer needs to be looked for.
    longest: usize,
    /// The rows of words by their names.
    word_places: Places,
    /// Those of pieces, counted from their first.
    piece_places: Places,
    /// Where the scales and the rows begin in `bytes`.
    scales: usize,
    rows: usize,
}

impl WordVectors {
    /// Checks a table and prepares the lookup; bytes that live as long as the program are not copied.
    ///
    /// # Errors
    /// If the bytes are not a whole and sound table. Nothing is allocated before the sizes are known to be true.
    pub fn parse(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, VectorsError> {
        let bytes = bytes.into();
        let layout = Layout::of(&bytes)?;
        let names = &bytes[HEADER..layout.scales];
        let starts = name_starts(names, layout.words + layout.pieces)?;
        check_scales(&bytes[layout.scales..layout.rows])?;
        let lengths = starts.windows(2).map(|pair| place(pair[1]) - place(pair[0]));
        let longest = lengths.max().unwrap_or_default();
        let mut vectors = Self {
            bytes,
            dim: layout.dim,
            starts,
            words: layout.words,
            longest,
            word_places: Places::default(),
            piece_places: Places::default(),
            scales: layout.scales,
            rows: layout.rows,
        };
        vectors.word_places = vectors.places(0..layout.words);
        vectors.piece_places = vectors.places(layout.words..layout.words + layout.pieces);
        vectors.row_named_twice().map_or(Ok(vectors), |row| Err(VectorsError::Name(row)))
    }

    /// Components of a vector, at least 1.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Number of whole words, at least 1.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a table without words is refused")]
    pub fn len(&self) -> usize {
        self.words
    }

    /// Whether the whole word has a row of its own.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.find_word(word.as_bytes()).is_some()
    }

    /// Number of the word in the order of the table, from 0.
    #[must_use]
    pub fn id(&self, word: &str) -> Option<u32> {
        self.find_word(word.as_bytes()).and_then(|row| u32::try_from(row).ok())
    }

    /// All whole words in the order of their ids.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.words).map(|row| self.name(row))
    }

    /// What an unknown word is made of: the longest word it begins with, then greedily the longest pieces.
    ///
    /// These ids may lie behind those of the words and serve `add_row` only. A known word is made of itself alone.
    /// Empty if some part is in no list ("日本") or the word is absurdly long.
    #[must_use]
    pub fn pieces(&self, word: &str) -> Vec<u32> {
        let mut rest = word.as_bytes();
        let mut found = Vec::new();
        if rest.len() > LONGEST_WORD {
            return found;
        }
        while !rest.is_empty() {
            let head = if found.is_empty() { self.longest_head(rest) } else { None };
            let next = head.or_else(|| self.longest_piece(rest));
            let Some((row, length)) = next.and_then(|(row, n)| Some((u32::try_from(row).ok()?, n)))
            else {
                return Vec::new();
            };
            found.push(row);
            rest = &rest[length..];
        }
        found
    }

    /// Adds the word's vector times `weight` to `sum`, for an unknown word the mean of its pieces.
    ///
    /// Returns whether there was anything to add. `sum` should have `dim()` components; others stay as they are.
    pub fn add_to(&self, word: &str, sum: &mut [f32], weight: f32) -> bool {
        if let Some(row) = self.find_word(word.as_bytes()) {
            self.add(row, sum, weight);
            return true;
        }
        let pieces = self.pieces(word);
        #[expect(clippy::cast_precision_loss, reason = "at most as many as a word has letters")]
        let share = weight / pieces.len().max(1) as f32;
        for &piece in &pieces {
            self.add_row(piece, sum, share);
        }
        !pieces.is_empty()
    }

    /// Adds the row of an id from `id` or `pieces` times `weight` to `sum`; an id from elsewhere adds nothing.
    pub fn add_row(&self, id: u32, sum: &mut [f32], weight: f32) {
        if let Some(row) = usize::try_from(id).ok().filter(|row| row + 1 < self.starts.len()) {
            self.add(row, sum, weight);
        }
    }

    /// The sum of the words' vectors, of length one; zeros if no word says anything.
    #[must_use]
    pub fn sentence<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Vec<f32> {
        let mut sum = vec![0.0; self.dim];
        self.sentence_into(words, &mut sum);
        sum
    }

    /// As `sentence`, into a buffer of `dim()` components whose old content is lost.
    pub fn sentence_into<'w>(&self, words: impl IntoIterator<Item = &'w str>, sum: &mut [f32]) {
        sum.fill(0.0);
        for word in words {
            self.add_to(word, sum, 1.0);
        }
        let length = length(sum);
        if length > 0.0 {
            for value in sum {
                *value /= length;
            }
        }
    }

    /// The `count` words nearest to a word, itself left out, with their cosines, the nearest first.
    ///
    /// Goes through the whole table, which takes milliseconds: for explanations, not for matching.
    #[must_use]
    pub fn neighbours(&self, word: &str, count: usize) -> Vec<(&str, f32)> {
        let vector = self.sentence([word]);
        if length(&vector) == 0.0 {
            return Vec::new();
        }
        let own = self.find_word(word.as_bytes());
        let mut near: Vec<(&str, f32)> = (0..self.words)
            .filter(|row| Some(*row) != own)
            .filter_map(|row| Some((self.name(row), self.cosine(row, &vector)?)))
            .collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        near.truncate(count);
        near
    }

    /// Cosine of two words' vectors, 0 if one of them says nothing.
    #[must_use]
    pub fn similarity(&self, one: &str, other: &str) -> f32 {
        let (one, other) = (self.sentence([one]), self.sentence([other]));
        one.iter().zip(&other).map(|(a, b)| a * b).sum()
    }

    /// Cosine of a row and a vector of length one; none for a row of zeros. The row's scale cancels out.
    fn cosine(&self, row: usize, vector: &[f32]) -> Option<f32> {
        let (mut dot, mut squares) = (0.0, 0.0);
        for (component, value) in self.components(row).zip(vector) {
            dot += component * value;
            squares += component * component;
        }
        (squares > 0.0).then(|| dot / f32::sqrt(squares))
    }

    fn add(&self, row: usize, sum: &mut [f32], weight: f32) {
        let at = self.scales + 4 * row;
        let factor = weight * f32_at(&self.bytes[at..at + 4]);
        for (value, component) in sum.iter_mut().zip(self.components(row)) {
            *value += factor * component;
        }
    }

    /// A row as stored: multiply by its scale for the vector.
    fn components(&self, row: usize) -> impl Iterator<Item = f32> {
        let at = self.rows + row * self.dim;
        self.bytes[at..at + self.dim].iter().map(|byte| f32::from(byte.cast_signed()))
    }

    fn name(&self, row: usize) -> &str {
        // Checked when the table was parsed.
        std::str::from_utf8(self.name_bytes(row)).unwrap_or_default()
    }

    fn name_bytes(&self, row: usize) -> &[u8] {
        // A name ends before the line feed that stands before the next one.
        &self.bytes[place(self.starts[row])..place(self.starts[row + 1]) - 1]
    }

    /// The places of rows by their names.
    fn places(&self, rows: Range<usize>) -> Places {
        Places::of(rows.map(|row| hash_word(self.name_bytes(row))))
    }

    fn find_word(&self, name: &[u8]) -> Option<usize> {
        self.find(name, &self.word_places, 0)
    }

    fn find_piece(&self, name: &[u8]) -> Option<usize> {
        self.find(name, &self.piece_places, self.words)
    }

    /// The first whose name another row has too.
    fn row_named_twice(&self) -> Option<usize> {
        let found = |row: usize| {
            let name = self.name_bytes(row);
            if row < self.words { self.find_word(name) } else { self.find_piece(name) }
        };
        (0..self.starts.len() - 1).find(|row| found(*row) != Some(*row))
    }

    /// The row with a name, among those that begin with a first one.
    fn find(&self, name: &[u8], among: &Places, first: usize) -> Option<usize> {
        let row = |number: u32| first + place(number);
        among.find(hash_word(name), |number| self.name_bytes(row(number)) == name).ok().map(row)
    }

    fn longest_head(&self, word: &[u8]) -> Option<(usize, usize)> {
        (SHORTEST_HEAD..=word.len().min(self.longest))
            .rev()
            .find_map(|length| Some((self.find_word(&word[..length])?, length)))
    }

    fn longest_piece(&self, rest: &[u8]) -> Option<(usize, usize)> {
        (1..=rest.len().min(self.longest))
            .rev()
            .find_map(|length| Some((self.find_piece(&rest[..length])?, length)))
    }
}

impl std::fmt::Debug for WordVectors {
    /// Sizes only: four million bytes help nobody in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordVectors")
            .field("dim", &self.dim)
            .field("words", &self.words)
            .field("pieces", &(self.starts.len() - 1 - self.words))
            .finish_non_exhaustive()
    }
}

/// The table that comes with the program.
///
/// # Errors
/// If the file was damaged before it was compiled in.
pub fn shipped() -> Result<WordVectors, VectorsError> {
    WordVectors::parse(include_bytes!("../../../data/word_vectors.bin"))
}

fn length(vector: &[f32]) -> f32 {
    let mut squares = 0.0_f32;
    for value in vector {
        squares += value * value;
    }
    squares.sqrt()
}
