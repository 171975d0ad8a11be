//! Words as directions: reads the table of word vectors and adds them up to the vector of a sentence.
//!
//! Pure. Knows the bytes of the table (format in `tools/README.md`) and nothing of files, topics, typos or the lexicon:
//! words come in as the reader of this folder leaves them, lower case and without accents.
//!
//! Sums are plain `f32` additions from left to right, never reordered or fused, so every machine gets the same bits.

use std::borrow::Cow;
use std::ops::Range;

const MAGIC: &[u8; 8] = b"GUTVEC\0\0";
const VERSION: u32 = 1;
const HEADER: usize = 28;

/// Far above any real scale, and low enough that no sum of rows reaches infinity.
const LARGEST_SCALE: f32 = 1.0e6;

/// Nobody types longer words; taking them to pieces would only cost time.
const LONGEST_WORD: usize = 64;

/// A shorter beginning of an unknown word says nothing about it.
const SHORTEST_HEAD: usize = 2;

/// Why bytes are not a table of word vectors. The causes are written for whoever built the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VectorsError {
    #[error("not a table of word vectors: it does not begin with the letters GUTVEC")]
    Magic,
    #[error("the table of word vectors ends inside its header: {0} bytes of {HEADER}")]
    Header(usize),
    #[error("the table of word vectors has version {0}, this program reads version {VERSION}")]
    Version(u32),
    #[error("the table of word vectors is empty: {words} words of {dim} dimensions")]
    Empty { dim: u32, words: u32 },
    #[error("the header of the table of word vectors describes more bytes than a file can have")]
    Sizes,
    #[error("the table of word vectors has {actual} bytes, its header describes {expected}")]
    Length { expected: u64, actual: u64 },
    #[error("the names in the table of word vectors are not UTF-8")]
    Encoding,
    #[error("the table of word vectors promises {expected} names and holds {actual}")]
    Names { expected: usize, actual: usize },
    #[error("name {0} in the table of word vectors is empty or out of order")]
    Order(usize),
    #[error("row {0} of the table of word vectors has a scale that is not a usable number")]
    Scale(usize),
}

/// Word vectors, looked up in the bytes of the table itself: only the places of the names are held beside them.
pub struct WordVectors {
    bytes: Cow<'static, [u8]>,
    dim: usize,
    /// Where each name begins in `bytes`, words before pieces, and where the last one's successor would.
    starts: Vec<u32>,
    words: usize,
    /// Where the words with a given first byte stand, so that a search begins close to its end.
    by_first: Vec<Range<usize>>,
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
        let starts = name_starts(names, layout.words, layout.pieces)?;
        check_scales(&bytes[layout.scales..layout.rows])?;
        let mut vectors = Self {
            bytes,
            dim: layout.dim,
            starts,
            words: layout.words,
            by_first: Vec::new(),
            scales: layout.scales,
            rows: layout.rows,
        };
        vectors.by_first = (0..=u8::MAX).map(|first| vectors.beginning_with(first)).collect();
        Ok(vectors)
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

    /// Number of the word in alphabetic order of bytes, from 0.
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

    fn find_word(&self, name: &[u8]) -> Option<usize> {
        let first = name.first()?;
        self.find(name, self.by_first[usize::from(*first)].clone())
    }

    fn find_piece(&self, name: &[u8]) -> Option<usize> {
        self.find(name, self.words..self.starts.len() - 1)
    }

    fn find(&self, name: &[u8], among: Range<usize>) -> Option<usize> {
        let end = among.end;
        let row = self.first_row(among, |other| other < name);
        (row < end && self.name_bytes(row) == name).then_some(row)
    }

    fn beginning_with(&self, first: u8) -> Range<usize> {
        let start = self.first_row(0..self.words, |name| name[0] < first);
        start..self.first_row(start..self.words, |name| name[0] == first)
    }

