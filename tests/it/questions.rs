//! The way of a question over the shipped knowledge: each outcome, and what must never happen.

use std::sync::Arc;

use gutskin::engine::Index;
use gutskin::engine::index::Ranking;
use gutskin::knowledge::load;
use gutskin::model::{AnswerRef, Outcome, Question, RefusalKind, ReplyKind};
use gutskin::pipeline::Answered;
use gutskin::text::{Reader, vectors};

use crate::support::{prepare, shipped, shipped_corpus, today};

pub(super) fn ask(question: &str) -> Answered {
    shipped().ask(&Question::new(question), today())
}

pub(super) fn key(answered: &Answered) -> String {
    match &answered.decision.outcome {
        Outcome::Answer(at) => shipped().corpus().key(*at),
        other => other.name().to_owned(),
    }
}

#[test]
fn a_newcomers_first_five_questions_get_the_outcomes_they_deserve() {
    assert_eq!(key(&ask("does stress make acne worse?")), "stress/acne");
    assert_eq!(key(&ask("wat is leeky gut")), "leaky-gut/what");
    assert_eq!(key(&ask("how do i fix a memory leak in c++")), "no_match");
    assert_eq!(key(&ask("my throat is swelling up and i cant breathe")), "emergency");
    let refused = ask("do i have rosacea?");
    let Outcome::Refuse { kind: RefusalKind::Diagnosis, card: Some(card) } =
        refused.decision.outcome
    else {
        panic!("{:?}", refused.decision.outcome)
    };
    assert_eq!(shipped().corpus().key(card), "rosacea/what");
}

#[test]
fn an_answer_cites_every_sentence() {
    let reply = ask("what triggers rosacea").reply;
    assert_eq!(reply.kind, ReplyKind::Answer);
    assert!(!reply.sentences.is_empty());
    for sentence in &reply.sentences {
        assert!(!sentence.citations.is_empty(), "{}", sentence.text);
        assert!(
            sentence
                .citations
                .iter()
                .all(|n| reply.citations.iter().any(|citation| citation.n == *n))
        );
    }
    assert!(reply.evidence.is_some() && reply.reviewed.is_some() && reply.disclaimer.is_some());
}

#[test]
fn a_refusal_is_one_sentence_then_help() {
    let reply = ask("do i have rosacea?").reply;
    assert_eq!(reply.kind, ReplyKind::Refusal);
    assert!(reply.lead.is_some());
    assert!(!reply.sentences.is_empty(), "the general card comes along");
    assert!(!reply.notes.is_empty(), "it says who can help");
}

#[test]
fn an_emergency_is_short_and_has_no_sources() {
    let reply = ask("my throat is swelling up and i cant breathe").reply;
    assert_eq!(reply.kind, ReplyKind::Emergency);
    let lead = reply.lead.expect("a message");
    assert!(lead.contains("911") && lead.contains("999") && lead.contains("112"), "{lead}");
    assert!(lead.lines().count() <= 4, "{lead}");
    assert!(reply.citations.is_empty() && reply.related.is_empty() && reply.disclaimer.is_none());
}

#[test]
fn a_crisis_gets_people_to_talk_to() {
    let reply = ask("i want to die, my skin makes me disgusting").reply;
    assert_eq!(reply.kind, ReplyKind::Emergency);
    let lead = reply.lead.expect("a message");
    assert!(lead.contains("988") && lead.contains("116 123"), "{lead}");
}

#[test]
fn a_caution_joins_what_is_said_or_takes_its_place() {
    let with_child = ask("my baby has eczema, do probiotics help babies").reply;
    assert!(!with_child.sentences.is_empty() && with_child.cautions.len() == 1);

    for message in ["how does fasting for 7 days heal your gut", "i only eat 300 calories a day"] {
        let reply = ask(message).reply;
        assert!(reply.sentences.is_empty() && reply.related.is_empty(), "{message}");
        assert_eq!(reply.cautions.len(), 1, "{message}");
        assert_eq!(reply.cautions[0].0, "eating", "{message}");
    }

    // Nothing is led over to where nothing follows.
    let refused = ask("do i have rosacea? i make myself throw up after i eat").reply;
    assert_eq!((refused.kind, refused.sentences.len()), (ReplyKind::Refusal, 0));
    let lead = refused.lead.expect("what is declined");
    assert!(!lead.contains(&shipped().corpus().settings.wording.general_part), "{lead}");
}

