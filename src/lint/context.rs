//! What rules look at, and how they say what they found.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use time::Date;

use super::Rule;
use crate::knowledge::{Diagnostic, Folder, Problems, Raw, Severity, raw, summary};
use crate::model::{Corpus, Finding, Sentence, Source};
use crate::pipeline::Snapshot;

/// A folder as written and as understood.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    pub folder: &'c Folder,
    /// The text of every file, by path.
    pub texts: &'c BTreeMap<String, String>,
    /// Ready to answer from what could be understood.
    pub snapshot: &'c Snapshot,
    pub today: Date,
}

/// One sentence of a summary with its place.
#[derive(Debug, Clone)]
pub struct Cited<'c> {
    pub file: &'c Raw<raw::Topic>,
    pub sentence: Sentence,
    /// In the file, citations included.
    pub span: Range<usize>,
}

impl<'c> Context<'c> {
    #[must_use]
    pub const fn corpus(&self) -> &'c Corpus {
        self.snapshot.corpus()
    }

    /// Whether every topic, source and helpline could be taken in: what is missing can only be told of a whole folder.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let (folder, corpus) = (self.folder, self.corpus());
        let helplines = folder.settings.as_ref().map(|file| file.value.helpline.len());
        corpus.topics.len() == folder.topic_files.len()
            && corpus.sources.len() == folder.source_files.len()
            && helplines == Some(corpus.settings.helplines.len())
    }

    /// The topic files in which nothing is wrong.
    pub fn topics(&self) -> impl Iterator<Item = &'c Raw<raw::Topic>> + use<'c> {
        let corpus = self.corpus();
        self.folder.topics.iter().filter(|file| corpus.topic(&file.id).is_some())
    }

    /// Their answers.
    pub fn answers(
        &self,
    ) -> impl Iterator<Item = (&'c Raw<raw::Topic>, &'c raw::Answer)> + use<'c> {
        self.topics().flat_map(|file| file.value.answer.get_ref().iter().map(move |a| (file, a)))
    }

    /// The sentences of all answers.
    pub fn sentences(&self) -> impl Iterator<Item = Cited<'c>> + use<'c> {
        self.answers().flat_map(|(file, answer)| sentences(file, answer))
    }

    /// The findings a sentence stands on.
    pub fn findings(
        &self,
        sentence: &Sentence,
    ) -> impl Iterator<Item = (&'c Source, &'c Finding)> + use<'c> {
        let sources = &self.corpus().sources;
        let found: Vec<_> = sentence
            .citations
            .iter()
            .filter_map(|citation| {
                let source = sources.get(&citation.source)?;
                Some((source, source.findings.get(&citation.finding)?))
            })
            .collect();
        found.into_iter()
    }
}

/// The sentences of one answer, each with its place in the file.
pub(super) fn sentences<'c>(file: &'c Raw<raw::Topic>, answer: &'c raw::Answer) -> Vec<Cited<'c>> {
    let text = answer.summary.get_ref();
    let parsed = summary::parse(text).unwrap_or_default();
    parsed
        .into_iter()
        .map(|(sentence, range)| {
            let written = text.get(range).unwrap_or_default();
            Cited { file, sentence, span: file.within(&answer.summary, written) }
        })
        .collect()
}

/// Looks at many things on all cores; what is found comes with its thing, in order.
pub(super) fn sift<'t, T: Sync, R: Send>(
    things: &'t [T],
    look: impl Fn(&T) -> Option<R> + Sync,
) -> Vec<(&'t T, R)> {
    let found = |part: &'t [T]| -> Vec<(&'t T, R)> {
        part.iter().filter_map(|thing| Some((thing, look(thing)?))).collect()
    };
    let found = &found;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let parts = things.chunks(things.len().div_ceil(cores).max(1));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || found(part))).collect();
        let ended = running
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic)));
        ended.flatten().collect()
    })
}

/// Takes what one rule has to say.
#[derive(Debug)]
pub struct Reporter<'r> {
    rule: &'r Rule,
    problems: Problems,
}

impl<'r> Reporter<'r> {
    pub(super) const fn new(rule: &'r Rule, severity: Severity) -> Self {
        Self { rule, problems: Problems::new(severity) }
    }

    /// Reports a place; the help is the rule's own.
    pub fn say(&mut self, file: &str, span: Range<usize>, message: String) {
        self.say_help(file, span, message, self.rule.mend);
    }

    /// Reports a place with a help of its own.
    pub fn say_help(
        &mut self,
        file: &str,
        span: Range<usize>,
        message: String,
        help: impl Into<String>,
    ) {
        self.problems.at(file, span).why(self.rule.why).help(self.rule.code, message, help);
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.problems.into_diagnostics()
    }
}
