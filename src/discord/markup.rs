//! Plain text made safe to show where Discord reads Markdown.
//!
//! Pure; knows nothing of replies or limits.

/// Characters that would start formatting in the middle of a line.
const SPECIAL: [char; 5] = ['\\', '*', '_', '~', '`'];

/// `text` with everything that Discord would take for formatting escaped; addresses stay as they are.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        if piece.contains("://") {
            safe.push_str(piece);
            continue;
        }
        let starts_line = safe.is_empty() || safe.ends_with('\n');
        if starts_line && piece.starts_with(['#', '>', '-']) {
            safe.push('\\');
        }
        for character in piece.chars() {
            // `||` hides text; a single bar is harmless but not worth telling apart.
            if SPECIAL.contains(&character) || character == '|' {
                safe.push('\\');
            }
            safe.push(character);
        }
    }
    safe
}

/// `[label](address)`, or the label alone where the address is none that Discord would link.
#[must_use]
pub fn link(label: &str, address: Option<&str>) -> String {
    // Brackets inside a label end it early.
    let label = plain(label).replace('[', "(").replace(']', ")");
    match address.and_then(linkable) {
        Some(address) => format!("[{label}]({address})"),
        None => label,
    }
}

/// The address with its parentheses encoded, as they would end the link.
fn linkable(address: &str) -> Option<String> {
    let web = address.starts_with("https://") || address.starts_with("http://");
    let clean =
        !address.chars().any(|c| c.is_whitespace() || c.is_control() || c == '<' || c == '>');
    (web && clean).then(|| address.replace('(', "%28").replace(')', "%29"))
}

#[cfg(test)]
mod tests {
    use super::{link, plain};

    #[test]
    fn formatting_is_escaped_and_addresses_are_not() {
        for (text, expected) in [
            ("5*ASA and b_longum", "5\\*ASA and b\\_longum"),
            ("see https://a.org/x_y_z now", "see https://a.org/x_y_z now"),
            ("# loud\n> quoted\nnot # here", "\\# loud\n\\> quoted\nnot # here"),
            ("||hidden|| ~~gone~~", "\\|\\|hidden\\|\\| \\~\\~gone\\~\\~"),
            ("well-known - fine", "well-known - fine"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn links_survive_brackets() {
        for (label, address, expected) in [
            ("Gut", Some("https://a.org/b_(c)"), "[Gut](https://a.org/b_%28c%29)"),
            ("Gut [review]", Some("https://a.org"), "[Gut (review)](https://a.org)"),
            ("Gut", Some("javascript:1"), "Gut"),
            ("Gut", Some("https://a b"), "Gut"),
            ("Gut", None, "Gut"),
        ] {
            assert_eq!(link(label, address), expected);
        }
    }
}
