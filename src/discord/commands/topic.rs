//! `/topic name:`: the card of a topic and what else is known about it; topics are offered while it is typed.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::CommandOptionType;

use super::{Answer, Choice, Command, Scene, ask, everywhere};
use crate::discord::render::Body;
use crate::discord::wire::Data;
use crate::discord::{card, limits};
use crate::model::{Related, Topic};

pub(super) const COMMAND: Command =
    Command { name: "topic", define, run, complete: Some(complete) };

const NAME: &str = "name";

fn define() -> CreateCommand {
    let name = CreateCommandOption::new(
        CommandOptionType::String,
        NAME,
        "A topic; type to see which there are",
    );
    everywhere(COMMAND.name, "Show what is known about a topic")
        .add_option(name.required(true).set_autocomplete(true))
}

fn run(scene: &Scene, data: &Data) -> Answer {
    let name = data.text(NAME);
    let topic = scene.snapshot.corpus().topics.iter().find(|topic| is_called(topic, name));
    let shown = topic.and_then(|topic| Some((topic, scene.snapshot.show(&topic.id, scene.today)?)));
    let Some((topic, mut reply)) = shown else {
        // Anything else is free text, and free text goes past the safety screen.
        return ask::answer(scene, name, false);
    };
    let others = topic.answers.iter().skip(1).map(|answer| Related {
        key: format!("{}/{}", topic.id, answer.id),
        title: answer.title.clone(),
    });
    reply.related =
        others.chain(reply.related.into_iter().filter(|other| !belongs(topic, other))).collect();
    Answer::new(Body::Card(card::full_card(&reply)), false, "topic")
}

fn is_called(topic: &Topic, name: &str) -> bool {
    let name = name.trim().to_lowercase();
    topic.id == name
        || topic.title.to_lowercase() == name
        || topic.aliases.iter().any(|alias| alias.to_lowercase() == name)
}

fn belongs(topic: &Topic, related: &Related) -> bool {
    related.key.split('/').next() == Some(topic.id.as_str())
}

/// Topics whose names hold what was typed; those that begin with it come first.
fn complete(scene: &Scene, _option: &str, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<(usize, &Topic)> = scene
        .snapshot
        .corpus()
        .topics
        .iter()
        .filter_map(|topic| {
            let names = [&topic.title, &topic.id].into_iter().chain(&topic.aliases);
            let at = names.filter_map(|name| name.to_lowercase().find(&typed)).min()?;
            Some((at.min(1), topic))
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found
        .into_iter()
        .take(limits::CHOICES)
        .map(|(_, topic)| (topic.title.clone(), topic.id.clone()))
        .collect()
}
