//! Tokens. Their refreshes are in [`super::refreshes`].

use sqlx::{
    Sqlite, SqliteConnection,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, json, readable},
    token_events::{SealedEvent, append},
};
use tokenry_model::{
    clock::Timestamp,
    id::Id,
    sealed::Sealed,
    token::{Health, Token, TokenSecrets},
};

const TABLE: &str = "tokens";

impl Store {
    /// Adds a token with the first entry of its history. `seal` is the sealed record of the client
    /// it belongs to. [`StoreError::NameTaken`] if another token has the name.
    pub async fn add_token(
        &self,
        token: &Token,
        seal: &Sealed,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let first = self.insert_token(token, seal, event).await;
        let again = self.insert_token(token, seal, event);
        self.with_reserve(first, again).await
    }

    async fn insert_token(
        &self,
        token: &Token,
        seal: &Sealed,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        insert(&mut writing, token, seal, event).await?;
        writing.commit().await
    }

    /// Returns all tokens, by name.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let rows = sqlx::query("SELECT * FROM tokens ORDER BY name COLLATE NOCASE, name")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, token))
    }

    /// Returns `true` if any token needs attention and the reason is sealed.
    pub async fn has_words(&self) -> Result<bool, StoreError> {
        let query = "SELECT EXISTS (SELECT 1 FROM tokens WHERE health_words IS NOT NULL)";
        let mut reading = self.reading().await?;
        Ok(sqlx::query_scalar(query).fetch_one(&mut *reading).await?)
    }

    pub async fn token(&self, id: Id<Token>) -> Result<Token, StoreError> {
        read(&mut *self.reading().await?, id).await
    }

    pub async fn token_named(&self, name: &str) -> Result<Token, StoreError> {
        let row = sqlx::query("SELECT * FROM tokens WHERE name = ?")
            .bind(name)
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        token(&row.ok_or(StoreError::NotFound(Noun::Token))?)
    }

    pub async fn rename_token(
        &self,
        id: Id<Token>,
        name: &str,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("UPDATE tokens SET name = ? WHERE id = ?")
            .bind(name)
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await
            .map_err(|e| naming(e, name))?;
        found(done.rows_affected())?;
        append(&mut writing, id, event).await?;
        writing.commit().await
    }

    /// Records the health of a token. `words` contains the sealed reason.
    /// [`StoreError::TokenChanged`], with nothing written, if the token has another generation by
    /// now.
    pub async fn set_token_health(
        &self,
        id: Id<Token>,
        generation: i64,
        health: &Health,
        words: Option<&Sealed>,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        expect_generation(&mut writing, id, generation).await?;
        sqlx::query("UPDATE tokens SET health = ?, health_words = ? WHERE id = ?")
            .bind(json(TABLE, &health.without_words())?)
            .bind(words.map(Sealed::as_bytes))
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        append(&mut writing, id, event).await?;
        writing.commit().await
    }

    /// Records the account, scopes and expiry that became known after the token was obtained.
    /// [`StoreError::TokenChanged`], with nothing written, if the token has another generation by
    /// now.
    pub async fn note_learned(
        &self,
        token: &Token,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        expect_generation(&mut writing, token.id, token.generation).await?;
        sqlx::query("UPDATE tokens SET account = ?, scopes = ?, expiry = ? WHERE id = ?")
            .bind(account(token)?)
            .bind(json(TABLE, &token.scopes)?)
            .bind(json(TABLE, &token.expiry)?)
            .bind(bytes(&token.id))
            .execute(&mut *writing)
            .await?;
        append(&mut writing, token.id, event).await?;
        writing.commit().await
    }

    /// Writes the editable fields of a token (client, expiry and placement) and its new sealed
    /// copy. [`StoreError::TokenChanged`], with nothing written, if the token has another
    /// generation by now.
    pub async fn edit_token(
        &self,
        token: &Token,
        seal: &Sealed,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        expect_generation(&mut writing, token.id, token.generation).await?;
        sqlx::query(
            "UPDATE tokens SET client = ?, expiry = ?, placement = ?, seal = ? WHERE id = ?",
        )
        .bind(token.client.as_ref().map(bytes))
        .bind(json(TABLE, &token.expiry)?)
        .bind(placement(token)?)
        .bind(seal.as_bytes())
        .bind(bytes(&token.id))
        .execute(&mut *writing)
        .await?;
        append(&mut writing, token.id, event).await?;
        writing.commit().await
    }

    /// Deletes the refresh token before the last rotation, once the new one has worked.
    pub async fn drop_previous_refresh(
        &self,
        id: Id<Token>,
        generation: i64,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        expect_generation(&mut writing, id, generation).await?;
        sqlx::query("UPDATE tokens SET previous_refresh = NULL WHERE id = ?")
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// Replaces a token with a new generation, after a login or a manual change.
    /// `renewed.generation` must be one more than the stored one, or else
    /// [`StoreError::TokenChanged`]. A pending refresh of the old generation is cancelled. It
    /// writes account, scopes, type, expiry, health, the secrets and the time they were obtained.
    /// The name and everything else stay as stored.
    pub async fn replace_token(
        &self,
        renewed: &Token,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let first = self.put_generation(renewed, event).await;
        let again = self.put_generation(renewed, event);
        self.with_reserve(first, again).await
    }

    async fn put_generation(
        &self,
        renewed: &Token,
        event: Option<&SealedEvent>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        expect_generation(&mut writing, renewed.id, renewed.generation - 1).await?;
        write_generation(&mut writing, renewed).await?;
        sqlx::query("DELETE FROM refresh_intents WHERE token = ?")
            .bind(bytes(&renewed.id))
            .execute(&mut *writing)
            .await?;
        append(&mut writing, renewed.id, event).await?;
        writing.commit().await
    }

    /// Writes only the client and the placement of a token, which its sealed copy also contains.
    pub async fn belong(&self, token: &Token) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("UPDATE tokens SET client = ?, placement = ? WHERE id = ?")
            .bind(token.client.as_ref().map(bytes))
            .bind(placement(token)?)
            .bind(bytes(&token.id))
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }

    /// Removes the token with its history, and truncates the log.
    pub async fn forget_token(&self, id: Id<Token>) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("DELETE FROM tokens WHERE id = ?")
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        found(done.rows_affected())?;
        writing.commit().await?;
        self.checkpoint_truncate().await
    }
}

