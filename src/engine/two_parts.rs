//! Whether a question asks about two things of which the two best answers have one each: "does stress or dairy cause
//! acne". Looks at words alone; knows nothing of scores and thresholds.

use super::index::Index;
use crate::model::{AnswerRef, Query, Ranked, Token};

/// Between two things that are asked about apart.
const EITHER: [&str; 3] = ["or", "vs", "versus"];
/// Between two things; see [`joins`].
const AND: &str = "and";
/// Begins another question after "and".
const ASKS: [&str; 14] = [
    "what", "how", "why", "which", "when", "is", "are", "do", "does", "did", "can", "could",
    "will", "should",
];

/// Two parts of a question.
struct Parts<'q> {
    left: &'q [Token],
    right: &'q [Token],
    /// Asked about apart only where they are subjects of the same kind.
    alike: bool,
}

impl Index {
    /// Whether the two best answers have one part each of a question that joins two.
    pub(super) fn has_two_parts(&self, topics: &[Ranked], query: &Query) -> bool {
        let [first, second, ..] = topics else { return false };
        let (first, second) = (first.answer, second.answer);
        joins(&query.tokens)
            .any(|parts| self.share(first, second, &parts) || self.share(second, first, &parts))
    }

    /// Whether one answer has more of the left part than the other, and the other more of the right. An answer that knows
    /// both parts answers both.
    fn share(&self, one: AnswerRef, other: AnswerRef, parts: &Parts) -> bool {
        let more = |at, than, part: &[Token]| self.coverage(at, part) > self.coverage(than, part);
        let apart = !parts.alike || self.alike(one.topic, other.topic, parts);
        more(one, other, parts.left) && more(other, one, parts.right) && apart
    }

    /// Whether the parts name the topics, and these are filed under the same area.
    fn alike(&self, one: usize, other: usize, parts: &Parts) -> bool {
        let named = self.is_named(one, parts.left) && self.is_named(other, parts.right);
        named && self.same_area(one, other)
    }
}

/// Every pair of parts that something joins: two things beside "or"; two things beside "and", which is one question
/// unless they are subjects of one kind, for "stress and acne" asks how these go together; two questions, in one sentence
/// or in two.
fn joins(query: &[Token]) -> impl Iterator<Item = Parts<'_>> {
    (1..query.len()).filter_map(move |at| {
        let (before, token, after) = (&query[..at], &query[at], &query[at + 1..]);
        let word = token.word.as_str();
        let asks = after.first().is_some_and(|next| ASKS.contains(&next.word.as_str()));
        let ends = before.last().is_some_and(|last| last.asked && last.sentence < token.sentence);
        if ends && token.asked {
            Some(Parts { left: before, right: &query[at..], alike: false })
        } else if word == AND && asks {
            Some(Parts { left: before, right: after, alike: false })
        } else if word == AND || EITHER.contains(&word) {
            // The word just beside the join is the thing itself; what follows is asked about both.
            let left = before.iter().rposition(|token| !token.stop)?;
            let right = after.iter().position(|token| !token.stop)?;
            let (left, right) = (&before[left..=left], &after[right..=right]);
            Some(Parts { left, right, alike: word == AND })
        } else {
            None
        }
    })
}
