//! Collection rows.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{id::Id, request::Collection, sealed::Sealed};

impl Store {
    /// Adds a collection, or replaces the one with its id.
    pub async fn save_collection(&self, collection: &Collection) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        save(&mut writing, collection).await?;
        writing.commit().await
    }

    /// Returns all collections, by position.
    pub async fn collections(&self) -> Result<Vec<Collection>, StoreError> {
        let rows = sqlx::query("SELECT * FROM collections ORDER BY position, id")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, collection))
    }

    /// Returns the collection's variables, sealed.
    pub async fn variables(&self, id: Id<Collection>) -> Result<Option<Sealed>, StoreError> {
        let row = sqlx::query("SELECT variables FROM collections WHERE id = ?")
            .bind(bytes(&id))
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        let row = row.ok_or(StoreError::NotFound(Noun::Collection))?;
        let columns = Columns {
            table: "collections",
            row: &row,
        };
        columns.maybe_sealed("variables")
    }

    pub async fn set_variables(
        &self,
        id: Id<Collection>,
        variables: &Sealed,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        if keep_variables(&mut writing, id, variables).await? == 0 {
            return Err(StoreError::NotFound(Noun::Collection));
        }
        writing.commit().await
    }

    /// Removes the collection with its requests, and truncates the log.
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

/// Returns the number of collections with that id: one or none.
pub(super) async fn keep_variables(
    connection: &mut SqliteConnection,
    id: Id<Collection>,
    variables: &Sealed,
) -> Result<u64, StoreError> {
    let done = sqlx::query("UPDATE collections SET variables = ? WHERE id = ?")
        .bind(variables.as_bytes())
        .bind(bytes(&id))
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
