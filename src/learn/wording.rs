//! How a member's question becomes a phrasing: said the way the knowledge says it, without what is only chatter.

use crate::lint::LONGEST_PHRASING;
use crate::model::Token;
use crate::pipeline::Snapshot;
use crate::text::clean;
use crate::text::mask::{HIDDEN, NUMBER, mask};

/// The class of the lexicon that says how questions begin.
const ASKING: &str = "asking";
/// What cannot be left out of a question without asking something else.
const OPEN: [&str; 8] = ["what", "why", "how", "when", "where", "which", "who", "whose"];
/// What people add behind a question.
const CHATTER: [&str; 12] =
    ["lol", "lmao", "haha", "please", "pls", "thanks", "thank", "thx", "tbh", "ngl", "idk", "btw"];
/// So many digits are a telephone number or a day of birth.
const MOST_DIGITS: usize = 5;
/// More forms of a question are hardly worth the time.
const FORMS: usize = 3;

/// A question on one line, without mentions, addresses and other marks of a surface.
pub(super) fn tidy(question: &str) -> String {
    let plain = clean::without_markup(question);
    let words = plain.split_whitespace().filter(|word| ![HIDDEN, NUMBER].contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// A word that could tell who asked: files of the knowledge are public. A lower-case word nobody knows is no name.
pub(super) fn tells_who<'q>(question: &'q str, snapshot: &Snapshot) -> Option<&'q str> {
    question.split_whitespace().find(|word| {
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        let plain = inner.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | '’' | '-'));
        let digits = inner.chars().filter(char::is_ascii_digit).count();
        digits >= MOST_DIGITS || (!plain && mask(word, snapshot.reader()).contains(HIDDEN))
    })
}

/// The words of a text, for comparing: spelling counts, punctuation does not.
pub(super) fn words(text: &str) -> Vec<String> {
    clean::words(text).into_iter().map(|word| word.text).collect()
}

/// Whether a question says anything that could lead somewhere.
pub(super) fn tells(question: &str, snapshot: &Snapshot) -> bool {
    snapshot.reader().tokens(question).iter().any(|token| !token.stop)
}

/// Phrasings that ask what a question asks, those first that are worded apart from it: then it can stand as an example
/// beside them. The last is the question itself, unless it is too long for a phrasing.
pub(super) fn phrasings(question: &str, snapshot: &Snapshot) -> Vec<String> {
    let tokens = snapshot.reader().tokens(question);
    let openers = openers(snapshot);
    let sentences: Vec<&[Token]> = tokens.chunk_by(|a, b| a.sentence == b.sentence).collect();
    // In a long story the question comes last.
    let asked = sentences.iter().rev().filter(|tokens| sentences.len() > 1 && tokens[0].asked);
    let parts: Vec<&[Token]> = asked.copied().chain([tokens.as_slice()]).collect();
    let plain = parts.iter().map(|part| without_chatter(part, &openers));
    let forms = plain.chain(parts.first().and_then(|part| core(part)));
    let own = words(question);
    let mut found: Vec<String> = Vec::new();
    for form in forms.filter(|form| form.iter().any(|token| !token.stop)) {
        let text = joined(form);
        if fits(&text) && words(&text) != own && !found.contains(&text) {
            found.push(text);
        }
    }
    found.truncate(FORMS);
    found.extend(Some(sentence_case(question)).filter(|text| fits(text)));
    found
}

fn fits(text: &str) -> bool {
    text.chars().count() <= LONGEST_PHRASING
}

fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ")
}

fn openers(snapshot: &Snapshot) -> Vec<&str> {
    let asking = snapshot.corpus().lexicon.classes.get(ASKING).into_iter().flatten();
    asking.map(String::as_str).filter(|words| !words.contains(' ')).collect()
}

/// From where the question begins, if only words without a subject stand before; and without chatter behind it.
fn without_chatter<'t>(tokens: &'t [Token], openers: &[&str]) -> &'t [Token] {
    let opener = tokens.iter().position(|token| openers.contains(&token.word.as_str()));
    let start = opener.filter(|start| tokens[..*start].iter().all(|token| token.stop)).unwrap_or(0);
    let end = tokens.iter().rposition(|token| !CHATTER.contains(&token.word.as_str()));
    &tokens[start..end.map_or(start, |end| end + 1).max(start)]
}

/// From the first telling word on: "does stress make acne worse" is "stress make acne worse". None of a question that
/// would then ask something else.
fn core(tokens: &[Token]) -> Option<&[Token]> {
    let start = tokens.iter().position(|token| !token.stop)?;
    let open = tokens[..start].iter().any(|token| OPEN.contains(&token.word.as_str()));
    let end = tokens.iter().rposition(|token| !CHATTER.contains(&token.word.as_str()))?;
    (!open && start > 0 && end > start).then(|| &tokens[start..=end])
}

fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
