//! Rows that hold what no Tokenry writes. The lists of what can be used go without them; they are
//! told here, to be shown beside the others, and can be forgotten.

use sqlx::{AssertSqlSafe, Row as _, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError, clients, collections, drafts, exchanges, requests, servers, tokens,
};

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub what: Noun,
    /// SQLite's number of the row: the id may be what cannot be read.
    pub number: i64,
    pub name: Option<String>,
    /// Why, for a person who looks into it.
    pub reason: String,
}

impl Unreadable {
    /// What to call it: its name, where that is left, else which row it is.
    pub fn called(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => format!("{} {}", self.what, self.number),
        }
    }

    /// Does a person mean this one? By its name, in whatever case, or by which row it is.
    pub fn is_called(&self, typed: &str) -> bool {
        let name = self.name.as_deref();
        name.is_some_and(|name| name.eq_ignore_ascii_case(typed))
            || typed.eq_ignore_ascii_case(&format!("{} {}", self.what, self.number))
    }
}

type Reading = fn(&SqliteRow) -> Result<(), StoreError>;

/// A table, how its rows are read, and what is read of them. The sealed content of an exchange
/// has a megabyte at times, and nothing in it can be wrong before it is opened.
const TABLES: [(Noun, &str, &str, Reading); 7] = [
    (Noun::Server, "servers", "*", |row| {
        servers::server(row).map(drop)
    }),
    (Noun::Client, "clients", "*", |row| {
        clients::client(row).map(drop)
    }),
    (Noun::Token, "tokens", "*", |row| {
        tokens::token(row).map(drop)
    }),
    (Noun::Collection, "collections", "*", |row| {
        collections::collection(row).map(drop)
    }),
    (Noun::Request, "requests", "*", |row| {
        requests::request(row).map(drop)
    }),
    (Noun::Draft, "drafts", "*", |row| {
        drafts::draft(row).map(drop)
    }),
    (
        Noun::Exchange,
        "exchanges",
        "id, request, sent_at, x'00' AS content, body_file",
        |row| exchanges::exchange(row).map(drop),
    ),
];

impl Store {
    /// All rows that cannot be read.
    pub async fn unreadable(&self) -> Result<Vec<Unreadable>, StoreError> {
        let mut found = Vec::new();
        let mut reading = self.reading().await?;
        for (what, table, columns, read) in TABLES {
            // Both are our own words.
            let query = AssertSqlSafe(format!("SELECT rowid AS number, {columns} FROM {table}"));
            let rows = sqlx::query(query).fetch_all(&mut *reading).await?;
            for row in &rows {
                let Err(error) = read(row) else { continue };
                found.push(Unreadable {
                    what,
                    number: row.try_get("number")?,
                    name: row.try_get("name").ok(),
                    reason: in_full(&error),
                });
            }
        }
        Ok(found)
    }

    /// Removes a row that cannot be read, with all that hangs on it, and cuts the log. One that
    /// can be read (again) stays: [`StoreError::NotFound`].
    pub async fn remove_unreadable(&self, what: Noun, number: i64) -> Result<(), StoreError> {
        let table = TABLES.iter().find(|(noun, ..)| *noun == what);
        let &(_, table, columns, read) = table.ok_or(StoreError::NotFound(what))?;
        let mut writing = self.writing().await?;
        let query = AssertSqlSafe(format!("SELECT {columns} FROM {table} WHERE rowid = ?"));
        let row = sqlx::query(query)
            .bind(number)
            .fetch_optional(&mut *writing)
            .await?;
        if row.is_none_or(|row| read(&row).is_ok()) {
            return Err(StoreError::NotFound(what));
        }
        sqlx::query(AssertSqlSafe(format!(
            "DELETE FROM {table} WHERE rowid = ?"
        )))
        .bind(number)
        .execute(&mut *writing)
        .await?;
        writing.commit().await?;
        self.checkpoint_truncate().await
    }
}

/// With its causes.
fn in_full(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
