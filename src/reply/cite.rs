//! Numbers the citations of an answer in the order in which a reader meets them.

use std::collections::BTreeMap;

use crate::model::{Citation, Corpus, NumberedCitation, NumberedSentence, Sentence};

/// The sentences with numbers for marks, and the list the numbers point into. One number per source and finding.
pub(super) fn number(
    sentences: &[Sentence],
    corpus: &Corpus,
) -> (Vec<NumberedSentence>, Vec<NumberedCitation>) {
    let mut order: Vec<&Citation> = Vec::new();
    let mut numbered = Vec::new();
    for sentence in sentences {
        let mut numbers = Vec::new();
        for citation in &sentence.citations {
            let at = order.iter().position(|other| *other == citation).unwrap_or_else(|| {
                order.push(citation);
                order.len() - 1
            });
            numbers.push(at + 1);
        }
        numbered.push(NumberedSentence { text: sentence.text.clone(), citations: numbers });
    }
    let list =
        order.iter().enumerate().filter_map(|(at, citation)| entry(at + 1, citation, corpus));
    (numbered, list.collect())
}

/// Numbers another answer's sentences and citations on after those of `list`, and adds what is new to it.
pub(super) fn number_on(
    list: &mut Vec<NumberedCitation>,
    sentences: &mut [NumberedSentence],
    citations: Vec<NumberedCitation>,
) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for citation in citations {
        let same = |other: &&NumberedCitation| {
            (&other.source, other.finding) == (&citation.source, citation.finding)
        };
        let known = list.iter().find(same).map(|other| other.n);
        let n = known.unwrap_or(list.len() + 1);
        numbers.insert(citation.n, n);
        if known.is_none() {
            list.push(NumberedCitation { n, ..citation });
        }
    }
    for n in sentences.iter_mut().flat_map(|sentence| &mut sentence.citations) {
        *n = numbers.get(n).copied().unwrap_or(*n);
    }
}

fn entry(n: usize, citation: &Citation, corpus: &Corpus) -> Option<NumberedCitation> {
    let source = corpus.sources.get(&citation.source)?;
    let finding = source.findings.get(&citation.finding)?;
    Some(NumberedCitation {
        n,
        source: source.id.clone(),
        finding: citation.finding,
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        year: source.year,
        url: source.link(),
        says: finding.says.clone(),
        strength: finding.strength,
    })
}
