//! The one order of events for a question: screen, match, decide, compose.
//!
//! Every surface comes through here, so safety runs before matching everywhere. Pure: what day it is comes in.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::sync::Arc;

use time::Date;

use crate::engine::complete::Completions;
use crate::engine::{self, Index};
use crate::model::{Corpus, Decision, Explanation, Query, Question, Reply};
use crate::reply;
use crate::safety::Screen;
use crate::text::{Reader, WordVectors};

/// A knowledge base made ready to answer from. Immutable.
#[derive(Debug)]
pub struct Snapshot {
    corpus: Corpus,
    reader: Reader,
    screen: Screen,
    index: Index,
    completions: Completions,
}

/// A question's way through the pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    pub query: Query,
    pub decision: Decision,
    pub reply: Reply,
}

/// A known question offered while somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The question as a person would send it.
    pub text: String,
    /// The answer it leads to, such as `rosacea/triggers`.
    pub key: String,
}

impl Snapshot {
    /// Compiles the rules and builds the index: some tens of milliseconds.
    #[must_use]
    pub fn prepare(corpus: Corpus, vectors: Arc<WordVectors>) -> Self {
        let reader = Reader::new(&corpus, vectors);
        let screen = Screen::new(&corpus, &reader);
        let index = Index::build(&corpus, &reader);
        let completions = Completions::build(&corpus);
        Self { corpus, reader, screen, index, completions }
    }

    #[must_use]
    pub const fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// Answers a question. `today` decides what is overdue.
    #[must_use]
    pub fn ask(&self, question: &Question, today: Date) -> Answered {
        let query = self.reader.query(question);
        let screening = self.screen.screen(&query);
        let ranking = self.index.rank(&query, &self.reader);
        let decision = engine::decide(screening, ranking, self.corpus.settings.thresholds);
        let reply = reply::compose(&decision, &self.corpus, today);
        Answered { query, decision, reply }
    }

    /// Why the best answer to a question of this snapshot has its score; nothing where there is none.
    #[must_use]
    pub fn explain(&self, answered: &Answered) -> Explanation {
        let best = answered.decision.ranking.first();
        best.map(|best| self.index.explain(best.answer, &answered.query, &self.reader))
            .unwrap_or_default()
    }

    /// The reply for an answer asked for by its key, `rosacea/triggers` or `rosacea` for the card.
    #[must_use]
    pub fn show(&self, key: &str, today: Date) -> Option<Reply> {
        Some(reply::show(self.corpus.find(key)?, &self.corpus, today))
    }

    /// At most `limit` known questions that fit what was typed so far, best first; the cards for nothing.
    #[must_use]
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<Completion> {
        let known = self.completions.complete(typed, limit).into_iter();
        known
            .map(|(answer, phrasing)| Completion {
                text: self.corpus.answer(answer).1.phrasings[phrasing].clone(),
                key: self.corpus.key(answer),
            })
            .collect()
    }
}
