//! What rules and examples know of a word: a number for its stem, and the classes it or its neighbours stand for.
//!
//! Built once from everything that compares words, so that a query is looked up once and compared by numbers.

use std::collections::BTreeMap;

use crate::model::Token;
use crate::text::Reader;
use crate::text::lists::Lists;
use crate::text::names::{Names, Pairs};

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
    /// The ways from a node of the trie to the next: a node and a stem. Their number is one less than that of the node
    /// they lead to, the root is 0.
    ways: Pairs,
    /// By node the classes an entry of which ends there, in order.
    ends: Vec<Vec<ClassId>>,
}

/// A query as rules and examples see it.
#[derive(Debug)]
pub(super) struct Text<'t> {
    pub(super) words: Vec<Word<'t>>,
    /// For each position the entries of classes that begin there: the class and the position behind the entry.
    pub(super) spans: Lists<(ClassId, usize)>,
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

impl<'t> Word<'t> {
    fn new(token: &'t Token, stem: Option<StemId>, exact: [Option<ExactId>; 2]) -> Self {
        Self { token, stem, exact, number: token.word.starts_with(|c: char| c.is_ascii_digit()) }
    }
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
            ways: Pairs::default(),
            ends: vec![Vec::new()],
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

    /// A query as rules see it.
    pub(super) fn look_up<'t>(&self, tokens: &'t [Token]) -> Text<'t> {
        let exact = |token: &Token| {
            let read = self.exacts.get(&token.word);
            let written = token.surface.as_ref();
            [read, written.map_or(read, |written| self.exacts.get(written))]
        };
        let word = |token: &'t Token| Word::new(token, self.stems.get(&token.stem), exact(token));
        self.with_classes(tokens.iter().map(word).collect())
    }

    /// How many stems are known: those of [`Self::learn_text`] that are not count from here.
    pub(super) fn stems(&self) -> StemId {
        u32::try_from(self.stems.len()).unwrap_or(ANY_NUMBER)
    }

    /// An example as those who compare no word as it stands see it; unknown stems get a number by their place in `new`.
    pub(super) fn learn_text<'t>(&self, tokens: &'t [Token], new: &mut Names) -> Text<'t> {
        let known = self.stems();
        let mut stem = |stem: &str| self.stems.get(stem).unwrap_or_else(|| known + new.learn(stem));
        let word = |token: &'t Token| Word::new(token, Some(stem(&token.stem)), [None; 2]);
        let words = tokens.iter().map(word).collect();
        self.with_classes(words)
    }

    fn with_classes<'t>(&self, words: Vec<Word<'t>>) -> Text<'t> {
        let mut spans = Lists::with_room(words.len() + 1, words.len());
        let mut found = Vec::new();
        for at in 0..=words.len() {
            self.spans(&words, (0, at), &mut found);
            spans.push(found.drain(..));
        }
        Text { words, spans }
    }

    fn class_stem(&mut self, token: &Token) -> StemId {
        if token.word == NUMBER { ANY_NUMBER } else { self.learn(&token.stem) }
    }

    fn add(&mut self, class: ClassId, stems: Vec<StemId>) {
        let longest = &mut self.longest[class as usize];
        *longest = stems.len().max(*longest);
        let mut node = 0;
        for stem in stems {
            node = self.ways.learn((node, stem)) + 1;
            self.ends.resize(self.ways.len() + 1, Vec::new());
        }
        let ends = &mut self.ends[node as usize];
        if node > 0 && !ends.contains(&class) {
            ends.push(class);
        }
    }

    /// Adds the classes found at a position, each with the position behind its entry: those of what words from `end` on
    /// lead to from a node.
    fn spans(
        &self,
        words: &[Word<'_>],
        (node, end): (u32, usize),
        found: &mut Vec<(ClassId, usize)>,
    ) {
        found.extend(self.ends[node as usize].iter().map(|class| (*class, end)));
        let Some(word) = words.get(end) else { return };
        for stem in [word.stem, word.number.then_some(ANY_NUMBER)].into_iter().flatten() {
            if let Some(way) = self.ways.get((node, stem)) {
                self.spans(words, (way + 1, end + 1), found);
            }
        }
    }
}
