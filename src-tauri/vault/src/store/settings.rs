//! Settings: one JSON text per key.

use super::{Store, StoreError};

impl Store {
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let value = sqlx::query_scalar("SELECT value FROM settings WHERE key = ?")
            .bind(key)
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        Ok(value)
    }

    pub async fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let all = sqlx::query_as("SELECT key, value FROM settings ORDER BY key")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(all)
    }

    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query(
            "INSERT INTO settings (key, value) VALUES (?, ?) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(key)
        .bind(value)
        .execute(&mut *writing)
        .await?;
        writing.commit().await
    }

    /// Resets a setting to its default. An unset one is not an error.
    pub async fn unset_setting(&self, key: &str) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("DELETE FROM settings WHERE key = ?")
            .bind(key)
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    }
}