    /// The first of the rows whose name is not `before`; names in the range must have those that are in front.
    fn first_row(&self, among: Range<usize>, before: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (among.start, among.end);
        while low < high {
            let middle = low.midpoint(high);
            if before(self.name_bytes(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn longest_head(&self, word: &[u8]) -> Option<(usize, usize)> {
        (SHORTEST_HEAD..=word.len())
            .rev()
            .find_map(|length| Some((self.find_word(&word[..length])?, length)))
    }

    fn longest_piece(&self, rest: &[u8]) -> Option<(usize, usize)> {
        (1..=rest.len()).rev().find_map(|length| Some((self.find_piece(&rest[..length])?, length)))
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
    WordVectors::parse(include_bytes!("../../data/word_vectors.bin"))
}

/// The parts of a table, known to fill its bytes exactly.
struct Layout {
    dim: usize,
    words: usize,
    pieces: usize,
    scales: usize,
    rows: usize,
}

impl Layout {
    fn of(bytes: &[u8]) -> Result<Self, VectorsError> {
        // Magic first: a file of another kind should be told so, however short it is.
        if !bytes.starts_with(&MAGIC[..MAGIC.len().min(bytes.len())]) {
            return Err(VectorsError::Magic);
        }
        let header = bytes.get(MAGIC.len()..HEADER).ok_or(VectorsError::Header(bytes.len()))?;
        let field = |number: usize| u32_at(&header[4 * number..4 * number + 4]);
        let (version, dim, words, pieces, names) =
            (field(0), field(1), field(2), field(3), field(4));
        if version != VERSION {
            return Err(VectorsError::Version(version));
        }
        if dim == 0 || words == 0 {
            return Err(VectorsError::Empty { dim, words });
        }
        // In 64 bits the sum of two counts cannot overflow, their products can.
        let count = u64::from(words) + u64::from(pieces);
        let scales = HEADER as u64 + u64::from(names);
        let expected = (u64::from(dim) + 4)
            .checked_mul(count)
            .and_then(|size| size.checked_add(scales))
            .ok_or(VectorsError::Sizes)?;
        let actual = bytes.len() as u64;
        if expected != actual {
            return Err(VectorsError::Length { expected, actual });
        }
        // A row takes at least five bytes, so every number here is now below the length of the bytes.
        let scales = HEADER + place(names);
        let (dim, words, pieces) = (place(dim), place(words), place(pieces));
        Ok(Self { dim, words, pieces, scales, rows: scales + 4 * (words + pieces) })
    }
}

/// Where the names begin in the table, and where the next would; the names must be sorted, words and pieces apart.
fn name_starts(block: &[u8], words: usize, pieces: usize) -> Result<Vec<u32>, VectorsError> {
    if std::str::from_utf8(block).is_err() {
        return Err(VectorsError::Encoding);
    }
    let expected = words + pieces;
    let actual = block.split(|byte| *byte == b'\n').count() - 1;
    if actual != expected || block.last().is_some_and(|byte| *byte != b'\n') {
        return Err(VectorsError::Names { expected, actual });
    }
    let mut starts = Vec::with_capacity(expected + 1);
    let mut start = HEADER;
    let mut previous: &[u8] = &[];
    for (row, name) in block.split(|byte| *byte == b'\n').take(expected).enumerate() {
        if row == words {
            previous = &[]; // the pieces have an order of their own
        }
        // Nothing is below the empty name, so this refuses empty names too.
        if name <= previous {
            return Err(VectorsError::Order(row));
        }
        starts.push(u32::try_from(start).map_err(|_| VectorsError::Sizes)?);
        start += name.len() + 1;
        previous = name;
    }
    starts.push(u32::try_from(start).map_err(|_| VectorsError::Sizes)?);
    Ok(starts)
}

fn check_scales(scales: &[u8]) -> Result<(), VectorsError> {
    let usable = |scale: f32| scale.is_normal() && scale > 0.0 && scale <= LARGEST_SCALE;
    let bad = scales.chunks_exact(4).position(|bytes| !usable(f32_at(bytes)));
    bad.map_or(Ok(()), |row| Err(VectorsError::Scale(row)))
}

fn length(vector: &[f32]) -> f32 {
    let mut squares = 0.0_f32;
    for value in vector {
        squares += value * value;
    }
    squares.sqrt()
}

/// Little endian, of the first four bytes; shorter input counts as zeros.
fn u32_at(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn f32_at(bytes: &[u8]) -> f32 {
    f32::from_bits(u32_at(bytes))
}

/// A place in the bytes. On a machine too small for it no slice could be that long, so the checks above refuse it.
fn place(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::{HEADER, VectorsError, WordVectors, shipped};

    type Row<'a> = (&'a str, f32, [i8; 2]);

    const WORDS: [Row<'_>; 5] = [
        ("acne", 0.5, [2, 0]),
        ("gut", 0.25, [0, 4]),
        ("gutter", 1.0, [0, -3]),
        ("of", 0.001, [1, 1]),
        ("zits", 0.5, [4, 1]),
    ];
    const PIECES: [Row<'_>; 3] = [("s", 1.0, [3, 3]), ("y", 1.0, [0, 1]), ("ys", 2.0, [5, 0])];

    fn table(words: &[Row<'_>], pieces: &[Row<'_>]) -> Vec<u8> {
        let rows = || words.iter().chain(pieces);
        let names: String = rows().flat_map(|row| [row.0, "\n"]).collect();
        let mut bytes = b"GUTVEC\0\0".to_vec();
        for size in [1, 2, words.len(), pieces.len(), names.len()] {
            bytes.extend(u32::try_from(size).unwrap().to_le_bytes());
        }
        bytes.extend(names.as_bytes());
        bytes.extend(rows().flat_map(|row| row.1.to_le_bytes()));
        bytes.extend(rows().flat_map(|row| row.2.map(i8::cast_unsigned)));
        bytes
    }

    fn small() -> WordVectors {
        WordVectors::parse(table(&WORDS, &PIECES)).unwrap()
    }

    fn refused(bytes: Vec<u8>) -> VectorsError {
        WordVectors::parse(bytes).unwrap_err()
    }

    /// The table with one field of the header replaced.
    fn with_field(number: usize, value: u32) -> Vec<u8> {
        let mut bytes = table(&WORDS, &PIECES);
        bytes[8 + 4 * number..12 + 4 * number].copy_from_slice(&value.to_le_bytes());
        bytes
    }

    fn sum_of(vectors: &WordVectors, word: &str) -> Option<[f32; 2]> {
        let mut sum = [0.0; 2];
        vectors.add_to(word, &mut sum, 1.0).then_some(sum)
    }

    /// Calls everything there is with words that are known, unknown and odd.
    fn use_all(vectors: &WordVectors) {
        let words: Vec<&str> = vectors.words().collect();
        for (at, word) in words.iter().enumerate() {
            assert_eq!(vectors.id(word), u32::try_from(at).ok());
        }
        for word in words.iter().copied().chain(["", "gutsy", "zitszits", "日本", "a\nb", "s"]) {
            let length: f32 = vectors.sentence([word, "acne"]).iter().map(|x| x * x).sum();
            assert!(length == 0.0 || (length - 1.0).abs() < 1.0e-3, "{length} for {word:?}");
            assert!(vectors.neighbours(word, 3).len() <= 3);
            vectors.add_to(word, &mut [], 1.0);
        }
        vectors.add_row(u32::MAX, &mut [0.0], 1.0);
    }

    #[test]
    fn finds_what_was_written() {
        let vectors = small();
        assert_eq!((vectors.dim(), vectors.len()), (2, 5));
        assert!(vectors.words().eq(WORDS.map(|row| row.0)));
        assert_eq!(vectors.id("gut"), Some(1));
        assert_eq!(sum_of(&vectors, "zits"), Some([2.0, 0.5]));
        for unknown in ["", "ac", "acn", "acnes", "zz", "Acne", "y", "ys", "gut\n"] {
            assert!(!vectors.contains(unknown), "{unknown:?}");
        }
        use_all(&vectors);
    }

    #[test]
    fn takes_unknown_words_to_pieces() {
        let vectors = small();
        let pieces: [(&str, &[u32]); 9] = [
            ("guts", &[1, 5]),
            ("gutters", &[2, 5]),
            ("gutsys", &[1, 5, 7]),
            ("ysy", &[7, 6]),
            ("acne", &[0]),
            ("acnegut", &[]),
            ("gütsy", &[]),
            ("日本", &[]),
            ("", &[]),
        ];
        for (word, expected) in pieces {
            assert_eq!(vectors.pieces(word), expected, "{word}");
        }
        assert_eq!(sum_of(&vectors, "guts"), Some([1.5, 2.0]));
        assert_eq!(sum_of(&vectors, "日本"), None);
        assert!(vectors.pieces(&"ys".repeat(2000)).is_empty(), "absurdly long");
    }

    #[test]
    fn adds_words_up_to_length_one() {
        let vectors = small();
        assert_eq!(vectors.sentence(["acne", "gut"]), [0.5_f32.sqrt(), 0.5_f32.sqrt()]);
        assert_eq!(vectors.sentence(["日本"]), [0.0, 0.0]);
        assert_eq!(vectors.sentence([]), [0.0, 0.0]);
        let mut buffer = [7.0, 7.0];
        vectors.sentence_into(["gut"], &mut buffer);
        assert_eq!(buffer.to_vec(), [0.0, 1.0]);
    }

    #[test]
    fn ranks_neighbours_by_direction() {
        let vectors = small();
        let names = |word| -> Vec<&str> {
            vectors.neighbours(word, 2).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names("acne"), ["zits", "of"]);
        assert_eq!(names("gut"), ["of", "zits"]);
        assert_eq!(names("日本"), [""; 0]);
        assert!(vectors.neighbours("acne", 0).is_empty());
    }

    #[test]
    fn says_what_is_wrong_with_a_file() {
        let good = table(&WORDS, &PIECES);
        let length = |bytes: &[u8]| VectorsError::Length {
            expected: good.len() as u64,
            actual: bytes.len() as u64,
        };
        let longer = [good.as_slice(), b"x"].concat();
        let with = |place: usize, new: &[u8]| {
            let mut bytes = good.clone();
            bytes[place..place + new.len()].copy_from_slice(new);
            bytes
        };
        let scale = |value: f32| {
            let names = u32::from_le_bytes(*good[24..].first_chunk().unwrap()) as usize;
            with(HEADER + names + 4, &value.to_le_bytes())
        };
        let order = |words: &[Row<'_>], pieces: &[Row<'_>]| refused(table(words, pieces));

        assert_eq!(refused(Vec::new()), VectorsError::Header(0));
        assert_eq!(refused(good[..20].to_vec()), VectorsError::Header(20));
        assert_eq!(refused(b"STAT1\0\0\0".repeat(9)), VectorsError::Magic);
        assert_eq!(refused(b"PK".to_vec()), VectorsError::Magic);
        assert_eq!(refused(with_field(0, 2)), VectorsError::Version(2));
        assert_eq!(refused(with_field(1, 0)), VectorsError::Empty { dim: 0, words: 5 });
        assert_eq!(refused(with_field(2, 0)), VectorsError::Empty { dim: 2, words: 0 });
        for field in 1..5 {
            let error = refused(with_field(field, u32::MAX));
            assert!(matches!(error, VectorsError::Length { .. }), "{error}");
        }
        let mut overflowing = with_field(1, u32::MAX);
        overflowing[16..24].fill(0xff);
        assert_eq!(refused(overflowing), VectorsError::Sizes);
        assert_eq!(refused(longer.clone()), length(&longer));
        assert_eq!(refused(good[..good.len() - 1].to_vec()), length(&good[1..]));
        assert_eq!(refused(with(HEADER, b"\xff")), VectorsError::Encoding);
        assert_eq!(
            refused(with(HEADER + 1, b"\n")),
            VectorsError::Names { expected: 8, actual: 9 }
        );
        assert_eq!(refused(with(HEADER + 4, b"e")), VectorsError::Names { expected: 8, actual: 7 });
        assert_eq!(refused(with(HEADER, b"x")), VectorsError::Order(1));
        assert_eq!(order(&[WORDS[0], WORDS[0]], &[]), VectorsError::Order(1));
        assert_eq!(order(&[("", 1.0, [1, 1])], &[]), VectorsError::Order(0));
        assert_eq!(order(&WORDS, &[PIECES[1], PIECES[0]]), VectorsError::Order(6));
        for bad in [0.0, -1.0, f32::NAN, f32::INFINITY, 1.0e30, 1.0e-40] {
            assert_eq!(refused(scale(bad)), VectorsError::Scale(1), "{bad}");
        }
    }

    #[test]
    fn survives_every_cut_and_every_flipped_byte() {
        let good = table(&WORDS, &PIECES);
        for length in 0..good.len() {
            refused(good[..length].to_vec());
        }
        for place in 0..good.len() {
            for value in 0..=u8::MAX {
                let mut bytes = good.clone();
                bytes[place] = value;
                // Another letter or number may well be a sound table; then it must also be usable.
                if let Ok(vectors) = WordVectors::parse(bytes) {
                    use_all(&vectors);
                }
            }
        }
    }

    #[test]
    fn the_shipped_table_knows_the_subject() {
        let vectors = shipped().unwrap();
        for word in ["rosacea", "probiotics", "kombucha", "zits", "the", "i"] {
            assert!(vectors.contains(word), "{word}");
        }
        let near = vectors.neighbours("zits", 5);
        assert!(near.iter().any(|(word, _)| *word == "pimples"), "{near:?}");
        assert!(!vectors.pieces("psoriasiform").is_empty());
    }

    #[test]
    fn the_shipped_table_matches_its_recorded_checksum() {
        let table = include_bytes!("../../data/word_vectors.bin");
        let recorded = include_str!("../../data/word_vectors.sha256");
        let sum: Vec<String> =
            Sha256::digest(table).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            recorded.trim_end(),
            format!("{}  word_vectors.bin", sum.concat()),
            "the table was changed without its checksum; tools/README.md says how to build both"
        );
    }
}
