//! The durable half of the refresh protocol.
//!
//! A refresh token may work once only, so what is about to be done with it is written down
//! first. With the token's lock held ([`crate::vault::Vault::lock_token`]), in this order:
//!
//! 1. [`Store::begin_refresh`] re-reads the token and commits an intent.
//! 2. The request goes out.
//! 3. [`Store::stash_reply`] commits the raw reply, sealed, before anyone parses it.
//! 4. [`Store::finish_refresh`] commits the new generation and strikes out the intent; or
//!    [`Store::abandon_refresh`] does the latter alone, when the server said no.
//!
//! An intent that is found at the start ([`Store::pending_refreshes`]) or by `begin_refresh`
//! tells how far its process came: with a reply, steps 3 and 4 are done again; without one it
//! is not known whether the server spent the refresh token, and [`Store::retry_refresh`]
//! notes that it is tried once more.

use sqlx::{SqliteConnection, sqlite::SqliteRow};
use uuid::Uuid;

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
    token_events::{SealedEvent, append},
    tokens,
};
use tokenry_model::{clock::Timestamp, id::Id, sealed::Sealed, token::Token};

/// A refresh that was begun and has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshIntent {
    pub attempt: Uuid,
    pub token: Id<Token>,
    /// Of the token when the attempt began.
    pub generation: i64,
    /// HMAC of the refresh token that is sent ([`crate::vault::Vault::fingerprint`]); absent
    /// where the grant has none.
    pub fingerprint: Option<Vec<u8>>,
    pub started_at: Timestamp,
    /// How often the request was sent, or may have been.
    pub tries: u32,
    /// The raw reply, if its last byte was read.
    pub reply: Option<Sealed>,
}

/// What [`Store::begin_refresh`] found.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// The intent is committed: send the request. The token as it is stored now.
    Started(Box<Token>),
    /// Somebody was faster: this is the token with its newer generation.
    Changed(Box<Token>),
    /// An earlier attempt was cut off and has to be settled first.
    Unfinished(RefreshIntent),
}

impl Store {
    /// Step 1. `expected` is the generation that the caller has seen and found too old. A full
    /// disk is found here, while nothing has been sent.
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

    /// Takes up an attempt that was cut off before its reply, and counts the new try.
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

    /// Step 3. Where the disk has become full meanwhile, the room kept for this is used.
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

    /// Step 4. `renewed.generation` is one more than that of the intent. Written are account,
    /// scopes, type, expiry, health, the secrets and when they were obtained.
    ///
    /// [`StoreError::NotFound`] if the intent is gone, [`StoreError::TokenChanged`] if the
    /// token has another generation by now: a later wish of the person wins, and nothing is
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

    /// Strikes out an attempt; one that is gone already is no error.
    pub async fn abandon_refresh(&self, attempt: Uuid) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("DELETE FROM refresh_intents WHERE attempt = ?")
            .bind(attempt.as_bytes().as_slice())
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// Every refresh that was begun and has not ended, oldest first. One of them may be under
    /// way in another process: the token's lock tells.
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
