//! Sources that nothing stands on.

use std::collections::BTreeSet;

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::{Citation, Corpus};

pub(super) const RULE: Rule = Rule {
    code: Code::new("uncited-source"),
    severity: Severity::Warning,
    what: "No answer, helpline or safety rule cites a source.",
    why: "a bibliography with sources that carry nothing cannot be reviewed",
    mend: "cite it where it helps, or remove the file",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    if !context.is_whole() {
        return;
    }
    let cited: BTreeSet<&str> =
        citations(context.corpus()).map(|citation| citation.source.as_str()).collect();
    for file in context.folder.sources.iter().filter(|file| !cited.contains(file.id.as_str())) {
        let message = format!("nothing cites \"{}\"", file.id);
        reporter.say(&file.path, file.value.title.span(), message);
    }
}

/// Every citation of every answer and helpline, and of every rule.
pub(super) fn citations(corpus: &Corpus) -> impl Iterator<Item = &Citation> {
    let sentences = corpus.answers().flat_map(|(_, _, answer)| &answer.sentences);
    let helplines = corpus.settings.helplines.iter().map(|helpline| &helpline.source);
    let rules = corpus.rules.iter().flat_map(|rule| &rule.rests_on);
    sentences.flat_map(|sentence| &sentence.citations).chain(helplines).chain(rules)
}
