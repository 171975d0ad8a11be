//! A new knowledge file to start from. It has the right form; what is to be written says so, and the linter insists.

use std::fmt;

use time::Date;

use crate::model::Citation;

/// How every text begins that a maintainer still has to write.
pub const MARK: &str = "Write here";

/// A topic whose card stands on `cited`.
#[must_use]
pub fn topic(name: &str, cited: &Citation, today: Date) -> String {
    let title = title(name);
    format!(
        r#"#:schema ../schema/topic.json
title = "{title}"
aliases = ["{alias}"]
related = []
reviewed = {today}                # the day you checked the whole file against its sources

[[answer]]                           # the first answer is the topic's card
id = "what"
evidence = "limited"                 # strong, moderate, limited, mixed or disputed
phrasings = [                        # the ways people ask; six or more
  "{MARK} how people ask what {alias} is",
]
summary = """
{MARK} what the finding says, in one to four plain sentences, each ending in its citations [{source}#{finding}].
"""
examples = [                         # worded apart from every phrasing; tests only; two or more
  "{MARK} another way of asking what {alias} is",
]
"#,
        alias = name.replace('-', " "),
        source = cited.source,
        finding = cited.finding,
    )
}

/// A source with one finding.
#[must_use]
pub fn source(name: &str, today: Date) -> String {
    let title = title(name);
    format!(
        r#"#:schema ../schema/source.json
title = "{MARK} the title as published ({title})"
authors = "{MARK} the authors as published"
publisher = "{MARK} the journal or body"
year = {year}
kind = "review"                      # guideline, systematic-review, review, trial, cohort, public-health-page, popular-article
url = "https://example.org/{name}"   # the publisher's address, and doi = "10.…" where there is one
accessed = {today}
read = "full"                        # full or abstract: how much of it you read
note = "{MARK} anything a maintainer should know about how it was read"

[[finding]]
id = 1
says = "{MARK} one thing it says, in your own words, with the figure if there is one"
strength = "limited"                 # strong, moderate, limited, mixed or disputed
at = "abstract"
"#,
        year = today.year(),
    )
}

/// A refusal.
#[must_use]
pub fn rule(name: &str) -> String {
    let words = name.replace('-', " ");
    format!(
        r#"#:schema ../schema/safety.json
kind = "refuse"                      # emergency, refuse or caution
label = "diagnosis"                  # refuse: diagnosis or treatment; caution: the situation
patterns = ["{words}"]               # the pattern language stands in knowledge/README.md
reply = "{MARK} one kind sentence: what you cannot do, and why"
catches = ["{words}"]                # ten messages that must be caught
lets_through = []                    # ten that look alike and must not
"#
    )
}

/// "leaky-gut" as "Leaky gut".
fn title(name: &str) -> impl fmt::Display + use<> {
    let mut letters = name.replace('-', " ");
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    letters
}
