//! The one order of events for a question: screen, match, decide, compose.
//!
//! Every surface comes through here, so safety runs before matching everywhere. Pure: what day it is comes in.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod settled;

use std::sync::Arc;

use time::Date;

use crate::engine::complete::Completions;
use crate::engine::{self, Index, Sample};
use crate::model::{
    AnswerRef, Community, Corpus, Decision, Event, Explanation, Missed, Origin, Outcome, Query,
    Question, Reply, Rule, Screening, one_by_one,
};
use crate::reply;
use crate::safety::Screen;
use crate::text::mask::mask;
use crate::text::{Reader, WordVectors};

pub use settled::Settled;

/// Questions with this similarity, -1/3 to 1, are mostly about the same: three in four pairs of the labelled ones are.
const ALIKE: f32 = 0.5;

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
    /// The question as it may be kept, where nothing was known to answer it.
    pub missed: Option<Missed>,
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
    /// What to tell about it. The question goes along, masked, only where there was nothing to say to it; what was asked
    /// in a direct message never does.
    #[must_use]
    pub fn event(&self, origin: Origin) -> Event {
        Event::Asked {
            origin,
            outcome: self.decision.outcome.name(),
            answer: self.reply.answer.clone(),
            unanswered: self.missed.clone().filter(|_| origin.community.is_some()),
            revision: self.reply.revision.clone(),
        }
    }
}

/// From this score on the answer to a general question takes the place of a refusal that rests on what is told. Up to 0.5
/// it made no difference on long messages that had been read; at 0.6 as many stayed refused as without.
const OUTWEIGHS: f32 = 0.4;

impl Snapshot {
    /// Compiles the rules and builds the index: a few tenths of a second.
    #[must_use]
    pub fn prepare(corpus: Corpus, vectors: Arc<WordVectors>) -> Self {
        let reader = Reader::new(&corpus, vectors);
        let screen = Screen::new(&corpus, &reader, one_by_one);
        let index = Index::build(&corpus, &reader);
        let completions = Completions::build(&corpus);
        Self::of(corpus, reader, screen, index, completions)
    }

    /// Of its parts, built from this corpus with this reader: none of them needs another. The patterns and examples that
    /// the screen was made of are not kept.
    #[must_use]
    pub fn of(
        mut corpus: Corpus,
        reader: Reader,
        screen: Screen,
        index: Index,
        completions: Completions,
    ) -> Self {
        corpus.rules.iter_mut().for_each(Rule::forget);
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
        self.decide_query(&self.reader.query(question), &Settled::default())
    }

    /// What the safety rules say about a question, and nothing else.
    #[must_use]
    pub fn screen(&self, question: &Question) -> Screening {
        self.screen.screen(&self.reader.query(question))
    }

    /// What would be decided if there were no safety rules.
    #[must_use]
    pub fn decide_unscreened(&self, question: &Question) -> Decision {
        self.rank(&self.reader.query(question), Screening::default(), &|_| true)
    }

    fn rank(
        &self,
        query: &Query,
        screening: Screening,
        given: &dyn Fn(AnswerRef) -> bool,
    ) -> Decision {
        let ranking = self.index.rank_among(query, &self.reader, given);
        engine::decide(screening, ranking, self.corpus.settings.thresholds)
    }

    fn decide_query(&self, query: &Query, settled: &Settled) -> Decision {
        let given = |at: AnswerRef| self.gives(settled, at);
        let mut decision = self.rank(query, self.screen.screen(query), &given);
        self.heed_general(&mut decision, query, &given);
        self.correct(&mut decision, query, settled);
        decision.keep_to(given);
        decision
    }

    /// Whether a community has left an answer switched on.
    fn gives(&self, community: &Community, at: AnswerRef) -> bool {
        // The key is a new string: most communities switch nothing off.
        community.disabled.is_empty() || community.gives(&self.corpus.key(at))
    }

