//! The platform-neutral message a surface shows. No lengths of any platform, no markup.

use time::Date;

use super::corpus::{Evidence, Wording};

/// What sort of message this is; surfaces choose colours and buttons by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    Answer,
    Suggest,
    Refusal,
    Emergency,
    NoMatch,
}

/// A composed message. Empty fields are simply not shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub kind: ReplyKind,
    /// Key of the answer that is shown, such as `rosacea/triggers`.
    pub answer: Option<String>,
    pub title: Option<String>,
    /// Said before the summary: a refusal, an emergency message, a "not sure which you mean".
    pub lead: Option<String>,
    pub sentences: Vec<NumberedSentence>,
    /// The answer to the other part of a question that has two.
    pub also: Option<Part>,
    /// Numbered from 1 in the order of first use.
    pub citations: Vec<NumberedCitation>,
    /// Said after the summary: whom to ask, what is overdue.
    pub notes: Vec<String>,
    /// Labels and notes of the cautions that apply.
    pub cautions: Vec<(String, String)>,
    pub evidence: Option<Evidence>,
    pub reviewed: Option<Date>,
    /// Answers a person may want next: suggestions, or related ones.
    pub related: Vec<Related>,
    /// Shown small at the end of a reply with medical content.
    pub disclaimer: Option<String>,
    /// Revision of the knowledge the reply was made from.
    pub revision: String,
}

/// An answer below the first, which shares all else with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Such as `stress/acne`.
    pub key: String,
    pub title: String,
    pub sentences: Vec<NumberedSentence>,
    /// None where the answer is too old to be said.
    pub evidence: Option<Evidence>,
    pub reviewed: Date,
}

/// A sentence and the numbers of its citations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedSentence {
    pub text: String,
    pub citations: Vec<usize>,
}

/// One finding that a reply cites.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberedCitation {
    /// From 1.
    pub n: usize,
    pub source: String,
    pub finding: u32,
    pub title: String,
    pub publisher: Option<String>,
    pub year: Option<i32>,
    pub url: Option<String>,
    /// What the finding says, in our words.
    pub says: String,
    pub strength: Evidence,
}

/// A document behind a reply, and the numbers under which it is cited.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference<'r> {
    pub numbers: Vec<usize>,
    /// The first of its citations.
    pub document: &'r NumberedCitation,
}

/// An answer a person can ask for by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Such as `rosacea/triggers`.
    pub key: String,
    pub title: String,
}

impl Reply {
    /// The reply as it goes out where others read along. A message that speaks of moderators itself stays as it is.
    #[must_use]
    pub fn in_public(mut self, wording: &Wording) -> Self {
        let said = self.lead.as_ref().is_some_and(|lead| lead.contains("moderator"));
        if self.kind == ReplyKind::Emergency && !said {
            self.notes.extend(wording.nearby.clone());
        }
        self
    }

    /// The whole reply as plain text, for terminals and contract C3.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut blocks: Vec<String> = Vec::new();
        blocks.extend(self.title.clone());
        blocks.extend(self.lead.clone());
        if !self.sentences.is_empty() {
            blocks.push(self.summary());
        }
        if let Some(also) = &self.also {
            blocks.push(also.title.clone());
            blocks.extend(Some(also.summary()).filter(|summary| !summary.is_empty()));
        }
        blocks.extend(self.cautions.iter().map(|(_, note)| note.clone()));
        blocks.extend(self.notes.iter().cloned());
        if self.kind == ReplyKind::Suggest {
            blocks.push(
                self.related
                    .iter()
                    .map(|related| format!("- {}", related.title))
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
        blocks.extend(self.evidence_lines());
        if !self.citations.is_empty() {
            let lines: Vec<String> = self.references().iter().map(Reference::line).collect();
            blocks.push(format!("Sources\n{}", lines.join("\n")));
        }
        blocks.extend(self.disclaimer.clone());
        blocks.join("\n\n")
    }

    /// The cited sentences as one paragraph, marks behind each full stop: `… bacteria. [1][2]`.
    #[must_use]
    pub fn summary(&self) -> String {
        paragraph(&self.sentences)
    }

    /// Every cited sentence, in the order in which they are read.
    pub fn all_sentences(&self) -> impl Iterator<Item = &NumberedSentence> {
        let also = self.also.iter().flat_map(|also| &also.sentences);
        self.sentences.iter().chain(also)
    }

    /// The list of sources: each document once, with all its numbers.
    #[must_use]
    pub fn references(&self) -> Vec<Reference<'_>> {
        let mut references: Vec<Reference<'_>> = Vec::new();
        for citation in &self.citations {
            match references.iter_mut().find(|other| other.document.source == citation.source) {
                Some(known) => known.numbers.push(citation.n),
                None => {
                    references.push(Reference { numbers: vec![citation.n], document: citation });
                }
            }
        }
        references
    }

    /// Evidence grade and review date in one line; the date alone where no answer is left to grade. A line for each answer
    /// where there are two, with its title.
    #[must_use]
    pub fn evidence_lines(&self) -> Vec<String> {
        let Some(reviewed) = self.reviewed else { return Vec::new() };
        let line = evidence_line(self.evidence, reviewed);
        let Some(also) = &self.also else { return vec![line] };
        let title = self.title.as_deref().unwrap_or_default();
        let beside = evidence_line(also.evidence, also.reviewed);
        vec![format!("{title} · {line}"), format!("{} · {beside}", also.title)]
    }
}

impl Part {
    /// As [`Reply::summary`].
    #[must_use]
    pub fn summary(&self) -> String {
        paragraph(&self.sentences)
    }
}

fn paragraph(sentences: &[NumberedSentence]) -> String {
    sentences.iter().map(NumberedSentence::marked).collect::<Vec<_>>().join(" ")
}

fn evidence_line(evidence: Option<Evidence>, reviewed: Date) -> String {
    match evidence {
        Some(evidence) => format!("Evidence: {} · reviewed {reviewed}", evidence.as_str()),
        None => format!("Last reviewed {reviewed}"),
    }
}

impl NumberedSentence {
    /// The sentence with its marks: `Text. [1][2]`.
    #[must_use]
    pub fn marked(&self) -> String {
        if self.citations.is_empty() {
            self.text.clone()
        } else {
            format!("{} {}", self.text, marks(&self.citations))
        }
    }
}

impl Reference<'_> {
    /// The numbers as they stand in the text: `[1][3]`.
    #[must_use]
    pub fn marks(&self) -> String {
        marks(&self.numbers)
    }

    /// One line of a list of sources: `[1][3] Title. Publisher, 2019. https://…`.
    #[must_use]
    pub fn line(&self) -> String {
        let document = self.document;
        let mut line = format!("{} {}.", self.marks(), document.title.trim_end_matches('.'));
        let year = document.year.map(|year| year.to_string());
        let imprint: Vec<String> = document.publisher.clone().into_iter().chain(year).collect();
        if !imprint.is_empty() {
            line.push(' ');
            line.push_str(&imprint.join(", "));
            line.push('.');
        }
        if let Some(url) = &document.url {
            line.push(' ');
            line.push_str(url);
        }
        line
    }
}

fn marks(numbers: &[usize]) -> String {
    numbers.iter().map(|n| format!("[{n}]")).collect::<Vec<_>>().concat()
}
