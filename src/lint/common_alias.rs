//! Aliases that are everybody's words.

use super::words::plain;
use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("common-alias"),
    severity: Severity::Warning,
    what: "An alias is a word that people use about other things: a stop word, or one that more negatives than phrasings have.",
    why: "such a name draws questions about other things to this topic",
    mend: "choose a name that only this topic has",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    let corpus = context.corpus();
    let negatives: Vec<String> = corpus
        .silence
        .iter()
        .flat_map(|group| &group.negatives)
        .flat_map(|text| plain(text))
        .collect();
    for file in context.topics() {
        let phrasings = file.value.answer.get_ref().iter().flat_map(|a| a.phrasings.get_ref());
        let own: Vec<String> = phrasings.flat_map(|text| plain(text.get_ref())).collect();
        for alias in &file.value.aliases {
            let word = alias.get_ref().trim().to_lowercase();
            let uses = |words: &[String]| words.iter().filter(|other| **other == word).count();
            let elsewhere = uses(&negatives);
            if elsewhere > uses(&own) || corpus.lexicon.stop_words.contains(&word) {
                let message = format!(
                    "\"{word}\" is a common word: {elsewhere} questions of silence.toml use it"
                );
                reporter.say(&file.path, alias.span(), message);
            }
        }
    }
}
