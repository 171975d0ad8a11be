//! Characters nobody sees.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("invisible-character"),
    severity: Severity::Error,
    what: "A file has a character that cannot be seen, such as a zero-width space or a change of direction.",
    why: "such a character breaks matching and searching, and can hide text from a reviewer",
    mend: "delete it, or type a plain space",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (path, text) in context.texts {
        for (at, letter) in text.char_indices().filter(|(_, letter)| is_invisible(*letter)) {
            let message = format!("U+{:04X} cannot be seen", u32::from(letter));
            reporter.say(path, at..at + letter.len_utf8(), message);
        }
    }
}

/// Control and format characters and odd spaces; line breaks, and the selector and joiner inside emoji, are fine.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\x08' | '\x0b'..='\x0c' | '\x0e'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}'
        | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2000}'..='\u{200c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
        | '\u{3000}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}'
    )
}
