//! Whether bytes are a whole and sound table of word vectors, and where its parts stand.
//!
//! Trusts nothing: the sizes in the header are checked against each other and the length before anything is allocated.

const MAGIC: &[u8; 8] = b"GUTVEC\0\0";
const VERSION: u32 = 2;
pub(super) const HEADER: usize = 28;

/// Far above any real scale, and low enough that no sum of rows reaches infinity.
const LARGEST_SCALE: f32 = 1.0e6;

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
    #[error("name {0} in the table of word vectors is empty or stands there twice")]
    Name(usize),
    #[error("row {0} of the table of word vectors has a scale that is not a usable number")]
    Scale(usize),
}

/// The parts of a table, known to fill its bytes exactly.
pub(super) struct Layout {
    pub(super) dim: usize,
    pub(super) words: usize,
    pub(super) pieces: usize,
    pub(super) scales: usize,
    pub(super) rows: usize,
}

impl Layout {
    pub(super) fn of(bytes: &[u8]) -> Result<Self, VectorsError> {
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

/// Where the names begin in the table, and where the next would; none may be empty.
pub(super) fn name_starts(block: &[u8], expected: usize) -> Result<Vec<u32>, VectorsError> {
    if std::str::from_utf8(block).is_err() {
        return Err(VectorsError::Encoding);
    }
    let actual = block.split(|byte| *byte == b'\n').count() - 1;
    if actual != expected || block.last().is_some_and(|byte| *byte != b'\n') {
        return Err(VectorsError::Names { expected, actual });
    }
    let mut starts = Vec::with_capacity(expected + 1);
    let mut start = HEADER;
    for (row, name) in block.split(|byte| *byte == b'\n').take(expected).enumerate() {
        if name.is_empty() {
            return Err(VectorsError::Name(row));
        }
        starts.push(u32::try_from(start).map_err(|_| VectorsError::Sizes)?);
        start += name.len() + 1;
    }
    starts.push(u32::try_from(start).map_err(|_| VectorsError::Sizes)?);
    Ok(starts)
}

pub(super) fn check_scales(scales: &[u8]) -> Result<(), VectorsError> {
    let usable = |scale: f32| scale.is_normal() && scale > 0.0 && scale <= LARGEST_SCALE;
    let bad = scales.chunks_exact(4).position(|bytes| !usable(f32_at(bytes)));
    bad.map_or(Ok(()), |row| Err(VectorsError::Scale(row)))
}

/// Little endian, of the first four bytes; shorter input counts as zeros.
pub(super) fn u32_at(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

pub(super) fn f32_at(bytes: &[u8]) -> f32 {
    f32::from_bits(u32_at(bytes))
}

/// A place in the bytes. On a machine too small for it no slice could be that long, so the checks above refuse it.
pub(super) fn place(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
