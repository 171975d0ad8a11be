//! What the examples of the safety rules are worth for messages they have not seen: k-fold cross-validation.
//!
//! Every k-th example, phrasing and negative stays out of the knowledge, the screen is compiled from the rest, and what
//! stayed out is screened. Patterns are not held out: they were written by people who knew some of the examples.

use serde::Serialize;

use super::score::percent;
use crate::model::{Corpus, Question, RuleKind, one_by_one};
use crate::safety::Screen;
use crate::text::Reader;

/// How far the thresholds of all examples are moved, to see what they cost and bring.
const SHIFTS: [f32; 9] = [-0.08, -0.06, -0.04, -0.02, 0.0, 0.02, 0.04, 0.06, 0.08];

/// What became of messages that the screen had not seen, with its thresholds moved.
#[derive(Debug, Default, Serialize)]
pub(super) struct HeldOut {
    /// Added to `decides_from` and `agrees_from` of every rule.
    pub(super) shift: f32,
    /// `like` of rules of emergency that are taken for one.
    pub(super) emergencies: Part,
    /// `like` of refusals that are refused, as whichever kind; those of [`LONG`] words and more are counted apart.
    pub(super) requests: Part,
    pub(super) long_requests: Part,
    /// `unlike` that are stopped: refused, or taken for an emergency; long ones apart again.
    pub(super) look_alikes: Part,
    pub(super) long_look_alikes: Part,
    /// Phrasings and negatives that are stopped.
    pub(super) general: Part,
}

/// Examples of so many words and more are a story with a question in it.
const LONG: usize = 30;

#[derive(Debug, Default, Serialize)]
pub(super) struct Part {
    part: usize,
    pub(super) whole: usize,
}

impl Part {
    fn count(&mut self, is: bool) {
        self.whole += 1;
        self.part += usize::from(is);
    }

    /// 0 to 100.
    pub(super) fn percent(&self) -> f64 {
        percent(self.part, self.whole)
    }
}

/// What a message stands for in the knowledge.
enum Told {
    Emergency,
    Request,
    LookAlike,
    General,
}

/// Cross-validation over `folds`.
pub(super) fn score(whole: &Corpus, reader: &Reader, folds: usize) -> Vec<HeldOut> {
    let mut rows = SHIFTS.map(|shift| HeldOut { shift, ..HeldOut::default() });
    for fold in 0..folds.max(2) {
        let (corpus, held) = without(whole, fold, folds.max(2));
        let mut screen = Screen::new(&corpus, reader, one_by_one);
        let mut moved = 0.0;
        for row in &mut rows {
            screen.move_thresholds(row.shift - moved);
            moved = row.shift;
            held.iter().for_each(|(text, told)| row.count(text, told, &screen, reader));
        }
    }
    rows.into()
}

/// The corpus without the examples, phrasings and negatives of one fold, and these.
fn without(whole: &Corpus, fold: usize, folds: usize) -> (Corpus, Vec<(String, Told)>) {
    let mut corpus = whole.clone();
    let mut held = Vec::new();
    let mut take = |texts: &mut Vec<String>, told: fn() -> Told| {
        let mut at = 0;
        texts.retain(|text| {
            let stays = at % folds != fold;
            at += 1;
            if !stays {
                held.push((text.clone(), told()));
            }
            stays
        });
    };
    for rule in &mut corpus.rules {
        let is_emergency = rule.kind == RuleKind::Emergency;
        let Some(examples) = &mut rule.examples else { continue };
        let told = if is_emergency { || Told::Emergency } else { || Told::Request };
        take(&mut examples.like, told);
        take(&mut examples.unlike, || Told::LookAlike);
    }
    for answer in corpus.topics.iter_mut().flat_map(|topic| &mut topic.answers) {
        take(&mut answer.phrasings, || Told::General);
    }
    for group in &mut corpus.silence {
        take(&mut group.negatives, || Told::General);
    }
    (corpus, held)
}

impl HeldOut {
    fn count(&mut self, text: &str, told: &Told, screen: &Screen, reader: &Reader) {
        let screening = screen.screen(&reader.query(&Question::new(text)));
        let (emergency, refused) = (screening.emergency.is_some(), screening.refusal.is_some());
        let is_long = text.split_whitespace().count() >= LONG;
        match told {
            Told::Emergency => self.emergencies.count(emergency),
            Told::Request if is_long => self.long_requests.count(refused),
            Told::Request => self.requests.count(refused),
            Told::LookAlike if is_long => self.long_look_alikes.count(emergency || refused),
            Told::LookAlike => self.look_alikes.count(emergency || refused),
            Told::General => self.general.count(emergency || refused),
        }
    }
}
