//! `/topic name:`: the card of a topic, its other answers below; topics are offered while it is typed.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandOptionType;

use super::words::Words;
use super::{Choice, Command, Run, ask, everywhere};
use crate::discord::act::{Decided, Scene};
use crate::discord::limits;
use crate::discord::render::Post;
use crate::discord::wire::{Data, Typing};
use crate::model::{Corpus, Topic};

pub(super) const COMMAND: Command =
    Command { name: "topic", define, run: Run::AtOnce(run), complete: Some(complete) };

const NAME: &str = "name";

const ABOUT: Words = Words {
    english: "Show what is known about a topic",
    german: "Zeigen, was über ein Thema bekannt ist",
    spanish: "Mostrar lo que se sabe sobre un tema",
    french: "Montrer ce que l'on sait sur un sujet",
};
pub(super) const ABOUT_NAME: Words = Words {
    english: "A topic; type to see which there are",
    german: "Ein Thema; tippe, um zu sehen, welche es gibt",
    spanish: "Un tema; escribe para ver cuáles hay",
    french: "Un sujet ; tapez pour voir lesquels existent",
};

fn define() -> CreateCommand {
    let name = ABOUT_NAME.option(CommandOptionType::String, NAME);
    everywhere(COMMAND.name, &ABOUT).add_option(name.required(true).set_autocomplete(true))
}

fn run(scene: &Scene, data: &Data) -> Decided {
    let name = data.text(NAME);
    let shown = called(scene.snapshot.corpus(), name).and_then(|topic| scene.show(&topic.id));
    match shown {
        Some(reply) => Decided::say(Post::shown(&reply, scene.asker), "topic"),
        // Anything else is free text, and free text goes past the safety screen.
        None => ask::answer(scene, name, false),
    }
}

/// The topic of that id, title or alias.
pub(super) fn called<'c>(corpus: &'c Corpus, name: &str) -> Option<&'c Topic> {
    let name = name.trim().to_lowercase();
    corpus.topics.iter().find(|topic| {
        topic.id == name
            || topic.title.to_lowercase() == name
            || topic.aliases.iter().any(|alias| alias.to_lowercase() == name)
    })
}

/// Topics whose names hold what was typed, those that begin with it first; then those that the typed words, slips
/// and all, lead to.
pub(super) fn complete(scene: &Scene, typing: &Typing) -> Vec<Choice> {
    let corpus = scene.snapshot.corpus();
    // While nothing is typed all names fit: then what moderators pinned comes first.
    let typed = !typing.text.trim().is_empty();
    let mut found = if typed { named(corpus, typing.text) } else { Vec::new() };
    let known = scene.known(typing.text).into_iter().map(|one| one.key);
    for key in known.chain(scene.likely(typing.text)) {
        let topic = corpus.find(&key).map(|at| &corpus.topics[at.topic]);
        found.extend(topic.filter(|topic| !found.iter().any(|other| other.id == topic.id)));
    }
    found.retain(|topic| scene.community.gives(&topic.id));
    found
        .into_iter()
        .take(limits::CHOICES)
        .map(|topic| (topic.title.clone(), topic.id.clone()))
        .collect()
}

fn named<'c>(corpus: &'c Corpus, typed: &str) -> Vec<&'c Topic> {
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<(usize, &Topic)> = corpus
        .topics
        .iter()
        .filter_map(|topic| {
            let names = [&topic.title, &topic.id].into_iter().chain(&topic.aliases);
            let at = names.filter_map(|name| name.to_lowercase().find(&typed)).min()?;
            Some((at.min(1), topic))
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, topic)| topic).collect()
}
