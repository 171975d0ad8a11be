//! Sources and their findings.

use std::collections::BTreeMap;

use super::{Problems, Raw, owned};
use crate::knowledge::diagnostic::Code;
use crate::knowledge::raw;
use crate::model::{Evidence, Finding, Source, SourceKind};

pub(super) fn validate(
    files: &[Raw<raw::Source>],
    problems: &mut Problems,
) -> BTreeMap<String, Source> {
    files.iter().map(|file| (file.id.clone(), source(file, problems))).collect()
}

fn source(file: &Raw<raw::Source>, problems: &mut Problems) -> Source {
    let value = &file.value;
    let mut findings = BTreeMap::new();
    for finding in value.finding.get_ref() {
        let id = *finding.id.get_ref();
        let read = Finding {
            says: owned(&finding.says),
            strength: evidence(finding.strength.get_ref()),
            at: finding.at.as_ref().map(owned),
        };
        if findings.insert(id, read).is_some() {
            problems.at(&file.path, finding.id.span()).help(
                Code::DUPLICATE_ID,
                format!("finding {id} stands twice in this source"),
                "give the later one the next free number; citations keep pointing at the first",
            );
        }
    }
    if findings.is_empty() {
        problems
            .at(&file.path, value.finding.span())
            .say(Code::EMPTY_TEXT, "a source needs at least one [[finding]]".to_owned());
    }
    Source {
        id: file.id.clone(),
        title: owned(&value.title),
        authors: value.authors.as_ref().map(owned),
        publisher: value.publisher.as_ref().map(owned),
        year: value.year,
        kind: kind(value.kind.get_ref()),
        doi: value.doi.as_ref().map(owned),
        url: value.url.as_ref().map(owned),
        findings,
    }
}

/// The format check has seen the word already; an unknown one cannot arrive here.
pub(super) fn evidence(word: &str) -> Evidence {
    Evidence::ALL.into_iter().find(|grade| grade.as_str() == word).unwrap_or(Evidence::Limited)
}

fn kind(word: &str) -> SourceKind {
    SourceKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == word)
        .unwrap_or(SourceKind::PopularArticle)
}
