//! Transcripts of a token's logins and refreshes. They hold no secret (see
//! [`crate::transcript`]), so they are plain.

use super::{
    Store, StoreError,
    row::{Columns, bytes, json},
};
use crate::{clock::Timestamp, id::Id, token::Token, transcript::Transcript};

const TABLE: &str = "transcripts";
/// How many are kept for a token.
const KEPT: u32 = 50;

#[derive(Debug, Clone, PartialEq)]
pub struct StoredTranscript {
    pub at: Timestamp,
    pub transcript: Transcript,
}

impl Store {
    /// Keeps the newest 50 of the token.
    pub async fn append_transcript(
        &self,
        token: Id<Token>,
        at: Timestamp,
        transcript: &Transcript,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("INSERT INTO transcripts (token, at, content) VALUES (?, ?, ?)")
            .bind(bytes(&token))
            .bind(at.as_millisecond())
            .bind(json(TABLE, transcript)?)
            .execute(&mut *writing)
            .await?;
        sqlx::query(
            "DELETE FROM transcripts WHERE token = ?1 AND number NOT IN \
             (SELECT number FROM transcripts WHERE token = ?1 ORDER BY number DESC LIMIT ?2)",
        )
        .bind(bytes(&token))
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
    ) -> Result<Vec<StoredTranscript>, StoreError> {
        sqlx::query(
            "SELECT at, content FROM transcripts WHERE token = ? ORDER BY number DESC LIMIT ?",
        )
        .bind(bytes(&token))
        .bind(limit)
        .fetch_all(&mut *self.reading().await?)
        .await?
        .iter()
        .map(|row| {
            let columns = Columns { table: TABLE, row };
            Ok(StoredTranscript {
                at: columns.time("at")?,
                transcript: columns.json("content")?,
            })
        })
        .collect()
    }
}