#[test]
fn without_a_threshold_for_it_nothing_is_said_unasked_and_no_more_is_refused() {
    let mut corpus = shipped_corpus();
    corpus.settings.thresholds.auto = None;
    let snapshot = prepare(corpus);
    let question =
        "can bad digestion give you dark rings below the eyes? my aunt insists it's the bowels";
    let answered = snapshot.ask(&Question::new(question), today());
    assert_eq!(answered.reply.kind, ReplyKind::Answer);
    assert!(shipped().is_sure(&ask("what is rosacea")), "as it is shipped");
    assert!(!snapshot.is_sure(&snapshot.ask(&Question::new("what is rosacea"), today())));
}

/// Measuring on questions that the knowledge holds would mean nothing.
#[test]
fn no_labelled_question_stands_in_the_knowledge() {
    let texts = load::shipped().report.texts;
    let rows = include_str!("../data/questions.tsv").lines().skip(1);
    for question in rows.filter_map(|row| row.split('\t').next()).filter(|text| text.len() > 24) {
        let holder = texts.iter().find(|(_, text)| text.contains(question));
        assert!(holder.is_none(), "{} holds \"{question}\"", holder.map_or("", |(path, _)| path));
    }
}

#[test]
fn words_are_read_as_the_lexicon_says() {
    for (written, read) in [
        ("zits", "acne"),
        ("breaking out", "acne"),
        ("tummy", "stomach"),
        ("alot", "lot"),
        ("theyll", "will"),
        ("itll", "it"),
        ("skool", "school"),
    ] {
        let tokens = shipped().reader().tokens(written);
        assert!(tokens.iter().any(|token| token.word == read), "{written}: {tokens:?}");
    }
}

#[test]
fn a_known_word_with_an_ending_is_no_slip() {
    let reader = Reader::new(&shipped_corpus(), Arc::new(vectors::shipped().expect("the vectors")));
    let word = |text: &str| reader.tokens(text).remove(0).word;
    // Each was once read as the word behind it.
    for (written, other) in [
        ("hikes", "hives"),
        ("swabbed", "stabbed"),
        ("cloths", "clots"),
        ("mailed", "mauled"),
        ("blurring", "burning"),
        ("overused", "overdosed"),
        ("caries", "cries"),
        ("dearly", "deadly"),
        ("shouter", "shooter"),
    ] {
        assert_eq!(word(written), written, "was read as {other}");
    }
    for (written, read) in [("hivse", "hives"), ("rosecea", "rosacea"), ("probotics", "probiotics")]
    {
        assert_eq!(word(written), read);
    }
}

#[test]
fn a_word_of_the_lexicon_is_known_in_its_other_forms() {
    for (written, read) in [
        ("fibers", "fibre"),
        ("tummies", "stomach"),
        ("hemorrhaging", "haemorrhage"),
        ("barfed", "vomit"),
        ("moisturized", "moisturise"),
        ("tumors", "tumour"),
        // What others are read as, what is too short and short forms have none.
        ("hives", "hives"),
        ("butters", "butters"),
        ("probing", "probing"),
    ] {
        let tokens = shipped().reader().tokens(written);
        assert_eq!(tokens[0].word, read, "{written}");
        assert_eq!(tokens[0].written(), written);
    }
}

#[test]
fn what_is_spelt_right_is_not_mended() {
    // Each was once read as something else: "lactation", "hypoglycemia", "gift", "acne", "100mg", "400".
    for written in
        ["laceration", "hyperglycemia", "gist", "acme", "hypertension", "1000mg", "40000", "0555"]
    {
        let answered = ask(written);
        assert_eq!(answered.query.repairs, [], "{written}");
    }
}

#[test]
fn the_bot_says_what_it_is() {
    let reply = ask("are you a robot or a real person").reply;
    assert_eq!(reply.kind, ReplyKind::NoMatch);
    assert!(reply.lead.is_some_and(|lead| lead.contains("gutskin")));
}

#[test]
fn the_same_question_always_gets_the_same_answer() {
    let question = "does stress or dairy cause acne, and what about sugar";
    assert_eq!(ask(question), ask(question));
}

/// The shares of an explanation make the score.
pub(super) fn adds_up(answered: &Answered) {
    let why = shipped().explain(answered);
    let shares: f32 = why.contributions.iter().map(|part| part.share).sum();
    let sum = (shares + why.rest - why.penalty).clamp(0.0, 1.0);
    let score = answered.decision.score().expect("a ranking");
    assert!((sum - score).abs() < 1e-4, "{:?}: {sum} is not {score}", answered.query);
}

