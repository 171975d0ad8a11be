//! An order for learning from texts that only the texts decide.
//!
//! A fit that visits its texts one by one ends up slightly elsewhere in another order. Were the order made from how many
//! there are, one text more would move what was learnt of all others.

/// For each of `N` passes the positions of texts in an order that jumps about; the same on every machine. One text more
/// leaves all others in their order.
#[must_use]
pub fn scattered<const N: usize>(texts: &[&str]) -> [Vec<u32>; N] {
    let passes: [Hash; N] =
        std::array::from_fn(|pass| Hash(Hash::new().with(pass.to_string().as_bytes()).end()));
    let mut orders = [(); N].map(|()| Vec::with_capacity(texts.len()));
    for (text, at) in texts.iter().zip(0_u32..) {
        // All at once: a step waits for the one before it, those of other passes need not.
        let mut hashes = passes;
        for byte in text.as_bytes() {
            hashes = hashes.map(|hash| hash.with(&[*byte]));
        }
        for (order, hash) in orders.iter_mut().zip(hashes) {
            // A position in the place of the lower half: few upper halves are the same.
            order.push(mixed(hash.end()) & !POSITION | u64::from(at));
        }
    }
    orders.map(|mut order| {
        order.sort_unstable();
        order.into_iter().map(position).collect()
    })
}

/// The bits of a position.
const POSITION: u64 = u32::MAX as u64;

#[expect(clippy::cast_possible_truncation, reason = "the lower half")]
const fn position(both: u64) -> u32 {
    both as u32
}

/// Lets every bit of a hash depend on all others, so that texts with one beginning do not stay together: the last step
/// of SplitMix64 (Steele, Lea and Flood 2014).
const fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// FNV-1a with 64 bits over the parts, a zero byte after each.
#[must_use]
pub fn hash(parts: &[&str]) -> u64 {
    parts.iter().fold(Hash::new(), |hash, part| Hash(hash.with(part.as_bytes()).end())).0
}

/// FNV-1a with 64 bits, on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn with(self, bytes: &[u8]) -> Self {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        Self(bytes.iter().fold(self.0, step))
    }

    /// That of a part which ends here.
    pub(crate) fn end(self) -> u64 {
        self.with(&[0]).0
    }
}

#[cfg(test)]
mod tests {
    use super::scattered;

    #[test]
    fn one_text_more_leaves_the_others_in_their_order() {
        let texts: Vec<String> = (0..500).map(|n| format!("text {n}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for (before, mut after) in
            scattered::<3>(&texts[..499]).into_iter().zip(scattered::<3>(&texts))
        {
            after.retain(|at| *at != 499);
            assert_eq!(before, after);
            let mut all = after.clone();
            all.sort_unstable();
            assert_eq!(all, (0..499).collect::<Vec<_>>());
            let in_a_row = after.windows(2).filter(|pair| pair[1] == pair[0] + 1).count();
            assert!(in_a_row < 10, "texts follow each other as they stand: {in_a_row}");
        }
        let [first, second] = scattered(&texts);
        assert_ne!(first, second);
    }
}
