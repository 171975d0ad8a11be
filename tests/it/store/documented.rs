//! docs/privacy.md names what there is, all of it and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gutskin::store::{COUNT_DAYS, GRACE_DAYS, LEAST_ASKERS, TOMBSTONE_DAYS, UNANSWERED_DAYS};

use super::databases::Database;
use super::tables;

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/privacy.md");
    std::fs::read_to_string(path).expect("docs/privacy.md")
}

/// Rows of the document's tables: the columns of each table of the database, with what stands beside them.
fn described() -> BTreeMap<String, Vec<Vec<String>>> {
    let text = document();
    let mut described = BTreeMap::new();
    for section in text.split("\n### `").skip(1) {
        let (table, rest) = section.split_once('`').expect("a name between back ticks");
        let rest = rest.split("\n## ").next().unwrap_or_default();
        let rows = rest.lines().filter(|line| line.starts_with("| `")).map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
        });
        described.insert(table.to_owned(), rows.collect());
    }
    described
}

/// The tables in which the document says something of a person is.
pub(super) fn tables_of_people() -> BTreeSet<String> {
    let of_people = |rows: &Vec<Vec<String>>| rows.iter().any(|row| !row[3].is_empty());
    described().into_iter().filter(|(_, rows)| of_people(rows)).map(|(table, _)| table).collect()
}

#[tokio::test]
async fn every_column_is_described_and_none_is_invented() {
    for on in Database::shared().await {
        let _store = on.open().await;
        let described = described();
        let names: BTreeMap<String, Vec<String>> = described
            .iter()
            .map(|(table, rows)| (table.clone(), rows.iter().map(|row| row[0].clone()).collect()))
            .collect();
        assert_eq!(names, tables::columns(&on).await, "{}", on.name);
        for (table, rows) in described {
            for row in rows {
                assert!(row.len() == 4 && row[1].len() > 4 && row[2].len() > 4, "{table}: {row:?}");
            }
        }
    }
}

#[test]
fn the_times_are_those_of_the_program() {
    let text = document();
    for (table, days) in [
        ("counts", COUNT_DAYS),
        ("judgements", COUNT_DAYS),
        ("shadowed", COUNT_DAYS),
        ("unanswered", UNANSWERED_DAYS),
        ("tombstones", TOMBSTONE_DAYS),
        ("settings", GRACE_DAYS),
        ("corrections", GRACE_DAYS),
    ] {
        let rows = &described()[table];
        assert!(rows.iter().any(|row| row[2].contains(&format!("{days} days"))), "{table}: {days}");
    }
    assert_eq!(LEAST_ASKERS, 3);
    assert!(text.contains("three different people asked it within one week"));
}
