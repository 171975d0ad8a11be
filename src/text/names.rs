//! Numbers for words and for pairs of numbers, given out in the order in which they are learnt.
//!
//! Tables with open addressing: a message asks for three words at each of its positions, and trees were what screening
//! spent most of its time in. Nobody walks through a table, so its order shows nowhere.

/// Words and their numbers.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// All words by number, one behind the other: a word looked up is often in memory already.
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    places: Places,
}

/// Pairs and their numbers.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// By number.
    pairs: Vec<(u32, u32)>,
    places: Places,
}

/// Numbers by place. The places are a power of two, at most half of them taken.
#[derive(Debug)]
pub(super) struct Places(Vec<u32>);

const FREE: u32 = u32::MAX;
const LEAST_PLACES: usize = 16;

impl Names {
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// In the order of their numbers.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        each(&self.text, &self.ends)
    }

    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        self.find(word).ok()
    }

    /// The word with a number.
    pub(crate) fn word(&self, number: u32) -> &str {
        word_at(&self.text, &self.ends, number as usize)
    }

    /// The number of a word, a new one if need be.
    pub(crate) fn learn(&mut self, word: &str) -> u32 {
        self.find(word).unwrap_or_else(|place| {
            self.text.push_str(word);
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
            let hashes = each(&self.text, &self.ends).map(|word| hash_word(word.as_bytes()));
            self.places.add(place, hashes)
        })
    }

    /// The number of a word, or else the place it would take.
    fn find(&self, word: &str) -> Result<u32, usize> {
        let is_meant = |number| word_at(&self.text, &self.ends, number as usize) == word;
        self.places.find(hash_word(word.as_bytes()), is_meant)
    }
}

fn each<'t>(text: &'t str, ends: &'t [u32]) -> impl ExactSizeIterator<Item = &'t str> {
    (0..ends.len()).map(|number| word_at(text, ends, number))
}

fn word_at<'t>(text: &'t str, ends: &[u32], number: usize) -> &'t str {
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &text[start as usize..ends[number] as usize]
}

impl Pairs {
    /// None yet, with room for so many.
    pub(crate) fn with_room(pairs: usize) -> Self {
        Self { pairs: Vec::with_capacity(pairs), places: Places::for_up_to(pairs) }
    }

    pub(crate) const fn len(&self) -> usize {
        self.pairs.len()
    }

    pub(crate) fn get(&self, pair: (u32, u32)) -> Option<u32> {
        self.places.find(hash_pair(pair), |number| self.pairs[number as usize] == pair).ok()
    }

    /// The number of a pair, a new one if need be.
    pub(crate) fn learn(&mut self, pair: (u32, u32)) -> u32 {
        let known = |number: u32| self.pairs[number as usize] == pair;
        self.places.find(hash_pair(pair), known).unwrap_or_else(|place| {
            self.pairs.push(pair);
            self.places.add(place, self.pairs.iter().copied().map(hash_pair))
        })
    }

    /// In the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.pairs.iter().copied()
    }
}

impl Default for Places {
    fn default() -> Self {
        Self::of(std::iter::empty())
    }
}

impl Places {
    fn for_up_to(things: usize) -> Self {
        Self(vec![FREE; (2 * things).next_power_of_two().max(LEAST_PLACES)])
    }

    /// Gives things their numbers, from 0, by their hashes. All are different.
    pub(super) fn of(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut all = Self::for_up_to(hashes.len());
        for (number, hash) in (0..).zip(hashes) {
            if let Err(place) = all.find(hash, |_| false) {
                all.0[place] = number;
            }
        }
        all
    }

    /// The number that is meant, or else the place it would take.
    pub(super) fn find(&self, hash: u64, is_meant: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let last = self.0.len() - 1;
        let mut place = usize::try_from(hash & u64::from(u32::MAX)).unwrap_or_default() & last;
        loop {
            match self.0[place] {
                FREE => return Err(place),
                number if is_meant(number) => return Ok(number),
                _ => place = (place + 1) & last,
            }
        }
    }

    /// Gives the last of all things a number and a place. `hashes` are those of all, in order.
    fn add(&mut self, place: usize, hashes: impl ExactSizeIterator<Item = u64>) -> u32 {
        let count = hashes.len();
        let number = u32::try_from(count - 1).unwrap_or(FREE);
        if 2 * count > self.0.len() {
            *self = Self::of(hashes);
        } else {
            self.0[place] = number;
        }
        number
    }
}

/// Eight letters at a time: most words are no longer.
pub(super) fn hash_word(word: &[u8]) -> u64 {
    let (eights, rest) = word.as_chunks::<8>();
    let last = rest.iter().fold(1, |last, byte| (last << 8) | u64::from(*byte));
    // The upper bits depend on all letters, the lower ones on the last alone.
    let mixed = |hash: u64, part: u64| (hash ^ part).wrapping_mul(GOLDEN).rotate_right(32);
    let parts = eights.iter().map(|eight| u64::from_le_bytes(*eight)).chain([last]);
    let hash = parts.fold(0, mixed);
    hash ^ (hash >> 16)
}

/// 32 bits, of which any number of the lowest may be taken.
pub(crate) fn hash_pair((one, two): (u32, u32)) -> u64 {
    ((u64::from(one) << 32) | u64::from(two)).wrapping_mul(GOLDEN) >> 32
}

/// For multiplicative hashes, by the golden section (Knuth, The Art of Computer Programming, volume 3, section 6.4).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::{Names, Pairs};

    #[test]
    fn each_word_has_one_number_however_many_there_are() {
        let mut names = Names::default();
        let words: Vec<String> = (0..1000).map(|n| format!("word{n}")).collect();
        for (number, word) in (0..).zip(&words) {
            assert_eq!(names.get(word), None);
            assert_eq!(names.learn(word), number);
            assert_eq!(names.learn(word), number);
        }
        assert!((0..).zip(&words).all(|(number, word)| names.get(word) == Some(number)));
        assert_eq!(names.get(""), None);
    }

    #[test]
    fn each_pair_has_one_number_whichever_comes_first() {
        let mut pairs = Pairs::default();
        let all: Vec<(u32, u32)> = (0..40).flat_map(|a| (0..40).map(move |b| (a, b))).collect();
        for (number, pair) in (0..).zip(&all) {
            assert_eq!((pairs.get(*pair), pairs.learn(*pair)), (None, number));
        }
        assert!(pairs.iter().eq(all.iter().copied()));
        assert_eq!(
            (pairs.len(), pairs.get((3, 5)), pairs.get((5, 3))),
            (1600, Some(125), Some(203))
        );
    }
}
