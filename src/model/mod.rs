//! Plain types that every other module speaks: knowledge after validation, a query, a decision, a reply.
//!
//! Knows nothing of files, Discord, SQL or wire formats. What it does follows from its values alone: it reads the pattern
//! language, joins settings and decisions, and writes a reply as plain text.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod community;
pub mod corpus;
pub mod decision;
pub mod difference;
pub mod event;
pub mod pattern;
pub mod query;
pub mod reply;
pub mod work;

pub use community::{Change, Community, Correction, Mode, Verdict};
pub use corpus::{
    Answer, AnswerRef, CautionEffect, Citation, Corpus, Evidence, Examples, Finding, Helpline,
    HelplineKind, Lexicon, NegativeGroup, Rule, RuleKind, Sentence, Settings, Source, SourceKind,
    Strength, Thresholds, Topic, Wording,
};
pub use decision::{
    Contribution, Corrected, Decision, Explanation, Fallback, Leaning, Likeness, Outcome, Ranked,
    RefusalKind, RuleMatch, Screening,
};
pub use difference::Difference;
pub use event::{Event, Missed, Origin, ShadowVerdict};
pub use query::{Query, Question, Repair, Token};
pub use reply::{NumberedCitation, NumberedSentence, Part, Reference, Related, Reply, ReplyKind};
pub use work::{Run, Work, one_by_one};
