//! DOIs and addresses that cannot be right.

use super::{Context, Reporter, Rule};
use crate::knowledge::{Code, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::new("doubtful-address"),
    severity: Severity::Error,
    what: "A DOI or an address does not have the form of one.",
    why: "a reader who clicks would land nowhere",
    mend: "a DOI reads 10.1136/gutjnl-2019-318427; an address begins with https:// or http:// and has no spaces",
    check,
};

fn check(context: &Context<'_>, reporter: &mut Reporter<'_>) {
    for file in &context.folder.sources {
        if let Some(doi) = file.value.doi.as_ref().filter(|doi| !is_doi(doi.get_ref())) {
            reporter.say(&file.path, doi.span(), "this is not a DOI".to_owned());
        }
        if let Some(url) = file.value.url.as_ref().filter(|url| !is_address(url.get_ref())) {
            reporter.say(&file.path, url.span(), "this is not a web address".to_owned());
        }
    }
}

/// The form `10.REGISTRANT/SUFFIX` of the DOI handbook, section 2.2.
fn is_doi(doi: &str) -> bool {
    let Some((registrant, suffix)) = doi.strip_prefix("10.").and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    registrant.len() >= 4
        && registrant.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !suffix.is_empty()
        && !suffix.ends_with(['.', ',', ';'])
        && doi.chars().all(|c| c.is_ascii_graphic())
}

fn is_address(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && url.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_doi};

    #[test]
    fn forms_of_dois_and_addresses() {
        assert!(is_doi("10.1136/gutjnl-2019-318427") && is_doi("10.1002/14651858.CD003262.pub5"));
        for doi in [
            "doi:10.1136/x",
            "10.1136",
            "10.1136/",
            "https://doi.org/10.1136/x",
            "10.11 36/x",
            "10.1136/x.",
        ] {
            assert!(!is_doi(doi), "{doi}");
        }
        assert!(is_address("https://www.nhs.uk/conditions/acne/"));
        for url in
            ["ftp://www.nhs.uk/", "www.nhs.uk", "https://nhs", "https://nhs .uk/a", "https://.uk/"]
        {
            assert!(!is_address(url), "{url}");
        }
    }
}
