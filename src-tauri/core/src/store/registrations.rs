//! How clients that Tokenry registered came to be, and are managed at their servers.

use sqlx::SqliteConnection;
use url::Url;

use super::{
    Store, StoreError, clients,
    row::{Columns, bytes, json},
};
use crate::{
    client::{Client, registration::Registration},
    clock::Timestamp,
    id::Id,
    vault::Sealed,
};

const TABLE: &str = "registrations";

impl Store {
    /// Stores a client and how it was registered: both, or neither.
    pub async fn add_registered_client(
        &self,
        client: &Client,
        registration: &Registration,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        clients::insert(&mut writing, client).await?;
        put(&mut writing, client.id, registration).await?;
        writing.commit().await
    }

    /// Stores a client and its registration in the place of those that were there.
    pub async fn keep_registration(
        &self,
        client: &Client,
        registration: &Registration,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        clients::update(&mut writing, client).await?;
        put(&mut writing, client.id, registration).await?;
        writing.commit().await
    }

    pub async fn registration(
        &self,
        client: Id<Client>,
    ) -> Result<Option<Registration>, StoreError> {
        let row = sqlx::query("SELECT * FROM registrations WHERE client = ?")
            .bind(bytes(&client))
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let columns = Columns {
            table: TABLE,
            row: &row,
        };
        let uri: Option<String> = columns.get("uri")?;
        let uri = uri.map(|uri| columns.read(Url::parse(&uri))).transpose()?;
        Ok(Some(Registration {
            way: columns.json("way")?,
            registered_at: columns.time("registered_at")?,
            issued_at: columns.maybe_time("issued_at")?,
            uri,
            token: columns.maybe_sealed("token")?,
            said: columns.json("said")?,
            said_at: columns.time("said_at")?,
            transcript: columns.json("transcript")?,
        }))
    }
}

async fn put(
    connection: &mut SqliteConnection,
    client: Id<Client>,
    registration: &Registration,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO registrations \
         (client, way, registered_at, issued_at, uri, token, said, said_at, transcript) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(bytes(&client))
    .bind(json(TABLE, &registration.way)?)
    .bind(registration.registered_at.as_millisecond())
    .bind(registration.issued_at.map(Timestamp::as_millisecond))
    .bind(registration.uri.as_ref().map(Url::as_str))
    .bind(registration.token.as_ref().map(Sealed::as_bytes))
    .bind(json(TABLE, &registration.said)?)
    .bind(registration.said_at.as_millisecond())
    .bind(json(TABLE, &registration.transcript)?)
    .execute(connection)
    .await?;
    Ok(())
}
