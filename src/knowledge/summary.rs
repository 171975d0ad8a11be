//! Takes a summary apart: sentences, each with the citations before its full stop.
//!
//! Pure text; whether a citation resolves is decided by `validate`.

use std::ops::Range;

use crate::model::{Citation, Sentence};

/// What is wrong with a summary's form; ranges count bytes of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A sentence without a citation.
    Uncited(Range<usize>),
    /// A mark that is not `[source#1]`.
    Form(Range<usize>),
    /// A mark that does not stand directly before its sentence's full stop.
    Place(Range<usize>),
}

/// A summary in pieces, or everything that is wrong with it.
pub type Parsed = Result<Vec<(Sentence, Range<usize>)>, Vec<Flaw>>;

/// Splits `summary` into its cited sentences, each with its range.
///
/// # Errors
/// Every flaw of form, in order.
pub fn parse(summary: &str) -> Parsed {
    let mut sentences = Vec::new();
    let mut flaws = Vec::new();
    let mut start = 0;
    while start < summary.len() {
        let rest = &summary[start..];
        let Some(mark) = rest.find('[') else {
            if !rest.trim().is_empty() {
                flaws.push(Flaw::Uncited(trimmed(summary, start..summary.len())));
            }
            break;
        };
        let body = trimmed(summary, start..start + mark);
        let (marks, after) = citation_marks(summary, start + mark);
        let mut citations = Vec::new();
        for range in &marks {
            let mark = &summary[range.clone()];
            match citation(mark).filter(|_| mark.ends_with(']')) {
                Some(citation) => citations.push(citation),
                None => flaws.push(Flaw::Form(range.clone())),
            }
        }
        let place = || Flaw::Place(marks.first().map_or(start..after, |first| first.start..after));
        let end_mark = summary[after..].chars().next().filter(|c| matches!(c, '.' | '!' | '?'));
        let text = &summary[body.clone()];
        if let Some(end_mark) = end_mark {
            let inner = inner_sentences(text);
            // All but the last inner sentence end before any citation.
            for uncited in &inner[..inner.len().saturating_sub(1)] {
                flaws.push(Flaw::Uncited(body.start + uncited.start..body.start + uncited.end));
            }
            if text.is_empty() || text.ends_with(['.', '!', '?']) {
                flaws.push(place());
            }
            sentences.push((
                Sentence { text: format!("{}{end_mark}", one_line(text)), citations },
                body.start..after + 1,
            ));
            start = after + 1;
        } else {
            flaws.push(place());
            // Go on behind the sentence's end, so that one misplaced mark is reported once.
            start =
                summary[after..].find(['.', '!', '?']).map_or(summary.len(), |at| after + at + 1);
        }
    }
    if sentences.is_empty() && flaws.is_empty() {
        flaws.push(Flaw::Uncited(0..summary.len()));
    }
    if flaws.is_empty() { Ok(sentences) } else { Err(flaws) }
}

/// Reads `source#1`, with or without brackets around it.
#[must_use]
pub fn citation(mark: &str) -> Option<Citation> {
    let (source, finding) = mark.trim_start_matches('[').trim_end_matches(']').split_once('#')?;
    let slug = !source.is_empty()
        && source.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    slug.then_some(())?;
    Some(Citation { source: source.to_owned(), finding: finding.parse().ok()? })
}

/// The bracketed marks from `at` on, with nothing but spaces between them, and where they end.
fn citation_marks(summary: &str, at: usize) -> (Vec<Range<usize>>, usize) {
    let mut marks = Vec::new();
    let mut end = at;
    loop {
        let rest = &summary[end..];
        let begin = end + (rest.len() - rest.trim_start().len());
        if !summary[begin..].starts_with('[') {
            return (marks, end);
        }
        let Some(length) = summary[begin..].find(']') else {
            marks.push(begin..summary.len());
            return (marks, summary.len());
        };
        end = begin + length + 1;
        marks.push(begin..end);
    }
}

/// Ranges of the sentences inside a text: a full stop, a space and a capital letter begin another one.
fn inner_sentences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        // Asked first: what follows may be a long way of spaces.
        if !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let rest = &text[at + 1..];
        let begins = rest.starts_with(char::is_whitespace)
            && rest.trim_start().starts_with(|c: char| c.is_uppercase() || c == '"');
        if begins {
            ranges.push(start..at + 1);
            start = at + 1 + (rest.len() - rest.trim_start().len());
        }
    }
    ranges.push(start..text.len());
    ranges
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..(start + slice.trim().len())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Flaw, parse};

    fn shown(summary: &str) -> Vec<String> {
        match parse(summary) {
            Ok(sentences) => sentences
                .iter()
                .map(|(sentence, _)| {
                    let marks: Vec<String> = sentence
                        .citations
                        .iter()
                        .map(|citation| format!("{}#{}", citation.source, citation.finding))
                        .collect();
                    format!("{} <{}>", sentence.text, marks.join(" "))
                })
                .collect(),
            Err(flaws) => flaws
                .iter()
                .map(|flaw| match flaw {
                    Flaw::Uncited(at) => format!("uncited: {}", &summary[at.clone()]),
                    Flaw::Form(at) => format!("form: {}", &summary[at.clone()]),
                    Flaw::Place(at) => format!("place: {}", &summary[at.clone()]),
                })
                .collect(),
        }
    }

    #[test]
    fn splits_sentences_from_their_citations() {
        for (summary, expected) in [
            (
                "It rose\nby 1.5 points [a#1]. A \"b\" is not [b-2#10] [c#3].\n",
                &["It rose by 1.5 points. <a#1>", "A \"b\" is not. <b-2#10 c#3>"][..],
            ),
            ("No mark at all.", &["uncited: No mark at all."]),
            ("Uncited one. Cited two [a#1].", &["uncited: Uncited one."]),
            ("Cited [a#1]. Trailing.", &["uncited: Trailing."]),
            ("Bad mark [a1].", &["form: [a1]"]),
            ("Bad number [a#x] [B#1].", &["form: [a#x]", "form: [B#1]"]),
            ("After the stop. [a#1]", &["place: [a#1]"]),
            ("In the [a#1] middle. Good [b#1].", &["place: [a#1]"]),
            ("Open mark [a#1", &["form: [a#1", "place: [a#1"]),
            ("   ", &["uncited:    "]),
        ] {
            assert_eq!(shown(summary), expected, "{summary}");
        }
    }

    /// Looked at from each of its spaces anew, it would take minutes.
    #[test]
    fn a_file_of_spaces_is_read_once() {
        let spaces = " ".repeat(1 << 20);
        assert_eq!(shown(&format!("It{spaces}rose [a#1].")), ["It rose. <a#1>"]);
    }
}
