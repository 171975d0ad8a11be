//! From a chat message to plain lower-case words: markup off, Unicode folded, sentences counted.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

/// The longest message that is read, in characters: Discord's own limit for a paid account.
pub const MAX_CHARS: usize = 4000;

/// A word and the number of its sentence, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanWord {
    pub text: String,
    pub sentence: u32,
    /// A question mark ends its sentence.
    pub asked: bool,
}

/// The words of a message in order.
#[must_use]
pub fn words(message: &str) -> Vec<CleanWord> {
    words_and_symbols(message, &BTreeSet::new())
}

/// The same, and each symbol of `read`, such as an emoji that means something, as a word of its own.
#[must_use]
pub fn words_and_symbols(message: &str, read: &BTreeSet<char>) -> Vec<CleanWord> {
    // Few words are shorter than three letters and a space.
    let mut words: Vec<CleanWord> = Vec::with_capacity(message.len() / 4 + 1);
    each(message, read, |piece| match piece {
        Piece::Word(text, sentence) => {
            words.push(CleanWord { text: text.to_owned(), sentence, asked: false });
        }
        Piece::Asks(sentence) => {
            // Before one that is marked all are.
            let own = |word: &&mut CleanWord| word.sentence == sentence && !word.asked;
            words.iter_mut().rev().take_while(own).for_each(|word| word.asked = true);
        }
    });
    words
}

/// Calls `take` for each word of a message in order.
pub(super) fn each_word(message: &str, mut take: impl FnMut(&str)) {
    each(message, &BTreeSet::new(), |piece| {
        if let Piece::Word(text, _) = piece {
            take(text);
        }
    });
}

/// What a message is made of.
enum Piece<'p> {
    /// With the number of its sentence.
    Word(&'p str, u32),
    /// A question mark behind the words of a sentence.
    Asks(u32),
}

fn each(message: &str, read: &BTreeSet<char>, mut take: impl FnMut(Piece<'_>)) {
    let without_markup = without_markup(message);
    let folded = fold(&without_markup);
    let mut words: u32 = 0;
    let mut sentence = 0;
    let mut ended = false;
    let mut word = String::new();
    let mut rest = &*folded;
    loop {
        // Most letters are plain, and taken together.
        let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (plain, behind) = rest.split_at(plain);
        let next = behind.chars().next();
        rest = &behind[next.map_or(0, char::len_utf8)..];
        // What ends the message ends a word.
        let c = next.unwrap_or(' ');
        let symbol = !c.is_ascii() && read.contains(&c);
        let joins =
            || !(word.is_empty() && plain.is_empty()) && rest.starts_with(char::is_alphabetic);
        let stands_for = stands_for_letter(c).filter(|_| joins());
        let letter = stands_for.or((c.is_alphanumeric() && !symbol).then_some(c));
        if !plain.is_empty() || letter.is_some() || symbol {
            sentence += u32::from(ended && words > 0);
            ended = false;
        }
        if letter.is_some() || is_apostrophe(c) {
            word.push_str(plain);
            word.extend(letter);
            continue;
        }
        // Most words are in one piece.
        let whole = if word.is_empty() {
            plain
        } else {
            word.push_str(plain);
            &word
        };
        if !whole.is_empty() {
            take(Piece::Word(whole, sentence));
            words += 1;
        }
        word.clear();
        if symbol {
            take(Piece::Word(c.encode_utf8(&mut [0; 4]), sentence));
            words += 1;
        }
        if c == '?' {
            take(Piece::Asks(sentence));
        }
        ended |= matches!(c, '.' | '!' | '?' | '\n' | ';');
        if next.is_none() {
            return;
        }
    }
}

/// What people write for a letter inside a word: "p@in", "swo$len".
const fn stands_for_letter(c: char) -> Option<char> {
    match c {
        '@' => Some('a'),
        '$' => Some('s'),
        _ => None,
    }
}

/// Lower case, compatibility forms, no accents, nothing invisible, and the Latin letter for each that looks like one.
fn fold(text: &str) -> Cow<'_, str> {
    // Most messages are plain, and the long way changes nothing else about them.
    if text.is_ascii() {
        let text = &text[..text.len().min(MAX_CHARS)];
        let is_folded = text.bytes().filter(u8::is_ascii_uppercase).count() == 0;
        return if is_folded { text.into() } else { text.to_ascii_lowercase().into() };
    }
    let plain = text
        .chars()
        .take(MAX_CHARS)
        .filter(|c| !is_invisible(*c))
        .map(plain_mark)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        // One letter may come to eighteen.
        .take(MAX_CHARS);
    plain.flat_map(small_latin).collect::<String>().into()
}

/// A letter in lower case, or the Latin one it looks like: capitals have likenesses that their small letters have not.
fn small_latin(c: char) -> impl Iterator<Item = char> {
    let own = latin(c);
    own.to_lowercase().map(move |small| if own != c || small == c { small } else { latin(small) })
}

/// What is lost or changed by decomposition: an apostrophe of any kind, and letters that are shown as a blank.
const fn plain_mark(c: char) -> char {
    match c {
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => ' ',
        c if is_apostrophe(c) => '\'',
        c => c,
    }
}

/// The Latin letter that a foreign one is easily taken for (Unicode Technical Standard 39), else the letter itself.
fn latin(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    if let Some(letter) = drawn_letter(c) {
        return letter;
    }
    if !c.is_alphabetic() {
        return c;
    }
    let mut bytes = [0; 4];
    // A stroke through a letter is a mark of its own there.
    let mut likeness = skeleton(c.encode_utf8(&mut bytes)).filter(|c| !is_combining_mark(*c));
    match (likeness.next(), likeness.next()) {
        // The standard takes a capital I for a small L.
        (Some('l'), None) if c.is_uppercase() => 'i',
        (Some(letter), None) if letter.is_ascii_alphabetic() => letter.to_ascii_lowercase(),
        _ => c,
    }
}

