//! Drafts: requests that are being edited.

use super::Workbench;
use crate::{error::Error, events::Event, request::ListedDraft};
use tokenry_model::{
    id::Id,
    request::{DraftContent, KeptDraft, Request},
};
use tokenry_vault::vault::VaultStatus;

impl Workbench {
    /// Stores a request from the editor, sealed. It is on disk when this returns, so call it a
    /// moment after the last keystroke rather than at each one.
    ///
    /// Without `id`, creates a new draft, or updates the draft of the same saved request.
    pub async fn keep_draft(
        &self,
        id: Option<Id<KeptDraft>>,
        request: Option<Id<Request>>,
        content: DraftContent,
    ) -> Result<KeptDraft, Error> {
        self.open_vault().await?;
        let (kept, new) = self.inner.drafts.keep(id, request, content).await?;
        if new {
            self.context.events.tell(Event::DraftsChanged);
        }
        Ok(kept)
    }

    /// Returns the drafts in the order of their creation. Without a vault there are none, and no
    /// vault is created.
    pub async fn drafts(&self) -> Result<Vec<ListedDraft>, Error> {
        if self.vault_status().await? == VaultStatus::New {
            return Ok(Vec::new());
        }
        self.open_vault().await?;
        Ok(self.inner.drafts.all().await?)
    }

    pub async fn draft(&self, id: Id<KeptDraft>) -> Result<KeptDraft, Error> {
        self.open_vault().await?;
        Ok(self.inner.drafts.get(id).await?)
    }

    /// Removes a draft that was saved or discarded. A missing draft is not an error.
    pub async fn drop_draft(&self, id: Id<KeptDraft>) -> Result<(), Error> {
        self.inner.drafts.drop(id).await?;
        self.context.events.tell(Event::DraftsChanged);
        Ok(())
    }
}
