//! Looks at the tables themselves, beside the store.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Row as _};

use super::databases::Database;

/// Every row of every table of ours, each as one text.
pub(super) type Rows = BTreeMap<String, BTreeSet<String>>;

/// The columns of every table, as the database lists them.
pub(super) async fn columns(on: &Database) -> BTreeMap<String, Vec<String>> {
    let mut connection = on.beside().await;
    let query = if on.name == "PostgreSQL" {
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns \
         WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
    } else {
        "SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns \
         WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' ORDER BY tables.name, columns.cid"
    };
    let rows: Vec<(String, String)> =
        sqlx::query_as(query).fetch_all(&mut connection).await.expect("a list");
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows {
        columns.entry(table).or_default().push(column);
    }
    columns
}

pub(super) async fn rows(on: &Database) -> Rows {
    let mut all = Rows::new();
    for table in columns(on).await.into_keys().filter(|table| !table.starts_with('_')) {
        all.insert(table.clone(), of_table(on, &mut on.beside().await, &table).await);
    }
    all
}

async fn of_table(on: &Database, connection: &mut AnyConnection, table: &str) -> BTreeSet<String> {
    let query = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}")));
    let rows = query.fetch_all(connection).await.unwrap_or_else(|e| panic!("{}: {e}", on.name));
    let cell = |row: &sqlx::any::AnyRow, at: usize| {
        let number = row.try_get::<i64, _>(at).map(|number| number.to_string());
        number.or_else(|_| row.try_get::<String, _>(at)).expect("a number or a text")
    };
    let text = |row: &sqlx::any::AnyRow| {
        let cells = row
            .columns()
            .iter()
            .map(|column| format!("{}={}", column.name(), cell(row, column.ordinal())));
        cells.collect::<Vec<_>>().join(" ")
    };
    rows.iter().map(text).collect()
}

/// The one number that a query gives.
pub(super) async fn number(on: &Database, query: &'static str) -> i64 {
    let mut connection = on.beside().await;
    sqlx::query_scalar(query).fetch_one(&mut connection).await.expect(on.name)
}
