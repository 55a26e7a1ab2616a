//! Removed requests that can be restored.

use super::{
    DraftRow, RequestRow, Store, StoreError, drafts, requests,
    row::{Columns, bytes},
};
use tokenry_model::{
    id::Id,
    request::{Collection, Exchange, Request},
};

/// The contents that were removed with a saved request. Secrets stay sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct RemovedRequest {
    request: RequestRow,
    /// Its unsaved changes.
    draft: Option<DraftRow>,
    /// The exchanges in the history that came from it.
    exchanges: Vec<Id<Exchange>>,
}

impl RemovedRequest {
    pub fn id(&self) -> Id<Request> {
        self.request.id
    }

    /// Detaches it from its collection, if that is gone.
    pub fn leave_collection_unless(&mut self, is_there: impl Fn(Id<Collection>) -> bool) {
        self.request.collection = self.request.collection.filter(|id| is_there(*id));
    }
}

impl Store {
    /// Removes the request with its draft, and truncates the log. Its exchanges stay in the
    /// history.
    pub async fn remove_request(&self, id: Id<Request>) -> Result<RemovedRequest, StoreError> {
        let mut writing = self.writing().await?;
        let removed = RemovedRequest {
            request: requests::read(&mut writing, id).await?,
            draft: drafts::of_request(&mut writing, id).await?,
            exchanges: sqlx::query("SELECT id FROM exchanges WHERE request = ?")
                .bind(bytes(&id))
                .fetch_all(&mut *writing)
                .await?
                .iter()
                .map(|row| {
                    let table = "exchanges";
                    Columns { table, row }.id("id")
                })
                .collect::<Result<_, _>>()?,
        };
        sqlx::query("DELETE FROM requests WHERE id = ?")
            .bind(bytes(&id))
            .execute(&mut *writing)
            .await?;
        writing.commit().await?;
        self.checkpoint_truncate().await?;
        Ok(removed)
    }

    /// Restores the request at its old position.
    pub async fn restore_request(&self, removed: &RemovedRequest) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        requests::save(&mut writing, &removed.request).await?;
        if let Some(draft) = &removed.draft {
            drafts::put(&mut writing, draft).await?;
        }
        for exchange in &removed.exchanges {
            sqlx::query("UPDATE exchanges SET request = ? WHERE id = ?")
                .bind(bytes(&removed.request.id))
                .bind(bytes(exchange))
                .execute(&mut *writing)
                .await?;
        }
        writing.commit().await
    }
}