#[test]
fn an_explanation_adds_up_to_the_score() {
    for question in ["does kefir help pimples", "wat is leeky gut", "do vitamins leak memory"] {
        adds_up(&ask(question));
    }
}

#[test]
fn an_explanation_names_words_and_their_neighbours() {
    let answered = ask("does kefir help dermatitis");
    let why = shipped().explain(&answered);
    let first = &why.contributions[0];
    assert!(first.words.iter().any(|word| word == "kefir"), "{first:?}");
    let near = why.contributions.iter().flat_map(|part| &part.near);
    assert!(near.count() > 0, "no word is said to be near another: {why:?}");
}

#[test]
fn a_sure_topic_without_the_answer_says_so() {
    let answered = ask("is probiotic a greek word");
    let Outcome::Answer(at) = answered.decision.outcome else {
        panic!("{:?}", answered.decision.outcome)
    };
    assert!(!answered.decision.exact);
    assert_eq!(shipped().corpus().key(at), "probiotics/what");
    let wording = &shipped().corpus().settings.wording;
    assert_eq!(answered.reply.lead.as_ref(), Some(&wording.not_exactly));
    assert!(!answered.reply.related.is_empty(), "the topic's other answers are offered");
    let exact = ask("what is rosacea");
    assert!(exact.decision.exact && exact.reply.lead.is_none());
}

#[test]
fn completions_begin_with_the_first_letter_and_survive_slips() {
    let first = |typed: &str| {
        let known = shipped().complete(typed, 3);
        known.first().map(|known| known.key.clone()).unwrap_or_default()
    };
    assert_eq!(shipped().complete("", 40).len(), shipped().corpus().topics.len(), "the cards");
    for (typed, topic) in [
        ("r", ""),
        ("rosac", "rosacea/"),
        ("rosaca trig", "rosacea/triggers"),
        ("wha is leaky", "leaky-gut/what"),
        ("probiotcs ecz", "probiotics/"),
    ] {
        assert!(
            first(typed).starts_with(topic) && !first(typed).is_empty(),
            "{typed}: {}",
            first(typed)
        );
    }
    assert_eq!(first("qqqq"), "");
    let keys: Vec<String> = shipped().complete("acne", 25).into_iter().map(|k| k.key).collect();
    let mut once = keys.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), keys.len(), "one question per answer");
}

/// Only candidates are compared in full; that must change neither who comes first nor what is good enough to be offered.
#[test]
fn the_candidates_hold_the_best_topics() {
    let corpus = shipped_corpus();
    let words = Arc::new(vectors::shipped().expect("the shipped vectors are sound"));
    let reader = Reader::new(&corpus, words);
    let index = Index::build(&corpus, &reader);
    let rows = include_str!("../data/questions.tsv").lines().skip(1);
    for question in rows.filter_map(|row| row.split('\t').next()) {
        let query = reader.query(&Question::new(question));
        let best = |ranking: Ranking| {
            let offered = corpus.settings.thresholds.suggest;
            let topics = ranking.topics.iter().enumerate().take(2);
            let topics = topics.filter(|(place, ranked)| *place == 0 || ranked.score >= offered);
            topics.map(|(_, ranked)| (ranked.answer, ranked.score)).collect::<Vec<_>>()
        };
        let (some, all) =
            (best(index.rank(&query, &reader)), best(index.rank_all(&query, &reader)));
        let answers = |best: &[(AnswerRef, f32)]| -> Vec<AnswerRef> {
            best.iter().map(|(answer, _)| *answer).collect()
        };
        assert_eq!(answers(&some), answers(&all), "{question}");
        // A negative a little nearer may stand in a group that was not chosen.
        let close = |(one, other): (&(_, f32), &(_, f32))| (one.1 - other.1).abs() < 0.005;
        assert!(some.iter().zip(&all).all(close), "{question}: {some:?} {all:?}");
    }
}

