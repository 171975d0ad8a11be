//! Which edits could make a corrected question come out right, the smallest first.

use super::edit::{Edit, List};
use super::exam::labels;
use super::lesson::Lesson;
use super::{unknown, wording};
use crate::model::{
    AnswerRef, Corpus, Outcome, Question, RefusalKind, Rule, RuleKind, Strength, Verdict,
};
use crate::pipeline::{Answered, Snapshot};

/// Edits that go together.
pub(super) type Candidate = Vec<Edit>;

/// Begun for a negative that is near no other.
const OWN_GROUP: &str = "corrected";

/// The candidates for a lesson that the knowledge does not satisfy.
///
/// # Errors
/// When only a person can mend it: in one sentence why.
pub(super) fn candidates(
    lesson: &Lesson,
    answered: &Answered,
    snapshot: &Snapshot,
) -> Result<Vec<Candidate>, String> {
    let question = lesson.question.as_str();
    let corpus = snapshot.corpus();
    if !wording::tells(question, snapshot) {
        return Err("no word of it says what it is about".to_owned());
    }
    if let Some(word) = wording::tells_who(question, snapshot) {
        return Err(format!("\"{word}\" may tell who asked: word it by hand"));
    }
    if answered.decision.outcome == Outcome::Emergency {
        return Err("an emergency rule stops it, and only a person may narrow one".to_owned());
    }
    if let Some(owner) = owner(question, corpus) {
        return Err(format!("it stands under {owner} already: move it by hand"));
    }
    match &lesson.verdict {
        Verdict::Answer(key) => answer(question, key, answered, snapshot),
        Verdict::Silence => {
            let negative = negative(question, answered, snapshot);
            let lifts = lifts(question, answered, corpus)?;
            Ok(lifts.into_iter().map(|lift| [lift, vec![negative.clone()]].concat()).collect())
        }
        Verdict::Refusal(kind) => refusal(question, *kind, corpus),
    }
}

/// The question should reach an answer.
fn answer(
    question: &str,
    key: &str,
    answered: &Answered,
    snapshot: &Snapshot,
) -> Result<Vec<Candidate>, String> {
    let corpus = snapshot.corpus();
    let target = corpus.find(key).ok_or_else(|| format!("there is no answer {key} here"))?;
    let lifts = lifts(question, answered, corpus)?;
    let example = || in_answer(target, "examples", question, corpus);
    let mut candidates = Vec::new();
    // A question that was refused may have reached its answer otherwise.
    if answered.decision.screening.refusal.is_some() {
        candidates.push(vec![example()]);
    }
    candidates.extend(unknown::explains(question, target, snapshot).map(|unknown| {
        let list = List::Variants { table: unknown.table(), word: unknown.read_as };
        vec![Edit { path: "lexicon.toml".to_owned(), list, text: unknown.word }, example()]
    }));
    for phrasing in wording::phrasings(question, snapshot) {
        // The linter keeps a question out of both lists; a phrasing is a test too.
        let apart = wording::words(&phrasing) != wording::words(question);
        let phrasing = in_answer(target, "phrasings", &phrasing, corpus);
        candidates.push([phrasing].into_iter().chain(apart.then(example)).collect());
    }
    if candidates.is_empty() {
        return Err("it is too long for a phrasing: word one by hand".to_owned());
    }
    let with = |lift: &Candidate| -> Vec<Candidate> {
        candidates.iter().map(|own| [lift.as_slice(), own].concat()).collect()
    };
    Ok(lifts.iter().flat_map(with).collect())
}

fn in_answer(target: AnswerRef, key: &'static str, text: &str, corpus: &Corpus) -> Edit {
    let (topic, answer) = corpus.answer(target);
    Edit {
        path: format!("topics/{}.toml", topic.id),
        list: List::Answer { id: answer.id.clone(), key },
        text: text.to_owned(),
    }
}

