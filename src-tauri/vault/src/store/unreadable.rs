//! Rows that contain something no Tokenry writes. The ordinary lists omit them. They are listed
//! here, so that a person can see and delete them.

use sqlx::{AssertSqlSafe, Row as _, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError, clients, collections, drafts, exchanges, requests, servers, tokens,
};

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub what: Noun,
    /// SQLite's row number, since the id itself may be unreadable.
    pub number: i64,
    pub name: Option<String>,
    /// The technical reason.
    pub reason: String,
}

impl Unreadable {
    /// Returns the name, or else the kind and number of the row.
    pub fn called(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => format!("{} {}", self.what, self.number),
        }
    }

    /// Returns `true` if the typed text is the name, in any case, or the kind and number.
    pub fn is_called(&self, typed: &str) -> bool {
        let name = self.name.as_deref();
        name.is_some_and(|name| name.eq_ignore_ascii_case(typed))
            || typed.eq_ignore_ascii_case(&format!("{} {}", self.what, self.number))
    }
}

type Reading = fn(&SqliteRow) -> Result<(), StoreError>;

/// Each table with its read function and the columns to read. The sealed content of an exchange may
/// be a megabyte, and no error in it shows before it is opened.
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
    /// Returns all unreadable rows.
    pub async fn unreadable(&self) -> Result<Vec<Unreadable>, StoreError> {
        let mut found = Vec::new();
        let mut reading = self.reading().await?;
        for (what, table, columns, read) in TABLES {
            // Both are our own constants.
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

    /// Removes an unreadable row with everything that depends on it, and truncates the log.
    /// [`StoreError::NotFound`] if the row is readable.
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

/// Formats an error with its causes.
fn in_full(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
