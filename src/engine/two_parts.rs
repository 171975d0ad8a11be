//! Whether a question asks about two things of which the two best answers have one each: "does stress or dairy cause
//! acne". Looks at words alone; knows nothing of scores and thresholds.

use std::ops::Range;

use super::index::Index;
use crate::model::{AnswerRef, Query, Ranked, Token};

/// Between two things that are asked about apart.
const EITHER: [&str; 3] = ["or", "vs", "versus"];
/// Between two things; see [`joins`].
const AND: &str = "and";
/// What is joined stands within so many words of what joins it.
const BESIDE: usize = 8;
/// Begins another question after "and".
const ASKS: [&str; 14] = [
    "what", "how", "why", "which", "when", "is", "are", "do", "does", "did", "can", "could",
    "will", "should",
];

/// Two parts of a question, as positions of its words.
struct Parts {
    left: Range<usize>,
    right: Range<usize>,
    /// Asked about apart only where they are subjects of the same kind.
    alike: bool,
}

/// How much an answer's phrasings have of the words before each position of a question, each word counting by its rarity.
struct Held(Vec<u32>);

impl Held {
    fn of(&self, part: &Range<usize>) -> u32 {
        self.0[part.end] - self.0[part.start]
    }
}

impl Index {
    /// Whether the two best answers have one part each of a question that joins two.
    pub(super) fn has_two_parts(&self, topics: &[Ranked], query: &Query) -> bool {
        let [first, second, ..] = topics else { return false };
        let answers = [first.answer, second.answer].map(|at| (at, self.held_before(at, query)));
        let [first, second] = &answers;
        joins(&query.tokens).any(|parts| {
            let share = |one, other| self.share(one, other, &parts, query);
            share(first, second) || share(second, first)
        })
    }

    /// Taken once, however many joins a message has.
    fn held_before(&self, at: AnswerRef, query: &Query) -> Held {
        let held = query.tokens.iter().scan(0, |sum, token| {
            let (weight, held) = self.held(at, token);
            *sum += if held { in_parts(weight) } else { 0 };
            Some(*sum)
        });
        Held([0].into_iter().chain(held).collect())
    }

    /// Whether one answer has more of the left part than the other, and the other more of the right. An answer that knows
    /// both parts answers both.
    fn share(
        &self,
        (one, has): &(AnswerRef, Held),
        (other, other_has): &(AnswerRef, Held),
        parts: &Parts,
        query: &Query,
    ) -> bool {
        let Parts { left, right, alike } = parts;
        let apart = || !alike || self.alike(one.topic, other.topic, parts, query);
        has.of(left) > other_has.of(left) && other_has.of(right) > has.of(right) && apart()
    }

    /// Whether the parts, of a word each, name the topics, and these are filed under the same area.
    fn alike(&self, one: usize, other: usize, parts: &Parts, query: &Query) -> bool {
        let named = |topic, part: &Range<usize>| self.is_named(topic, &query.tokens[part.start]);
        named(one, &parts.left) && named(other, &parts.right) && self.same_area(one, other)
    }
}

/// Rarities, which lie between 1 and some 20, in whole numbers: the sum of a part is then the same whatever stands before it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and above 0")]
fn in_parts(weight: f32) -> u32 {
    (weight * 4096.0) as u32
}

/// Every pair of parts that something joins: two things beside "or"; two things beside "and", which is one question
/// unless they are subjects of one kind, for "stress and acne" asks how these go together; two questions, in one sentence
/// or in two.
fn joins(query: &[Token]) -> impl Iterator<Item = Parts> {
    (1..query.len()).filter_map(move |at| {
        let (before, token, after) = (&query[..at], &query[at], &query[at + 1..]);
        let word = token.word.as_str();
        let asks = after.first().is_some_and(|next| ASKS.contains(&next.word.as_str()));
        let ends = before.last().is_some_and(|last| last.asked && last.sentence < token.sentence);
        let (end, next) = (query.len(), at + 1);
        if ends && token.asked {
            Some(Parts { left: 0..at, right: at..end, alike: false })
        } else if word == AND && asks {
            Some(Parts { left: 0..at, right: next..end, alike: false })
        } else if word == AND || EITHER.contains(&word) {
            // The word just beside the join is the thing itself; what follows is asked about both.
            let left = at - 1 - before.iter().rev().take(BESIDE).position(|token| !token.stop)?;
            let right = next + after.iter().take(BESIDE).position(|token| !token.stop)?;
            Some(Parts { left: left..left + 1, right: right..right + 1, alike: word == AND })
        } else {
            None
        }
    })
}
