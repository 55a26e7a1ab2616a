//! Registrations of clients that Tokenry registered, and their management at the server. The
//! server's answers are sealed.

use sqlx::SqliteConnection;

use super::{
    Store, StoreError, clients,
    row::{Columns, bytes, json},
};
use tokenry_model::{
    client::{Client, registration::RegistrationWay},
    clock::Timestamp,
    id::Id,
    sealed::Sealed,
};

const TABLE: &str = "registrations";

/// A stored registration.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistrationRow {
    pub client: Id<Client>,
    pub way: RegistrationWay,
    pub registered_at: Timestamp,
    pub issued_at: Option<Timestamp>,
    /// The sealed `registration_access_token`.
    pub token: Option<Sealed>,
    pub said_at: Timestamp,
    /// The management URL, the server's last answer and the transcript, sealed.
    pub content: Sealed,
}

impl Store {
    /// Stores a client and its registration, both or neither.
    pub async fn add_registered_client(
        &self,
        client: &Client,
        seal: &Sealed,
        registration: &RegistrationRow,
    ) -> Result<(), StoreError> {
        let first = self.insert_registered(client, seal, registration).await;
        let again = self.insert_registered(client, seal, registration);
        self.with_reserve(first, again).await
    }

    async fn insert_registered(
        &self,
        client: &Client,
        seal: &Sealed,
        registration: &RegistrationRow,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        clients::insert(&mut writing, client, seal).await?;
        put(&mut writing, registration).await?;
        writing.commit().await
    }

    /// Replaces a client and its registration.
    pub async fn keep_registration(
        &self,
        client: &Client,
        seal: &Sealed,
        registration: &RegistrationRow,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        clients::update(&mut writing, client, seal).await?;
        put(&mut writing, registration).await?;
        writing.commit().await
    }

    /// Returns `true` for a registered client, including one stored by an older format.
    pub async fn is_registered(&self, client: Id<Client>) -> Result<bool, StoreError> {
        let found: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM registrations WHERE client = ?1) \
             + (SELECT count(*) FROM registrations_plain WHERE client = ?1)",
        )
        .bind(bytes(&client))
        .fetch_one(&mut *self.reading().await?)
        .await?;
        Ok(found > 0)
    }

    pub async fn registration(
        &self,
        client: Id<Client>,
    ) -> Result<Option<RegistrationRow>, StoreError> {
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
        Ok(Some(RegistrationRow {
            client,
            way: columns.json("way")?,
            registered_at: columns.time("registered_at")?,
            issued_at: columns.maybe_time("issued_at")?,
            token: columns.maybe_sealed("token")?,
            said_at: columns.time("said_at")?,
            content: columns.sealed("content")?,
        }))
    }
}

pub(super) async fn put(
    connection: &mut SqliteConnection,
    registration: &RegistrationRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO registrations \
         (client, way, registered_at, issued_at, token, said_at, content) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(bytes(&registration.client))
    .bind(json(TABLE, &registration.way)?)
    .bind(registration.registered_at.as_millisecond())
    .bind(registration.issued_at.map(Timestamp::as_millisecond))
    .bind(registration.token.as_ref().map(Sealed::as_bytes))
    .bind(registration.said_at.as_millisecond())
    .bind(registration.content.as_bytes())
    .execute(connection)
    .await?;
    Ok(())
}
