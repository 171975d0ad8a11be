//! Texts as lists of lower-case words, for rules that compare wording.

/// Runs of letters and digits: "Long-lasting, isn't it?" is long, lasting, isn, t, it.
pub(super) fn plain(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// What stands between spaces, without punctuation at its ends: "30 mg, or 2.5%" is 30, mg, or, 2.5.
pub(super) fn spaced(text: &str) -> Vec<String> {
    let words =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
