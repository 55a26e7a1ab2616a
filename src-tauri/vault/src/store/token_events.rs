//! The history of a token, a line an event. What a line says is sealed: nobody else can write one,
//! and a server may have said a secret in a way that nobody foresaw.

use sqlx::SqliteConnection;

use super::{
    Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{clock::Timestamp, id::Id, sealed::Sealed, token::Token};

const TABLE: &str = "token_events";

/// A line of a token's history as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedEvent {
    pub at: Timestamp,
    pub content: Sealed,
}

impl Store {
    /// Newest first.
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

/// Nothing where the vault was locked before the line could be sealed: what happened is no reason
/// to fail.
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

/// Under a number of its own, or the one that it had.
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
