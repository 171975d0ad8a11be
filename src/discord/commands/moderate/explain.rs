//! `/mod explain question:`: the whole decision on a question as this server would get it.

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::{Subcommand, Words};
use crate::discord::act::{Decided, Desk, done};
use crate::discord::explanation;
use crate::discord::render::Post;
use crate::model::Question;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "explain",
    about: Words {
        english: "Show how a question is decided: screen, words, scores, thresholds",
        german: "Zeigen, wie eine Frage entschieden wird: Prüfung, Wörter, Werte, Schwellen",
        spanish: "Mostrar cómo se decide una pregunta: filtro, palabras, valores, umbrales",
        french: "Montrer comment une question est tranchée : filtre, mots, scores, seuils",
    },
    options,
    run: |desk, _| done(run(desk)),
    complete: None,
    press: None,
};

const QUESTION: &str = "question";

fn options() -> Vec<CreateCommandOption> {
    let words = Words {
        english: "The question, as a member would write it",
        german: "Die Frage, wie ein Mitglied sie schreiben würde (auf Englisch)",
        spanish: "La pregunta, como la escribiría un miembro (en inglés)",
        french: "La question, telle qu'un membre l'écrirait (en anglais)",
    };
    vec![words.option(CommandOptionType::String, QUESTION).required(true)]
}

fn run(desk: &Desk) -> Decided {
    let scene = desk.scene;
    let answered = scene.ask(&Question::new(desk.data.text(QUESTION)), true);
    Decided::tell(Post::card(explanation::whole(&answered, &scene.snapshot)), "explain")
}
