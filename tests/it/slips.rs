//! Labelled questions typed in a hurry: what slips of the fingers cost.

use gutskin::console::json::label;
use gutskin::model::{Question, Token};

use crate::support::shipped;

/// Numbers that are the same in every run (Knuth's multiplier, The Art of Computer Programming, volume 2).
struct Slips(u64);

impl Slips {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    /// A letter left out, doubled or swapped with the next in one of the longer words.
    fn letter(&mut self, words: &mut [String]) {
        let Some(word) = self.one_of(words, 5) else { return };
        let at = 1 + self.below(word.len() - 2);
        let letter = word.as_bytes()[at];
        match self.below(3) {
            0 => drop(word.remove(at)),
            1 => word.insert(at, char::from(letter)),
            _ => {
                let next = word.remove(at + 1);
                word.insert(at, next);
            }
        }
    }

    /// A space left out.
    fn run_together(&mut self, words: &mut Vec<String>) {
        if words.len() > 1 {
            let at = self.below(words.len() - 1);
            let second = words.remove(at + 1);
            words[at].push_str(&second);
        }
    }

    /// A space inside one of the longer words.
    fn broken(&mut self, words: &mut [String]) {
        let Some(word) = self.one_of(words, 7) else { return };
        let at = 3 + self.below(word.len() - 5);
        word.insert(at, ' ');
    }

    fn one_of<'w>(&mut self, words: &'w mut [String], least: usize) -> Option<&'w mut String> {
        let long = |word: &&mut String| {
            word.len() >= least && word.chars().all(|letter| letter.is_ascii_lowercase())
        };
        let mut long: Vec<&mut String> = words.iter_mut().filter(long).collect();
        if long.is_empty() {
            return None;
        }
        let at = self.below(long.len());
        Some(long.swap_remove(at))
    }
}

type Slip = fn(&mut Slips, &mut Vec<String>);

fn outcome(question: &str) -> String {
    let decision = shipped().decide(&Question::new(question));
    label(&decision.outcome, shipped().corpus())
}

#[test]
fn spaces_are_put_where_they_belong() {
    for (written, read) in [
        ("isrosacea contagious", "is rosacea contagious"),
        ("does dairy causeacne", "does dairy cause acne"),
        ("are pro biotics any good", "are probiotics any good"),
        ("smo king and psori asis", "smoking and psoriasis"),
        ("throwing upblood", "throwing up blood"),
        ("forit", "for it"),
        // What is misspelt or unknown is not taken apart, what is two words not put together.
        ("moher", "mother"),
        ("werid", "weird"),
        ("the rapist", "the rapist"),
        ("250mg", "250mg"),
    ] {
        let read_as = shipped().reader().tokens(read);
        let tokens = shipped().reader().tokens(written);
        let words = |tokens: &[Token]| -> Vec<String> {
            tokens.iter().map(|token| token.word.clone()).collect()
        };
        assert_eq!(words(&tokens), words(&read_as), "{written}");
    }
    assert_eq!(shipped().reader().tokens("pro. biotics").len(), 2, "two sentences");
    let query = shipped().reader().query(&Question::new("rosaca and pro biotics"));
    let mended: Vec<&str> = query.repairs.iter().map(|repair| repair.written.as_str()).collect();
    assert_eq!(mended, ["rosaca", "pro biotics"], "in the order of the words");
}

#[test]
fn a_slip_of_the_fingers_changes_few_outcomes() {
    let rows = include_str!("../data/questions.tsv").lines().skip(1);
    let questions: Vec<&str> = rows.filter_map(|row| row.split('\t').next()).collect();
    let kinds: [(&str, Slip, usize); 3] = [
        ("a letter", |slips, words| slips.letter(words), 96),
        ("a space left out", Slips::run_together, 95),
        ("a space inside a word", |slips, words| slips.broken(words), 97),
    ];
    let mut below = Vec::new();
    for (name, slip, floor) in kinds {
        let mut slips = Slips(1);
        let kept = questions.iter().filter(|question| {
            let mut words: Vec<String> = question.split(' ').map(str::to_owned).collect();
            slip(&mut slips, &mut words);
            outcome(&words.join(" ")) == outcome(question)
        });
        let share = 100 * kept.count() / questions.len();
        if share < floor {
            below.push(format!("{name}: {share} % of the outcomes stayed, {floor} % should"));
        }
    }
    assert!(below.is_empty(), "{}", below.join("\n"));
}
