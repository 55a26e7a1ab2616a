//! The history of a token, a line an event.

use sqlx::SqliteConnection;

use super::{
    Store, StoreError,
    row::{Columns, bytes, json, readable},
};
use crate::{
    id::Id,
    token::{Token, TokenEvent},
};

const TABLE: &str = "token_events";

impl Store {
    pub async fn append_token_event(
        &self,
        token: Id<Token>,
        event: &TokenEvent,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        append(&mut writing, token, event).await?;
        writing.commit().await
    }

    /// Newest first.
    pub async fn token_events(
        &self,
        token: Id<Token>,
        limit: u32,
    ) -> Result<Vec<TokenEvent>, StoreError> {
        let rows = sqlx::query(
            "SELECT at, kind, detail FROM token_events WHERE token = ? ORDER BY number DESC LIMIT ?",
        )
        .bind(bytes(&token))
        .bind(limit)
        .fetch_all(&mut *self.reading().await?)
        .await?;
        Ok(readable(&rows, |row| {
            let columns = Columns { table: TABLE, row };
            Ok(TokenEvent {
                at: columns.time("at")?,
                kind: columns.json("kind")?,
                detail: columns.get("detail")?,
            })
        }))
    }
}

pub(super) async fn append(
    connection: &mut SqliteConnection,
    token: Id<Token>,
    event: &TokenEvent,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO token_events (token, at, kind, detail) VALUES (?, ?, ?, ?)")
        .bind(bytes(&token))
        .bind(event.at.as_millisecond())
        .bind(json(TABLE, &event.kind)?)
        .bind(&event.detail)
        .execute(connection)
        .await?;
    Ok(())
}
