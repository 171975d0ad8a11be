//! Which shards this process runs: `A-B/N`, both ends included.
//!
//! Pure; how many shards Discord recommends comes in as an argument.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use thiserror::Error;

/// Shards `first` to `last` of `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardRange {
    first: u32,
    last: u32,
    total: u32,
}

/// What is wrong with the text of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ShardRangeError {
    #[error("a shard range looks like 0-3/8: first and last shard, then how many there are in all")]
    Form,
    #[error("the first shard ({first}) comes after the last ({last})")]
    Backwards { first: u32, last: u32 },
    #[error("shards count from 0, so of {total} the last one is {}, not {last}", total.saturating_sub(1))]
    Beyond { last: u32, total: u32 },
}

impl ShardRange {
    /// Every shard of `total`, of which there is at least one.
    #[must_use]
    pub fn all(total: u32) -> Self {
        let total = total.max(1);
        Self { first: 0, last: total - 1, total }
    }

    /// # Errors
    /// If the ends are the wrong way round or lie outside the total.
    pub const fn new(first: u32, last: u32, total: u32) -> Result<Self, ShardRangeError> {
        if first > last {
            return Err(ShardRangeError::Backwards { first, last });
        }
        if last >= total {
            return Err(ShardRangeError::Beyond { last, total });
        }
        Ok(Self { first, last, total })
    }

    #[must_use]
    pub const fn total(self) -> u32 {
        self.total
    }

    #[must_use]
    pub const fn ids(self) -> RangeInclusive<u32> {
        self.first..=self.last
    }
}

impl FromStr for ShardRange {
    type Err = ShardRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| part.trim().parse::<u32>().map_err(|_| ShardRangeError::Form);
        let (range, total) = text.split_once('/').ok_or(ShardRangeError::Form)?;
        let (first, last) = range.split_once('-').ok_or(ShardRangeError::Form)?;
        Self::new(number(first)?, number(last)?, number(total)?)
    }
}

impl fmt::Display for ShardRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}/{}", self.first, self.last, self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::{ShardRange, ShardRangeError};

    #[test]
    fn a_range_includes_both_ends() {
        let range: ShardRange = "2-3/8".parse().unwrap();
        assert_eq!(range.ids().collect::<Vec<_>>(), [2, 3]);
        assert_eq!((range.total(), range.to_string()), (8, "2-3/8".to_owned()));
        assert_eq!(ShardRange::all(0).ids().count(), 1);
    }

    #[test]
    fn what_is_no_range_says_why() {
        for (text, error) in [
            ("", ShardRangeError::Form),
            ("3", ShardRangeError::Form),
            ("0-1", ShardRangeError::Form),
            ("a-b/c", ShardRangeError::Form),
            ("-1-2/3", ShardRangeError::Form),
            ("3-1/8", ShardRangeError::Backwards { first: 3, last: 1 }),
            ("0-8/8", ShardRangeError::Beyond { last: 8, total: 8 }),
            ("0-0/0", ShardRangeError::Beyond { last: 0, total: 0 }),
        ] {
            assert_eq!(text.parse::<ShardRange>(), Err(error), "{text}");
        }
        assert_eq!(
            ShardRangeError::Beyond { last: 8, total: 8 }.to_string(),
            "shards count from 0, so of 8 the last one is 7, not 8"
        );
    }
}