/// Beyond some fifty topics they are chosen by uncommon n-grams alone.
#[test]
fn with_many_topics_the_candidates_hold_the_best() {
    let mut corpus = shipped_corpus();
    let backwards = |text: &String| text.chars().rev().collect::<String>();
    for topic in corpus.topics.clone() {
        let mut copy = topic;
        copy.id.push_str("-backwards");
        copy.aliases = copy.aliases.iter().map(backwards).collect();
        copy.title = backwards(&copy.title);
        for answer in &mut copy.answers {
            answer.phrasings = answer.phrasings.iter().map(backwards).collect();
        }
        corpus.topics.push(copy);
    }
    let words = std::sync::Arc::new(vectors::shipped().expect("the shipped vectors are sound"));
    let reader = Reader::new(&corpus, words);
    let index = Index::build(&corpus, &reader);
    for (_, topic, answer) in shipped().corpus().answers().step_by(9) {
        let query = reader.query(&Question::new(answer.examples[0].as_str()));
        let (some, all) = (index.rank(&query, &reader), index.rank_all(&query, &reader));
        assert_eq!(some.topics.first(), all.topics.first(), "{}: {}", topic.id, answer.examples[0]);
    }
}

#[test]
fn an_overdue_review_is_said() {
    let snapshot = shipped();
    let much_later = today() + time::Duration::days(3 * 365);
    let reply = snapshot.show("rosacea/triggers", much_later).expect("the answer exists");
    assert!(reply.notes.contains(&snapshot.corpus().settings.wording.overdue));
    let now = snapshot.show("rosacea/triggers", today()).expect("the answer exists");
    assert!(now.notes.is_empty());
}

#[test]
fn odd_input_is_only_ever_a_question() {
    for text in [
        "",
        " ",
        "?",
        "\u{200b}",
        "🤷",
        "<@1>",
        "[",
        "a\0b",
        "退ed",
        "my éééing 𐀀er skin",
        &"acne ".repeat(3000),
        &"a".repeat(100_000),
    ] {
        let answered = ask(text);
        assert!(
            answered.reply.lead.is_some() || !answered.reply.sentences.is_empty(),
            "{text:.20}"
        );
    }
}

#[test]
fn the_topics_of_the_first_release_are_there() {
    let corpus = shipped().corpus();
    for topic in [
        "probiotics",
        "stress",
        "rosacea",
        "leaky-gut",
        "acne",
        "eczema",
        "psoriasis",
        "gut-skin-axis",
    ] {
        let at = corpus.topic(topic).unwrap_or_else(|| panic!("{topic} is missing"));
        assert!(corpus.topics[at].answers.len() >= 2, "{topic} has one answer only");
    }
}

/// That rules keep their promises, and that examples reach their answers, is for the linter to say; that there are any,
/// for this.
#[test]
fn every_answer_has_examples_and_every_rule_promises() {
    let corpus = shipped().corpus();
    assert!(corpus.answers().all(|(_, _, answer)| answer.examples.len() >= 2));
    for rule in &corpus.rules {
        let promises = !rule.catches.is_empty() && !rule.lets_through.is_empty();
        assert!(promises, "{} promises nothing", rule.id);
    }
}

#[test]
fn a_message_with_two_parts_gets_both() {
    for (message, wanted) in [
        ("do i have rosacea? also does stress make acne worse?", "stress/acne"),
        ("should i stop my doxycycline. what is leaky gut?", "leaky-gut/what"),
    ] {
        let answered = ask(message);
        let Outcome::Refuse { card: Some(card), .. } = answered.decision.outcome else {
            panic!("{message}: {:?}", answered.decision.outcome)
        };
        assert_eq!(shipped().corpus().key(card), wanted, "{message}");
        assert!(answered.reply.lead.is_some() && !answered.reply.sentences.is_empty(), "{message}");
    }
}

#[test]
fn a_question_inside_a_long_story_is_heard_by_itself() {
    let choir = "Our choir rehearses on tuesdays and the new tenor will not stop talking, last time it was an hour \
                 about his allotment and his bees.";
    let bet = "We drove up to the lakes with the whole family last week, four hours in the rain, and everybody sang. \
               My sister in law and I had a bet on it and the loser buys the pizza.";
    for (story, asked, expected) in [
        (choir, "Is leaky gut real?", "leaky-gut/what"),
        (bet, "What triggers rosacea?", "rosacea/triggers"),
        (choir, "What do bees do all winter?", "no_match"),
        (bet, "Which road would you have taken?", "no_match"),
    ] {
        for message in [format!("{story} {asked}"), format!("{asked} {story}")] {
            let answered = ask(&message);
            assert_eq!(key(&answered), expected, "{message}");
            let heard = answered.decision.part.map(|part| part.tokens.len());
            let only = (expected != "no_match").then(|| asked.split(' ').count());
            assert_eq!(heard, only, "{message}");
        }
    }
}
