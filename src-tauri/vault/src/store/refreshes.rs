//! The durable half of the refresh protocol.
//!
//! A refresh token may work only once, so every attempt is recorded before it begins. With the
//! token's lock held ([`crate::vault::Vault::lock_token`]), the steps are:
//!
//! 1. [`Store::begin_refresh`] re-reads the token and commits an intent.
//! 2. The request is sent.
//! 3. [`Store::stash_reply`] commits the raw reply, sealed, before it is parsed.
//! 4. [`Store::finish_refresh`] commits the new generation and deletes the intent. If the server
//!    refused, [`Store::abandon_refresh`] only deletes the intent.
//!
//! An intent found at the start ([`Store::pending_refreshes`]) or by `begin_refresh` shows how far
//! its process got. With a reply, steps 3 and 4 are repeated. Without one it is unknown whether the
//! server consumed the refresh token, and [`Store::retry_refresh`] records another try.

use sqlx::{SqliteConnection, sqlite::SqliteRow};
use uuid::Uuid;

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
    token_events::{SealedEvent, append},
    tokens,
};
use tokenry_model::{clock::Timestamp, id::Id, sealed::Sealed, token::Token};

/// A refresh that has begun and not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshIntent {
    pub attempt: Uuid,
    pub token: Id<Token>,
    /// The token's generation when the attempt began.
    pub generation: i64,
    /// HMAC of the refresh token that is sent ([`crate::vault::Vault::fingerprint`]). `None` if the
    /// grant has none.
    pub fingerprint: Option<Vec<u8>>,
    pub started_at: Timestamp,
    /// How often the request was or may have been sent.
    pub tries: u32,
    /// The raw reply, if it was read completely.
    pub reply: Option<Sealed>,
}

/// The result of [`Store::begin_refresh`].
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// The intent is committed and the request can be sent. Contains the token as stored now.
    Started(Box<Token>),
    /// Another process was faster. Contains the token with its newer generation.
    Changed(Box<Token>),
    /// An earlier attempt was interrupted and has to be resolved first.
    Unfinished(RefreshIntent),
}

impl Store {
    /// Step 1. `expected` is the generation that the caller wants to replace. A full disk is
    /// detected here, before anything is sent.
    pub async fn begin_refresh(
        &self,
        token: Id<Token>,
        expected: i64,
        attempt: Uuid,
        fingerprint: Option<&[u8; 32]>,
        now: Timestamp,
    ) -> Result<Begun, StoreError> {
        self.hold_reserve()?;
        let mut writing = self.writing().await?;
        let stored = tokens::read(&mut writing, token).await?;
        if let Some(intent) = intent_of(&mut writing, token).await? {
            return Ok(Begun::Unfinished(intent));
        }
        if stored.generation != expected {
            return Ok(Begun::Changed(Box::new(stored)));
        }
        sqlx::query(
            "INSERT INTO refresh_intents (attempt, token, generation, fingerprint, started_at) \
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(attempt.as_bytes().as_slice())
        .bind(bytes(&token))
        .bind(expected)
        .bind(fingerprint.map(<[u8; 32]>::as_slice))
        .bind(now.as_millisecond())
        .execute(&mut *writing)
        .await?;
        writing.commit().await?;
        Ok(Begun::Started(Box::new(stored)))
    }

    /// Resumes an attempt that was interrupted before its reply, and counts the new try.
    pub async fn retry_refresh(&self, attempt: Uuid) -> Result<RefreshIntent, StoreError> {
        let mut writing = self.writing().await?;
        let row = sqlx::query(
            "UPDATE refresh_intents SET tries = tries + 1 WHERE attempt = ? RETURNING *",
        )
        .bind(attempt.as_bytes().as_slice())
        .fetch_optional(&mut *writing)
        .await?;
        let intent = intent(&row.ok_or(StoreError::NotFound(Noun::Refresh))?)?;
        writing.commit().await?;
        Ok(intent)
    }

    /// Step 3. If the disk has become full, the reserved space is used.
    pub async fn stash_reply(&self, attempt: Uuid, reply: &Sealed) -> Result<(), StoreError> {
        let first = self.write_reply(attempt, reply).await;
        let again = self.write_reply(attempt, reply);
        self.with_reserve(first, again).await
    }

    async fn write_reply(&self, attempt: Uuid, reply: &Sealed) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("UPDATE refresh_intents SET reply = ? WHERE attempt = ?")
            .bind(reply.as_bytes())
            .bind(attempt.as_bytes().as_slice())
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound(Noun::Refresh));
        }
        writing.commit().await
    }

    /// Step 4. `renewed.generation` must be one more than that of the intent. It writes account,
    /// scopes, type, expiry, health, the secrets and the time they were obtained.
    ///
    /// [`StoreError::NotFound`] if the intent is gone. [`StoreError::TokenChanged`] if the token
    /// has another generation by now. In both cases a person's later action wins, and nothing is
    /// written.
    pub async fn finish_refresh(
        &self,
        attempt: Uuid,
        renewed: &Token,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("DELETE FROM refresh_intents WHERE attempt = ? AND token = ?")
            .bind(attempt.as_bytes().as_slice())
            .bind(bytes(&renewed.id))
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound(Noun::Refresh));
        }
        tokens::expect_generation(&mut writing, renewed.id, renewed.generation - 1).await?;
        tokens::write_generation(&mut writing, renewed).await?;
        append(&mut writing, renewed.id, event).await?;
        writing.commit().await
    }

    /// Deletes an attempt. A missing one is not an error.
    pub async fn abandon_refresh(&self, attempt: Uuid) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("DELETE FROM refresh_intents WHERE attempt = ?")
            .bind(attempt.as_bytes().as_slice())
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// Returns every unfinished refresh, oldest first. One of them may be in progress in another
    /// process, which its token's lock shows.
    pub async fn pending_refreshes(&self) -> Result<Vec<RefreshIntent>, StoreError> {
        let rows = sqlx::query("SELECT * FROM refresh_intents ORDER BY started_at")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, intent))
    }

    pub async fn pending_refresh(
        &self,
        token: Id<Token>,
    ) -> Result<Option<RefreshIntent>, StoreError> {
        intent_of(&mut *self.reading().await?, token).await
    }
}

async fn intent_of(
    connection: &mut SqliteConnection,
    token: Id<Token>,
) -> Result<Option<RefreshIntent>, StoreError> {
    let row = sqlx::query("SELECT * FROM refresh_intents WHERE token = ?")
        .bind(bytes(&token))
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(intent).transpose()
}

fn intent(row: &SqliteRow) -> Result<RefreshIntent, StoreError> {
    let columns = Columns {
        table: "refresh_intents",
        row,
    };
    let attempt: Id<()> = columns.id("attempt")?;
    Ok(RefreshIntent {
        attempt: *attempt.as_uuid(),
        token: columns.id("token")?,
        generation: columns.get("generation")?,
        fingerprint: columns.get("fingerprint")?,
        started_at: columns.time("started_at")?,
        tries: columns.get("tries")?,
        reply: columns.maybe_sealed("reply")?,
    })
}
