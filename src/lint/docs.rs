//! The documents made from the knowledge and from the linter itself, so that they cannot drift.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::unjudged_claim::is_judged;
use crate::knowledge::schema::KINDS;
use crate::knowledge::{Code, Folder};
use crate::model::Corpus;

/// Between these two lines of `knowledge/README.md` stands what is made here.
const BEGIN: &str = "<!-- made by `gutskin docs`: what the linter reports -->";
const END: &str = "<!-- end -->";

/// Path within the repository and contents of every made document. `readme` is `knowledge/README.md` as it stands; its
/// hand-written part is kept.
#[must_use]
pub fn pages(folder: &Folder, corpus: &Corpus, readme: &str) -> Vec<(String, String)> {
    let mut pages = vec![
        ("knowledge/README.md".to_owned(), with_codes(readme)),
        ("docs/claims.md".to_owned(), claims(folder, corpus)),
    ];
    for kind in &KINDS {
        let path = format!("knowledge/schema/{}.json", kind.name);
        pages.push((path, format!("{:#}\n", kind.schema())));
    }
    pages
}

/// The README with its list of codes brought up to date; unchanged where the two marks are missing.
fn with_codes(readme: &str) -> String {
    let Some((before, rest)) = readme.split_once(BEGIN) else { return readme.to_owned() };
    let Some((_, after)) = rest.split_once(END) else { return readme.to_owned() };
    format!("{before}{BEGIN}\n{}{END}{after}", code_tables())
}

fn code_tables() -> String {
    let mut out = String::from(
        "\nForm and references. These are always errors: without them there is nothing to serve.\n\n| code | meaning |\n|---|---|\n",
    );
    for (code, what) in Code::FORM {
        // Writing into a string cannot fail.
        let _ = writeln!(out, "| `{}` | {what} |", code.as_str());
    }
    out.push_str(
        "\nRules. `[lints]` in `settings.toml` changes how severe one is: `allow`, `warn` or `deny`.\n\n| code | severity | meaning | why | what to do |\n|---|---|---|---|---|\n",
    );
    for rule in super::RULES {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            rule.code.as_str(),
            rule.severity.as_str(),
            rule.what,
            rule.why,
            rule.mend
        );
    }
    out.push('\n');
    out
}

/// Every claim of every judged source with its verdict and the answers that meet it.
fn claims(folder: &Folder, corpus: &Corpus) -> String {
    let mut out = String::from(
        "# What popular articles claim, and what answers it\n\nMade by `gutskin docs` from `knowledge/`. A verdict says how a claim stands against better sources; the answers give\nthose sources. \"Partly\" is true of a part of it, \"overstated\" goes beyond what was shown, \"unsupported\" means that no\nsource read here shows it.\n",
    );
    let met = met_by(corpus);
    for file in folder.sources.iter().filter(|file| is_judged(&file.value)) {
        let title = file.value.title.get_ref();
        let _ =
            write!(out, "\n## {title}\n\n| # | claim | verdict | met by |\n|---|---|---|---|\n");
        for finding in file.value.finding.get_ref() {
            let id = *finding.id.get_ref();
            let verdict =
                finding.verdict.as_ref().map_or("not judged", |verdict| verdict.get_ref());
            let answers =
                met.get(&(file.id.as_str(), id)).map_or(String::new(), |keys| keys.join(", "));
            let says = finding.says.get_ref().replace('|', "\\|");
            let _ = writeln!(out, "| {id} | {says} | {verdict} | {answers} |");
        }
    }
    out
}

/// By source and finding: links to the answers that cite it.
fn met_by(corpus: &Corpus) -> BTreeMap<(&str, u32), Vec<String>> {
    let mut met: BTreeMap<(&str, u32), Vec<String>> = BTreeMap::new();
    for (at, topic, answer) in corpus.answers() {
        for citation in answer.sentences.iter().flat_map(|sentence| &sentence.citations) {
            let link = format!("[{}](../knowledge/topics/{}.toml)", corpus.key(at), topic.id);
            let links = met.entry((&citation.source, citation.finding)).or_default();
            if !links.contains(&link) {
                links.push(link);
            }
        }
    }
    met
}
