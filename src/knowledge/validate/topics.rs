//! Topics and their answers: ids, references and the citations of every sentence.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Month};

use super::sources::evidence;
use super::{Problems, Raw, owned, owned_all};
use crate::knowledge::diagnostic::Code;
use crate::knowledge::folder::{Folder, is_slug};
use crate::knowledge::format::did_you_mean;
use crate::knowledge::raw;
use crate::knowledge::summary::{self, Flaw};
use crate::model::{Answer, Citation, Sentence, Source, Topic};

type Sources = BTreeMap<String, Source>;

pub(super) fn validate(folder: &Folder, sources: &Sources, problems: &mut Problems) -> Vec<Topic> {
    let topics = folder.topics.iter().filter_map(|file| {
        check_related(file, &folder.topic_files, problems);
        topic(file, folder, sources, problems)
    });
    let mut topics: Vec<Topic> = topics.collect();
    // Not as their files: `tea-green.toml` stands before `tea.toml`.
    topics.sort_by(|a, b| a.id.cmp(&b.id));
    topics
}

fn topic(
    file: &Raw<raw::Topic>,
    folder: &Folder,
    sources: &Sources,
    problems: &mut Problems,
) -> Option<Topic> {
    let value = &file.value;
    let reviewed = date(value.reviewed.get_ref());
    if reviewed.is_none() {
        problems
            .at(&file.path, value.reviewed.span())
            .say(Code::WRONG_TYPE, "there is no such day in the calendar".to_owned());
    }
    let mut seen = Vec::new();
    let mut answers = Vec::new();
    for answer in value.answer.get_ref() {
        let id = answer.id.get_ref().as_str();
        if !is_slug(id) {
            problems.at(&file.path, answer.id.span()).help(
                Code::BAD_ID,
                format!("\"{id}\" cannot be an id"),
                "use a-z, 0-9 and - only, such as what-helps",
            );
        }
        if seen.contains(&id) {
            problems.at(&file.path, answer.id.span()).help(
                Code::DUPLICATE_ID,
                format!("this topic has two answers called \"{id}\""),
                "rename one of them",
            );
        }
        seen.push(id);
        if answer.phrasings.get_ref().is_empty() {
            problems.at(&file.path, answer.phrasings.span()).help(
                Code::EMPTY_TEXT,
                format!("answer \"{id}\" has no phrasings, so nobody can reach it"),
                "add the ways people ask for it",
            );
        }
        answers.push(Answer {
            id: id.to_owned(),
            title: owned(answer.title.as_ref().unwrap_or(&value.title)),
            evidence: evidence(answer.evidence.get_ref()),
            phrasings: owned_all(answer.phrasings.get_ref()),
            sentences: sentences(file, answer, folder, sources, problems),
            examples: owned_all(&answer.examples),
        });
    }
    if answers.is_empty() {
        problems
            .at(&file.path, value.answer.span())
            .say(Code::EMPTY_TEXT, "a topic needs at least one [[answer]]".to_owned());
        return None;
    }
    Some(Topic {
        id: file.id.clone(),
        title: owned(&value.title),
        area: value.area.as_ref().map(owned),
        aliases: owned_all(&value.aliases),
        terms: owned_all(&value.terms),
        related: owned_all(&value.related),
        reviewed: reviewed?,
        answers,
    })
}

fn date(written: &toml::value::Datetime) -> Option<Date> {
    let date = written.date?;
    let month = Month::try_from(date.month).ok()?;
    Date::from_calendar_date(i32::from(date.year), month, date.day).ok()
}

fn sentences(
    file: &Raw<raw::Topic>,
    answer: &raw::Answer,
    folder: &Folder,
    sources: &Sources,
    problems: &mut Problems,
) -> Vec<Sentence> {
    let text = answer.summary.get_ref();
    match summary::parse(text) {
        Ok(parsed) => {
            let citations = parsed.iter().flat_map(|(sentence, _)| &sentence.citations);
            for citation in citations {
                resolve(file, answer, citation, folder, sources, problems);
            }
            parsed.into_iter().map(|(sentence, _)| sentence).collect()
        }
        Err(flaws) => {
            for flaw in flaws {
                let (code, range, message, help) = match flaw {
                    Flaw::Uncited(range) => (
                        Code::UNCITED_SENTENCE,
                        range,
                        "this sentence cites nothing",
                        "end it in the finding it stands on, before the full stop: `… [source#1].`",
                    ),
                    Flaw::Form(range) => (
                        Code::CITATION_FORM,
                        range,
                        "this is not a citation",
                        "write the source's file name and the finding's number: `[source#1]`",
                    ),
                    Flaw::Place(range) => (
                        Code::CITATION_FORM,
                        range,
                        "a citation stands directly before its sentence's full stop",
                        "write `… in one trial [source#1].`",
                    ),
                };
                let needle = text.get(range).unwrap_or_default();
                let span = file.within(&answer.summary, needle);
                problems.at(&file.path, span).help(code, message.to_owned(), help);
            }
            Vec::new()
        }
    }
}

fn resolve(
    file: &Raw<raw::Topic>,
    answer: &raw::Answer,
    citation: &Citation,
    folder: &Folder,
    sources: &Sources,
    problems: &mut Problems,
) {
    let mark = format!("[{}#{}]", citation.source, citation.finding);
    let span = file.within(&answer.summary, &mark);
    if let Some((code, message, help)) = unresolved(citation, folder, sources) {
        problems.at(&file.path, span).help(code, message, help);
    }
}

/// What is wrong with a citation, if anything: code, message, help.
pub(super) fn unresolved(
    citation: &Citation,
    folder: &Folder,
    sources: &Sources,
) -> Option<(Code, String, String)> {
    let Some(source) = sources.get(&citation.source) else {
        if folder.source_files.contains(&citation.source) {
            return None;
        }
        let best = did_you_mean(&citation.source, sources.keys().map(String::as_str));
        return Some((
            Code::UNKNOWN_SOURCE,
            format!("there is no source \"{}\"", citation.source),
            best.map_or_else(
                || format!("write `sources/{}.toml`, or cite another source", citation.source),
                |best| format!("did you mean `{best}`?"),
            ),
        ));
    };
    if source.findings.contains_key(&citation.finding) {
        return None;
    }
    let has: Vec<String> = source.findings.keys().map(ToString::to_string).collect();
    Some((
        Code::UNKNOWN_FINDING,
        format!("source \"{}\" has no finding {}", citation.source, citation.finding),
        format!("its findings are: {}", has.join(", ")),
    ))
}

fn check_related(file: &Raw<raw::Topic>, ids: &BTreeSet<String>, problems: &mut Problems) {
    for related in &file.value.related {
        let id = related.get_ref().as_str();
        if !ids.contains(id) {
            problems.at(&file.path, related.span()).help(
                Code::UNKNOWN_TOPIC,
                format!("there is no topic \"{id}\""),
                did_you_mean(id, ids.iter().map(String::as_str)).map_or_else(
                    || {
                        format!(
                            "topics are: {}",
                            ids.iter().cloned().collect::<Vec<_>>().join(", ")
                        )
                    },
                    |best| format!("did you mean `{best}`?"),
                ),
            );
        }
    }
}
