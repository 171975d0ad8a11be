//! Links inside the folder that lead nowhere.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("dead-link"),
    severity: Severity::Warning,
    what: "A Markdown page of the folder links to a file of the folder that is not there.",
    why: "a maintainer who follows it finds nothing",
    mend: "correct the link",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for (path, text) in &context.folder.pages {
        for (at, target) in links(text) {
            let file = target.split('#').next().unwrap_or_default();
            // What lies outside the folder cannot be seen from here.
            if file.is_empty()
                || file.contains("://")
                || file.starts_with("..")
                || file.starts_with("mailto:")
            {
                continue;
            }
            let folder =
                path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let wanted = format!("{folder}{}", file.trim_start_matches("./"));
            let there = context.texts.keys().any(|known| {
                *known == wanted || known.starts_with(&format!("{}/", wanted.trim_end_matches('/')))
            });
            if !there {
                reporter.say(path, at..at + target.len(), format!("there is no `{wanted}`"));
            }
        }
    }
}

/// The targets of Markdown links and where they stand.
fn links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("](").filter_map(|(at, mark)| {
        let start = at + mark.len();
        let length = text[start..].find(')')?;
        Some((start, &text[start..start + length]))
    })
}
