//! Safety rules: kind, label and patterns.

use std::collections::BTreeMap;

use super::{Problems, Raw, Text, owned, owned_all, topics};
use crate::knowledge::diagnostic::{Code, Severity};
use crate::knowledge::folder::Folder;
use crate::knowledge::format::did_you_mean;
use crate::knowledge::{raw, summary};
use crate::model::pattern::Pattern;
use crate::model::{
    CautionEffect, Citation, Examples, Lexicon, RefusalKind, Rule, RuleKind, Run, Source, Strength,
    work,
};

/// What a rule may name.
#[derive(Clone, Copy)]
struct Known<'k> {
    folder: &'k Folder,
    sources: &'k BTreeMap<String, Source>,
    lexicon: &'k Lexicon,
}

pub(super) fn validate(
    folder: &Folder,
    sources: &BTreeMap<String, Source>,
    lexicon: &Lexicon,
    run: Run,
    problems: &mut Problems,
) -> Vec<Rule> {
    let files = &folder.safety;
    let known = Known { folder, sources, lexicon };
    let stretches = work::stretches(files, |file| file.text.len());
    let read = work::each(&stretches, run, |files| {
        let mut problems = Problems::new(Severity::Error);
        let rules = files.iter().filter_map(|file| rule(file, known, &mut problems)).collect();
        (rules, problems)
    });
    let mut rules: Vec<Rule> = Vec::with_capacity(files.len());
    for (mut own, found) in read {
        rules.append(&mut own);
        problems.append(found);
    }
    // Not as their files: `crisis-violence-at-home.toml` stands before `crisis-violence.toml`.
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules
}

/// The findings that a reply stands on; those that are not there are left out.
fn rests_on(
    file: &Raw<raw::Safety>,
    Known { folder, sources, .. }: Known<'_>,
    problems: &mut Problems,
) -> Vec<Citation> {
    let citation = |text: &Text| {
        let problem = problems.at(&file.path, text.span());
        let Some(citation) = summary::citation(text.get_ref()) else {
            problem.help(
                Code::CITATION_FORM,
                "this is not a citation".to_owned(),
                "write the source's file name and the finding's number: `nhs-sepsis#1`",
            );
            return None;
        };
        let unresolved = topics::unresolved(&citation, folder, sources);
        if let Some((code, message, help)) = unresolved {
            problem.help(code, message, help);
            return None;
        }
        Some(citation)
    };
    file.value.rests_on.iter().filter_map(citation).collect()
}

fn rule(file: &Raw<raw::Safety>, known: Known<'_>, problems: &mut Problems) -> Option<Rule> {
    let (value, lexicon) = (&file.value, known.lexicon);
    if value.patterns.get_ref().is_empty() && value.like.is_empty() {
        problems
            .at(&file.path, value.patterns.span())
            .say(Code::EMPTY_TEXT, "a rule without patterns catches nothing".to_owned());
    }
    let lists = lists(file, lexicon, problems);
    let patterns = patterns(file, value.patterns.get_ref(), lexicon, &lists, problems);
    let unless = self::patterns(file, &value.unless, lexicon, &lists, problems);
    Some(Rule {
        id: file.id.clone(),
        kind: kind(file, problems)?,
        patterns,
        unless,
        reply: owned(&value.reply),
        rests_on: rests_on(file, known, problems),
        catches: owned_all(&value.catches),
        lets_through: owned_all(&value.lets_through),
        strength: strength(file, problems),
        examples: examples(value),
    })
}

fn strength(file: &Raw<raw::Safety>, problems: &mut Problems) -> Strength {
    let Some(written) = &file.value.strength else { return Strength::Sure };
    match written.get_ref().as_str() {
        "hint" => Strength::Hint,
        "fallback" if file.value.kind.get_ref() == "refuse" => Strength::Fallback,
        "brief" if file.value.kind.get_ref() == "emergency" => Strength::Brief,
        "brief" => {
            problems.at(&file.path, written.span()).help(
                Code::UNKNOWN_VALUE,
                "only what may be an emergency decides more in a few words".to_owned(),
                "write `hint` or leave `strength` out",
            );
            Strength::Sure
        }
        "fallback" => {
            problems.at(&file.path, written.span()).help(
                Code::UNKNOWN_VALUE,
                format!("a rule of kind {} gives way to no answer", file.value.kind.get_ref()),
                "only a refusal can be a fallback; write `hint` or leave `strength` out",
            );
            Strength::Sure
        }
        _ => Strength::Sure,
    }
}

