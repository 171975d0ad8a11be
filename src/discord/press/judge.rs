//! Helpful, Not helpful: anyone may say so, once per answer; only they see that it was heard.

use super::super::act::Decided;
use super::super::custom_id::CustomId;

const THANKS: &str = "Thank you, good to know.";
const SORRY: &str = "Thank you for saying so. Other words often find a better answer: try `/ask`, or the menu of \
    related answers.";

pub(super) fn run(pressed: &CustomId, helpful: bool) -> Decided {
    let line = if helpful { THANKS } else { SORRY };
    Decided { judged: Some((pressed.detail.clone(), helpful)), ..Decided::line(line, "judged") }
}
