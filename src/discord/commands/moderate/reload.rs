//! `/mod reload`: reads the knowledge anew and says what is different, or what is wrong with it.

use super::{Subcommand, Words};
use crate::app::Reloaded;
use crate::discord::act::{Decided, Desk};
use crate::discord::card::{self, Card};
use crate::discord::limits::{self, cut};
use crate::discord::render::Post;
use crate::model::Difference;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "reload",
    about: Words {
        english: "Read the knowledge again and say what changed",
        german: "Das Wissen neu lesen und sagen, was sich geändert hat",
        spanish: "Volver a leer el conocimiento y decir qué cambió",
        french: "Relire les connaissances et dire ce qui a changé",
    },
    options: Vec::new,
    run: |desk, _| Box::pin(run(desk)),
    complete: None,
    press: None,
};

const BUILT_IN: &str = "My knowledge came with the program, so there is nothing to read again. It changes when whoever runs \
    me updates me, or has me serve a folder.";

/// Code points of a message that stand around the diagnostics.
const AROUND: usize = 200;

async fn run(desk: &Desk<'_>) -> Decided {
    let post = match desk.app.reload().await {
        Reloaded::BuiltIn => Post::line(BUILT_IN),
        Reloaded::Unsound(reasons) => Post::line(unsound(&reasons)),
        Reloaded::Fresh { revision, difference } if !difference.any => {
            Post::line(format!("Nothing has changed: I still serve revision {revision}."))
        }
        Reloaded::Fresh { revision, difference } => Post::card(fresh(&revision, &difference)),
    };
    Decided::tell(post, "reload")
}

/// The diagnostics as they are printed in a terminal.
fn unsound(reasons: &str) -> String {
    // Three back ticks would end the block.
    let shown = cut(&reasons.replace('`', "'"), limits::CONTENT - AROUND);
    format!("That knowledge does not pass the check, so I keep what I have.\n```\n{shown}\n```")
}

fn fresh(revision: &str, difference: &Difference) -> Card {
    let Difference { added, removed, changed, .. } = difference;
    let lists = [("Added", added), ("Removed", removed), ("Changed", changed)];
    let field = |(name, keys): (&str, &Vec<String>)| {
        (format!("{name}: {}", keys.len()), cut(&keys.join(", "), limits::FIELD_VALUE))
    };
    let fields: Vec<(String, String)> =
        lists.into_iter().filter(|(_, keys)| !keys.is_empty()).map(field).collect();
    let nothing = "No answer reads differently; rules, words or settings do.";
    Card {
        colour: card::TEAL,
        title: Some(format!("Serving revision {revision}")),
        description: if fields.is_empty() { nothing.to_owned() } else { String::new() },
        fields,
        footer: None,
    }
}