fn examples(value: &raw::Safety) -> Option<Examples> {
    let decides_from = value.decides_from.unwrap_or(EVEN);
    (!value.like.is_empty()).then(|| Examples {
        like: owned_all(&value.like),
        unlike: owned_all(&value.unlike),
        decides_from,
        decides_long_from: value.decides_long_from.unwrap_or(decides_from),
        agrees_from: value.agrees_from.unwrap_or(EVEN),
    })
}

/// The score of a message that is as like the examples as unlike them.
const EVEN: f32 = 0.5;

fn kind(file: &Raw<raw::Safety>, problems: &mut Problems) -> Option<RuleKind> {
    let value = &file.value;
    if value.kind.get_ref() == "emergency" {
        return Some(RuleKind::Emergency);
    }
    let Some(label) = &value.label else {
        problems.at(&file.path, value.kind.span()).help(
            Code::MISSING_KEY,
            format!("a rule of kind {} needs a `label`", value.kind.get_ref()),
            "refuse: `diagnosis` or `treatment`; caution: the situation, such as `pregnancy`",
        );
        return None;
    };
    if value.kind.get_ref() == "caution" {
        let replaces = value.effect.as_ref().is_some_and(|effect| effect.get_ref() == "replace");
        let effect = if replaces { CautionEffect::Replace } else { CautionEffect::Add };
        return Some(RuleKind::Caution { label: owned(label), effect });
    }
    let known = RefusalKind::ALL.into_iter().find(|kind| kind.as_str() == label.get_ref());
    if known.is_none() {
        problems.at(&file.path, label.span()).help(
            Code::UNKNOWN_VALUE,
            format!("a refusal cannot be labelled \"{}\"", label.get_ref()),
            "write `diagnosis` or `treatment`",
        );
    }
    known.map(RuleKind::Refuse)
}

/// The word lists of a rule's own, each as the alternatives that patterns have in its place.
fn lists(
    file: &Raw<raw::Safety>,
    lexicon: &Lexicon,
    problems: &mut Problems,
) -> BTreeMap<String, String> {
    let mut lists = BTreeMap::new();
    for (name, words) in &file.value.words {
        if lexicon.classes.contains_key(name.get_ref()) {
            problems.at(&file.path, name.span()).help(
                Code::BAD_ID,
                format!("lexicon.toml has a class \"{}\" too", name.get_ref()),
                "give the list another name",
            );
        }
        let sound = patterns(file, words, lexicon, &BTreeMap::new(), problems);
        if sound.is_empty() {
            problems
                .at(&file.path, name.span())
                .say(Code::EMPTY_TEXT, "a list without words finds nothing".to_owned());
        } else {
            let words: Vec<&str> = words.iter().map(|word| word.get_ref().trim()).collect();
            lists.insert(name.get_ref().clone(), format!("({})", words.join("|")));
        }
    }
    lists
}

fn patterns(
    file: &Raw<raw::Safety>,
    written: &[raw::Text],
    lexicon: &Lexicon,
    lists: &BTreeMap<String, String>,
    problems: &mut Problems,
) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for text in written {
        let pattern = Pattern::parse(text.get_ref());
        for class in pattern.iter().flat_map(Pattern::classes) {
            if !lexicon.classes.contains_key(class) && !lists.contains_key(class) {
                let known = lexicon.classes.keys().chain(lists.keys()).map(String::as_str);
                problems.at(&file.path, file.within(text, class)).help(
                    Code::UNKNOWN_CLASS,
                    format!("there is no class \"{class}\""),
                    did_you_mean(class, known).map_or_else(
                        || {
                            "define it under [classes] in lexicon.toml, or under [words] here"
                                .to_owned()
                        },
                        |best| format!("did you mean {{{best}}}?"),
                    ),
                );
            }
        }
        match pattern.and_then(|pattern| pattern.with_lists(lists)) {
            Ok(pattern) => patterns.push(pattern),
            Err(error) => {
                let rest = text.get_ref().get(error.at..).unwrap_or_default();
                let span = if rest.is_empty() { text.span() } else { file.within(text, rest) };
                problems.at(&file.path, span).help(
                    Code::PATTERN_SYNTAX,
                    error.problem,
                    "the pattern language is described in knowledge/README.md",
                );
            }
        }
    }
    patterns
}
