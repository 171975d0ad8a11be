//! How wide a text is, about. Nobody knows which font a reader has, so this is the width in the widest of the common
//! ones: in others a line ends a little early, in none too late.

/// Widths in thousandths of the font size, after DejaVu Sans and Verdana.
fn letter(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' | '\'' => 278,
        'I' | '|' | '.' | ',' | ':' | ';' | '/' | ' ' | '·' | 'f' | 't' => 345,
        '!' | '[' | ']' | '(' | ')' | '-' | 'r' => 405,
        'm' | 'M' | 'W' | '%' | '@' => 960,
        'w' => 818,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' => 575,
        letter if letter.is_uppercase() => 720,
        _ => 636,
    }
}

/// In pixels.
pub(crate) fn width(text: &str, size: u32, bold: bool) -> u32 {
    let plain: u32 = text.chars().map(letter).sum();
    let whole = if bold { plain * 112 / 100 } else { plain };
    whole * size / 1000
}