/// The letter that a symbol shows: white on a black circle or square, and small capitals.
fn drawn_letter(c: char) -> Option<char> {
    const SMALL_CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ\0ʏᴢ";
    let from = |first: u32| u8::try_from(u32::from(c).checked_sub(first)?).ok();
    let at = match c {
        '\u{1f150}'..='\u{1f169}' => from(0x1f150),
        '\u{1f170}'..='\u{1f189}' => from(0x1f170),
        _ if c.is_alphabetic() => {
            SMALL_CAPITALS.chars().position(|one| one == c).and_then(|at| u8::try_from(at).ok())
        }
        _ => None,
    };
    at.map(|at| char::from(b'a' + at))
}

const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}'
            | '\u{2018}'
            | '\u{201b}'
            | '\u{2032}'
            | '\u{02bc}'
            | '\u{055a}'
            | '`'
            | '\u{00b4}'
    )
}

/// Zero-width, direction and joining marks: a person does not see them.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Discord's marks for bold, underlined, struck out and hidden text: nobody sees them.
const EMPHASIS: [&str; 4] = ["**", "__", "~~", "||"];
/// Whether a byte may belong to markup; the colon stands in addresses.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'*' | b'_' | b'~' | b'|' | b'<' | b':' | b'\\')
}

/// Replaces Discord's mentions, timestamps and addresses by a space, and custom emoji by their name.
#[must_use]
pub fn without_markup(message: &str) -> Cow<'_, str> {
    // Counted to the end, the compiler takes many at once.
    if message.bytes().filter(|byte| is_mark(*byte)).count() == 0 {
        return Cow::Borrowed(message);
    }
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(c) = rest.chars().next() {
        if c == '\\' && rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) {
            // It only keeps the next one from being a mark.
            rest = &rest[1..];
            continue;
        }
        if let Some(mark) = EMPHASIS.iter().find(|mark| rest.starts_with(**mark)) {
            rest = &rest[mark.len()..];
        } else if let Some(length) = address_length(rest) {
            out.push(' ');
            rest = &rest[length..];
        } else if let Some((inner, length)) = angle_mark(rest) {
            out.push(' ');
            out.push_str(inner);
            out.push(' ');
            rest = &rest[length..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Cow::Owned(out)
}

/// Length of a web address at the start of `text`.
fn address_length(text: &str) -> Option<usize> {
    let is_address = ["http://", "https://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    is_address.then(|| text.find([' ', '\n', '\t', '>', ')']).unwrap_or(text.len()))
}

/// `<@1>`, `<@!1>`, `<@&1>`, `<#1>`, `<t:1:R>`, `</ask:1>`, `<:name:1>`: what to read instead, and its length.
fn angle_mark(text: &str) -> Option<(&str, usize)> {
    const LONGEST: usize = 100;
    let inner = text.strip_prefix('<')?;
    let end = inner.char_indices().take(LONGEST).find(|(_, c)| *c == '>')?.0;
    let inner = &inner[..end];
    let length = end + 2;
    if let Some(emoji) = inner.strip_prefix("a:").or_else(|| inner.strip_prefix(':')) {
        return Some((emoji.split(':').next().unwrap_or_default(), length));
    }
    inner
        .starts_with(['@', '#', '/'])
        .then_some(("", length))
        .or_else(|| inner.starts_with("t:").then_some(("", length)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{words, words_and_symbols};

    #[test]
    fn reads_what_a_person_would_read() {
        for (message, expected) in [
            ("Does STRESS give u acne??", "does stress give u acne"),
            ("<@123> what's leaky-gut", "whats leaky gut"),
            ("<@!1> <@&2> <#3> <t:4:R> hives", "hives"),
            ("<:pimple:55> on my cheek", "pimple on my cheek"),
            ("see https://example.org/acne?x=1 ok", "see ok"),
            ("a < b and c > d", "a b and c d"),
            ("**pro**biotics ||spoiler||", "probiotics spoiler"),
            ("thrоаt сlоsing", "throat closing"),
            ("p@in @home swo$en $20", "pain home swosen 20"),
            ("\u{202e}hi\u{202c}ves", "hives"),
            ("my💧throat", "my 💧 throat"),
            ("r\u{200b}o\u{200d}sacea", "rosacea"),
            ("isn´t can′t", "isnt cant"),
            ("my\u{3164}throat", "my throat"),
            ("ТHRОАТ ΚΙLL nøt kiłł", "throat kill not kill"),
            ("🅳🅸🅴 🅓🅘🅔 ᴛʜʀᴏᴀᴛ", "die die throat"),
            ("can\\'t br\\_eathe", "cant br eathe"),
            ("ｒｏｓａｃｅａ", "rosacea"),
            ("Crohn’s über naïve", "crohns uber naive"),
            ("omega-3 🐟 fish", "omega 3 fish"),
            ("", ""),
        ] {
            let words = words_and_symbols(message, &BTreeSet::from(['💧']));
            let read: Vec<String> = words.into_iter().map(|word| word.text).collect();
            assert_eq!(read.join(" "), expected, "{message}");
        }
    }

    #[test]
    fn counts_sentences() {
        let read: Vec<(String, u32)> = words("...help! my lip. Its swollen\nnow")
            .into_iter()
            .map(|w| (w.text, w.sentence))
            .collect();
        let numbers: Vec<u32> = read.iter().map(|(_, n)| *n).collect();
        assert_eq!(numbers, [0, 1, 1, 2, 2, 3]);
    }
}
