//! `/topics`: what there is to know, a page for each area.

use std::collections::BTreeMap;

use serenity::builder::{CreateActionRow, CreateCommand};

use super::words::Words;
use super::{Command, Run, everywhere};
use crate::discord::act::{Act, Decided, Scene};
use crate::discord::card::{self, Card};
use crate::discord::controls;
use crate::discord::custom_id::{Action, CustomId};
use crate::discord::markup;
use crate::discord::render::Post;
use crate::discord::wire::Data;
use crate::model::{Related, Topic};

pub(super) const COMMAND: Command =
    Command { name: "topics", define, run: Run::AtOnce(run), complete: None };

/// Topics of a page: short enough to read on a phone, and fewer than a menu takes.
const PAGE: usize = 12;
/// Where topics that moderators pinned are filed.
const FIRST: &str = "first";
/// Where topics without an area are filed.
const ELSEWHERE: &str = "more";

const ABOUT: Words = Words {
    english: "Browse the topics I know",
    german: "In den Themen blättern, die ich kenne",
    spanish: "Explorar los temas que conozco",
    french: "Parcourir les sujets que je connais",
};

fn define() -> CreateCommand {
    everywhere(COMMAND.name, &ABOUT)
}

fn run(scene: &Scene, _data: &Data) -> Decided {
    Decided::tell(page(scene, 0), "topics")
}

/// The page a button asks for, in place of the one it stands on; a first page for a button elsewhere.
pub(super) fn turn(scene: &Scene, pressed: &CustomId) -> Decided {
    match pressed.detail.parse() {
        Ok(number) => Decided::new(Act::Change(page(scene, number)), "topics"),
        Err(_) => Decided::tell(page(scene, 0), "topics"),
    }
}

/// A page; the last one for any number beyond, as knowledge may have shrunk since.
fn page(scene: &Scene, number: usize) -> Post {
    let corpus = scene.snapshot.corpus();
    let pages = pages(scene);
    let number = number.min(pages.len().saturating_sub(1));
    let Some((area, topics)) = pages.get(number) else {
        return Post::line("I know no topics yet.");
    };
    let lines: Vec<String> = topics.iter().map(|topic| line(topic)).collect();
    let card = Card {
        colour: card::TEAL,
        title: Some(format!("Topics: {area}")),
        description: lines.join("\n"),
        fields: Vec::new(),
        footer: Some(format!(
            "Page {} of {} · knowledge {}",
            number + 1,
            pages.len(),
            corpus.revision
        )),
    };
    let names: Vec<Related> = topics
        .iter()
        .map(|topic| Related { key: topic.id.clone(), title: topic.title.clone() })
        .collect();
    let turning = controls::turning(Action::Topics, scene.asker, "", number, pages.len());
    let rows: Vec<CreateActionRow> =
        controls::menu("Show a topic", scene.asker, &names).into_iter().chain(turning).collect();
    Post::card(card).with(rows)
}

/// What moderators want offered first, then the topics by area, an area that is too long on several pages.
fn pages(scene: &Scene) -> Vec<(String, Vec<&Topic>)> {
    let (corpus, community) = (scene.snapshot.corpus(), &scene.community);
    let mut areas: BTreeMap<&str, Vec<&Topic>> = BTreeMap::new();
    for topic in corpus.topics.iter().filter(|topic| community.gives(&topic.id)) {
        areas.entry(topic.area.as_deref().unwrap_or(ELSEWHERE)).or_default().push(topic);
    }
    let pinned = (FIRST, pinned(scene));
    let first = Some(pinned).filter(|(_, topics)| !topics.is_empty());
    first
        .into_iter()
        .chain(areas)
        .flat_map(|(area, topics)| {
            let parts: Vec<_> = topics.chunks(PAGE).map(<[&Topic]>::to_vec).collect();
            parts.into_iter().map(move |part| (markup::plain(area), part))
        })
        .collect()
}

/// The topics that moderators pinned, or an answer of.
fn pinned(scene: &Scene) -> Vec<&Topic> {
    let corpus = scene.snapshot.corpus();
    let mut found: Vec<&Topic> = Vec::new();
    for at in scene.community.pinned.iter().filter_map(|key| corpus.find(key)) {
        let topic = &corpus.topics[at.topic];
        if scene.community.gives(&topic.id) && !found.iter().any(|other| other.id == topic.id) {
            found.push(topic);
        }
    }
    found
}

fn line(topic: &Topic) -> String {
    let answers = match topic.answers.len() {
        1 => "one answer".to_owned(),
        many => format!("{many} answers"),
    };
    format!("**{}** · {answers}", markup::plain(&topic.title))
}
