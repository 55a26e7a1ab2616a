//! The loopback ports of clients.

use super::{Store, StoreError, row::bytes};
use tokenry_model::{client::Client, id::Id};

impl Store {
    pub async fn loopback_port(&self, client: Id<Client>) -> Result<Option<u16>, StoreError> {
        let port: Option<i64> =
            sqlx::query_scalar("SELECT port FROM loopback_ports WHERE client = ?")
                .bind(bytes(&client))
                .fetch_optional(&mut *self.reading().await?)
                .await?;
        Ok(port.and_then(|port| u16::try_from(port).ok()))
    }

    /// Stores the port, replacing an earlier one.
    pub async fn keep_loopback_port(
        &self,
        client: Id<Client>,
        port: u16,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query(
            "INSERT INTO loopback_ports (client, port) VALUES (?, ?) \
             ON CONFLICT (client) DO UPDATE SET port = excluded.port",
        )
        .bind(bytes(&client))
        .bind(i64::from(port))
        .execute(&mut *writing)
        .await?;
        writing.commit().await
    }
}
