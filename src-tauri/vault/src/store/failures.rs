//! Transcripts of what no token came of. Redacted, and sealed besides.

use sqlx::sqlite::SqliteRow;

use super::{
    Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{
    client::Client, clock::Timestamp, id::Id, sealed::Sealed, server::Server, transcript::Failure,
};

const TABLE: &str = "failures";
/// How many are kept.
const KEPT: u32 = 50;

/// One as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureRow {
    pub id: Id<Failure>,
    pub server: Option<Id<Server>>,
    pub client: Option<Id<Client>>,
    pub at: Timestamp,
    pub content: Sealed,
}

impl Store {
    /// Keeps the newest 50.
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

    /// Newest first.
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
