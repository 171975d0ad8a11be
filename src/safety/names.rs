//! Numbers for words, given out in the order in which they are learnt.
//!
//! A table with open addressing: a message asks for three words at each of its positions, and a tree of strings was
//! what screening spent most of its time in. Nobody walks through it, so its order shows nowhere.

/// Words and their numbers.
#[derive(Debug)]
pub(super) struct Names {
    /// By number.
    words: Vec<Box<str>>,
    /// By place: a number, or [`FREE`]. Their count is a power of two, at most half of them taken.
    places: Vec<u32>,
}

const FREE: u32 = u32::MAX;
const LEAST_PLACES: usize = 16;

impl Names {
    pub(super) fn new() -> Self {
        Self { words: Vec::new(), places: vec![FREE; LEAST_PLACES] }
    }

    pub(super) const fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn get(&self, word: &str) -> Option<u32> {
        let number = self.places[self.place(word)];
        (number != FREE).then_some(number)
    }

    /// The number of a word, a new one if need be.
    pub(super) fn learn(&mut self, word: &str) -> u32 {
        let place = self.place(word);
        if self.places[place] != FREE {
            return self.places[place];
        }
        let number = u32::try_from(self.words.len()).unwrap_or(FREE);
        self.places[place] = number;
        self.words.push(word.into());
        if 2 * self.words.len() > self.places.len() {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        self.places = vec![FREE; 2 * self.places.len()];
        for (number, word) in (0..).zip(&self.words) {
            let place = self.place(word);
            self.places[place] = number;
        }
    }

    /// Where a word stands, or would stand.
    fn place(&self, word: &str) -> usize {
        let last = self.places.len() - 1;
        let mut place = hash(word) & last;
        while self.places[place] != FREE && *self.words[self.places[place] as usize] != *word {
            place = (place + 1) & last;
        }
        place
    }
}

/// FNV-1a (Fowler, Noll and Vo), 64 bits, the upper half folded in.
fn hash(word: &str) -> usize {
    let mixed = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let folded = (mixed ^ (mixed >> 32)) & 0xffff_ffff;
    usize::try_from(folded).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn each_word_has_one_number_however_many_there_are() {
        let mut names = Names::new();
        let words: Vec<String> = (0..1000).map(|n| format!("word{n}")).collect();
        for (number, word) in (0..).zip(&words) {
            assert_eq!(names.get(word), None);
            assert_eq!(names.learn(word), number);
            assert_eq!(names.learn(word), number);
        }
        assert!((0..).zip(&words).all(|(number, word)| names.get(word) == Some(number)));
        assert_eq!((names.len(), names.get("")), (1000, None));
    }
}
