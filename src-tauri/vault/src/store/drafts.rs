//! Drafts: requests in the editor, completely sealed.

use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::{
    Noun, Store, StoreError,
    row::{Columns, bytes, readable},
};
use tokenry_model::{
    clock::Timestamp,
    id::Id,
    request::{KeptDraft, Request},
    sealed::Sealed,
};

/// A stored draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow {
    pub id: Id<KeptDraft>,
    /// The saved request that the draft changes.
    pub request: Option<Id<Request>>,
    pub content: Sealed,
    pub updated_at: Timestamp,
}

impl Store {
    /// Adds a draft, or replaces the one with its id. Returns `true` if it was added. A saved
    /// request has one draft, so an earlier one is removed.
    pub async fn keep_draft(&self, draft: &DraftRow) -> Result<bool, StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("DELETE FROM drafts WHERE request = ? AND id <> ?")
            .bind(draft.request.as_ref().map(bytes))
            .bind(bytes(&draft.id))
            .execute(&mut *writing)
            .await?;
        let known: i64 = sqlx::query_scalar("SELECT count(*) FROM drafts WHERE id = ?")
            .bind(bytes(&draft.id))
            .fetch_one(&mut *writing)
            .await?;
        put(&mut writing, draft).await?;
        writing.commit().await?;
        Ok(known == 0)
    }

    /// Returns all drafts in the order of their creation. An id begins with six bytes of
    /// milliseconds. Drafts of the same millisecond keep their order of insertion.
    pub async fn drafts(&self) -> Result<Vec<DraftRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM drafts ORDER BY substr(id, 1, 6), rowid")
            .fetch_all(&mut *self.reading().await?)
            .await?;
        Ok(readable(&rows, draft))
    }

    pub async fn draft(&self, id: Id<KeptDraft>) -> Result<DraftRow, StoreError> {
        let row = sqlx::query("SELECT * FROM drafts WHERE id = ?")
            .bind(bytes(&id))
            .fetch_optional(&mut *self.reading().await?)
            .await?;
        draft(&row.ok_or(StoreError::NotFound(Noun::Draft))?)
    }

    /// Removes a draft and truncates the log. A missing draft is not an error.
    pub async fn drop_draft(&self, id: Id<KeptDraft>) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        sqlx::query("DELETE FROM drafts WHERE id = ?")
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        self.checkpoint_truncate().await
    }
}

/// Writes a draft. If its saved request is gone, the draft becomes independent.
pub(super) async fn put(
    connection: &mut SqliteConnection,
    draft: &DraftRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO drafts (id, request, content, updated_at) \
         VALUES (?, (SELECT id FROM requests WHERE id = ?), ?, ?) \
         ON CONFLICT (id) DO UPDATE SET request = excluded.request, \
         content = excluded.content, updated_at = excluded.updated_at",
    )
    .bind(bytes(&draft.id))
    .bind(draft.request.as_ref().map(bytes))
    .bind(draft.content.as_bytes())
    .bind(draft.updated_at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn of_request(
    connection: &mut SqliteConnection,
    request: Id<Request>,
) -> Result<Option<DraftRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM drafts WHERE request = ?")
        .bind(bytes(&request))
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(draft).transpose()
}

pub(super) fn draft(row: &SqliteRow) -> Result<DraftRow, StoreError> {
    let columns = Columns {
        table: "drafts",
        row,
    };
    Ok(DraftRow {
        id: columns.id("id")?,
        request: columns.maybe_id("request")?,
        content: columns.sealed("content")?,
        updated_at: columns.time("updated_at")?,
    })
}
