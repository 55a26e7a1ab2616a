//! Transcripts of a token's logins and refreshes. They are redacted, and sealed besides: a server
//! may say a secret in a way that nobody foresaw.

use sqlx::SqliteConnection;

use super::{
    Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{clock::Timestamp, id::Id, sealed::Sealed, token::Token};

const TABLE: &str = "transcripts";
/// How many are kept for a token.
const KEPT: u32 = 50;

/// A transcript as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedTranscript {
    pub token: Id<Token>,
    pub at: Timestamp,
    pub content: Sealed,
}

impl Store {
    /// Keeps the newest 50 of the token.
    pub async fn append_transcript(&self, transcript: &SealedTranscript) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        insert(&mut writing, None, transcript).await?;
        sqlx::query(
            "DELETE FROM transcripts WHERE token = ?1 AND number NOT IN \
             (SELECT number FROM transcripts WHERE token = ?1 ORDER BY number DESC LIMIT ?2)",
        )
        .bind(bytes(&transcript.token))
        .bind(KEPT)
        .execute(&mut *writing)
        .await?;
        writing.commit().await
    }

    /// Newest first.
    pub async fn transcripts(
        &self,
        token: Id<Token>,
        limit: u32,
    ) -> Result<Vec<SealedTranscript>, StoreError> {
        let rows = sqlx::query(
            "SELECT at, content FROM transcripts WHERE token = ? ORDER BY number DESC LIMIT ?",
        )
        .bind(bytes(&token))
        .bind(limit)
        .fetch_all(&mut *self.reading().await?)
        .await?;
        Ok(readable(&rows, |row| {
            let columns = Columns { table: TABLE, row };
            Ok(SealedTranscript {
                token,
                at: columns.time("at")?,
                content: columns.sealed("content")?,
            })
        }))
    }
}

/// Under a number of its own, or the one that it had.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    number: Option<i64>,
    transcript: &SealedTranscript,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO transcripts (number, token, at, content) VALUES (?, ?, ?, ?)")
        .bind(number)
        .bind(bytes(&transcript.token))
        .bind(transcript.at.as_millisecond())
        .bind(transcript.content.as_bytes())
        .execute(connection)
        .await?;
    Ok(())
}
