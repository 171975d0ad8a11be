//! Links to sites that only keep copies.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("third-party-copy"),
    severity: Severity::Warning,
    what: "A source's address is a document-sharing or index site.",
    why: "copies vanish, and may differ from what was published",
    mend: "give the publisher's address or the DOI; if nothing better carries the finding, say so in `note`",
    check,
};

/// Sites that hold other people's documents or records of them. Archives run by public libraries are not among them.
const COPIES: &[&str] = &[
    "academia.edu",
    "coursehero.com",
    "docsity.com",
    "docslib.org",
    "dntb.gov.ua",
    "katalog.k.utb.cz",
    "peeref.com",
    "qxmd.com",
    "researchgate.net",
    "scholar.archive.org",
    "sci-hub",
    "scilit.com",
    "sciety.org",
    "scribd.com",
    "semanticscholar.org",
    "slideshare.net",
    "studyres.com",
    "vdoc.pub",
];

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for file in &context.folder.sources {
        let Some(url) = &file.value.url else { continue };
        let host = url.get_ref().split('/').nth(2).unwrap_or_default();
        let excused =
            file.value.note.as_ref().is_some_and(|note| note.get_ref().contains("nothing better"));
        if COPIES.iter().any(|copy| host.contains(copy)) && !excused {
            reporter.say(
                &file.path,
                url.span(),
                format!("{host} keeps copies of others' documents"),
            );
        }
    }
}
