//! The history of a token, one row per event. The content is sealed, so that nobody else can write
//! it, and because a server may have revealed a secret in an unforeseen way.

use sqlx::SqliteConnection;

use super::{
    Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{clock::Timestamp, id::Id, sealed::Sealed, token::Token};

const TABLE: &str = "token_events";

/// A stored entry of a token's history.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedEvent {
    pub at: Timestamp,
    pub content: Sealed,
}

impl Store {
    /// Returns a token's history, newest first.
    pub async fn token_events(
        &self,
        token: Id<Token>,
        limit: u32,
    ) -> Result<Vec<SealedEvent>, StoreError> {
        let rows = sqlx::query(
            "SELECT at, content FROM token_events WHERE token = ? ORDER BY number DESC LIMIT ?",
        )
        .bind(bytes(&token))
        .bind(limit)
        .fetch_all(&mut *self.reading().await?)
        .await?;
        Ok(readable(&rows, |row| {
            let columns = Columns { table: TABLE, row };
            Ok(SealedEvent {
                at: columns.time("at")?,
                content: columns.sealed("content")?,
            })
        }))
    }
}

/// Appends an entry. Does nothing if the vault was locked before the entry could be sealed, because
/// the event itself succeeded.
pub(super) async fn append(
    connection: &mut SqliteConnection,
    token: Id<Token>,
    event: Option<&SealedEvent>,
) -> Result<(), StoreError> {
    match event {
        Some(event) => insert(connection, None, token, event).await,
        None => Ok(()),
    }
}

/// Inserts an entry under a new number, or under its old one.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    number: Option<i64>,
    token: Id<Token>,
    event: &SealedEvent,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO token_events (number, token, at, content) VALUES (?, ?, ?, ?)")
        .bind(number)
        .bind(bytes(&token))
        .bind(event.at.as_millisecond())
        .bind(event.content.as_bytes())
        .execute(connection)
        .await?;
    Ok(())
}
