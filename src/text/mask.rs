//! Takes out of a question what could tell who asked it: numbers, addresses, mentions, names.
//!
//! Nothing is looked for that should go; what may stay is what the reader knows: words of the knowledge, and lower-case
//! words of ordinary English. A name that is also a word of English stays where it is written in lower case.

use super::clean;
use super::reader::Reader;

/// What stands for a word that was taken out.
pub const HIDDEN: &str = "…";
/// What stands for a number.
pub const NUMBER: &str = "#";

/// Longer texts are cut, in characters: moderators read a line of it.
pub const MOST: usize = 300;

/// The text with [`HIDDEN`] and [`NUMBER`] in place of what may not be kept, in lower case, of [`MOST`] characters at most.
#[must_use]
pub fn mask(text: &str, reader: &Reader) -> String {
    let mut masked = String::new();
    let mut length = 0;
    for chunk in text.split_whitespace() {
        let part = chunk_masked(chunk, reader);
        if part.is_empty() || (part == HIDDEN && masked.ends_with(HIDDEN)) {
            continue;
        }
        length += part.chars().count() + 1;
        if length > MOST {
            break;
        }
        if !masked.is_empty() {
            masked.push(' ');
        }
        masked.push_str(&part);
    }
    masked
}

/// What stands between two spaces, masked.
fn chunk_masked(chunk: &str, reader: &Reader) -> String {
    if is_address(chunk) {
        return HIDDEN.to_owned();
    }
    let capital = chunk.chars().any(char::is_uppercase);
    let mut words = Vec::new();
    for word in clean::words(chunk) {
        let word = kept(&word.text, capital, reader);
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    let end = chunk.chars().next_back().filter(|last| matches!(last, '?' | '!' | '.' | ','));
    let mut masked = words.join(" ");
    masked.extend(end.filter(|_| !masked.is_empty() && masked != HIDDEN));
    masked
}

/// One word: itself, what it was meant to be, or what stands for it.
fn kept(word: &str, capital: bool, reader: &Reader) -> String {
    if word.chars().any(char::is_numeric) {
        return NUMBER.to_owned();
    }
    let may_stay = |word: &str| reader.is_of_knowledge(word) || (!capital && reader.is_known(word));
    if may_stay(word) {
        return word.to_owned();
    }
    // A typo of a word that may stay. A capital letter speaks for a name that only looks like one.
    let read: Vec<String> = reader.tokens(word).into_iter().map(|token| token.word).collect();
    if !capital && !read.is_empty() && read.iter().all(|word| may_stay(word)) {
        return read.join(" ");
    }
    HIDDEN.to_owned()
}

/// A mention, a custom emoji, a web or e-mail address, a user name: anything with a sign that no word has inside.
fn is_address(chunk: &str) -> bool {
    let dotted =
        chunk.split('.').skip(1).any(|after| after.starts_with(|c: char| c.is_alphanumeric()));
    chunk.contains(['@', '<', '/', '\\', '_', '#', '=']) || chunk.contains(':') || dotted
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MOST, mask};
    use crate::knowledge::load;
    use crate::text::{Reader, vectors};

    fn reader() -> Reader {
        let corpus = load::shipped().corpus().unwrap();
        Reader::new(&corpus, Arc::new(vectors::shipped().unwrap()))
    }

    #[test]
    fn what_could_tell_who_asked_is_taken_out() {
        let reader = reader();
        for (text, expected) in [
            ("Does copper help rosacea?", "does copper help rosacea?"),
            ("does COPPER help", "does … help"),
            ("my sister Wilhelmina has acne", "my sister … has acne"),
            ("Thistlethwaite has acne", "… has acne"),
            ("write to anna@example.org or example.org/acne please", "write to … or … please"),
            ("see https://example.org/p?x=1 and www.example.org", "see … and …"),
            ("<@123> <@!4> <#5> <:pimple:6> is it acne", "… is it acne"),
            ("@robin_h is it acne", "… is it acne"),
            ("i am 34, call 555-1234 on 2026-11-21", "i am #, call # on #"),
            ("vitamin B12 and omega-3", "vitamin # and omega #"),
            ("rosaca or acen", "rosacea or acne"),
            ("xqzzt vrblk acne", "… acne"),
            ("Жанна has acne", "… has acne"),
            ("", ""),
        ] {
            assert_eq!(mask(text, &reader), expected, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let masked = mask(&"rosacea ".repeat(1000), &reader());
        assert!(masked.chars().count() <= MOST && masked.ends_with("rosacea"), "{masked}");
    }
}
