//! Answers that rest on popular articles alone.

use super::{Cited, Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};
use crate::model::SourceKind;

pub(super) const RULE: Rule = Rule {
    code: Code::new("popular-alone"),
    severity: Severity::Error,
    what: "A sentence cites popular articles only and does not say that it is what they claim.",
    why: "an article that cites no study is no ground to stand on",
    mend: "word it as what the articles claim, or cite a better source",
    check,
};

/// Beginnings of the words that mark a claim as somebody else's.
const CLAIMED: &[&str] = &["article", "claim", "advert", "promot", "popular", "blog", "marketing"];

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for cited in context.sentences() {
        if is_popular(context, &cited) && !is_worded_as_a_claim(&cited.sentence.text) {
            let message = "this sentence states what only a popular article says".to_owned();
            reporter.say(&cited.file.path, cited.span.clone(), message);
        }
    }
    for (file, answer) in context.answers() {
        let sentences = super::context::sentences(file, answer);
        if sentences.len() > 1 && sentences.iter().all(|cited| is_popular(context, cited)) {
            let message =
                format!("answer \"{}\" rests on popular articles alone", answer.id.get_ref());
            reporter.say_help(
                &file.path,
                answer.id.span(),
                message,
                "say what better evidence shows, with its citation",
            );
        }
    }
}

fn is_popular(context: &Context<'_>, cited: &Cited<'_>) -> bool {
    context.findings(&cited.sentence).all(|(source, _)| source.kind == SourceKind::PopularArticle)
}

fn is_worded_as_a_claim(text: &str) -> bool {
    let text = text.to_lowercase();
    CLAIMED.iter().any(|word| text.contains(word))
}
