//! The lexicon and the negatives.

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
                    Code::DUPLICATE_VARIANT,
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
                Code::DUPLICATE_ID,
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
