//! What rules and examples know of a word: a number for its stem, and the classes it or its neighbours stand for.
//!
//! Built once from everything that compares words, so that a query is looked up once and compared by numbers.

use std::collections::BTreeMap;

use super::names::Names;
use crate::model::Token;
use crate::text::Reader;

/// Written in a pattern or a class it stands for any number: `0 mg` finds "50 mg", and "50mg" is found by `0`.
pub(super) const NUMBER: &str = "0";

/// A stem by number, so that comparing two is comparing integers.
pub(super) type StemId = u32;
/// In a class, the place of a number.
const ANY_NUMBER: StemId = StemId::MAX;

/// A word that is compared as it stands, by number.
pub(super) type ExactId = u32;

/// A class by number, in the order of the names.
pub(super) type ClassId = u32;

/// All stems that something compares with, and the entries of all classes in one trie.
#[derive(Debug)]
pub(super) struct Lexis {
    stems: Names,
    exacts: Names,
    classes: BTreeMap<String, ClassId>,
    /// By class: the words of its longest entry.
    longest: Vec<usize>,
    /// The first is the root.
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: BTreeMap<StemId, usize>,
    /// The classes an entry of which ends here, in order.
    classes: Vec<ClassId>,
}

/// A query as rules and examples see it.
#[derive(Debug)]
pub(super) struct Text<'t> {
    pub(super) words: Vec<Word<'t>>,
    /// For each position the entries of classes that begin there: the class and the position behind the entry.
    pub(super) spans: Vec<Vec<(ClassId, usize)>>,
}

/// A token with what steps compare.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    pub(super) token: &'t Token,
    /// None when nothing knows its stem.
    pub(super) stem: Option<StemId>,
    /// Of the word as it was read, and as it was written.
    pub(super) exact: [Option<ExactId>; 2],
    pub(super) number: bool,
}

impl Text<'_> {
    /// Whether a sentence begins or ends at a position.
    pub(super) fn is_border(&self, at: usize) -> bool {
        let sentence = |at: usize| self.words.get(at).map(|word| word.token.sentence);
        at == 0 || sentence(at) != sentence(at - 1)
    }
}

impl Lexis {
    pub(super) fn new(classes: &BTreeMap<String, Vec<String>>, reader: &Reader) -> Self {
        let mut lexis = Self {
            stems: Names::default(),
            exacts: Names::default(),
            classes: classes.keys().cloned().zip(0..).collect(),
            longest: vec![0; classes.len()],
            nodes: vec![Node::default()],
        };
        for (class, entries) in (0..).zip(classes.values()) {
            for entry in entries {
                let stems =
                    reader.tokens(entry).iter().map(|token| lexis.class_stem(token)).collect();
                lexis.add(class, stems);
            }
        }
        lexis
    }

    /// The number of a stem, a new one if need be.
    pub(super) fn learn(&mut self, stem: &str) -> StemId {
        self.stems.learn(stem)
    }

    /// The number of a word that is compared as it stands, a new one if need be.
    pub(super) fn learn_exact(&mut self, word: &str) -> ExactId {
        self.exacts.learn(word)
    }

    pub(super) fn class(&self, name: &str) -> Option<ClassId> {
        self.classes.get(name).copied()
    }

    /// The words of the longest entry of a class.
    pub(super) fn longest(&self, class: ClassId) -> usize {
        self.longest[class as usize]
    }

    pub(super) fn stems(&self) -> usize {
        self.stems.len()
    }

    pub(super) fn exacts(&self) -> usize {
        self.exacts.len()
    }

    pub(super) fn classes(&self) -> usize {
        self.classes.len()
    }

    /// A query as rules see it.
    pub(super) fn look_up<'t>(&self, tokens: &'t [Token]) -> Text<'t> {
        self.text(tokens, |token| [&token.word, &token.surface].map(|word| self.exacts.get(word)))
    }

    /// The same for what compares no word as it stands.
    pub(super) fn look_up_stems<'t>(&self, tokens: &'t [Token]) -> Text<'t> {
        self.text(tokens, |_| [None; 2])
    }

    fn text<'t>(
        &self,
        tokens: &'t [Token],
        exact: impl Fn(&Token) -> [Option<ExactId>; 2],
    ) -> Text<'t> {
        let word = |token: &'t Token| Word {
            token,
            stem: self.stems.get(&token.stem),
            exact: exact(token),
            number: token.word.starts_with(|c: char| c.is_ascii_digit()),
        };
        let words: Vec<Word<'t>> = tokens.iter().map(word).collect();
        let spans = (0..=words.len()).map(|at| self.spans(&words[at..], at)).collect();
        Text { words, spans }
    }

    fn class_stem(&mut self, token: &Token) -> StemId {
        if token.word == NUMBER { ANY_NUMBER } else { self.learn(&token.stem) }
    }

    fn add(&mut self, class: ClassId, stems: Vec<StemId>) {
        let longest = &mut self.longest[class as usize];
        *longest = stems.len().max(*longest);
        let mut at = 0;
        for stem in stems {
            let fresh = self.nodes.len();
            at = *self.nodes[at].next.entry(stem).or_insert(fresh);
            if at == fresh {
                self.nodes.push(Node::default());
            }
        }
        if at > 0 && !self.nodes[at].classes.contains(&class) {
            self.nodes[at].classes.push(class);
        }
    }

    /// The classes found where `words` begin, each with the position behind its entry.
    fn spans(&self, words: &[Word<'_>], at: usize) -> Vec<(ClassId, usize)> {
        let mut found = Vec::new();
        let mut open = vec![(0, 0)];
        while let Some((node, offset)) = open.pop() {
            let node = &self.nodes[node];
            found.extend(node.classes.iter().map(|class| (*class, at + offset)));
            let Some(word) = words.get(offset) else { continue };
            let as_number = word.number.then_some(ANY_NUMBER);
            let next = [word.stem, as_number]
                .into_iter()
                .flatten()
                .filter_map(|stem| node.next.get(&stem));
            open.extend(next.map(|next| (*next, offset + 1)));
        }
        found
    }
}
