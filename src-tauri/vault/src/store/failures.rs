//! Transcripts of runs that produced no token, redacted and sealed.

use sqlx::sqlite::SqliteRow;

use super::{
    Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{
    client::Client, clock::Timestamp, id::Id, sealed::Sealed, server::Server, transcript::Failure,
};

const TABLE: &str = "failures";
/// The number of transcripts to keep.
const KEPT: u32 = 50;

/// A stored transcript of a failed run.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureRow {
    pub id: Id<Failure>,
    pub server: Option<Id<Server>>,
    pub client: Option<Id<Client>>,
    pub at: Timestamp,
    pub content: Sealed,
}

impl Store {
    /// Adds a transcript, and keeps the newest 50.
    pub async fn keep_failure(&self, failure: &FailureRow) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query(
            "INSERT INTO failures (id, server, client, at, content) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(bytes(&failure.id))
        .bind(failure.server.as_ref().map(bytes))
        .bind(failure.client.as_ref().map(bytes))
        .bind(failure.at.as_millisecond())
        .bind(failure.content.as_bytes())
        .execute(&mut *writing)
        .await?;
        sqlx::query(
            "DELETE FROM failures WHERE rowid NOT IN \
             (SELECT rowid FROM failures ORDER BY rowid DESC LIMIT ?)",
        )
        .bind(KEPT)
        .execute(&mut *writing)
        .await?;
        writing.commit().await
    }

    /// Returns all transcripts, newest first.
    pub async fn failures(&self) -> Result<Vec<FailureRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM failures ORDER BY rowid DESC")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, failure))
    }
}

fn failure(row: &SqliteRow) -> Result<FailureRow, StoreError> {
    let columns = Columns { table: TABLE, row };
    Ok(FailureRow {
        id: columns.id("id")?,
        server: columns.maybe_id("server")?,
        client: columns.maybe_id("client")?,
        at: columns.time("at")?,
        content: columns.sealed("content")?,
    })
}
