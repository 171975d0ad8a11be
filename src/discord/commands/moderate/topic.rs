//! `/mod topic`: switches a topic or a single answer off on this server, or offers it first; without a choice, what is settled.

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::{Office, Subcommand, Words, said_when_saved};
use crate::discord::act::{Decided, Desk, Scene};
use crate::discord::card::{self, Card};
use crate::discord::commands::{Choice, topic};
use crate::discord::limits::{self, cut};
use crate::discord::markup;
use crate::discord::render::Post;
use crate::discord::wire::Typing;
use crate::model::{Change, Corpus};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "topic",
    about: Words {
        english: "Switch a topic or answer off here, or offer it first; without a choice, what is settled",
        german: "Ein Thema oder eine Antwort hier abschalten oder zuerst anbieten; ohne Wahl: was gilt",
        spanish: "Desactivar aquí un tema o respuesta, u ofrecerlo primero; sin elegir, lo fijado",
        french: "Couper ici un sujet ou une réponse, ou le proposer d'abord ; sans choix, ce qui est réglé",
    },
    options,
    run: |desk, office| Box::pin(run(desk, office)),
    complete: Some(complete),
    press: None,
};

const ACTION: &str = "action";
const NAME: &str = "name";

const ABOUT_ACTION: Words = Words {
    english: "disable: never given here · enable: given again · pin: offered first · unpin: no longer first",
    german: "disable: hier nie gegeben · enable: wieder gegeben · pin: zuerst angeboten · unpin: nicht mehr",
    spanish: "disable: nunca aquí · enable: de nuevo · pin: ofrecido primero · unpin: ya no primero",
    french: "disable : jamais ici · enable : de nouveau · pin : proposé d'abord · unpin : plus d'abord",
};
const ABOUT_NAME: Words = Words {
    english: "A topic or one of its answers; type to see which there are",
    german: "Ein Thema oder eine seiner Antworten; tippe, um zu sehen, welche es gibt",
    spanish: "Un tema o una de sus respuestas; escribe para ver cuáles hay",
    french: "Un sujet ou une de ses réponses ; tapez pour voir lesquels existent",
};

const UNKNOWN: &str =
    "I know no topic or answer of that name. Choose one of those that are offered while you type.";
const BOTH: &str = "Please give both: what to do, and the topic or answer.";

fn options() -> Vec<CreateCommandOption> {
    let action = ABOUT_ACTION.option(CommandOptionType::String, ACTION).required(false);
    let actions = ["disable", "enable", "pin", "unpin"];
    let name = ABOUT_NAME.option(CommandOptionType::String, NAME).required(false);
    vec![
        actions.into_iter().fold(action, |action, name| action.add_string_choice(name, name)),
        name.set_autocomplete(true),
    ]
}

async fn run(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let (action, name) = (desk.data.text(ACTION), desk.data.text(NAME).trim());
    match (action.is_empty(), name.is_empty()) {
        (true, true) => return Decided::tell(Post::card(table(desk.scene)), "topics settled"),
        (false, false) => {}
        _ => return Decided::line(BOTH, "incomplete"),
    }
    let Some(key) = key(desk.scene, name) else { return Decided::line(UNKNOWN, "unknown topic") };
    let title = title(desk.scene.snapshot.corpus(), &key);
    let (change, what) = match action {
        "disable" => (
            Change::Disabled { key, disabled: true },
            format!("{title} is no longer given on this server. `enable` gives it again."),
        ),
        "enable" => (
            Change::Disabled { key, disabled: false },
            format!("{title} is given on this server again."),
        ),
        "pin" => (
            Change::Pinned { key, pinned: true },
            format!("{title} is offered first now, in `/ask`, `/topic` and `/topics`."),
        ),
        _ => {
            (Change::Pinned { key, pinned: false }, format!("{title} is no longer offered first."))
        }
    };
    said_when_saved(&what, office.change(change).await, "topic settled")
}

/// The topic or answer that somebody named; one that has left the knowledge as long as something is settled for it.
fn key(scene: &Scene, name: &str) -> Option<String> {
    let corpus = scene.snapshot.corpus();
    if corpus.find(name).is_some() {
        return Some(name.to_owned());
    }
    let settled = scene.community.disabled.iter().chain(&scene.community.pinned);
    let settled = settled.into_iter().find(|key| *key == name).cloned();
    topic::called(corpus, name).map(|topic| topic.id.clone()).or(settled)
}

/// How people know a topic or an answer.
fn title(corpus: &Corpus, key: &str) -> String {
    let Some(at) = corpus.find(key) else { return format!("`{}`", markup::plain(key)) };
    let (topic, answer) = corpus.answer(at);
    if key.contains('/') {
        format!("**{}** ({})", markup::plain(&answer.title), markup::plain(&topic.title))
    } else {
        format!("**{}**", markup::plain(&topic.title))
    }
}

fn table(scene: &Scene) -> Card {
    let corpus = scene.snapshot.corpus();
    let list = |keys: Vec<&String>| {
        let lines: Vec<String> = keys.into_iter().map(|key| title(corpus, key)).collect();
        let (blocks, left_out) = limits::pack(&lines, limits::FIELD_VALUE, limits::FIELD_VALUE);
        let text = blocks.concat();
        match (text.is_empty(), left_out) {
            (true, 0) => "None".to_owned(),
            (_, 0) => text,
            (_, more) => cut(&format!("(and {more} more)\n{text}"), limits::FIELD_VALUE),
        }
    };
    Card {
        colour: card::TEAL,
        title: Some("Topics on this server".to_owned()),
        description: String::new(),
        fields: vec![
            ("Switched off".to_owned(), list(scene.community.disabled.iter().collect())),
            ("Offered first".to_owned(), list(scene.community.pinned.iter().collect())),
        ],
        footer: None,
    }
}

/// Topics and answers whose names hold what was typed; while nothing is typed, what is settled and then the topics.
fn complete(scene: &Scene, typing: &Typing) -> Vec<Choice> {
    let corpus = scene.snapshot.corpus();
    let typed = typing.text.trim().to_lowercase();
    let settled = scene.community.disabled.iter().chain(&scene.community.pinned);
    let settled = settled.filter(|key| typed.is_empty() || key.contains(&typed)).cloned();
    let holds = |text: &str| text.to_lowercase().contains(&typed);
    let topics = corpus.topics.iter().filter(|topic| {
        holds(&topic.title) || holds(&topic.id) || topic.aliases.iter().any(|alias| holds(alias))
    });
    let answers =
        corpus.answers().filter(|(_, _, answer)| !typed.is_empty() && holds(&answer.title));
    let topics = topics.map(|topic| topic.id.clone());
    let keys = settled.chain(topics).chain(answers.map(|(at, ..)| corpus.key(at)));
    let mut offered: Vec<String> = Vec::new();
    for key in keys {
        if !offered.contains(&key) {
            offered.push(key);
        }
    }
    offered.truncate(limits::CHOICES);
    offered.into_iter().map(|key| (named(corpus, &key), key)).collect()
}

/// The name of a choice, which shows no markup.
fn named(corpus: &Corpus, key: &str) -> String {
    match corpus.find(key) {
        None => key.to_owned(),
        Some(at) if key.contains('/') => {
            let (topic, answer) = corpus.answer(at);
            format!("{} ({})", answer.title, topic.title)
        }
        Some(at) => corpus.topics[at.topic].title.clone(),
    }
}
