//! Collections: folders of requests.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
};
use crate::{id::Id, request::Collection};

impl Store {
    /// Adds the collection, or changes the one that has its id.
    pub async fn save_collection(&self, collection: &Collection) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        save(&mut writing, collection).await?;
        writing.commit().await
    }

    /// By position.
    pub async fn collections(&self) -> Result<Vec<Collection>, StoreError> {
        let rows = sqlx::query("SELECT * FROM collections ORDER BY position, id")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, collection))
    }

    /// Removes the collection with its requests, and cuts the log.
    pub async fn remove_collection(&self, id: Id<Collection>) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let done = sqlx::query("DELETE FROM collections WHERE id = ?")
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound(Noun::Collection));
        }
        writing.commit().await?;
        self.checkpoint_truncate().await
    }
}

pub(super) async fn save(
    connection: &mut SqliteConnection,
    collection: &Collection,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO collections (id, name, position) VALUES (?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position",
    )
    .bind(bytes(&collection.id))
    .bind(&collection.name)
    .bind(collection.position)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) fn collection(row: &SqliteRow) -> Result<Collection, StoreError> {
    let columns = Columns {
        table: "collections",
        row,
    };
    Ok(Collection {
        id: columns.id("id")?,
        name: columns.get("name")?,
        position: columns.get("position")?,
    })
}