pub(super) async fn read(
    connection: &mut SqliteConnection,
    id: Id<Token>,
) -> Result<Token, StoreError> {
    let row = sqlx::query("SELECT * FROM tokens WHERE id = ?")
        .bind(bytes(&id))
        .fetch_optional(connection)
        .await?;
    token(&row.ok_or(StoreError::NotFound(Noun::Token))?)
}

pub(super) async fn expect_generation(
    connection: &mut SqliteConnection,
    id: Id<Token>,
    expected: i64,
) -> Result<(), StoreError> {
    let stored: Option<i64> = sqlx::query_scalar("SELECT generation FROM tokens WHERE id = ?")
        .bind(bytes(&id))
        .fetch_optional(connection)
        .await?;
    match stored {
        None => Err(StoreError::NotFound(Noun::Token)),
        Some(found) if found != expected => Err(StoreError::TokenChanged { expected, found }),
        Some(_) => Ok(()),
    }
}

pub(super) async fn write_generation(
    connection: &mut SqliteConnection,
    token: &Token,
) -> Result<(), StoreError> {
    let update = sqlx::query(
        "UPDATE tokens SET account = ?, scopes = ?, token_type = ?, expiry = ?, health = ?, \
         health_words = ?, generation = ?, access = ?, refresh = ?, id_token = ?, previous_refresh = ?, \
         dpop_key = ?, members = ?, obtained_at = ? WHERE id = ?",
    );
    bind_obtained(update, token)?
        .bind(bytes(&token.id))
        .execute(connection)
        .await?;
    Ok(())
}

