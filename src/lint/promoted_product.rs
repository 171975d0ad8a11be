//! Products that a cited source advertises.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("promoted-product"),
    severity: Severity::Error,
    what: "A summary names a product that one of the sources advertises, outside the answer whose title names it.",
    why: "the bot must not pass on an advertisement",
    mend: "leave the product out: what is known of it stands in the one answer whose title names it",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let products: Vec<String> = context
        .folder
        .sources
        .iter()
        .flat_map(|file| &file.value.promotes)
        .map(|product| product.get_ref().to_lowercase())
        .collect();
    for (file, answer) in context.answers() {
        let title = answer.title.as_ref().map_or("", |title| title.get_ref()).to_lowercase();
        let lower = answer.summary.get_ref().to_lowercase();
        // Summaries are wrapped by hand, within names too.
        let summary = lower.split_whitespace().collect::<Vec<_>>().join(" ");
        for product in &products {
            if names(&summary, product) && !names(&title, product) {
                let written = answer.summary.get_ref();
                let at = lower.find(product).filter(|_| lower.len() == written.len());
                let needle = at.and_then(|at| written.get(at..at + product.len()));
                let span = file.within(&answer.summary, needle.unwrap_or_default());
                reporter.say(&file.path, span, format!("this names the product \"{product}\""));
            }
        }
    }
}

/// Whether a text has a name as whole words.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
    })
}
