//! The parts of a message: which of them ask, which only tell, and which general question stands beside what is refused.

use std::ops::Range;

use super::Screen;
use super::lexis::{ClassId, Lexis, Text};
use crate::model::{Query, Token};

/// A sentence, or what follows an aside inside one.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) words: Range<usize>,
    /// Whether it is a question or a wish.
    pub(super) asks: bool,
    /// Whether it is neither, in a longer message that has one.
    pub(super) told: bool,
}

/// The classes of the lexicon that say how a message is built, and whether it is about our subject.
#[derive(Debug)]
pub(super) struct Turns {
    /// Words that turn to something else.
    aside: Option<ClassId>,
    /// Words that begin a question.
    asking: Option<ClassId>,
    /// Words that make a sentence a wish wherever in it they stand.
    wishing: Option<ClassId>,
    /// Words that stand for what was said before.
    pointing: Option<ClassId>,
    /// Greetings, and what people ask of any danger: whether to go, to whom, how bad it is.
    seeking: Option<ClassId>,
    /// Words of our subject.
    subject: Option<ClassId>,
}

/// A question that is answered beside a refusal has at least so many words; fewer say too little to be found by.
const LEAST_WORDS: usize = 3;
/// Of a message no more questions are looked at, which bounds the time.
const MOST_QUESTIONS: usize = 20;

/// All of a message of up to so many words is what it asks: cutting "covered in lumps. thoughts?" in two leaves nothing.
pub(super) const LONGEST_ASKED: usize = 25;
/// Fewer words ask nothing by themselves: "hi, how are you?".
const LEAST_ASKED: usize = 4;
/// A question with fewer words that carry a topic is about whatever it points at.
const LEAST_SAID: usize = 3;

impl Turns {
    pub(super) fn new(lexis: &Lexis) -> Self {
        let class = |name: &str| lexis.class(name);
        Self {
            aside: class("aside"),
            asking: class("asking"),
            wishing: class("wishing"),
            pointing: class("pointing"),
            seeking: class("seeking"),
            subject: class("subject"),
        }
    }

    /// All of them.
    pub(super) fn classes(&self) -> Vec<ClassId> {
        let built = [self.aside, self.asking, self.wishing, self.pointing, self.seeking];
        built.into_iter().chain([self.subject]).flatten().collect()
    }

    /// By word whether it stands in a greeting, or in a question that says nothing itself and ends a part: "should i wait?".
    pub(super) fn empty_questions(&self, text: &Text<'_>, parts: &[Part]) -> Vec<bool> {
        let mut seeks = vec![false; text.words.len()];
        for at in 0..text.words.len() {
            let entries =
                text.spans.of(at).iter().filter(|(class, _)| Some(*class) == self.seeking);
            for (_, end) in entries {
                seeks[at..*end].fill(true);
            }
        }
        let says = |at: &usize| !text.words[*at].token.stop && !seeks[*at];
        let greeting = seeks.iter().take_while(|seeks| **seeks).count();
        let mut empty = vec![false; text.words.len()];
        empty[..greeting].fill(true);
        for Part { words, asks, .. } in parts {
            let from = words.clone().rev().find(says).map_or(words.start, |at| at + 1);
            let begins_one = |at: &usize| {
                seeks[*at] || begins(text, *at, self.asking) || (*asks && *at == words.start)
            };
            if let Some(start) = (from..words.end).find(begins_one) {
                empty[start..words.end].fill(true);
            }
        }
        empty
    }

    /// Whether no word of a text is of our subject; where nobody says which words are, none is missed.
    pub(super) fn is_foreign(&self, text: &Text<'_>) -> bool {
        self.subject.is_some() && !(0..text.words.len()).any(|at| begins(text, at, self.subject))
    }

    /// The parts of a text, in order.
    pub(super) fn parts(&self, text: &Text<'_>) -> Vec<Part> {
        let is_border = |at: &usize| text.is_border(*at) || begins(text, *at, self.aside);
        let mut borders: Vec<usize> = (0..text.words.len()).filter(is_border).collect();
        borders.push(text.words.len());
        let ranges = borders.windows(2).map(|pair| pair[0]..pair[1]);
        let mut parts: Vec<Part> = ranges
            .map(|words| Part { asks: self.asks(text, words.clone()), words, told: false })
            .collect();
        let is_question = |part: &Part| part.asks && part.words.len() >= LEAST_ASKED;
        if text.words.len() > LONGEST_ASKED && parts.iter().any(is_question) {
            parts.iter_mut().for_each(|part| part.told = !part.asks);
        }
        parts
    }

    /// Whether a question points at what was said before, and says little itself: "is that normal?".
    fn points_back(&self, text: &Text<'_>, mut words: Range<usize>) -> bool {
        let says = words.clone().filter(|at| !text.words[*at].token.stop).count();
        says < LEAST_SAID && words.any(|at| begins(text, at, self.pointing))
    }

    /// Whether a question mark ends the words, or they begin like a question, or something is wished for in them.
    fn asks(&self, text: &Text<'_>, mut words: Range<usize>) -> bool {
        begins(text, words.start, self.asking)
            || words.any(|at| text.words[at].token.asked || begins(text, at, self.wishing))
    }
}

/// The general questions inside a message that is refused, or that nothing sure is said to.
#[derive(Debug)]
pub struct General {
    /// At least one.
    pub questions: Vec<Query>,
    /// They stand in a long message that shows no picture.
    pub in_story: bool,
    /// Nothing else is asked: the refusal rests on what is told.
    pub is_all: bool,
}

impl General {
    /// All of them as one.
    #[must_use]
    pub fn whole(&self) -> Query {
        let tokens = self.questions.iter().flat_map(|question| question.tokens.iter().cloned());
        Query { tokens: tokens.collect(), ..Query::default() }
    }
}

impl Screen {
    /// The general questions inside a message that is refused for something else in it, or that nothing sure is said to, if
    /// there are any.
    #[must_use]
    pub fn general_part(&self, query: &Query) -> Option<General> {
        let text = self.lexis.look_up(&query.tokens);
        let parts = self.turns.parts(&text);
        if parts.len() < 2 {
            return None;
        }
        // All of a short message asks, and whoever shows a picture asks about the picture.
        let in_story = text.words.len() > LONGEST_ASKED && !query.has_attachment;
        let mut is_all = in_story;
        let mut questions = Vec::new();
        let asked = parts.into_iter().filter(|part| part.asks && part.words.len() >= LEAST_WORDS);
        let asked = asked.take(MOST_QUESTIONS);
        for Part { words, .. } in asked {
            let part = &query.tokens[words.clone()];
            let general = self.is_harmless(part);
            is_all &= general && !self.turns.points_back(&text, words);
            if general {
                questions.push(Query { tokens: part.to_vec(), ..Query::default() });
            }
        }
        (!questions.is_empty()).then_some(General { questions, in_story, is_all })
    }

    fn is_harmless(&self, tokens: &[Token]) -> bool {
        let alone = Query { tokens: tokens.to_vec(), ..Query::default() };
        let screening = self.screen(&alone);
        screening.emergency.is_none() && screening.refusal.is_none()
    }
}

fn begins(text: &Text<'_>, at: usize, class: Option<ClassId>) -> bool {
    class.is_some_and(|class| text.spans.of(at).iter().any(|(found, _)| *found == class))
}
