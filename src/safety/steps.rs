//! What leads a pattern from one word to the next, and which of it the words of a text offer.

use super::bits::Bits;
use super::lexis::{ClassId, ExactId, StemId, Text};
use crate::text::lists::Lists;
use crate::text::names::Pairs;

/// What a pattern asks for next: a stem, a word as it stands, an entry of a class, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step(u32);

impl Step {
    const KINDS: usize = 4;
    /// A word that begins with a digit.
    pub(super) const NUMBER: Self = Self(3);

    pub(super) const fn stem(stem: StemId) -> Self {
        Self(4 * stem)
    }

    pub(super) const fn exact(word: ExactId) -> Self {
        Self(4 * word + 1)
    }

    /// Any entry of this class.
    pub(super) const fn class(class: ClassId) -> Self {
        Self(4 * class + 2)
    }

    pub(super) fn sign(self) -> Signs {
        // Multiplicative, by the golden section (Knuth, The Art of Computer Programming, volume 3, section 6.4).
        1 << (self.0.wrapping_mul(0x9e37_79b9) % 127)
    }

    /// Its kind and what it is of that kind.
    const fn pair(self) -> (u32, u32) {
        (self.0 % 4, self.0 / 4)
    }

    const fn place(self) -> (usize, usize) {
        let (kind, number) = self.pair();
        (kind as usize, number as usize)
    }
}

/// Some steps, a bit for each; different ones may share theirs. The highest bit stands for what needs no step.
pub(super) type Signs = u128;

pub(super) const NO_STEP: Signs = 1 << 127;

/// Things by the step they belong to, kind by kind: there are far more stems than all others.
#[derive(Debug)]
pub(super) struct ByStep<T>([Lists<T>; Step::KINDS]);

impl<T> ByStep<T> {
    pub(super) fn new(things: Vec<(Step, T)>) -> Self {
        let mut kinds = [(); Step::KINDS].map(|()| Vec::new());
        for (step, thing) in things {
            let (kind, number) = step.place();
            kinds[kind].push((number, thing));
        }
        Self(kinds.map(Lists::sorted))
    }

    pub(super) fn of(&self, step: Step) -> &[T] {
        let (kind, number) = step.place();
        self.0[kind].of(number)
    }

    /// What `pick` makes of what belongs to the steps of a text, by their number there.
    pub(super) fn of_those<U>(
        &self,
        taken: &Taken,
        mut pick: impl FnMut(&T) -> Option<U>,
    ) -> Lists<U> {
        let mut all = Lists::with_room(taken.steps.len(), 0);
        for step in &taken.steps {
            all.push(self.of(*step).iter().filter_map(&mut pick));
        }
        all
    }
}

/// The steps that the words of a text take.
#[derive(Debug)]
pub(super) struct Taken {
    by_word: Lists<Take>,
    /// By position, that behind the last word included.
    signs: Vec<Signs>,
    /// By number in this text: the different steps, and where each is taken.
    steps: Vec<Step>,
    places: Bits,
}

/// A step that begins at a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Take {
    pub(super) step: Step,
    /// Of the step among those of the text.
    pub(super) number: u32,
    /// The position behind it.
    pub(super) end: usize,
}

impl Taken {
    pub(super) fn by(text: &Text<'_>) -> Self {
        let (mut numbers, mut different) = (Pairs::default(), Vec::new());
        let mut take = |(step, end): (Step, usize)| {
            let number = numbers.learn(step.pair());
            different.resize(numbers.len(), step);
            Take { step, number, end }
        };
        let words = 0..text.words.len();
        let by_word: Lists<Take> =
            words.map(|at| steps(text, at).map(&mut take).collect::<Vec<_>>()).collect();
        let signs =
            |at: usize| by_word.of(at).iter().fold(NO_STEP, |signs, take| signs | take.step.sign());
        let mut places = Bits::new(text.words.len(), different.len());
        for (at, takes) in by_word.iter().enumerate() {
            takes.iter().for_each(|take| places.put(take.number, at));
        }
        Self {
            signs: (0..=text.words.len()).map(signs).collect(),
            by_word,
            steps: different,
            places,
        }
    }

    /// None behind the last word.
    pub(super) fn at(&self, at: usize) -> &[Take] {
        self.by_word.of(at)
    }

    /// Nothing behind the position behind the last word.
    pub(super) fn signs(&self, at: usize) -> Signs {
        self.signs.get(at).copied().unwrap_or_default()
    }

    /// The different steps.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Where the step with a number is taken.
    pub(super) fn places(&self, number: u32) -> &[u64] {
        self.places.of(number)
    }

    pub(super) const fn words(&self) -> usize {
        self.by_word.len()
    }
}

fn steps(text: &Text<'_>, at: usize) -> impl Iterator<Item = (Step, usize)> {
    let word = text.words[at];
    let [read, written] = word.exact;
    let written = written.filter(|_| written != read);
    let stem = word.stem.map(Step::stem);
    let exact = [read, written].into_iter().flatten().map(Step::exact);
    let number = word.number.then_some(Step::NUMBER);
    let one = stem.into_iter().chain(exact).chain(number).map(move |step| (step, at + 1));
    let spans = text.spans.of(at).iter().map(|(class, end)| (Step::class(*class), *end));
    one.chain(spans)
}
