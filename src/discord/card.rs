//! One embed as plain text: what a reply looks like before it becomes Discord's JSON.
//!
//! Every part has a share of Discord's total, so that any card fits by construction. Knows nothing of the wire.

use crate::model::{Corpus, NumberedSentence, Reference, Reply, ReplyKind};

use super::limits::{self, count, cut};
use super::markup;

pub(super) const TEAL: u32 = 0x002F_9E8F;
pub(super) const BLUE: u32 = 0x0054_7AA5;
const AMBER: u32 = 0x00C9_8A1B;
const RED: u32 = 0x00C0_392B;

/// Shares of [`limits::EMBED_TOTAL`]. Fields get what title, description and footer leave, which is at least
/// [`FIELDS`]; names of fields are paid for out of it.
pub(super) const DESCRIPTION: usize = 3000;
pub(super) const FOOTER: usize = 600;
const FIELDS: usize = 2000;

/// Inside the description, where there is more than one of them.
const LEAD: usize = 1400;
const ASIDE: usize = 900;
const SECOND_TITLE: usize = 200;

/// Room for the names of fields of sources: two neighbouring blocks are longer than one block, so there are nine at
/// most.
const SOURCES_NAMES: usize = 120;
/// Room for the line that says how many sources are not shown.
const AND_MORE: usize = 24;
const SOURCE_BLOCK: usize = limits::FIELD_VALUE - AND_MORE;

const CITED_TITLE: usize = 200;
const CITED_PUBLISHER: usize = 80;

const SOURCES_NAME: &str = "Sources";
const MORE_SOURCES_NAME: &str = "More sources";

const _: () = assert!(
    limits::EMBED_TITLE + DESCRIPTION + FOOTER + FIELDS <= limits::EMBED_TOTAL,
    "the shares add up to more than Discord allows"
);

/// The parts of one embed, each within its limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub colour: u32,
    pub title: Option<String>,
    pub description: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
    pub footer: Option<String>,
}

impl Card {
    /// What Discord counts against [`limits::EMBED_TOTAL`].
    #[must_use]
    pub fn length(&self) -> usize {
        let fields: usize =
            self.fields.iter().map(|(name, value)| count(name) + count(value)).sum();
        self.title.as_deref().map_or(0, count)
            + count(&self.description)
            + fields
            + self.footer.as_deref().map_or(0, count)
    }
}

/// The embed of a reply.
#[must_use]
pub fn card(reply: &Reply) -> Card {
    let mut card = Card {
        colour: colour(reply.kind),
        title: reply.title.as_deref().map(|title| cut(&markup::plain(title), limits::EMBED_TITLE)),
        description: description(reply),
        fields: Vec::new(),
        footer: None,
    };
    // In an emergency nothing stands beside the message.
    if reply.kind == ReplyKind::Emergency {
        return card;
    }
    card.footer = footer(reply);
    card.fields = sources(reply, limits::EMBED_TOTAL - card.length());
    card
}

const fn colour(kind: ReplyKind) -> u32 {
    match kind {
        ReplyKind::Answer => TEAL,
        ReplyKind::Suggest | ReplyKind::NoMatch => BLUE,
        ReplyKind::Refusal => AMBER,
        ReplyKind::Emergency => RED,
    }
}

/// Lead, summary, cautions and notes. The summary gives way first, then the asides, then the lead.
fn description(reply: &Reply) -> String {
    let lead = reply.lead.as_deref().map(markup::plain).unwrap_or_default();
    let mut asides: Vec<String> =
        reply.cautions.iter().map(|(_, note)| markup::plain(note)).collect();
    asides.extend(reply.notes.iter().map(|note| markup::plain(note)));
    let asides = asides.join("\n\n");

    let alone = reply.sentences.is_empty() && asides.is_empty();
    let lead = cut(&lead, if alone { DESCRIPTION } else { LEAD });
    let asides = cut(&asides, ASIDE);
    let between = 2 * "\n\n".len();
    let summary = summary(reply, DESCRIPTION - count(&lead) - count(&asides) - between);

    let blocks: Vec<String> =
        [lead, summary, asides].into_iter().filter(|block| !block.is_empty()).collect();
    blocks.join("\n\n")
}

