//! Thresholds, wording, helplines, review periods.

use std::collections::BTreeMap;

use super::{Problems, Raw, topics};
use crate::knowledge::diagnostic::Code;
use crate::knowledge::folder::Folder;
use crate::knowledge::{raw, summary};
use crate::model::{Helpline, HelplineKind, Settings, Source, Thresholds, Wording};

pub(super) fn validate(
    file: Option<&Raw<raw::Settings>>,
    folder: &Folder,
    sources: &BTreeMap<String, Source>,
    problems: &mut Problems,
) -> Option<Settings> {
    let file = file?;
    let value = &file.value;
    let thresholds = value.thresholds.get_ref();
    if thresholds.suggest > thresholds.answer {
        problems.at(&file.path, value.thresholds.span()).help(
            Code::BAD_THRESHOLD,
            "`suggest` is above `answer`".to_owned(),
            "scores between the two become suggestions, so `suggest` is the lower one",
        );
    }
    if thresholds.auto.is_some_and(|auto| auto < thresholds.answer) {
        problems.at(&file.path, value.thresholds.span()).help(
            Code::BAD_THRESHOLD,
            "`auto` is below `answer`".to_owned(),
            "what is said unasked has to be surer than what is said to a question, so `auto` is the higher one",
        );
    }
    let helplines = value
        .helpline
        .iter()
        .filter_map(|helpline| self::helpline(file, helpline, folder, sources, problems))
        .collect();
    let wording = &value.wording;
    let line = |text: &String| text.trim().to_owned();
    Some(Settings {
        thresholds: Thresholds {
            suggest: thresholds.suggest,
            answer: thresholds.answer,
            auto: thresholds.auto,
            margin: thresholds.margin,
            fit: thresholds.fit,
        },
        wording: Wording {
            disclaimer: line(&wording.disclaimer),
            no_match: line(&wording.no_match),
            suggest: line(&wording.suggest),
            not_exactly: line(&wording.not_exactly),
            general_part: line(&wording.general_part),
            see_someone: line(&wording.see_someone),
            overdue: line(&wording.overdue),
            nearby: wording.nearby.as_ref().map(line),
        },
        helplines,
        review_period_days: value.review.period_days,
        review_grace_days: value.review.grace_days,
    })
}

fn helpline(
    file: &Raw<raw::Settings>,
    value: &raw::Helpline,
    folder: &Folder,
    sources: &BTreeMap<String, Source>,
    problems: &mut Problems,
) -> Option<Helpline> {
    let Some(source) = summary::citation(value.source.get_ref()) else {
        problems.at(&file.path, value.source.span()).help(
            Code::CITATION_FORM,
            "this is not a citation".to_owned(),
            "write the source's file name and the finding's number: `samaritans#1`",
        );
        return None;
    };
    if let Some((code, message, help)) = topics::unresolved(&source, folder, sources) {
        problems.at(&file.path, value.source.span()).help(code, message, help);
    }
    let kind = if value.kind == "eating" { HelplineKind::Eating } else { HelplineKind::Crisis };
    Some(Helpline {
        region: value.region.clone(),
        name: value.name.clone(),
        contact: value.contact.clone(),
        kind,
        source,
    })
}