    /// Answers a question. `today` decides what is overdue.
    #[must_use]
    pub fn ask(&self, question: &Question, today: Date) -> Answered {
        self.ask_in(question, &Settled::default(), today)
    }

    /// Answers a question the way a community settled: what it switched off is as good as not there, and what it
    /// corrected comes out as corrected. An emergency is one whatever was settled.
    #[must_use]
    pub fn ask_in(&self, question: &Question, settled: &Settled, today: Date) -> Answered {
        let query = self.reader.query(question);
        let decision = self.decide_query(&query, settled);
        let reply = with_given(reply::compose(&decision, &self.corpus, today), settled);
        let missed = self.missed(question, &query, &decision);
        Answered { query, decision, reply, missed }
    }

    fn missed(&self, question: &Question, query: &Query, decision: &Decision) -> Option<Missed> {
        let Outcome::NoMatch { .. } = decision.outcome else { return None };
        // Where a moderator wants silence, nothing is missing.
        let fingerprint = query.fingerprint().filter(|_| decision.corrected.is_none())?;
        Some(Missed { fingerprint, text: mask(&question.text, &self.reader) })
    }

    /// Why the best answer to a question of this snapshot has its score; nothing where there is none.
    #[must_use]
    pub fn explain(&self, answered: &Answered) -> Explanation {
        let best = answered.decision.ranking.first();
        let query = answered.decision.part.as_ref().unwrap_or(&answered.query);
        best.map(|best| self.index.explain(best.answer, query, &self.corpus, &self.reader))
            .unwrap_or_default()
    }

    /// Lets the general questions inside a message that is refused, or nearly so, be answered: beside the refusal, or in
    /// its place where it rests on nothing that is asked and the answer is sure. In a long message that nothing is said to
    /// each is heard by itself: the story around a question makes it like nothing.
    fn heed_general(
        &self,
        decision: &mut Decision,
        query: &Query,
        given: &dyn Fn(AnswerRef) -> bool,
    ) {
        let gave_way = decision.screening.fallback.is_some();
        let refused = matches!(decision.outcome, Outcome::Refuse { .. });
        let unsure = matches!(decision.outcome, Outcome::Suggest(_) | Outcome::NoMatch { .. });
        if !(gave_way || refused || unsure) {
            return;
        }
        let Some(general) = self.screen.general_part(query) else { return };
        let rank = |part: Query| {
            let ranked = self.rank(&part, Screening::default(), given);
            Decision { part: Some(part), ..ranked }
        };
        let whole = general.whole();
        if unsure && general.in_story {
            let sure = |one: &Decision| answers_from(one, self.corpus.settings.thresholds.sure());
            let alone = general.questions.into_iter().map(rank).filter(sure);
            if let Some(surest) = alone.max_by(|a, b| best(a).total_cmp(&best(b))) {
                decision.give_way_to(surest);
                return;
            }
        }
        let other = rank(whole);
        if (gave_way || refused) && general.is_all && other.exact && answers_from(&other, OUTWEIGHS)
        {
            decision.give_way_to(other);
        } else if let Outcome::Refuse { card, .. } = &mut decision.outcome {
            let answer = self.corpus.settings.thresholds.answer;
            let best = other.ranking.first().filter(|best| best.score >= answer);
            *card = best.map(|best| best.answer).or(*card);
        }
    }

    /// Whether a decision is sure enough to be said where nobody asked for it. Never two answers at once: a reply that
    /// nobody asked for is short. Nor one that a refusal gave way to.
    #[must_use]
    pub fn is_sure(&self, answered: &Answered) -> bool {
        let Answered { decision, reply, .. } = answered;
        let single = matches!(decision.outcome, Outcome::Answer(_)) && decision.beside.is_none();
        let answers = single && decision.exact && decision.screening.fallback.is_none();
        // What moderators said comes of the very same words is as sure as they are.
        let corrected = decision.corrected.is_some_and(|corrected| corrected.same);
        let auto = self.corpus.settings.thresholds.auto;
        let sure = corrected || auto.is_some_and(|auto| decision.score() >= Some(auto));
        answers && sure && !reply.sentences.is_empty()
    }

