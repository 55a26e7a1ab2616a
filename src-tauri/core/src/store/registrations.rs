//! How clients that registered themselves are managed at their servers.

use super::{
    Store, StoreError,
    row::{Columns, bytes},
};
use crate::{client::Client, id::Id, vault::Sealed};

const TABLE: &str = "registrations";

/// Where a registration is managed, and the sealed token for it (RFC 7592 §3).
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRegistration {
    pub uri: String,
    pub token: Sealed,
}

impl Store {
    /// Stored, or put in the place of the one that was there.
    pub async fn keep_registration(
        &self,
        client: Id<Client>,
        registration: &StoredRegistration,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query(
            "INSERT INTO registrations (client, uri, token) VALUES (?, ?, ?) \
             ON CONFLICT (client) DO UPDATE SET uri = excluded.uri, token = excluded.token",
        )
        .bind(bytes(&client))
        .bind(&registration.uri)
        .bind(registration.token.as_bytes())
        .execute(&mut *writing)
        .await?;
        writing.commit().await
    }

    pub async fn registration(
        &self,
        client: Id<Client>,
    ) -> Result<Option<StoredRegistration>, StoreError> {
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
        Ok(Some(StoredRegistration {
            uri: columns.get("uri")?,
            token: columns.sealed("token")?,
        }))
    }
}
