//! The knowledge as the engine may trust it: every reference resolves, every sentence is cited.
//!
//! Only `knowledge::validate` makes a [`Corpus`]; nothing here knows where it came from.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Duration};

use super::decision::RefusalKind;
use super::pattern::Pattern;

/// A whole knowledge base. Immutable: a reload builds another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Corpus {
    /// Eight hexadecimal digits that change whenever any file does.
    pub revision: String,
    /// Sorted by id.
    pub topics: Vec<Topic>,
    pub sources: BTreeMap<String, Source>,
    /// Sorted by id.
    pub rules: Vec<Rule>,
    pub lexicon: Lexicon,
    pub silence: Vec<NegativeGroup>,
    pub settings: Settings,
}

/// One subject and its answers, the first of which is its card.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    pub id: String,
    pub title: String,
    /// What the topic is filed under when people browse, such as `skin`.
    pub area: Option<String>,
    pub aliases: Vec<String>,
    /// Words of the subject that none of the answers need be about: they speak for the topic alone.
    pub terms: Vec<String>,
    /// Ids of other topics, all of which exist.
    pub related: Vec<String>,
    /// The day a person last checked the whole file against its sources.
    pub reviewed: Date,
    /// Never empty.
    pub answers: Vec<Answer>,
}

/// One cited summary and the ways people ask for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Unique within its topic.
    pub id: String,
    /// Heading of the reply; the topic's title where the file gives none.
    pub title: String,
    pub evidence: Evidence,
    pub phrasings: Vec<String>,
    /// One to four.
    pub sentences: Vec<Sentence>,
    /// Questions that must reach this answer: tests only, never used for matching.
    pub examples: Vec<String>,
}

/// How firm the evidence behind an answer is, or one finding of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    Strong,
    Moderate,
    Limited,
    Mixed,
    Disputed,
}

impl Evidence {
    pub const ALL: [Self; 5] =
        [Self::Strong, Self::Moderate, Self::Limited, Self::Mixed, Self::Disputed];

    /// The word used in files and shown to people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Moderate => "moderate",
            Self::Limited => "limited",
            Self::Mixed => "mixed",
            Self::Disputed => "disputed",
        }
    }
}

/// One sentence of a summary without its citation marks, and what it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Ends in its own punctuation.
    pub text: String,
    /// At least one.
    pub citations: Vec<Citation>,
}

/// The mark `[source#finding]`; both exist in the corpus.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    pub source: String,
    pub finding: u32,
}

/// A document that answers cite.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub id: String,
    pub title: String,
    pub authors: Option<String>,
    pub publisher: Option<String>,
    pub year: Option<i32>,
    pub kind: SourceKind,
    pub doi: Option<String>,
    pub url: Option<String>,
    pub findings: BTreeMap<u32, Finding>,
}

impl Source {
    /// Where a reader finds the document: its address, else its DOI as an address.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        self.url.clone().or_else(|| self.doi.as_ref().map(|doi| format!("https://doi.org/{doi}")))
    }
}

/// What kind of document a source is, the firmest kinds first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    Guideline,
    SystematicReview,
    Review,
    Trial,
    Cohort,
    PublicHealthPage,
    PopularArticle,
}

impl SourceKind {
    pub const ALL: [Self; 7] = [
        Self::Guideline,
        Self::SystematicReview,
        Self::Review,
        Self::Trial,
        Self::Cohort,
        Self::PublicHealthPage,
        Self::PopularArticle,
    ];

    /// The word used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guideline => "guideline",
            Self::SystematicReview => "systematic-review",
            Self::Review => "review",
            Self::Trial => "trial",
            Self::Cohort => "cohort",
            Self::PublicHealthPage => "public-health-page",
            Self::PopularArticle => "popular-article",
        }
    }
}

/// One thing a source says, in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub says: String,
    pub strength: Evidence,
    /// Where in the source, such as `abstract`.
    pub at: Option<String>,
}

/// One safety rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub id: String,
    pub kind: RuleKind,
    pub patterns: Vec<Pattern>,
    /// Each takes back the matches of this rule that it overlaps.
    pub unless: Vec<Pattern>,
    /// What the person reads.
    pub reply: String,
    /// The findings that it stands on; not shown, as nobody reads up in an emergency.
    pub rests_on: Vec<Citation>,
    pub catches: Vec<String>,
    pub lets_through: Vec<String>,
    pub strength: Strength,
    pub examples: Option<Examples>,
}

/// How much a pattern of a rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// All.
    Sure,
    /// Nothing unless the examples lean the same way.
    Hint,
    /// All in a short message; in a longer one, where more is told, as much as a hint. For emergencies.
    Brief,
    /// As a hint does, and only where no answer is known.
    Fallback,
}

/// Messages that show what a kind of rule is about, beside its patterns. Scores are between 0 and 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    pub like: Vec<String>,
    /// Look alike, and are neither this kind nor any other.
    pub unlike: Vec<String>,
    /// From this score on the examples alone decide.
    pub decides_from: f32,
    /// The same in a message of more than 25 words.
    pub decides_long_from: f32,
    /// From this score on a hint decides.
    pub agrees_from: f32,
}

impl Rule {
    /// Leaves out the patterns and the messages of its examples: nobody asks for them once a screen is made of them.
    pub fn forget(&mut self) {
        (self.patterns, self.unless) = (Vec::new(), Vec::new());
        if let Some(examples) = &mut self.examples {
            (examples.like, examples.unlike) = (Vec::new(), Vec::new());
        }
    }
}

