//! Transcripts of a token's logins and refreshes. They are redacted and also sealed, because a
//! server may have revealed a secret in an unforeseen way.

use sqlx::SqliteConnection;

use super::{
    Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{clock::Timestamp, id::Id, sealed::Sealed, token::Token};

const TABLE: &str = "transcripts";
/// The number of transcripts to keep per token.
const KEPT: u32 = 50;

/// A stored transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedTranscript {
    pub token: Id<Token>,
    pub at: Timestamp,
    pub content: Sealed,
}

impl Store {
    /// Adds a transcript, and keeps the newest 50 of the token.
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

    /// Returns a token's transcripts, newest first.
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

/// Inserts a transcript under a new number, or under its old one.
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
