//! The history: sealed exchanges, newest first, up to a limit.
//!
//! The body of an exchange is a separate file, known to the store only by name. Removing exchanges
//! returns the names of the files to delete.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{
    clock::Timestamp,
    id::Id,
    request::{Exchange, Request},
    sealed::Sealed,
    token::Token,
};

/// A stored exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeRow {
    pub id: Id<Exchange>,
    pub request: Option<Id<Request>>,
    pub sent_at: Timestamp,
    pub content: Sealed,
    /// The name of the sealed body's file in the body store.
    pub body_file: Option<String>,
}

impl Store {
    /// The default number of exchanges to keep.
    pub const EXCHANGES_KEPT: u32 = 500;

    /// Adds an exchange, and records the use of its token.
    pub async fn add_exchange(
        &self,
        exchange: &ExchangeRow,
        used: Option<Id<Token>>,
    ) -> Result<(), StoreError> {
        let mut writing = self.adding().await?;
        // The saved request may have been removed while the exchange was in progress.
        sqlx::query(
            "INSERT INTO exchanges (id, request, sent_at, content, body_file) \
             VALUES (?, (SELECT id FROM requests WHERE id = ?), ?, ?, ?)",
        )
        .bind(bytes(&exchange.id))
        .bind(exchange.request.as_ref().map(bytes))
        .bind(exchange.sent_at.as_millisecond())
        .bind(exchange.content.as_bytes())
        .bind(&exchange.body_file)
        .execute(&mut *writing)
        .await?;
        // The token may have been forgotten meanwhile.
        sqlx::query("UPDATE tokens SET used_at = ? WHERE id = ?")
            .bind(exchange.sent_at.as_millisecond())
            .bind(used.as_ref().map(bytes))
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// Returns the number of stored exchanges.
    pub async fn exchange_count(&self) -> Result<u32, StoreError> {
        let count = sqlx::query_scalar("SELECT count(*) FROM exchanges");
        Ok(count.fetch_one(&mut *self.reading().await?).await?)
    }

    /// Returns a page of exchanges, newest first. `before` is the time and id of the previous
    /// page's last exchange.
    pub async fn exchanges(
        &self,
        before: Option<(Timestamp, Id<Exchange>)>,
        limit: u32,
    ) -> Result<Vec<ExchangeRow>, StoreError> {
        let (time, id) = match &before {
            Some((time, id)) => (time.as_millisecond(), bytes(id)),
            None => (i64::MAX, [].as_slice()),
        };
        let rows = sqlx::query(
            "SELECT * FROM exchanges WHERE (sent_at, id) < (?, ?) \
             ORDER BY sent_at DESC, id DESC LIMIT ?",
        )
        .bind(time)
        .bind(id)
        .bind(limit)
        .fetch_all(&mut *self.reading().await?)
        .await?;
        Ok(readable(&rows, exchange))
    }

    pub async fn exchange(&self, id: Id<Exchange>) -> Result<ExchangeRow, StoreError> {
        let row = sqlx::query("SELECT * FROM exchanges WHERE id = ?")
            .bind(bytes(&id))
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        exchange(&row.ok_or(StoreError::NotFound(Noun::Exchange))?)
    }

    /// Removes the exchange and truncates the log. Returns the name of its body file.
    pub async fn remove_exchange(&self, id: Id<Exchange>) -> Result<Option<String>, StoreError> {
        let mut writing = self.writing().await?;
        let file: Option<Option<String>> =
            sqlx::query_scalar("DELETE FROM exchanges WHERE id = ? RETURNING body_file")
                .bind(bytes(&id))
                .fetch_optional(&mut *writing)
                .await?;
        let file = file.ok_or(StoreError::NotFound(Noun::Exchange))?;
        writing.commit().await?;
        self.checkpoint_truncate().await?;
        Ok(file)
    }

    /// Removes all but the newest `keep` exchanges (0 empties the history), and returns the names
    /// of their body files. Does not checkpoint, because it runs after every exchange.
    pub async fn trim_exchanges(&self, keep: u32) -> Result<Vec<String>, StoreError> {
        let mut writing = self.writing().await?;
        let files = trim(&mut writing, keep).await?;
        writing.commit().await?;
        Ok(files)
    }
}

async fn trim(connection: &mut SqliteConnection, keep: u32) -> Result<Vec<String>, StoreError> {
    let files: Vec<Option<String>> = sqlx::query_scalar(
        "DELETE FROM exchanges WHERE id IN \
         (SELECT id FROM exchanges ORDER BY sent_at DESC, id DESC LIMIT -1 OFFSET ?) \
         RETURNING body_file",
    )
    .bind(keep)
    .fetch_all(connection)
    .await?;
    Ok(files.into_iter().flatten().collect())
}

pub(super) fn exchange(row: &SqliteRow) -> Result<ExchangeRow, StoreError> {
    let columns = Columns {
        table: "exchanges",
        row,
    };
    Ok(ExchangeRow {
        id: columns.id("id")?,
        request: columns.maybe_id("request")?,
        sent_at: columns.time("sent_at")?,
        content: columns.sealed("content")?,
        body_file: columns.get("body_file")?,
    })
}
