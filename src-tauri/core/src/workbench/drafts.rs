//! Drafts: what is typed and not saved.

use super::Workbench;
use crate::{error::Error, events::Event, request::ListedDraft};
use tokenry_model::{
    id::Id,
    request::{DraftContent, KeptDraft, Request},
};
use tokenry_vault::vault::VaultStatus;

impl Workbench {
    /// Keeps a request as it stands in the editor, sealed. It is on the disk when this returns,
    /// so whoever types calls it a moment after the last key and not at each one.
    ///
    /// Without `id` a new draft is made, or the one of the same saved request changed.
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

    /// By when they were begun. Looking makes no vault: before there is one, none was kept.
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

    /// Drops a draft: it was saved, or the person threw it away. One that is gone already is no
    /// error.
    pub async fn drop_draft(&self, id: Id<KeptDraft>) -> Result<(), Error> {
        self.inner.drafts.drop(id).await?;
        self.context.events.tell(Event::DraftsChanged);
        Ok(())
    }
}
