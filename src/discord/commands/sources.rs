//! `/sources [topic:]`: the bibliography of a topic, or of everything, page by page.

use std::collections::BTreeSet;

use serenity::builder::CreateCommand;
use serenity::model::application::CommandOptionType;

use super::words::Words;
use super::{Command, Run, everywhere, topic};
use crate::discord::act::{Act, Decided, Scene};
use crate::discord::card::{self, Card};
use crate::discord::custom_id::{Action, CustomId};
use crate::discord::limits::{self, cut};
use crate::discord::render::Post;
use crate::discord::wire::Data;
use crate::discord::{controls, markup};
use crate::model::{Corpus, Source, Topic};

pub(super) const COMMAND: Command =
    Command { name: "sources", define, run: Run::AtOnce(run), complete: Some(topic::complete) };

const TOPIC: &str = "topic";

/// Code points of a page: some ten sources.
const PAGE: usize = 2400;
const AUTHORS: usize = 80;
const TITLE: usize = 200;
const PUBLISHER: usize = 80;

const ABOUT: Words = Words {
    english: "The sources behind the answers, of one topic or of all",
    german: "Die Quellen hinter den Antworten, zu einem Thema oder zu allen",
    spanish: "Las fuentes de las respuestas, de un tema o de todos",
    french: "Les sources des réponses, pour un sujet ou pour tous",
};

fn define() -> CreateCommand {
    let name = topic::ABOUT_NAME.option(CommandOptionType::String, TOPIC);
    everywhere(COMMAND.name, &ABOUT).add_option(name.required(false).set_autocomplete(true))
}

fn run(scene: &Scene, data: &Data) -> Decided {
    let name = data.text(TOPIC);
    let found = topic::called(scene.snapshot.corpus(), name);
    if found.is_none() && !name.trim().is_empty() {
        return Decided::line(
            "I know no topic of that name. `/topics` shows which there are.",
            "sources",
        );
    }
    Decided::tell(page(scene, found, 0), "sources")
}

/// The page a button asks for: `TOPIC/NUMBER`, without a topic for everything.
pub(super) fn turn(scene: &Scene, pressed: &CustomId) -> Decided {
    let (id, number) = pressed.detail.split_once('/').unwrap_or_default();
    let corpus = scene.snapshot.corpus();
    let topic = corpus.topic(id).map(|at| &corpus.topics[at]);
    let post = page(scene, topic, number.parse().unwrap_or_default());
    Decided::new(Act::Change(post), "sources")
}

fn page(scene: &Scene, topic: Option<&Topic>, number: usize) -> Post {
    let corpus = scene.snapshot.corpus();
    let lines: Vec<String> = cited(corpus, topic).into_iter().map(line).collect();
    let (pages, _) = limits::pack(&lines, PAGE, usize::MAX);
    let number = number.min(pages.len().saturating_sub(1));
    let Some(description) = pages.get(number).cloned() else {
        return Post::line("There are no sources here.");
    };
    let subject =
        topic.map_or_else(|| "everything I know".to_owned(), |one| markup::plain(&one.title));
    let card = Card {
        colour: card::TEAL,
        title: Some(cut(&format!("Sources of {subject}"), limits::EMBED_TITLE)),
        description,
        fields: Vec::new(),
        footer: Some(format!(
            "{} sources · page {} of {} · knowledge {}",
            lines.len(),
            number + 1,
            pages.len(),
            corpus.revision
        )),
    };
    let prefix = format!("{}/", topic.map_or("", |topic| topic.id.as_str()));
    let turning =
        controls::turning(Action::Bibliography, scene.asker, &prefix, number, pages.len());
    Post::card(card).with(turning.into_iter().collect())
}

/// What the answers of a topic cite, or everything there is, by name.
fn cited<'c>(corpus: &'c Corpus, topic: Option<&Topic>) -> Vec<&'c Source> {
    let Some(topic) = topic else { return corpus.sources.values().collect() };
    let sentences = topic.answers.iter().flat_map(|answer| &answer.sentences);
    let ids: BTreeSet<&str> = sentences
        .flat_map(|sentence| &sentence.citations)
        .map(|citation| citation.source.as_str())
        .collect();
    ids.into_iter().filter_map(|id| corpus.sources.get(id)).collect()
}

/// `• [Title](address). Authors. Publisher, 2019 · review`.
fn line(source: &Source) -> String {
    let linked = line_with(source, source.link().as_deref());
    if limits::count(&linked) <= PAGE { linked } else { line_with(source, None) }
}

fn line_with(source: &Source, address: Option<&str>) -> String {
    let short =
        |text: &Option<String>, most| text.as_ref().map(|text| markup::plain(&cut(text, most)));
    let title = markup::link(&cut(source.title.trim_end_matches('.'), TITLE), address);
    let authors =
        short(&source.authors, AUTHORS).map(|names| names.trim_end_matches('.').to_owned());
    let year = source.year.map(|year| year.to_string());
    let imprint: Vec<String> =
        short(&source.publisher, PUBLISHER).into_iter().chain(year).collect();
    let imprint = (!imprint.is_empty()).then(|| imprint.join(", "));
    let parts: Vec<String> = [Some(title), authors, imprint].into_iter().flatten().collect();
    format!("• {} · {}", parts.join(". "), source.kind.as_str().replace('-', " "))
}
