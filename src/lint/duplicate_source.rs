//! The same document in two files.

use std::collections::BTreeMap;

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("duplicate-source"),
    severity: Severity::Error,
    what: "Two sources have the same DOI, the same address, or the same title and publisher.",
    why: "two files of one document drift apart, and it looks like two witnesses",
    mend: "put the findings into one file and cite that",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for file in &context.folder.sources {
        let value = &file.value;
        let publisher =
            value.publisher.as_ref().map_or(String::new(), |text| plain(text.get_ref()));
        let marks = [
            value.doi.as_ref().map(|doi| (doi.span(), plain(doi.get_ref()))),
            value.url.as_ref().map(|url| (url.span(), plain(url.get_ref()))),
            Some((value.title.span(), format!("{} {publisher}", plain(value.title.get_ref())))),
        ];
        // One complaint per pair is enough.
        let clash = marks.iter().flatten().find(|(_, mark)| seen.contains_key(mark));
        if let Some((span, mark)) = clash {
            let message = format!("this is the same document as \"{}\"", seen[mark]);
            reporter.say(&file.path, span.clone(), message);
        }
        for (_, mark) in marks.into_iter().flatten() {
            seen.entry(mark).or_insert(&file.id);
        }
    }
}

fn plain(text: &str) -> String {
    text.trim().trim_end_matches('/').to_lowercase()
}