    /// The reply for an answer asked for by its key, `rosacea/triggers` or `rosacea` for the card.
    #[must_use]
    pub fn show(&self, key: &str, today: Date) -> Option<Reply> {
        self.show_in(key, &Community::default(), today)
    }

    /// The same in a community: none for what it switched off.
    #[must_use]
    pub fn show_in(&self, key: &str, community: &Community, today: Date) -> Option<Reply> {
        let reply = reply::show(self.find_in(key, community)?, &self.corpus, today);
        Some(with_given(reply, community))
    }

    /// The same with another answer beside it, where that can be shown too.
    #[must_use]
    pub fn show_both_in(
        &self,
        key: &str,
        beside: &str,
        community: &Community,
        today: Date,
    ) -> Option<Reply> {
        let Some(beside) = self.find_in(beside, community) else {
            return self.show_in(key, community, today);
        };
        let at = self.find_in(key, community)?;
        Some(with_given(reply::show_both(at, beside, &self.corpus, today), community))
    }

    fn find_in(&self, key: &str, community: &Community) -> Option<AnswerRef> {
        self.corpus.find(key).filter(|at| self.gives(community, *at))
    }

    /// Puts similar questions together, as positions in `texts`: each with the first one it is much like, in the order of
    /// those first ones.
    #[must_use]
    pub fn group(&self, texts: &[&str]) -> Vec<Vec<usize>> {
        let sample = |text: &&str| {
            self.index.sample(&self.reader.query(&Question::new(*text)), &self.reader)
        };
        let samples: Vec<Sample> = texts.iter().map(sample).collect();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (at, sample) in samples.iter().enumerate() {
            let alike = |group: &&mut Vec<usize>| {
                let first = group.first().map(|first| &samples[*first]);
                first.is_some_and(|first| first.similarity(sample, ALIKE).is_some())
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.push(at),
                None => groups.push(vec![at]),
            }
        }
        groups
    }

    /// At most `limit` known questions that fit what was typed so far, best first; the cards for nothing.
    #[must_use]
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<Completion> {
        self.complete_in(typed, &Community::default(), limit)
    }

    /// The same in a community: without what it switched off, and for nothing what it pinned first.
    #[must_use]
    pub fn complete_in(&self, typed: &str, community: &Community, limit: usize) -> Vec<Completion> {
        let pinned: &[String] = if typed.trim().is_empty() { &community.pinned } else { &[] };
        let pinned: Vec<AnswerRef> =
            pinned.iter().filter_map(|key| self.corpus.find(key)).collect();
        let enough = if community.disabled.is_empty() { limit } else { usize::MAX };
        let known = self.completions.complete(typed, enough).into_iter();
        let known = known.filter(|(at, _)| !pinned.contains(at));
        let first = pinned.iter().map(|at| (*at, 0));
        first
            .chain(known)
            .filter(|(at, _)| self.gives(community, *at))
            .take(limit)
            .map(|(answer, phrasing)| Completion {
                text: self.corpus.answer(answer).1.phrasings[phrasing].clone(),
                key: self.corpus.key(answer),
            })
            .collect()
    }
}

/// The score of the best answer, 0 where there is none.
fn best(decision: &Decision) -> f32 {
    decision.score().unwrap_or_default()
}

/// Whether an answer is given, with such a score or a better one.
fn answers_from(decision: &Decision, score: f32) -> bool {
    matches!(decision.outcome, Outcome::Answer(_)) && best(decision) >= score
}

/// A reply that offers nothing that a community switched off.
fn with_given(mut reply: Reply, community: &Community) -> Reply {
    reply.related.retain(|one| community.gives(&one.key));
    reply
}
