//! `/about`: what the bot is, what it is not, and which revision of what it knows.

use serenity::builder::CreateCommand;

use super::words::Words;
use super::{Command, Run, everywhere};
use crate::discord::act::{Decided, Scene};
use crate::discord::card::{self, Card};
use crate::discord::limits::{self, cut};
use crate::discord::markup;
use crate::discord::render::Post;
use crate::discord::wire::Data;
use crate::model::Corpus;

pub(super) const COMMAND: Command =
    Command { name: "about", define, run: Run::AtOnce(run), complete: None };

const ABOUT: Words = Words {
    english: "What this bot is, and what it knows",
    german: "Was dieser Bot ist und was er weiß",
    spanish: "Qué es este bot y qué sabe",
    french: "Ce qu'est ce bot et ce qu'il sait",
};

const IS_NOT: &str = "No clinician, and no replacement for one: it names nobody's condition, reads no pictures or \
    results, and chooses or doses nothing. No language model: people write every sentence, and the same question \
    always gets the same answer. No advertisement: it sells and recommends no product.";
const ASK: &str = "`/ask`, a message that mentions me, a reply to me, or a direct message. On any message: right-click, \
    **Apps**, **Answer this**. `/topics` shows what I know, `/sources` where from, `/privacy` what I keep.";

fn define() -> CreateCommand {
    everywhere(COMMAND.name, &ABOUT)
}

fn run(scene: &Scene, _data: &Data) -> Decided {
    Decided::say(Post::card(about(scene.snapshot.corpus())), "about")
}

fn about(corpus: &Corpus) -> Card {
    let answers: usize = corpus.topics.iter().map(|topic| topic.answers.len()).sum();
    let description = format!(
        "I answer questions from a curated knowledge base: {answers} answers on {} topics, from {} sources. \
         Every sentence cites where it comes from, and every answer says how firm its evidence is and when a person \
         last checked it.",
        corpus.topics.len(),
        corpus.sources.len(),
    );
    let licence = format!(
        "gutskin {}, free software under MIT or Apache-2.0. Knowledge revision {}.",
        env!("CARGO_PKG_VERSION"),
        corpus.revision
    );
    let titles: Vec<String> =
        corpus.topics.iter().map(|topic| markup::plain(&topic.title)).collect();
    let fields = [
        ("What I am not", IS_NOT.to_owned()),
        ("How to ask", ASK.to_owned()),
        ("Topics", cut(&titles.join(" · "), limits::FIELD_VALUE)),
        ("Version and licence", licence),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    Card {
        colour: card::TEAL,
        title: Some("About this bot".to_owned()),
        description,
        fields: fields.map(|(name, value)| (name.to_owned(), value)).collect(),
        footer: card::disclaimer(corpus),
    }
}