/// At most `room` code points. A second answer stands below the first under its title, and has what that leaves, at least
/// about half.
fn summary(reply: &Reply, room: usize) -> String {
    let Some(also) = &reply.also else { return limits::fit(&marked(&reply.sentences), room) };
    let title = format!("**{}**", cut(&markup::plain(&also.title), SECOND_TITLE));
    let room = room.saturating_sub(count(&title) + "\n\n\n".len());
    let first = limits::fit(&marked(&reply.sentences), room / 2);
    let second = limits::fit(&marked(&also.sentences), room - count(&first));
    format!("{first}\n\n{title}\n{second}").trim().to_owned()
}

fn marked(sentences: &[NumberedSentence]) -> Vec<(String, String)> {
    sentences
        .iter()
        .map(|sentence| {
            let marks = sentence.citations.iter().map(|n| format!("[{n}]")).collect::<Vec<_>>();
            (markup::plain(&sentence.text), marks.concat())
        })
        .collect()
}

/// The list of sources, without their addresses where it would be too long with them.
fn sources(reply: &Reply, room: usize) -> Vec<(String, String)> {
    let room = room.saturating_sub(SOURCES_NAMES + AND_MORE);
    let references = reply.references();
    let pack = |linked| {
        let lines: Vec<String> = references.iter().map(|one| line(one, linked)).collect();
        limits::pack(&lines, SOURCE_BLOCK, room)
    };
    let (mut blocks, mut left_out) = pack(true);
    if left_out > 0 {
        (blocks, left_out) = pack(false);
    }
    if left_out > 0
        && let Some(last) = blocks.last_mut()
    {
        last.push_str("\n(and ");
        last.push_str(&left_out.to_string());
        last.push_str(" more)");
    }
    let names = [SOURCES_NAME].into_iter().chain(std::iter::repeat(MORE_SOURCES_NAME));
    names.map(str::to_owned).zip(blocks).collect()
}

/// `[1][3] [Title](address). Publisher, 2019.`, short enough for one block whatever the document is called.
fn line(reference: &Reference<'_>, linked: bool) -> String {
    let address = reference.document.url.as_deref().filter(|_| linked);
    let line = line_with(reference, address);
    if count(&line) <= SOURCE_BLOCK { line } else { line_with(reference, None) }
}

fn line_with(reference: &Reference<'_>, address: Option<&str>) -> String {
    let document = reference.document;
    let title = cut(document.title.trim_end_matches('.'), CITED_TITLE);
    let mut line = format!("{} {}.", reference.marks(), markup::link(&title, address));
    let publisher = document.publisher.as_deref();
    let publisher = publisher.map(|name| markup::plain(&cut(name, CITED_PUBLISHER)));
    let year = document.year.map(|year| year.to_string());
    let imprint: Vec<String> = publisher.into_iter().chain(year).collect();
    if !imprint.is_empty() {
        line.push(' ');
        line.push_str(&imprint.join(", "));
        line.push('.');
    }
    line
}

/// Evidence, review date and revision, a line for each answer; the disclaimer below.
fn footer(reply: &Reply) -> Option<String> {
    let mut lines = reply.evidence_lines();
    if let Some(last) = lines.last_mut() {
        last.push_str(" · knowledge ");
        last.push_str(&reply.revision);
    }
    lines.extend(reply.disclaimer.clone());
    (!lines.is_empty()).then(|| cut(&lines.join("\n"), FOOTER))
}

/// The small print of a card that is no reply.
#[must_use]
pub(super) fn disclaimer(corpus: &Corpus) -> Option<String> {
    let text = corpus.settings.wording.disclaimer.trim();
    (!text.is_empty()).then(|| cut(text, FOOTER))
}

/// A card without an embed, for channels where the bot may not embed.
#[must_use]
pub fn text(card: &Card) -> String {
    let title = card.title.as_ref().map(|title| format!("**{title}**"));
    let head = title.into_iter().chain([card.description.clone()]);
    let head = head.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    // Two answers in one reply are some 1500 long; sources have what is left.
    let mut whole = cut(&head, limits::CONTENT * 4 / 5);
    let room = limits::CONTENT - count(&whole) - count("\n\n") * 2;
    let footer = cut(card.footer.as_deref().unwrap_or_default(), room / 2);
    let lines: Vec<String> =
        card.fields.iter().flat_map(|(_, value)| value.lines().map(str::to_owned)).collect();
    let (blocks, _) = limits::pack(&lines, room - count(&footer), room - count(&footer));
    for block in blocks.into_iter().take(1).chain([footer]).filter(|block| !block.is_empty()) {
        if !whole.is_empty() {
            whole.push_str("\n\n");
        }
        whole.push_str(&block);
    }
    whole
}
