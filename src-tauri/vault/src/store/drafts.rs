//! Drafts: requests as they are being typed. Everything in one is sealed.

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

/// A draft as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow {
    pub id: Id<KeptDraft>,
    /// The saved request that it changes.
    pub request: Option<Id<Request>>,
    pub content: Sealed,
    pub updated_at: Timestamp,
}

impl Store {
    /// Adds the draft, or changes the one that has its id; `true` if it was added. A saved
    /// request has one draft: an earlier one goes.
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

    /// By when they were begun. An id begins with six bytes of milliseconds; those of one
    /// millisecond are in the order in which they came.
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

    /// Removes the draft and cuts the log; one that is gone already is no error.
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

/// The saved request may have been removed meanwhile: then the draft is one of its own.
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
