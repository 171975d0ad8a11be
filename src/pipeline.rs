//! The one order of events for a question: screen, match, decide, compose.
//!
//! Every surface comes through here, so safety runs before matching everywhere. Pure: what day it is comes in.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::sync::Arc;

use time::Date;

use crate::engine::complete::Completions;
use crate::engine::{self, Index};
use crate::model::{
    AnswerRef, Corpus, Decision, Event, Explanation, Origin, Outcome, Query, Question, Reply,
    Screening,
};
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

impl Answered {
    /// What to tell about it. The question goes along only where there was nothing to say to it.
    #[must_use]
    pub fn event(&self, question: &Question, origin: Origin) -> Event {
        let unanswered = matches!(self.decision.outcome, Outcome::NoMatch { .. });
        Event::Asked {
            origin,
            outcome: self.decision.outcome.name(),
            answer: self.reply.answer.clone(),
            unanswered: unanswered.then(|| question.clone()),
            revision: self.reply.revision.clone(),
        }
    }
}

impl Snapshot {
    /// Compiles the rules and builds the index: a few tenths of a second.
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

    /// What reads messages the way this knowledge is written.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Screens, matches and decides; composes nothing.
    #[must_use]
    pub fn decide(&self, question: &Question) -> Decision {
        self.decide_query(&self.reader.query(question))
    }

    /// What the safety rules say about a question, and nothing else.
    #[must_use]
    pub fn screen(&self, question: &Question) -> Screening {
        self.screen.screen(&self.reader.query(question))
    }

    /// What would be decided if there were no safety rules.
    #[must_use]
    pub fn decide_unscreened(&self, question: &Question) -> Decision {
        self.rank(&self.reader.query(question), Screening::default())
    }

    fn rank(&self, query: &Query, screening: Screening) -> Decision {
        let ranking = self.index.rank(query, &self.reader);
        engine::decide(screening, ranking, self.corpus.settings.thresholds)
    }

    fn decide_query(&self, query: &Query) -> Decision {
        let mut decision = self.rank(query, self.screen.screen(query));
        if let Outcome::Refuse { card, .. } = &mut decision.outcome {
            *card = self.answer_beside(query).or(*card);
        }
        decision
    }

    /// Answers a question. `today` decides what is overdue.
    #[must_use]
    pub fn ask(&self, question: &Question, today: Date) -> Answered {
        let query = self.reader.query(question);
        let decision = self.decide_query(&query);
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

    /// The answer to the general question inside a message that is refused for another part of it.
    fn answer_beside(&self, query: &Query) -> Option<AnswerRef> {
        let ranking = self.index.rank(&self.screen.general_part(query)?, &self.reader);
        let best = ranking.topics.first()?;
        (best.score >= self.corpus.settings.thresholds.answer).then_some(best.answer)
    }

    /// The reply to an emergency, none where there is none: for a surface that would otherwise stay silent, such as in a
    /// channel it is kept out of.
    #[must_use]
    pub fn emergency(&self, question: &Question, today: Date) -> Option<Reply> {
        self.screen(question).emergency.is_some().then(|| self.ask(question, today).reply)
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
