//! The lexicon, the negatives, and that no question is claimed twice.

use super::{Problems, Raw, Seen, owned, owned_all};
use crate::knowledge::diagnostic::Code;
use crate::knowledge::raw;
use crate::model::{Lexicon, NegativeGroup};

pub(super) fn lexicon(file: Option<&Raw<raw::Lexicon>>, problems: &mut Problems) -> Lexicon {
    let Some(file) = file else { return Lexicon::default() };
    let value = &file.value;
    let mut lexicon = Lexicon { stop_words: owned_all(&value.stop_words), ..Lexicon::default() };
    let mut owners = Seen::new();
    let tables = [
        &value.abbreviations,
        &value.spellings,
        &value.slang,
        &value.synonyms,
        &value.misspellings,
    ];
    for (canonical, variants) in tables.into_iter().flatten() {
        for variant in variants {
            match owners.get(variant.get_ref()) {
                Some(owner) => problems.at(&file.path, variant.span()).help(
                    Code::DuplicateVariant,
                    format!("\"{}\" is read as \"{owner}\" already", variant.get_ref()),
                    "a variant can mean one thing only: remove one of the two",
                ),
                None => {
                    owners.insert(owned(variant), owned(canonical));
                }
            }
        }
        lexicon.variants.entry(owned(canonical)).or_default().extend(owned_all(variants));
    }
    for (name, words) in &value.classes {
        lexicon.classes.insert(owned(name), owned_all(words));
    }
    lexicon
}

pub(super) fn silence(
    file: Option<&Raw<raw::Silence>>,
    problems: &mut Problems,
) -> Vec<NegativeGroup> {
    let Some(file) = file else { return Vec::new() };
    let mut groups: Vec<NegativeGroup> = Vec::new();
    for group in &file.value.group {
        let id = owned(&group.id);
        if groups.iter().any(|other| other.id == id) {
            problems.at(&file.path, group.id.span()).help(
                Code::DuplicateId,
                format!("there are two groups called \"{id}\""),
                "put their negatives into one",
            );
        }
        groups.push(NegativeGroup {
            id,
            reply: group.reply.as_ref().map(owned),
            negatives: owned_all(&group.negatives),
        });
    }
    groups
}

/// Two answers that claim the same words would make the engine toss a coin.
pub(super) fn distinct_questions(
    topics: &[Raw<raw::Topic>],
    silence: Option<&Raw<raw::Silence>>,
    problems: &mut Problems,
) {
    let mut seen = Seen::new();
    for file in topics {
        for answer in file.value.answer.get_ref() {
            let owner = format!("{}/{}", file.id, answer.id.get_ref());
            for question in answer.phrasings.get_ref().iter().chain(&answer.examples) {
                claim(&file.path, question, &owner, &mut seen, problems);
            }
        }
    }
    if let Some(file) = silence {
        for group in &file.value.group {
            let owner = format!("silence: {}", group.id.get_ref());
            for question in &group.negatives {
                claim(&file.path, question, &owner, &mut seen, problems);
            }
        }
    }
}

fn claim(path: &str, question: &raw::Text, owner: &str, seen: &mut Seen, problems: &mut Problems) {
    let key: String = question
        .get_ref()
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match seen.get(&key) {
        Some(first) => problems.at(path, question.span()).help(
            Code::DuplicatePhrasing,
            format!("\"{}\" stands already under {first}", question.get_ref()),
            "keep it where it belongs; an example is worded apart from every phrasing",
        ),
        None => {
            seen.insert(key, owner.to_owned());
        }
    }
}
