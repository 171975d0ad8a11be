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

/// Names of the files, and what somebody asks in each.
const PICTURES: [(&str, &str); 4] = [
    ("answer", "does stress give u acne??"),
    ("refusal", "can u tell me if this is rosacea or acne"),
    ("suggestions", "is fasting or keto good for eczema and psoriasis"),
    ("emergency", "my lips are swelling and i cant breathe"),
];

fn main() -> Result<()> {
    let snapshot = snapshot()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    std::fs::create_dir_all(&folder)?;
    for (name, question) in PICTURES {
        let message = message(&snapshot, question)?;
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

/// The body that would be sent in reply, as JSON.
fn message(snapshot: &Snapshot, question: &str) -> Result<Value> {
    let corpus = snapshot.corpus();
    // The day of the latest review: a picture must not change with the calendar.
    let today = corpus.topics.iter().map(|topic| topic.reviewed).max();
    let today = today.context("there are no topics")?;
    let mut answered = snapshot.ask(&Question::new(question), today);
    answered.reply = answered.reply.in_public();
    let post = Post::answered(&answered, corpus, UserId::new(1));
    let target = Target { channel: ChannelId::new(1), message: MessageId::new(1), cause: 1 };
    Ok(serde_json::to_value(render::message(post, target))?)
}
