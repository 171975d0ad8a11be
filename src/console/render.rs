//! Replies and explanations as styled text. Colours are escape codes; the stream strips them where they do not belong.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::model::{Reply, ReplyKind};
use crate::pipeline::{Answered, Snapshot};

/// How much of a reply to show, and how wide.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// In columns.
    pub width: usize,
    /// The full list of sources below the reply.
    pub sources: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 88, sources: false }
    }
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const URGENT: Style = AnsiColor::Red.on_default().bold();
const CARE: Style = AnsiColor::Yellow.on_default();

/// A reply as a person reads it, ending in a line break.
#[must_use]
pub fn reply(reply: &Reply, look: Look) -> String {
    let mut out = String::new();
    let mut block = |text: &str, style| paragraph(&mut out, text, style, look.width);
    if let Some(lead) = &reply.lead {
        block(lead, if reply.kind == ReplyKind::Emergency { URGENT } else { PLAIN });
    }
    if let Some(title) = &reply.title {
        if reply.lead.is_some() {
            block(" ", PLAIN);
        }
        block(title, BOLD);
    }
    if !reply.sentences.is_empty() {
        block(&reply.summary(), PLAIN);
    }
    if let Some(also) = &reply.also {
        block(" ", PLAIN);
        block(&also.title, BOLD);
        block(&also.summary(), PLAIN);
        block(" ", PLAIN);
    }
    reply.cautions.iter().for_each(|(_, note)| block(note, CARE));
    reply.notes.iter().for_each(|note| block(note, PLAIN));
    if reply.kind == ReplyKind::Suggest {
        let offers = reply.related.iter();
        offers.for_each(|offer| block(&format!("· {}  ({})", offer.title, offer.key), PLAIN));
    }
    reply.evidence_lines().iter().for_each(|line| block(line, DIM));
    if look.sources && !reply.citations.is_empty() {
        out.push_str(&sources(reply, look));
    }
    if let Some(disclaimer) = &reply.disclaimer {
        paragraph(&mut out, disclaimer, DIM, look.width);
    }
    out
}

fn paragraph(out: &mut String, text: &str, style: Style, width: usize) {
    for line in text.lines() {
        for wrapped in textwrap::wrap(line, width) {
            // Writing into a string cannot fail.
            let _ = writeln!(out, "{style}{wrapped}{style:#}");
        }
    }
}

/// The numbered list of sources of a reply.
#[must_use]
pub fn sources(reply: &Reply, look: Look) -> String {
    let mut out = String::new();
    // An address in two pieces cannot be opened.
    let hanging = textwrap::Options::new(look.width)
        .subsequent_indent("    ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    for reference in reply.references() {
        for line in textwrap::wrap(&reference.line(), &hanging) {
            let _ = writeln!(out, "{DIM}{line}{DIM:#}");
        }
    }
    out
}

/// Why a decision came out as it did, in words.
#[must_use]
pub fn explanation(answered: &Answered, snapshot: &Snapshot) -> String {
    let (decision, corpus) = (&answered.decision, snapshot.corpus());
    let why = snapshot.explain(answered);
    let mut out = String::new();
    let mut row = |name: &str, text: String| {
        let _ = writeln!(out, "{DIM}{name:>10}{DIM:#}  {text}");
    };
    let words: Vec<&str> = answered.query.tokens.iter().map(|token| token.word.as_str()).collect();
    row("read as", words.join(" "));
    if let Some(part) = &decision.part {
        let words: Vec<&str> = part.tokens.iter().map(|token| token.word.as_str()).collect();
        row("asked", words.join(" "));
    }
    for repair in &answered.query.repairs {
        row("repaired", format!("\"{}\" read as \"{}\"", repair.written, repair.read_as));
    }
    for fired in super::fired(answered, corpus) {
        row("rule", fired.to_string());
    }
    for ranked in &decision.ranking {
        let key = corpus.key(ranked.answer);
        row(
            "score",
            format!("{:.3}  {key}, its own phrasings fit by {:.3}", ranked.score, ranked.fit),
        );
    }
    for part in &why.contributions {
        let owner = part.answer.map_or_else(|| "a negative".to_owned(), |at| corpus.key(at));
        let near = part.near.iter().map(|(asked, there)| format!("{asked} ~ {there}"));
        let words: Vec<String> = part.words.iter().cloned().chain(near).collect();
        let share = part.share;
        row(
            "phrasing",
            format!("{share:+.3}  \"{}\" of {owner} ({})", part.phrasing, words.join(", ")),
        );
    }
    if !why.contributions.is_empty() {
        row("phrasing", format!("{:+.3}  all others together", why.rest));
    }
    if let Some((negative, similarity)) = &why.nearest_negative {
        let takes_off = -why.penalty;
        row("negative", format!("{takes_off:+.3}  \"{negative}\", similar by {similarity:.3}"));
    }
    let thresholds = corpus.settings.thresholds;
    row(
        "thresholds",
        format!(
            "suggest {}, answer {}, margin {}, fit {}",
            thresholds.suggest,
            thresholds.answer,
            thresholds.lead(decision.exact),
            thresholds.fit
        ),
    );
    row("outcome", decision.outcome.name().to_owned());
    if let Some(beside) = decision.beside {
        row("beside", format!("{}, as the question has two parts", corpus.key(beside)));
    }
    out
}
