//! Discord's limits as named constants, and the pure functions that keep text within them.
//!
//! Everything is counted in Unicode code points, as Discord does. Knows nothing of replies.

/// `content` of a message.
pub const CONTENT: usize = 2000;
pub const EMBED_TITLE: usize = 256;
pub const EMBED_DESCRIPTION: usize = 4096;
pub const EMBED_FIELDS: usize = 25;
pub const FIELD_NAME: usize = 256;
pub const FIELD_VALUE: usize = 1024;
pub const EMBED_FOOTER: usize = 2048;
/// Title, description, names and values of fields, and footer together, over all embeds.
pub const EMBED_TOTAL: usize = 6000;
pub const CHOICES: usize = 25;
pub const CHOICE_NAME: usize = 100;
pub const CHOICE_VALUE: usize = 100;
pub const COMMAND_NAME: usize = 32;
pub const COMMAND_DESCRIPTION: usize = 100;
pub const NONCE: usize = 25;
pub const CUSTOM_ID: usize = 100;
pub const BUTTON_LABEL: usize = 80;
/// Buttons of a row.
pub const ROW: usize = 5;
/// Options of a menu.
pub const OPTIONS: usize = 25;
/// Label of an option, and its value.
pub const OPTION: usize = 100;

/// Shows that something was left out.
const ELLIPSIS: char = '…';
/// Less than this of a sentence is not worth showing.
const SHORTEST_CUT: usize = 24;
/// Room for the line that says how many lines are not shown.
const AND_MORE: usize = 24;
/// How far a cut moves back to end on a whole word.
const WORD: usize = 20;

/// Length as Discord counts it.
#[must_use]
pub fn count(text: &str) -> usize {
    text.chars().count()
}

/// At most `limit` code points of `text`, with an ellipsis if anything was left out.
#[must_use]
pub fn cut(text: &str, limit: usize) -> String {
    if count(text) <= limit {
        return text.to_owned();
    }
    if limit == 0 {
        return String::new();
    }
    let kept: String = text.chars().take(limit - 1).collect();
    let next_is_space = text.chars().nth(limit - 1).is_some_and(char::is_whitespace);
    let end = match kept.rfind(char::is_whitespace) {
        Some(space) if !next_is_space && count(&kept[space..]) <= WORD => space,
        _ => kept.len(),
    };
    // A backslash at the end would escape the ellipsis instead of what it was written for.
    let mut whole = kept[..end].trim_end().trim_end_matches('\\').to_owned();
    whole.push(ELLIPSIS);
    whole
}

/// Sentences and their citation marks as one paragraph of at most `limit` code points.
///
/// What does not fit is cut from the words of a sentence, before its marks and never through one; sentences
/// after it are left out.
#[must_use]
pub fn fit(sentences: &[(String, String)], limit: usize) -> String {
    let mut paragraph = String::new();
    let mut used = 0;
    for (text, marks) in sentences {
        let lead = usize::from(!paragraph.is_empty());
        let tail = if marks.is_empty() { 0 } else { count(marks) + 1 };
        let room = limit.saturating_sub(used + lead + tail);
        let length = count(text);
        if length > room && room < SHORTEST_CUT {
            break;
        }
        if lead == 1 {
            paragraph.push(' ');
        }
        paragraph.push_str(&cut(text, room));
        if tail > 0 {
            paragraph.push(' ');
            paragraph.push_str(marks);
        }
        if length > room {
            break;
        }
        used += lead + length + tail;
    }
    paragraph
}

/// Whole lines packed into blocks of at most `block` code points, `total` in all.
///
/// Returns the blocks and how many lines found no room. A line longer than a block counts as having none.
#[must_use]
pub fn pack(lines: &[String], block: usize, total: usize) -> (Vec<String>, usize) {
    let mut blocks: Vec<String> = Vec::new();
    let mut left = total;
    for (taken, line) in lines.iter().enumerate() {
        let length = count(line);
        let joins = blocks.last().is_some_and(|last| count(last) + 1 + length <= block);
        let cost = length + usize::from(joins);
        if length > block || cost > left {
            return (blocks, lines.len() - taken);
        }
        left -= cost;
        match blocks.last_mut() {
            Some(last) if joins => {
                last.push('\n');
                last.push_str(line);
            }
            _ => blocks.push(line.clone()),
        }
    }
    (blocks, 0)
}

/// As many whole lines as fit into `limit` code points; a last one says how many do not.
#[must_use]
pub fn lines(lines: &[String], limit: usize) -> String {
    let (blocks, left_out) = pack(lines, limit - AND_MORE, limit - AND_MORE);
    let mut whole = blocks.concat();
    if left_out > 0 {
        whole.push_str("\n(and ");
        whole.push_str(&left_out.to_string());
        whole.push_str(" more)");
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::{count, cut, fit, pack};

    #[test]
    fn cutting_counts_characters_not_bytes() {
        for (text, limit, expected) in [
            ("", 0, ""),
            ("abc", 0, ""),
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
            ("äöüß", 4, "äöüß"),
            ("äöüßx", 4, "äöü…"),
            ("🦠🦠🦠🦠", 3, "🦠🦠…"),
            ("gut and skin", 11, "gut and…"),
            ("gut and skin", 8, "gut and…"),
            ("a\\*b", 3, "a…"),
        ] {
            assert_eq!(cut(text, limit), expected, "{text} at {limit}");
            assert!(count(&cut(text, limit)) <= limit);
        }
    }

    fn sentences(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(text, marks)| ((*text).to_owned(), (*marks).to_owned())).collect()
    }

    #[test]
    fn what_fits_is_left_alone() {
        let two = sentences(&[("Yes.", "[1]"), ("No.", "[2][3]")]);
        assert_eq!(fit(&two, 100), "Yes. [1] No. [2][3]");
        assert_eq!(fit(&two, 19), "Yes. [1] No. [2][3]");
        assert_eq!(fit(&sentences(&[("Plain.", "")]), 6), "Plain.");
    }

    #[test]
    fn a_cut_falls_before_the_marks() {
        let long = "word ".repeat(40);
        let two = sentences(&[("Short.", "[1]"), (&long, "[2][31]"), ("Never.", "[4]")]);
        for limit in 0..260 {
            let text = fit(&two, limit);
            assert!(count(&text) <= limit, "{limit}: {text}");
            assert!(
                text.is_empty()
                    || text.ends_with("[1]")
                    || text.ends_with("[31]")
                    || text.ends_with("[4]"),
                "{limit}: {text}"
            );
        }
        assert_eq!(fit(&two, 60), "Short. [1] word word word word word word word word… [2][31]");
    }

    #[test]
    fn lines_are_packed_whole() {
        let lines: Vec<String> = ["aaaa", "bbbb", "cc"].map(str::to_owned).to_vec();
        assert_eq!(pack(&lines, 9, 99), (vec!["aaaa\nbbbb".into(), "cc".into()], 0));
        assert_eq!(pack(&lines, 9, 9), (vec!["aaaa\nbbbb".into()], 1));
        assert_eq!(pack(&lines, 9, 8), (vec!["aaaa".into()], 2));
        assert_eq!(pack(&lines, 3, 99), (vec![], 3));
    }
}
