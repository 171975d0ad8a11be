//! The format of every knowledge file as data, and one checker for all of them.
//!
//! The checker reports each unknown key, missing key and wrong type of a file in one pass. `raw` reads a file only
//! after it passed, so both must agree; a test holds them together.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Code;

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number from 0 to this one.
    Count(u32),
    /// A number between 0 and 1.
    Share,
    Date,
    List(&'static Shape),
    Table(&'static [Field]),
    /// A table whose keys the author chooses.
    Map(&'static Shape),
}

/// One key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub key: &'static str,
    pub shape: Shape,
    pub required: bool,
    /// One sentence for people who write the files.
    pub doc: &'static str,
}

const fn must(key: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { key, shape, required: true, doc }
}

const fn may(key: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { key, shape, required: false, doc }
}

const TEXTS: Shape = Shape::List(&Shape::Text);
pub const EVIDENCE: Shape = Shape::Choice(&["strong", "moderate", "limited", "mixed", "disputed"]);

/// Up to 179 years, as many as two bytes hold.
const DAYS: Shape = Shape::Count(u16::MAX as u32);

const VERDICT: Shape = Shape::Choice(&["supported", "partly", "overstated", "unsupported"]);

/// `topics/SLUG.toml`.
pub const TOPIC: &[Field] = &[
    must("title", Shape::Text, "What the topic is called."),
    may("area", Shape::Text, "What it is filed under when people browse, such as `skin`."),
    may("aliases", TEXTS, "Other names of the topic."),
    may(
        "terms",
        TEXTS,
        "Words of the subject that no answer need be about: they lead to the topic, not to one of its answers.",
    ),
    may("related", TEXTS, "Ids of topics a reader may want next."),
    must("reviewed", Shape::Date, "The day a person checked the whole file against its sources."),
    must(
        "answer",
        Shape::List(&Shape::Table(ANSWER)),
        "The answers; the first is the topic's card.",
    ),
];

const ANSWER: &[Field] = &[
    must("id", Shape::Text, "Short name, unique in the topic."),
    may("title", Shape::Text, "Heading of the reply; the topic's title if left out."),
    must("evidence", EVIDENCE, "How firm the evidence is."),
    must("phrasings", TEXTS, "Ways people ask for this answer."),
    must(
        "summary",
        Shape::Text,
        "One to four sentences, each ending in its citations: `… [source#1].`",
    ),
    may("examples", TEXTS, "Questions that must reach this answer; tests only."),
];

/// `sources/SLUG.toml`.
pub const SOURCE: &[Field] = &[
    must("title", Shape::Text, "Title as published."),
    may("authors", Shape::Text, "Authors as published."),
    may("publisher", Shape::Text, "Journal or body."),
    may("year", Shape::Count(9999), "Year of publication."),
    must(
        "kind",
        Shape::Choice(&[
            "guideline",
            "systematic-review",
            "review",
            "trial",
            "cohort",
            "public-health-page",
            "popular-article",
        ]),
        "What kind of document it is.",
    ),
    may("doi", Shape::Text, "Digital object identifier, without an address."),
    may("url", Shape::Text, "Address at the publisher."),
    may("accessed", Shape::Date, "The day it was read."),
    may("read", Shape::Choice(&["full", "abstract"]), "How much of it was read."),
    may("note", Shape::Text, "Anything a maintainer should know about how it was read."),
    may("promotes", TEXTS, "Product names it advertises, never allowed in a summary."),
    must("finding", Shape::List(&Shape::Table(FINDING)), "What it says, one thing each."),
];

const FINDING: &[Field] = &[
    must("id", Shape::Count(u32::MAX), "Number, unique in the source."),
    must("says", Shape::Text, "What the source says, in our words."),
    must("strength", EVIDENCE, "How firm this is."),
    may("at", Shape::Text, "Where in the source."),
    may("topics", TEXTS, "Topics it bears on, as a hint to maintainers."),
    may("verdict", VERDICT, "How a popular article's claim stands against better sources."),
    may("checked_by", TEXTS, "The better sources behind the verdict."),
];

/// `safety/SLUG.toml`.
pub const SAFETY: &[Field] = &[
    must("kind", Shape::Choice(&["emergency", "refuse", "caution"]), "What the rule does."),
    may("label", Shape::Text, "For refuse: diagnosis or treatment; for caution: the situation."),
    may(
        "effect",
        Shape::Choice(&["add", "replace"]),
        "For caution: join the answer, or stand in its place.",
    ),
    must("patterns", TEXTS, "What it catches, in the pattern language."),
    may("unless", TEXTS, "Patterns that take a match back."),
    must("reply", Shape::Text, "What the person reads."),
    may("rests_on", TEXTS, "The findings that the reply stands on, not shown: `source#1`."),
    may("catches", TEXTS, "Messages it must catch (tests)."),
    may("lets_through", TEXTS, "Messages it must not catch (tests)."),
    may(
        "strength",
        Shape::Choice(&["sure", "brief", "hint", "fallback"]),
        "A hint decides only where the examples lean its way, a brief one in longer messages alone; a fallback refuses only what nothing surely answers.",
    ),
    may("like", TEXTS, "Messages that show what this kind is about."),
    may("unlike", TEXTS, "Messages that look alike and are nothing to stop."),
    may("decides_from", Shape::Share, "The score from which the examples alone decide."),
    may(
        "decides_long_from",
        Shape::Share,
        "The same in messages of more than 25 words; without it `decides_from`.",
    ),
    may("agrees_from", Shape::Share, "The score from which a hint decides."),
    may(
        "words",
        Shape::Map(&TEXTS),
        "Word lists that the patterns of this rule alone call {name}.",
    ),
];

/// `lexicon.toml`.
pub const LEXICON: &[Field] = &[
    may("stop_words", TEXTS, "Words that never carry a topic."),
    may("abbreviations", Shape::Map(&TEXTS), "Chat abbreviations, by what they mean."),
    may(
        "spellings",
        Shape::Map(&TEXTS),
        "Other spellings, by the one the engine uses. A word stands for its forms too: \"fiber\" for \"fibers\".",
    ),
    may("slang", Shape::Map(&TEXTS), "Slang, by the plain word. A word stands for its forms too."),
    may(
        "synonyms",
        Shape::Map(&TEXTS),
        "Other words for the same thing. A word stands for its forms too.",
    ),
    may("misspellings", Shape::Map(&TEXTS), "Misspellings too far for typo repair."),
    may("classes", Shape::Map(&TEXTS), "Word lists that patterns call {name}."),
];

/// `silence.toml`.
pub const SILENCE: &[Field] = &[must(
    "group",
    Shape::List(&Shape::Table(&[
        must("id", Shape::Text, "Short name of the group."),
        may("reply", Shape::Text, "Said instead of the general \"I don't know\"."),
        must("negatives", TEXTS, "Questions that must get no answer."),
    ])),
    "Groups of questions that must get no answer.",
)];

/// `settings.toml`.
pub const SETTINGS: &[Field] = &[
    must("thresholds", Shape::Table(THRESHOLDS), "When to be silent, to suggest, to answer."),
    must("review", Shape::Table(REVIEW), "When a review is overdue."),
    must("wording", Shape::Table(WORDING), "Fixed sentences around the answers."),
    may("helpline", Shape::List(&Shape::Table(HELPLINE)), "Where people in need turn, by region."),
    may(
        "lints",
        Shape::Map(&Shape::Choice(&["allow", "warn", "deny"])),
        "Severity of the linter's rules, by code, where it is not the usual one.",
    ),
];

const THRESHOLDS: &[Field] = &[
    must("suggest", Shape::Share, "Below this score the bot does not know."),
    must("answer", Shape::Share, "From this score on it answers."),
    may(
        "auto",
        Shape::Share,
        "From this score on it answers unasked where moderators let it; without it, never.",
    ),
    must(
        "margin",
        Shape::Share,
        "Two topics closer than this are both suggested; closer than twice this where neither has exactly that.",
    ),
    must("fit", Shape::Share, "Answers that fit less are not about what was asked."),
];

const REVIEW: &[Field] = &[
    must("period_days", DAYS, "Days until a review is overdue."),
    must("grace_days", DAYS, "Days after that until an answer shrinks to its sources."),
];

const WORDING: &[Field] = &[
    must("disclaimer", Shape::Text, "Shown small under every answer."),
    must("no_match", Shape::Text, "When the bot does not know."),
    must("suggest", Shape::Text, "Before a list of likely answers."),
    must(
        "not_exactly",
        Shape::Text,
        "Before the card of a topic that has nothing on exactly what was asked.",
    ),
    must("general_part", Shape::Text, "Between a refusal and the general card."),
    must("see_someone", Shape::Text, "Where a refusal sends people."),
    must("overdue", Shape::Text, "When an answer is past its review date."),
    may("nearby", Shape::Text, "Below an emergency message that others can read."),
];

const HELPLINE: &[Field] = &[
    must("region", Shape::Text, "Country or countries."),
    must("name", Shape::Text, "What it is called."),
    must("contact", Shape::Text, "Number or address."),
    must("kind", Shape::Choice(&["crisis", "eating"]), "For whom."),
    must("source", Shape::Text, "The finding that gives the number: `source#1`."),
];

/// One problem of form, before it has a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    pub code: Code,
    pub span: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

/// Every way in which a document does not fit `fields`.
#[must_use]
pub fn check(document: &Spanned<DeTable<'_>>, fields: &[Field]) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    check_table(document.get_ref(), &document.span(), fields, &mut misfits);
    misfits
}

fn check_table(
    table: &DeTable<'_>,
    span: &Range<usize>,
    fields: &[Field],
    misfits: &mut Vec<Misfit>,
) {
    let mut meant = Vec::new();
    for (key, value) in table {
        if let Some(field) = fields.iter().find(|field| field.key == key.get_ref().as_ref()) {
            check_value(value, field, field.shape, misfits);
        } else {
            meant.extend(did_you_mean(key.get_ref(), fields.iter().map(|field| field.key)));
            misfits.push(unknown_key(key.get_ref(), key.span(), fields));
        }
    }
    // A misspelt key is one fault, not two.
    let missing = |field: &&Field| {
        field.required && table.get(field.key).is_none() && !meant.contains(&field.key)
    };
    for field in fields.iter().filter(missing) {
        misfits.push(Misfit {
            code: Code::MISSING_KEY,
            // A whole table would underline half the file: its first line says enough.
            span: span.start..span.start,
            message: format!("`{}` is missing", field.key),
            help: Some(format!("add `{} = …`: {}", field.key, field.doc)),
        });
    }
}

fn unknown_key(key: &str, span: Range<usize>, fields: &[Field]) -> Misfit {
    let known = fields.iter().map(|field| field.key);
    let help = did_you_mean(key, known.clone()).map_or_else(
        || format!("keys here are: {}", known.collect::<Vec<_>>().join(", ")),
        |best| format!("did you mean `{best}`?"),
    );
    Misfit {
        code: Code::UNKNOWN_KEY,
        span,
        message: format!("unknown key `{key}`"),
        help: Some(help),
    }
}

/// The candidate that a person most likely meant, if one is near enough.
pub fn did_you_mean<'c>(
    written: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    candidates
        .map(|candidate| (strsim::normalized_damerau_levenshtein(written, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

fn check_value(
    value: &Spanned<DeValue<'_>>,
    field: &Field,
    shape: Shape,
    misfits: &mut Vec<Misfit>,
) {
    let wrong = |wanted: &str| Misfit {
        code: Code::WRONG_TYPE,
        span: value.span(),
        message: format!("`{}` must be {wanted}, not {}", field.key, value.get_ref().type_str()),
        help: Some(field.doc.to_owned()),
    };
    match (shape, value.get_ref()) {
        (Shape::Text, DeValue::String(text)) => {
            if text.trim().is_empty() {
                misfits.push(Misfit {
                    code: Code::EMPTY_TEXT,
                    span: value.span(),
                    message: format!("`{}` is empty", field.key),
                    help: Some(field.doc.to_owned()),
                });
            }
        }
        (Shape::Text, _) => misfits.push(wrong("text in quotes")),
        (Shape::Choice(allowed), DeValue::String(text)) => {
            if !allowed.contains(&text.as_ref()) {
                let help = did_you_mean(text, allowed.iter().copied()).map_or_else(
                    || format!("one of: {}", allowed.join(", ")),
                    |best| format!("did you mean \"{best}\"?"),
                );
                misfits.push(Misfit {
                    code: Code::UNKNOWN_VALUE,
                    span: value.span(),
                    message: format!("`{}` cannot be \"{text}\"", field.key),
                    help: Some(help),
                });
            }
        }
        (Shape::Choice(allowed), _) => {
            misfits.push(wrong(&format!("one of {}", allowed.join(", "))));
        }
        (Shape::Count(most), DeValue::Integer(number)) => {
            let count = u32::from_str_radix(number.as_str(), number.radix());
            if !count.is_ok_and(|count| count <= most) {
                misfits.push(Misfit {
                    message: format!(
                        "`{}` must be a whole number from 0 to {most}, not {number}",
                        field.key
                    ),
                    ..wrong("a whole number")
                });
            }
        }
        (Shape::Count(_), _) => misfits.push(wrong("a whole number")),
        (Shape::Share, DeValue::Float(number)) => {
            if !number.as_str().parse::<f32>().is_ok_and(|share| (0.0..=1.0).contains(&share)) {
                misfits.push(Misfit {
                    code: Code::BAD_THRESHOLD,
                    ..wrong("a number between 0 and 1")
                });
            }
        }
        (Shape::Share, _) => misfits.push(wrong("a number between 0 and 1, such as 0.5")),
        (Shape::Date, DeValue::Datetime(date)) => {
            if date.date.is_none() || date.time.is_some() {
                misfits.push(wrong("a date without a time, such as 2026-11-21"));
            }
        }
        (Shape::Date, _) => misfits.push(wrong("a date without quotes, such as 2026-11-21")),
        (Shape::List(inner), DeValue::Array(items)) => {
            for item in items {
                check_value(item, field, *inner, misfits);
            }
        }
        (Shape::List(Shape::Table(_)), _) => {
            misfits.push(wrong(&format!("written as [[{}]]", field.key)));
        }
        (Shape::List(_), _) => misfits.push(wrong("a list in square brackets")),
        (Shape::Table(fields), DeValue::Table(table)) => {
            check_table(table, &value.span(), fields, misfits);
        }
        (Shape::Map(inner), DeValue::Table(table)) => {
            for (_, item) in table {
                check_value(item, field, *inner, misfits);
            }
        }
        (Shape::Table(_) | Shape::Map(_), _) => misfits.push(wrong("a table")),
    }
}
