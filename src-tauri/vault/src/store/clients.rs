//! Client rows.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, json, readable},
};
use tokenry_model::{client::Client, clock::Timestamp, id::Id, sealed::Sealed};

const TABLE: &str = "clients";

/// The contents that are removed along with a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientRemoval {
    pub tokens: u32,
}

impl Store {
    /// Adds a client. `seal` is the sealed copy of its plain fields. [`StoreError::NameTaken`] if
    /// another client has the name.
    pub async fn add_client(&self, client: &Client, seal: &Sealed) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        insert(&mut writing, client, seal).await?;
        writing.commit().await
    }

    /// Returns all clients, by name.
    pub async fn clients(&self) -> Result<Vec<Client>, StoreError> {
        let rows = sqlx::query("SELECT * FROM clients ORDER BY name COLLATE NOCASE, name")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, client))
    }

    pub async fn client(&self, id: Id<Client>) -> Result<Client, StoreError> {
        let row = sqlx::query("SELECT * FROM clients WHERE id = ?")
            .bind(bytes(&id))
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        client(&row.ok_or(StoreError::NotFound(Noun::Client))?)
    }

    pub async fn client_named(&self, name: &str) -> Result<Client, StoreError> {
        let row = sqlx::query("SELECT * FROM clients WHERE name = ?")
            .bind(name)
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        client(&row.ok_or(StoreError::NotFound(Noun::Client))?)
    }

    /// Replaces a stored client. A secret that `client` lacks is removed.
    pub async fn edit_client(&self, client: &Client, seal: &Sealed) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        update(&mut writing, client, seal).await?;
        writing.commit().await
    }

    /// Counts what [`Store::remove_client`] would remove.
    pub async fn client_removal(&self, id: Id<Client>) -> Result<ClientRemoval, StoreError> {
        let tokens = sqlx::query_scalar("SELECT count(*) FROM tokens WHERE client = ?")
            .bind(bytes(&id))
            .fetch_one(&mut *self.reading().await?)
            .await?;
        Ok(ClientRemoval { tokens })
    }

    /// Removes the client with its tokens, and truncates the log.
    pub async fn remove_client(&self, id: Id<Client>) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("DELETE FROM clients WHERE id = ?")
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound(Noun::Client));
        }
        writing.commit().await?;
        self.checkpoint_truncate().await
    }
}

pub(super) async fn update(
    connection: &mut SqliteConnection,
    client: &Client,
    seal: &Sealed,
) -> Result<(), StoreError> {
    let profile = &client.profile;
    let done = sqlx::query(
        "UPDATE clients SET name = ?, profile = ?, seal = ?, secret = ?, secret_expires_at = ?, \
         updated_at = ? WHERE id = ?",
    )
    .bind(&profile.name)
    .bind(json(TABLE, profile)?)
    .bind(seal.as_bytes())
    .bind(client.secret.as_ref().map(Sealed::as_bytes))
    .bind(client.secret_expires_at.map(Timestamp::as_millisecond))
    .bind(client.updated_at.as_millisecond())
    .bind(bytes(&client.id))
    .execute(connection)
    .await
    .map_err(|e| naming(e, &profile.name))?;
    match done.rows_affected() {
        0 => Err(StoreError::NotFound(Noun::Client)),
        _ => Ok(()),
    }
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    client: &Client,
    seal: &Sealed,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO clients \
         (id, server, name, profile, seal, secret, secret_expires_at, created_at, updated_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(bytes(&client.id))
    .bind(bytes(&client.server))
    .bind(&client.profile.name)
    .bind(json(TABLE, &client.profile)?)
    .bind(seal.as_bytes())
    .bind(client.secret.as_ref().map(Sealed::as_bytes))
    .bind(client.secret_expires_at.map(Timestamp::as_millisecond))
    .bind(client.created_at.as_millisecond())
    .bind(client.updated_at.as_millisecond())
    .execute(connection)
    .await
    .map_err(|e| naming(e, &client.profile.name))?;
    Ok(())
}

pub(super) fn client(row: &SqliteRow) -> Result<Client, StoreError> {
    let columns = Columns { table: TABLE, row };
    Ok(Client {
        id: columns.id("id")?,
        server: columns.id("server")?,
        profile: columns.json("profile")?,
        secret: columns.maybe_sealed("secret")?,
        secret_expires_at: columns.maybe_time("secret_expires_at")?,
        created_at: columns.time("created_at")?,
        updated_at: columns.time("updated_at")?,
    })
}

fn naming(error: sqlx::Error, name: &str) -> StoreError {
    StoreError::naming(error, "clients.name", Noun::Client, name)
}
