//! Discord's Markdown as far as the bot writes it: bold, italic, code, links and escapes; broken into lines.

use crate::measure;

/// How a word looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Style {
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    #[default]
    Text,
    Code,
    Link,
}

/// Letters of one look that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// One line of a paragraph.
pub(crate) type Line = Vec<Run>;

/// Lines of at most `room` pixels; an empty line for a blank one.
pub(crate) fn lines(source: &str, size: u32, room: u32, base: Style) -> Vec<Line> {
    source.lines().flat_map(|line| wrapped(&runs(line, base), size, room)).collect()
}

fn wrapped(runs: &[Run], size: u32, room: u32) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![Vec::new()];
    let mut used = 0;
    for run in runs {
        for word in run.text.split_inclusive(' ') {
            let width = measure::width(word, size, run.style.bold);
            let bare = measure::width(word.trim_end(), size, run.style.bold);
            if used > 0 && used + bare > room {
                lines.push(Vec::new());
                used = 0;
            }
            used += width;
            let Some(line) = lines.last_mut() else { continue };
            match line.last_mut().filter(|last| last.style == run.style) {
                Some(last) => last.text.push_str(word),
                None => line.push(Run { text: word.to_owned(), style: run.style }),
            }
        }
    }
    lines
}

fn runs(line: &str, base: Style) -> Vec<Run> {
    let (mut runs, mut style, mut rest) = (Vec::new(), base, line);
    let mut text = String::new();
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let toggled = |style: Style| match letter {
            '*' if rest.starts_with("**") => Some((Style { bold: !style.bold, ..style }, 2)),
            '*' => Some((Style { italic: !style.italic, ..style }, 1)),
            '`' if style.kind == Kind::Code => Some((Style { kind: Kind::Text, ..style }, 1)),
            '`' => Some((Style { kind: Kind::Code, ..style }, 1)),
            _ => None,
        };
        if letter == '\\' {
            let escaped = after.chars().next().unwrap_or_default();
            text.push(escaped);
            rest = after.get(escaped.len_utf8()..).unwrap_or_default();
        } else if let Some((label, tail)) = link(rest) {
            flush(&mut runs, &mut text, style);
            let label = label.replace('\\', "");
            runs.push(Run { text: label, style: Style { kind: Kind::Link, ..style } });
            rest = tail;
        } else if let Some((next, marks)) = toggled(style) {
            flush(&mut runs, &mut text, style);
            style = next;
            rest = &rest[marks..];
        } else {
            text.push(letter);
            rest = after;
        }
    }
    flush(&mut runs, &mut text, style);
    runs
}

fn flush(runs: &mut Vec<Run>, text: &mut String, style: Style) {
    if !text.is_empty() {
        runs.push(Run { text: std::mem::take(text), style });
    }
}

/// The label of `[label](address)` and what follows it.
fn link(rest: &str) -> Option<(&str, &str)> {
    let (label, tail) = rest.strip_prefix('[')?.split_once("](")?;
    let (address, tail) = tail.split_once(')')?;
    (!label.contains('[') && address.starts_with("http")).then_some((label, tail))
}