/// What takes back a refusal that examples decided, the smallest first: the question as a promise of the rule, which
/// teaches it too, and in addition among those that only look so. Nothing where nothing was refused.
fn lifts(question: &str, answered: &Answered, corpus: &Corpus) -> Result<Vec<Candidate>, String> {
    let Some((kind, matched)) = &answered.decision.screening.refusal else {
        return Ok(vec![Vec::new()]);
    };
    let rule = &corpus.rules[matched.rule];
    if matched.examples.is_none() && rule.strength == Strength::Sure {
        let words = &answered.query.tokens[matched.tokens.clone()];
        let words: Vec<&str> = words.iter().map(|token| token.word.as_str()).collect();
        return Err(format!(
            "a pattern of safety/{}.toml stops it on \"{}\", and only a person may narrow one",
            rule.id,
            words.join(" ")
        ));
    }
    let rule = taught_by_examples(*kind, corpus)?;
    Ok(twice(rule, "lets_through", "unlike", question))
}

/// The question should be refused: it is a promise of the rule, which teaches it too, and in addition an example.
fn refusal(question: &str, kind: RefusalKind, corpus: &Corpus) -> Result<Vec<Candidate>, String> {
    Ok(twice(taught_by_examples(kind, corpus)?, "catches", "like", question))
}

/// A question in one list of a rule, and in two.
fn twice(rule: &Rule, one: &'static str, two: &'static str, question: &str) -> Vec<Candidate> {
    let [one, two] = [one, two].map(|key| in_rule(rule, key, question));
    vec![vec![one.clone()], vec![two, one]]
}

/// The rule whose examples say what is refused as a kind.
fn taught_by_examples(kind: RefusalKind, corpus: &Corpus) -> Result<&Rule, String> {
    let of_kind = |rule: &&Rule| rule.kind == RuleKind::Refuse(kind) && rule.examples.is_some();
    corpus
        .rules
        .iter()
        .find(of_kind)
        .ok_or_else(|| format!("no rule here has examples of {} to add it to", kind.as_str()))
}

fn in_rule(rule: &Rule, key: &'static str, text: &str) -> Edit {
    Edit {
        path: format!("safety/{}.toml", rule.id),
        list: List::Rule { key },
        text: text.to_owned(),
    }
}

/// The question among those that get no answer, beside the nearest of them. A group that has something to say is not
/// silent.
fn negative(question: &str, answered: &Answered, snapshot: &Snapshot) -> Edit {
    let nearest = snapshot.explain(answered).nearest_negative.map(|(text, _)| text);
    let group = nearest.and_then(|nearest| {
        let silent = snapshot.corpus().silence.iter().filter(|group| group.reply.is_none());
        silent.into_iter().find(|group| group.negatives.contains(&nearest))
    });
    let group = group.map_or_else(|| OWN_GROUP.to_owned(), |group| group.id.clone());
    Edit {
        path: "silence.toml".to_owned(),
        list: List::Negatives { group },
        text: question.to_owned(),
    }
}

/// Where the same question stands already, as a phrasing, an example or a negative.
fn owner(question: &str, corpus: &Corpus) -> Option<String> {
    let own = wording::words(question);
    let same = |text: &String| wording::words(text) == own;
    let mut answers = corpus.answers();
    let answer =
        answers.find(|(.., answer)| answer.phrasings.iter().chain(&answer.examples).any(same));
    answer.map(|(at, ..)| corpus.key(at)).or_else(|| {
        let group = corpus.silence.iter().find(|group| group.negatives.iter().any(same));
        group.map(|group| format!("the negatives ({})", group.id))
    })
}

/// The label of what should come of a lesson's question, in full where the verdict names a topic alone.
pub(super) fn wanted(verdict: &Verdict, corpus: &Corpus) -> String {
    match verdict {
        Verdict::Answer(key) => {
            let key = corpus.find(key).map_or_else(|| key.clone(), |at| corpus.key(at));
            Verdict::Answer(key).token()
        }
        other => other.token(),
    }
}

/// Whether a question comes out as a lesson wants it, and what it comes to.
pub(super) fn comes_to(lesson: &Lesson, snapshot: &Snapshot) -> (bool, Vec<String>) {
    let decision = snapshot.decide(&Question::new(&lesson.question));
    let labels = labels(&decision, snapshot.corpus());
    (labels.contains(&wanted(&lesson.verdict, snapshot.corpus())), labels)
}
