//! `gutskin schema`: JSON Schema of the knowledge files, for editors.

use std::io::Write as _;

use serde_json::{Map, Value};

use super::Done;
use crate::knowledge::schema::KINDS;

/// Print the JSON Schema of one kind of knowledge file, or of all as one object.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gutskin schema topic > knowledge/schema/topic.json")]
pub(super) struct Args {
    /// Which kind of file.
    #[arg(value_parser = KINDS.map(|kind| kind.name))]
    kind: Option<String>,
}

pub(super) fn run(args: &Args) -> Done {
    let schema = match &args.kind {
        None => Value::Object(all()),
        Some(name) => {
            let kind = KINDS.iter().find(|kind| kind.name == name);
            kind.map_or(Value::Null, crate::knowledge::schema::Kind::schema)
        }
    };
    writeln!(anstream::stdout().lock(), "{schema:#}")?;
    Ok(())
}

fn all() -> Map<String, Value> {
    KINDS.iter().map(|kind| (kind.name.to_owned(), kind.schema())).collect()
}
