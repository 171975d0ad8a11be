//! A conversation in the terminal, line by line.

use std::sync::Arc;

use gutskin::app::App;
use gutskin::console::Look;
use gutskin::console::session::{Session, Turn};

use crate::support::{prepare, shipped_corpus, today};

fn session() -> Session {
    let app = Arc::new(App::new(prepare(shipped_corpus())));
    Session::new(app, Look::default(), today())
}

fn say(session: &mut Session, line: &str) -> String {
    match session.turn(line) {
        Turn::Say(text) => text,
        Turn::Bye => panic!("{line} ended the conversation"),
    }
}

#[test]
fn a_conversation() {
    let mut session = session();
    for (line, wanted) in [
        ("/why", "ask something first"),
        ("/sources", "ask something first"),
        ("what triggers rosacea", "/sources · /why"),
        ("/sources", "Rosacea"),
        ("/why", "phrasing"),
        ("/topics", "leaky-gut"),
        ("/topic rosacea/triggers", "sun (81%)"),
        ("/topic leaky gut", "leaky-gut/"),
        ("/topic nonsense", "no topic \"nonsense\""),
        ("/topic", "/topics lists them"),
        ("/help", "/sources"),
        ("/dance", "There is no /dance"),
        ("   ", ""),
        ("how do i fix a memory leak in c++", ""),
        ("/sources", "ask something first"),
    ] {
        let said = say(&mut session, line);
        assert!(said.contains(wanted), "{line}: {said}");
    }
    assert_eq!(session.turn("/quit"), Turn::Bye);
}

#[test]
fn the_greeting_offers_three_questions_that_get_answers() {
    let greeting = Session::greeting();
    assert_eq!(greeting.lines().count(), 1);
    let questions: Vec<&str> = greeting.split('"').skip(1).step_by(2).collect();
    assert_eq!(questions.len(), 3);
    let mut session = session();
    for question in questions {
        let said = say(&mut session, question);
        assert!(said.contains("/sources"), "{question}: {said}");
    }
}

#[test]
fn lines_fit_the_width() {
    let app = Arc::new(App::new(prepare(shipped_corpus())));
    let mut session = Session::new(app, Look { width: 50, sources: false }, today());
    let said = say(&mut session, "what triggers rosacea");
    for line in said.lines().filter(|line| !line.contains('\u{1b}')) {
        assert!(line.chars().count() <= 50, "{line}");
    }
}