/// Inserts a new token and the first entry of its history.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    token: &Token,
    seal: &Sealed,
    event: Option<&SealedEvent>,
) -> Result<(), StoreError> {
    let insert = sqlx::query(
        "INSERT INTO tokens (account, scopes, token_type, expiry, health, health_words, generation, \
         access, refresh, id_token, previous_refresh, dpop_key, members, obtained_at, id, server, client, \
         name, grant_kind, placement, created_at, used_at, seal) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    bind_obtained(insert, token)?
        .bind(bytes(&token.id))
        .bind(bytes(&token.server))
        .bind(token.client.as_ref().map(bytes))
        .bind(&token.name)
        .bind(json(TABLE, &token.grant)?)
        .bind(placement(token)?)
        .bind(token.created_at.as_millisecond())
        .bind(token.used_at.map(Timestamp::as_millisecond))
        .bind(seal.as_bytes())
        .execute(&mut *connection)
        .await
        .map_err(|e| naming(e, &token.name))?;
    append(connection, token.id, event).await
}

pub(super) fn token(row: &SqliteRow) -> Result<Token, StoreError> {
    let columns = Columns { table: TABLE, row };
    Ok(Token {
        id: columns.id("id")?,
        server: columns.id("server")?,
        client: columns.maybe_id("client")?,
        name: columns.get("name")?,
        grant: columns.json("grant_kind")?,
        account: columns.maybe_json("account")?,
        scopes: columns.json("scopes")?,
        token_type: columns.get("token_type")?,
        placement: columns.maybe_json("placement")?,
        expiry: columns.json("expiry")?,
        // A plain reason from an older format or another program is not trusted.
        health: columns.json::<Health>("health")?.without_words(),
        health_words: columns.maybe_sealed("health_words")?,
        generation: columns.get("generation")?,
        secrets: TokenSecrets {
            access: columns.sealed("access")?,
            refresh: columns.maybe_sealed("refresh")?,
            id_token: columns.maybe_sealed("id_token")?,
            previous_refresh: columns.maybe_sealed("previous_refresh")?,
            dpop_key: columns.maybe_sealed("dpop_key")?,
            members: columns.maybe_sealed("members")?,
        },
        created_at: columns.time("created_at")?,
        obtained_at: columns.time("obtained_at")?,
        used_at: columns.maybe_time("used_at")?,
    })
}

/// Binds the fields that every token reply updates, from `account` to `obtained_at`.
fn bind_obtained<'q>(
    query: Query<'q, Sqlite, SqliteArguments>,
    token: &'q Token,
) -> Result<Query<'q, Sqlite, SqliteArguments>, StoreError> {
    let secrets = &token.secrets;
    let sealed = |secret: &'q Option<Sealed>| secret.as_ref().map(Sealed::as_bytes);
    Ok(query
        .bind(account(token)?)
        .bind(json(TABLE, &token.scopes)?)
        .bind(&token.token_type)
        .bind(json(TABLE, &token.expiry)?)
        .bind(json(TABLE, &token.health.without_words())?)
        .bind(sealed(&token.health_words))
        .bind(token.generation)
        .bind(secrets.access.as_bytes())
        .bind(sealed(&secrets.refresh))
        .bind(sealed(&secrets.id_token))
        .bind(sealed(&secrets.previous_refresh))
        .bind(sealed(&secrets.dpop_key))
        .bind(sealed(&secrets.members))
        .bind(token.obtained_at.as_millisecond()))
}

fn account(token: &Token) -> Result<Option<String>, StoreError> {
    token
        .account
        .as_ref()
        .map(|account| json(TABLE, account))
        .transpose()
}

fn placement(token: &Token) -> Result<Option<String>, StoreError> {
    let placement = token.placement.as_ref();
    placement
        .map(|placement| json(TABLE, placement))
        .transpose()
}

fn found(rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        Err(StoreError::NotFound(Noun::Token))
    } else {
        Ok(())
    }
}

fn naming(error: sqlx::Error, name: &str) -> StoreError {
    StoreError::naming(error, "tokens.name", Noun::Token, name)
}
