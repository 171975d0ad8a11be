//! `/mod status`: how the bot is doing, and what is settled for the server.

use time::Date;

use super::{Office, Subcommand, Words, role};
use crate::discord::act::{Decided, Desk, Running};
use crate::discord::card::{self, Card};
use crate::discord::limits;
use crate::discord::render::Post;
use crate::model::{Community, Corpus, Mode};
use crate::store::Health;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "status",
    about: Words {
        english: "How I am doing, and what is settled on this server",
        german: "Wie es mir geht und was auf diesem Server gilt",
        spanish: "Cómo estoy y qué está fijado en este servidor",
        french: "Comment je vais, et ce qui est réglé sur ce serveur",
    },
    options: Vec::new,
    run: |desk, office| Box::pin(std::future::ready(run(desk, office))),
    complete: None,
    press: None,
};

fn run(desk: &Desk, office: Office) -> Decided {
    let corpus = desk.scene.snapshot.corpus();
    let fields = [
        ("Knowledge", knowledge(corpus, desk.scene.today)),
        ("Connection", connection(desk.running)),
        ("Store", store(&office.store.health())),
        ("This server", server(&desk.scene.community)),
        ("Who may steer me", steering(&desk.scene.community)),
    ];
    let card = Card {
        colour: card::TEAL,
        title: Some(format!("gutskin {}", env!("CARGO_PKG_VERSION"))),
        description: String::new(),
        fields: fields
            .map(|(name, text)| (name.to_owned(), limits::cut(&text, limits::FIELD_VALUE)))
            .into(),
        footer: None,
    };
    Decided::tell(Post::card(card), "status")
}

fn knowledge(corpus: &Corpus, today: Date) -> String {
    let overdue: Vec<&str> = corpus
        .topics
        .iter()
        .filter(|topic| corpus.settings.is_overdue(topic.reviewed, today))
        .map(|topic| topic.id.as_str())
        .collect();
    let reviews = match overdue.len() {
        0 => "no review is overdue".to_owned(),
        1 => format!("one review is overdue: {}", overdue[0]),
        many => format!("{many} reviews are overdue: {}", overdue.join(", ")),
    };
    let (topics, answers) = (corpus.topics.len(), corpus.answers().count());
    format!("Revision {} · {topics} topics, {answers} answers · {reviews}", corpus.revision)
}

fn connection(running: Running) -> String {
    let shard = match running.shard {
        Some((number, total)) => format!("Shard {number} of {total}"),
        None => "Shard not known".to_owned(),
    };
    let latency = match running.latency {
        Some(latency) => format!("Discord answers in {} ms", latency.as_millis()),
        None => "latency not measured yet".to_owned(),
    };
    let sight = if running.message_content {
        "I may read messages that do not mention me"
    } else {
        "I may not read messages that do not mention me: `auto` and `shadow` are not available"
    };
    format!("{shard} · {latency} · {sight}")
}

fn store(health: &Health) -> String {
    let reach =
        if health.reachable { "reachable" } else { "away: what happens is kept and written later" };
    let mut text =
        format!("{}, {reach} · {} waiting to be written", health.database, health.queued);
    if health.lost > 0 {
        text.push_str(&format!(" · {} counts lost since I started", health.lost));
    }
    if let Some(trouble) = &health.trouble {
        text.push_str(&format!(" · {trouble}"));
    }
    text
}

fn server(community: &Community) -> String {
    let in_mode = |mode: Mode| community.modes.values().filter(|own| **own == mode).count();
    let modes: Vec<String> = Mode::ALL
        .into_iter()
        .map(|mode| (mode, in_mode(mode)))
        .filter(|(_, count)| *count > 0)
        .map(|(mode, count)| format!("{count} {}", mode.as_str()))
        .collect();
    let modes = if modes.is_empty() { "all channels mention".to_owned() } else { modes.join(", ") };
    let paused = if community.paused { "Paused: `/mod resume` ends it · " } else { "" };
    let log =
        community.log_channel.map_or("no log channel".to_owned(), |id| format!("log in <#{id}>"));
    let (off, pinned) = (community.disabled.len(), community.pinned.len());
    let corrections = community.corrections.len();
    let unanswered = if community.keeps_unanswered { "kept" } else { "not kept" };
    format!(
        "{paused}Channels and categories: {modes} · {log} · {off} switched off, {pinned} offered first · \
         {corrections} corrections · unanswered questions {unanswered}"
    )
}

fn steering(community: &Community) -> String {
    let role = community.moderator_role;
    let role =
        role.map_or(String::new(), |role| format!("Members with <@&{role}> may use `/mod`. "));
    format!("{role}{}", role::WHO_SEES_IT)
}
