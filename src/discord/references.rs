//! The full references of an answer as a card: every document, what each cited finding says, and how strong it is.
//!
//! Pure.

use std::fmt::Write as _;

use super::card::{self, Card};
use super::limits::{self, count, cut};
use super::markup;
use crate::model::{NumberedCitation, Reference, Reply};

const TITLE: usize = 160;
/// Room for the line that says how many are not shown, and for the title.
const RESERVED: usize = 400;

/// The private card.
pub(super) fn card(reply: &Reply) -> Card {
    let titles = reply.title.iter().chain(reply.also.as_ref().map(|also| &also.title));
    let subject = titles.map(|title| markup::plain(title)).collect::<Vec<_>>().join("; ");
    let mut card = Card {
        colour: card::TEAL,
        title: Some(cut(&format!("Sources: {subject}"), limits::EMBED_TITLE)),
        description: String::new(),
        fields: Vec::new(),
        footer: None,
    };
    let references = reply.references();
    for reference in &references {
        let (name, value) = field(reference, &reply.citations);
        let grown = card.length() + count(&name) + count(&value);
        if grown + RESERVED > limits::EMBED_TOTAL || card.fields.len() == limits::EMBED_FIELDS {
            break;
        }
        card.fields.push((name, value));
    }
    let left_out = references.len() - card.fields.len();
    let graded = "Strength is that of each finding; the answer's grade weighs them together.";
    card.footer = Some(match left_out {
        0 => graded.to_owned(),
        many => format!("And {many} more: /sources lists them. {graded}"),
    });
    card
}

/// `[1][3] Title` over a link and one line for each finding.
fn field(reference: &Reference<'_>, citations: &[NumberedCitation]) -> (String, String) {
    let document = reference.document;
    let title = markup::plain(&cut(document.title.trim_end_matches('.'), TITLE));
    let name = cut(&format!("{} {title}", reference.marks()), limits::FIELD_NAME);
    let year = document.year.map(|year| year.to_string());
    let imprint: Vec<String> = document.publisher.clone().into_iter().chain(year).collect();
    let label = if imprint.is_empty() { "Read it".to_owned() } else { imprint.join(", ") };
    let mut value = markup::link(&cut(&label, TITLE), document.url.as_deref());
    for citation in citations.iter().filter(|other| other.source == document.source) {
        let said = markup::plain(&citation.says);
        // Writing into a string cannot fail.
        let _ = write!(value, "\n[{}] {said} *({})*", citation.n, citation.strength.as_str());
    }
    (name, cut(&value, limits::FIELD_VALUE))
}
