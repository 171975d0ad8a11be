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
    // A short form has no forms of its own, and those of a misspelling are often other words.
    let tables = [
        (&value.abbreviations, false),
        (&value.spellings, true),
        (&value.slang, true),
        (&value.synonyms, true),
        (&value.misspellings, false),
    ];
    let entries = tables.into_iter().flat_map(|(table, forms)| {
        table.iter().map(move |(canonical, variants)| (canonical, variants, forms))
    });
    for (canonical, variants, forms) in entries {
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
        let words = variants.iter().filter(|variant| forms && has_forms(variant.get_ref()));
        lexicon.inflected.extend(words.map(owned));
        lexicon.variants.entry(owned(canonical)).or_default().extend(owned_all(variants));
    }
    for (name, words) in &value.classes {
        lexicon.classes.insert(owned(name), owned_all(words));
    }
    lexicon
}

/// A single word, and not so short that another begins with it by chance.
fn has_forms(variant: &str) -> bool {
    variant.chars().count() >= LEAST_INFLECTED && variant.chars().all(char::is_alphabetic)
}

const LEAST_INFLECTED: usize = 4;

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
