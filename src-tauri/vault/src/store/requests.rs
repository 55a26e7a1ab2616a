//! Saved requests: what a list shows is stored in plain text, the rest sealed.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{
    clock::Timestamp,
    id::Id,
    request::{Collection, Request},
    sealed::Sealed,
};

/// A stored request.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRow {
    pub id: Id<Request>,
    pub collection: Option<Id<Collection>>,
    pub name: String,
    pub method: String,
    /// The position in its collection.
    pub position: i64,
    /// The sealed draft.
    pub content: Sealed,
    pub updated_at: Timestamp,
}

impl Store {
    /// Adds a request, or replaces the one with its id.
    pub async fn save_request(&self, request: &RequestRow) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        save(&mut writing, request).await?;
        writing.commit().await
    }

    /// Returns all requests by position, those without a collection first.
    pub async fn requests(&self) -> Result<Vec<RequestRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM requests ORDER BY collection, position, id")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, request))
    }

    pub async fn request(&self, id: Id<Request>) -> Result<RequestRow, StoreError> {
        read(&mut *self.reading().await?, id).await
    }

    /// Returns all requests with this name, which need not be unique.
    pub async fn requests_named(&self, name: &str) -> Result<Vec<RequestRow>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM requests WHERE name = ? ORDER BY collection, position, id")
                .bind(name)
                .fetch_all(&mut *self.reading().await?)
                .await?;
        Ok(readable(&rows, request))
    }
}

pub(super) async fn read(
    connection: &mut SqliteConnection,
    id: Id<Request>,
) -> Result<RequestRow, StoreError> {
    let row = sqlx::query("SELECT * FROM requests WHERE id = ?")
        .bind(bytes(&id))
        .fetch_optional(connection)
        .await?;
    request(&row.ok_or(StoreError::NotFound(Noun::Request))?)
}

pub(super) async fn save(
    connection: &mut SqliteConnection,
    request: &RequestRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO requests (id, collection, name, method, position, content, updated_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET collection = excluded.collection, \
         name = excluded.name, method = excluded.method, position = excluded.position, \
         content = excluded.content, updated_at = excluded.updated_at",
    )
    .bind(bytes(&request.id))
    .bind(request.collection.as_ref().map(bytes))
    .bind(&request.name)
    .bind(&request.method)
    .bind(request.position)
    .bind(request.content.as_bytes())
    .bind(request.updated_at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) fn request(row: &SqliteRow) -> Result<RequestRow, StoreError> {
    let columns = Columns {
        table: "requests",
        row,
    };
    Ok(RequestRow {
        id: columns.id("id")?,
        collection: columns.maybe_id("collection")?,
        name: columns.get("name")?,
        method: columns.get("method")?,
        position: columns.get("position")?,
        content: columns.sealed("content")?,
        updated_at: columns.time("updated_at")?,
    })
}
