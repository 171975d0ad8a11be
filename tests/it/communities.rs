//! What a community switched off is as good as not there, for every way a question can take; an emergency is one everywhere.

use std::sync::Arc;

use gutskin::model::{Change, Community, Outcome, Question, Reply, RuleKind};

use crate::support::{shipped, today};

fn without(key: &str) -> Community {
    let mut community = Community::default();
    community.apply(Change::Disabled { key: key.to_owned(), disabled: true });
    community
}

/// Keys of everything that a reply gives or points to.
fn keys(reply: &Reply) -> impl Iterator<Item = &str> {
    reply.answer.as_deref().into_iter().chain(reply.related.iter().map(|one| one.key.as_str()))
}

#[test]
fn no_question_leads_to_a_topic_that_is_switched_off() {
    let snapshot = shipped();
    let corpus = snapshot.corpus();
    for topic in &corpus.topics {
        let community = without(&topic.id);
        for text in topic.answers.iter().flat_map(|answer| &answer.phrasings) {
            let answered = snapshot.ask_in(
                &Question::new(text),
                &snapshot.settle(Arc::new(community.clone())),
                today(),
            );
            let led = keys(&answered.reply).find(|key| key.split('/').next() == Some(&topic.id));
            assert_eq!(led, None, "{text}");
        }
        let id = format!("{}/", topic.id);
        let offered = snapshot.complete_in(&topic.title, &community, usize::MAX);
        assert!(offered.iter().all(|one| !one.key.starts_with(&id)), "{id}");
        assert_eq!(snapshot.show_in(&topic.id, &community, today()), None, "{id}");
    }
}

#[test]
fn a_card_that_is_switched_off_gives_way_to_another_answer() {
    let snapshot = shipped();
    let corpus = snapshot.corpus();
    for topic in corpus.topics.iter().filter(|topic| topic.answers.len() > 1) {
        let card = format!("{}/{}", topic.id, topic.answers[0].id);
        let community = without(&card);
        for text in topic.answers.iter().flat_map(|answer| &answer.phrasings) {
            let answered = snapshot.ask_in(
                &Question::new(text),
                &snapshot.settle(Arc::new(community.clone())),
                today(),
            );
            assert!(keys(&answered.reply).all(|key| key != card), "{text}");
            if let Outcome::Suggest(answers) = &answered.decision.outcome {
                assert!(answers.iter().all(|at| corpus.key(*at) != card), "{text}");
            }
        }
    }
}

#[test]
fn an_emergency_is_one_whatever_is_switched_off() {
    let snapshot = shipped();
    let mut community = Community { paused: true, ..Community::default() };
    for topic in &snapshot.corpus().topics {
        community.apply(Change::Disabled { key: topic.id.clone(), disabled: true });
    }
    for rule in snapshot.corpus().rules.iter().filter(|rule| rule.kind == RuleKind::Emergency) {
        for text in &rule.catches {
            let answered = snapshot.ask_in(
                &Question::new(text),
                &snapshot.settle(Arc::new(community.clone())),
                today(),
            );
            assert_eq!(answered.decision.outcome, Outcome::Emergency, "{text}");
        }
    }
}

#[test]
fn what_is_pinned_comes_first_while_nothing_is_typed() {
    let snapshot = shipped();
    let corpus = snapshot.corpus();
    let last = corpus.topics.last().expect("there are topics");
    let mut community = Community::default();
    community.apply(Change::Pinned { key: last.id.clone(), pinned: true });
    let first = |typed: &str| snapshot.complete_in(typed, &community, 3)[0].key.clone();
    assert_eq!(corpus.find(&first("")), corpus.find(&last.id));
    assert_eq!(snapshot.complete_in("", &community, usize::MAX).len(), corpus.topics.len());
    let typed = &corpus.topics[0].title;
    assert_eq!(first(typed), snapshot.complete(typed, 3)[0].key, "what is typed counts");
}
