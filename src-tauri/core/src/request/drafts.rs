//! Requests in the editor, stored sealed so that a crash or a closed window loses nothing.

use super::CollectionsError;
use tokenry_model::{
    clock::{Ambient, Timestamp},
    id::Id,
    request::{DraftContent, KeptDraft, Request},
};
use tokenry_vault::store::DraftRow;
use tokenry_vault::store::Store;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::Vault;
use tokenry_vault::vault::VaultError;

/// The drafts of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub struct Drafts {
    store: Store,
    vault: Vault,
    ambient: Ambient,
}

/// The list entry of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedDraft {
    pub id: Id<KeptDraft>,
    pub request: Option<Id<Request>>,
    pub updated_at: Timestamp,
    /// `None` if the draft cannot be decrypted. It can only be removed.
    pub content: Option<DraftContent>,
}

impl Drafts {
    pub fn new(store: Store, vault: Vault, ambient: Ambient) -> Self {
        Self {
            store,
            vault,
            ambient,
        }
    }

    /// Stores a draft, replacing the one with this id or of the same saved request. It is on disk
    /// when this returns. Returns `true` for a new draft.
    pub async fn keep(
        &self,
        id: Option<Id<KeptDraft>>,
        request: Option<Id<Request>>,
        content: DraftContent,
    ) -> Result<(KeptDraft, bool), CollectionsError> {
        self.vault.ensure_key(KeyId::Local).await?;
        let now = self.ambient.now();
        let kept = KeptDraft {
            id: id.unwrap_or_else(|| Id::new(&self.ambient)),
            request,
            content,
            updated_at: Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now),
        };
        let plain = zeroize::Zeroizing::new(
            serde_json::to_vec(&kept.content).map_err(CollectionsError::Content)?,
        );
        let row = DraftRow {
            id: kept.id,
            request,
            content: self.vault.seal(&place(kept.id), &plain)?,
            updated_at: kept.updated_at,
        };
        let new = self.store.keep_draft(&row).await?;
        Ok((kept, new))
    }

    /// Returns the drafts in the order of their creation.
    pub async fn all(&self) -> Result<Vec<ListedDraft>, CollectionsError> {
        let rows = self.store.drafts().await?;
        rows.iter().map(|row| self.listed(row)).collect()
    }

    pub async fn get(&self, id: Id<KeptDraft>) -> Result<KeptDraft, CollectionsError> {
        let row = self.store.draft(id).await?;
        Ok(KeptDraft {
            id,
            request: row.request,
            content: self.open(&row)?,
            updated_at: row.updated_at,
        })
    }

    pub async fn drop(&self, id: Id<KeptDraft>) -> Result<(), CollectionsError> {
        Ok(self.store.drop_draft(id).await?)
    }

    fn listed(&self, row: &DraftRow) -> Result<ListedDraft, CollectionsError> {
        let content = match self.open(row) {
            Ok(content) => Some(content),
            Err(CollectionsError::Vault(locked @ VaultError::Locked { .. })) => {
                return Err(locked.into());
            }
            Err(error) => {
                tracing::warn!(%error, draft = %row.id, "cannot be opened");
                None
            }
        };
        Ok(ListedDraft {
            id: row.id,
            request: row.request,
            updated_at: row.updated_at,
            content,
        })
    }

    fn open(&self, row: &DraftRow) -> Result<DraftContent, CollectionsError> {
        let content = self.vault.open_sealed(&place(row.id), &row.content)?;
        serde_json::from_slice(&content).map_err(CollectionsError::Content)
    }
}

fn place(id: Id<KeptDraft>) -> SealedCell {
    SealedCell {
        table: "drafts",
        column: "content",
        row: *id.as_uuid(),
        key: KeyId::Local,
        generation: 0,
    }
}
