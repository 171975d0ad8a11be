//! The table a test builds, broken in every way that can be thought of, and the shipped one.

use sha2::{Digest as _, Sha256};

use super::layout::HEADER;
use super::{VectorsError, WordVectors, shipped};

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
    for size in [2, 2, words.len(), pieces.len(), names.len()] {
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
    let names = |words: &[Row<'_>], pieces: &[Row<'_>]| refused(table(words, pieces));

    assert_eq!(refused(Vec::new()), VectorsError::Header(0));
    assert_eq!(refused(good[..20].to_vec()), VectorsError::Header(20));
    assert_eq!(refused(b"STAT1\0\0\0".repeat(9)), VectorsError::Magic);
    assert_eq!(refused(b"PK".to_vec()), VectorsError::Magic);
    assert_eq!(refused(with_field(0, 1)), VectorsError::Version(1));
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
    assert_eq!(refused(with(HEADER + 1, b"\n")), VectorsError::Names { expected: 8, actual: 9 });
    assert_eq!(refused(with(HEADER + 4, b"e")), VectorsError::Names { expected: 8, actual: 7 });
    assert_eq!(names(&[("", 1.0, [1, 1])], &[]), VectorsError::Name(0));
    assert_eq!(names(&[WORDS[0], WORDS[1], WORDS[0]], &[]), VectorsError::Name(2));
    assert_eq!(names(&WORDS, &[PIECES[1], PIECES[0], PIECES[1]]), VectorsError::Name(7));
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
    let table = include_bytes!("../../../data/word_vectors.bin");
    let recorded = include_str!("../../../data/word_vectors.sha256");
    let sum: Vec<String> = Sha256::digest(table).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        recorded.trim_end(),
        format!("{}  word_vectors.bin", sum.concat()),
        "the table was changed without its checksum; tools/README.md says how to build both"
    );
}