/// What a rule does, in the order in which the screen asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleKind {
    Emergency,
    Refuse(RefusalKind),
    /// The label names the situation, such as `pregnancy`.
    Caution {
        label: String,
        effect: CautionEffect,
    },
}

/// What a caution does to the answer it joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CautionEffect {
    /// The note joins the answer.
    Add,
    /// The note is shown in place of the answer.
    Replace,
}

/// Words as maintainers wrote them; `text` compiles them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lexicon {
    pub stop_words: Vec<String>,
    /// What the engine should see, and what people write for it.
    pub variants: BTreeMap<String, Vec<String>>,
    /// Of these the words that stand for their other forms too, as "hemorrhage" does for "hemorrhaging".
    pub inflected: BTreeSet<String>,
    /// Named word lists that safety patterns refer to as `{name}`.
    pub classes: BTreeMap<String, Vec<String>>,
}

/// Questions that look like ours and must get no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NegativeGroup {
    pub id: String,
    /// Said instead of the general "I don't know", for instance about the bot itself.
    pub reply: Option<String>,
    pub negatives: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub thresholds: Thresholds,
    pub wording: Wording,
    pub helplines: Vec<Helpline>,
    /// Days after `reviewed` at which an answer is overdue.
    pub review_period_days: u16,
    /// Days after that at which it shrinks to its sources.
    pub review_grace_days: u16,
}

impl Settings {
    /// Whether something that was last checked on a day has waited too long for the next check.
    #[must_use]
    pub fn is_overdue(&self, reviewed: Date, today: Date) -> bool {
        today - reviewed > Duration::days(self.review_period_days.into())
    }
}

/// Scores are between 0 and 1, `suggest` is at most `answer`, `answer` at most `auto`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Below it the bot is silent.
    pub suggest: f32,
    /// From it on the bot answers.
    pub answer: f32,
    /// From it on the bot answers unasked, where moderators let it; never without it.
    pub auto: Option<f32>,
    /// Two topics closer together than this are offered as suggestions; see [`Thresholds::lead`].
    pub margin: f32,
    /// An answer that fits less than this is not about what was asked.
    pub fit: f32,
}

/// A topic without an answer to exactly what was asked leads by so many margins or is no surer than the next:
/// docs/matching-trials.md, "Leads".
const INEXACT: f32 = 2.0;

impl Thresholds {
    /// By how much the best topic has to lead. `exact`: an answer of it is about what was asked.
    #[must_use]
    pub fn lead(self, exact: bool) -> f32 {
        if exact { self.margin } else { INEXACT * self.margin }
    }

    /// From this score on an answer is sure: no fallback refuses it in a short message, and it is given to a question that
    /// stands in a story.
    #[must_use]
    pub fn sure(self) -> f32 {
        self.auto.unwrap_or(self.answer)
    }
}

/// Fixed sentences that frame an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub disclaimer: String,
    pub no_match: String,
    pub suggest: String,
    /// Leads the card of a topic that has no answer to exactly what was asked.
    pub not_exactly: String,
    /// Joins a refusal that comes with a card.
    pub general_part: String,
    /// What a refusal says about where to turn.
    pub see_someone: String,
    pub overdue: String,
    /// Joins an emergency message that others can read: they may be nearer than any number to call.
    pub nearby: Option<String>,
}

/// A telephone number or address for people in need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helpline {
    pub region: String,
    pub name: String,
    pub contact: String,
    pub kind: HelplineKind,
    /// Stands behind the number.
    pub source: Citation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelplineKind {
    Crisis,
    Eating,
}

/// One answer of a corpus by position; valid only for the corpus it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerRef {
    pub topic: usize,
    pub answer: usize,
}

impl AnswerRef {
    /// The card of a topic.
    #[must_use]
    pub const fn card(topic: usize) -> Self {
        Self { topic, answer: 0 }
    }
}

impl Corpus {
    /// The topic and answer behind a reference that came from this corpus.
    ///
    /// # Panics
    /// If the reference came from another corpus.
    #[must_use]
    pub fn answer(&self, at: AnswerRef) -> (&Topic, &Answer) {
        let topic = &self.topics[at.topic];
        (topic, &topic.answers[at.answer])
    }

    /// The name of an answer as files and outcomes write it: `rosacea/triggers`.
    #[must_use]
    pub fn key(&self, at: AnswerRef) -> String {
        let (topic, answer) = self.answer(at);
        format!("{}/{}", topic.id, answer.id)
    }

    /// The position of a topic, by id.
    #[must_use]
    pub fn topic(&self, id: &str) -> Option<usize> {
        self.topics.binary_search_by(|topic| topic.id.as_str().cmp(id)).ok()
    }

    /// Finds `rosacea/triggers`, or the card where only `rosacea` is given.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<AnswerRef> {
        let (topic_id, answer_id) = key.split_once('/').map_or((key, None), |(t, a)| (t, Some(a)));
        let topic = self.topic(topic_id)?;
        let answer = match answer_id {
            None => 0,
            Some(id) => self.topics[topic].answers.iter().position(|answer| answer.id == id)?,
        };
        Some(AnswerRef { topic, answer })
    }

    /// Every answer, topic by topic.
    pub fn answers(&self) -> impl Iterator<Item = (AnswerRef, &Topic, &Answer)> {
        self.topics.iter().enumerate().flat_map(|(t, topic)| {
            topic
                .answers
                .iter()
                .enumerate()
                .map(move |(a, answer)| (AnswerRef { topic: t, answer: a }, topic, answer))
        })
    }
}
