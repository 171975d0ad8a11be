//! Draws what members see, for the documents: `cargo run --example pictures` writes `docs/pictures/`.
//!
//! The real pipeline answers from the shipped knowledge, and the very message that would go to Discord is drawn, in
//! light and dark. The same knowledge gives the same files.

mod draw;
mod measure;
mod rich;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use gutskin::discord::render::{self, Post, Target};
use gutskin::knowledge::load;
use gutskin::model::Question;
use gutskin::pipeline::Snapshot;
use gutskin::text::vectors;
use serde_json::Value;
use serenity::model::id::{ChannelId, MessageId, UserId};

/// Names of the files, what somebody asks in each, and what is shown of it.
const PICTURES: [(&str, &str, Shown); 6] = [
    ("answer", STRESS, Shown::Reply),
    ("sources", STRESS, Shown::Sources),
    ("why", STRESS, Shown::Why),
    ("refusal", "can u tell me if this is rosacea or acne", Shown::Reply),
    ("suggestions", "is fasting or keto good for eczema and psoriasis", Shown::Reply),
    ("emergency", "my lips are swelling and i cant breathe", Shown::Reply),
];

const STRESS: &str = "does stress give u acne??";

/// Discord says so itself.
const PRIVATE: &str = "*Only you can see this.*";

#[derive(Clone, Copy)]
enum Shown {
    Reply,
    /// What the buttons of those names show.
    Sources,
    Why,
}

fn main() -> Result<()> {
    let snapshot = snapshot()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    std::fs::create_dir_all(&folder)?;
    for (name, question, shown) in PICTURES {
        let message = message(&snapshot, question, shown)?;
        for theme in [&draw::LIGHT, &draw::DARK] {
            let path = folder.join(format!("{name}-{}.svg", theme.name));
            std::fs::write(&path, draw::conversation(question, &message, theme))
                .with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

fn snapshot() -> Result<Snapshot> {
    let corpus = load::shipped().corpus().context("the shipped knowledge has an error")?;
    Ok(Snapshot::prepare(corpus, Arc::new(vectors::shipped()?)))
}

/// The body that would be sent, as JSON.
fn message(snapshot: &Snapshot, question: &str, shown: Shown) -> Result<Value> {
    let corpus = snapshot.corpus();
    // The day of the latest review: a picture must not change with the calendar.
    let today = corpus.topics.iter().map(|topic| topic.reviewed).max();
    let today = today.context("there are no topics")?;
    let mut answered = snapshot.ask(&Question::new(question), today);
    answered.reply = answered.reply.in_public(&corpus.settings.wording);
    let post = match shown {
        Shown::Reply => Post::answered(&answered, corpus, UserId::new(1)),
        Shown::Sources => Post::references(&answered.reply).under(PRIVATE),
        Shown::Why => Post::explanation(&answered, snapshot).under(PRIVATE),
    };
    let (channel, message) = (ChannelId::new(1), MessageId::new(1));
    let target = Target { channel, message, cause: 1, turn: 0 };
    Ok(serde_json::to_value(render::message(post, target))?)
}
