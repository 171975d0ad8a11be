//! Ordinary English words: spelt right, however little the knowledge and the word vectors know of them.

use fst::Set;

/// Those of `data/english_words.txt`, as the build packed them.
static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/english_words.fst"));

/// Whether a word in lower case is one of them.
#[must_use]
pub fn is_word(word: &str) -> bool {
    // Reading its last bytes is all that making a set of them takes.
    Set::new(WORDS).is_ok_and(|words| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_word;

    #[test]
    fn words_of_both_spellings_are_known_and_misspelt_ones_are_not() {
        for word in ["laceration", "hypertension", "gist", "flavored", "flavoured", "intolerable"] {
            assert!(is_word(word), "{word}");
        }
        for word in ["excema", "ithcy", "probotics", "stomache", "alot", "Laceration", "", "ab"] {
            assert!(!is_word(word), "{word}");
        }
    }
}
