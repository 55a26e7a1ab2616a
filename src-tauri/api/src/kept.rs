//! Drafts that are kept while they are typed.

use serde::{Deserialize, Serialize};
use tokenry_core::request::ListedDraft;
use tokenry_model::{
    clock::Timestamp,
    request::{DraftContent, KeptDraft},
};

use crate::{error::CommandError, id, requests::DraftForm};

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct KeepDraftForm {
    /// Of the draft; `None` makes a new one, or changes the one of the same saved request.
    pub id: Option<String>,
    /// The saved request that it changes.
    pub request_id: Option<String>,
    pub collection_id: Option<String>,
    /// Empty until there is one.
    pub name: String,
    pub draft: DraftForm,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct KeptDraftView {
    pub id: String,
    pub request_id: Option<String>,
    pub collection_id: Option<String>,
    pub name: String,
    pub draft: DraftForm,
    pub updated_at: Timestamp,
}

/// A draft as a list shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct ListedDraftView {
    pub id: String,
    pub request_id: Option<String>,
    pub updated_at: Timestamp,
    /// `None`: it cannot be read any more, and can only be dropped.
    pub shown: Option<DraftTitleView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct DraftTitleView {
    pub collection_id: Option<String>,
    pub name: String,
    pub method: String,
    pub url: String,
}

impl TryFrom<KeepDraftForm> for DraftContent {
    type Error = CommandError;

    fn try_from(form: KeepDraftForm) -> Result<Self, CommandError> {
        Ok(Self {
            name: form.name,
            collection: form.collection_id.as_deref().map(id).transpose()?,
            draft: form.draft.try_into()?,
        })
    }
}

impl From<KeptDraft> for KeptDraftView {
    fn from(kept: KeptDraft) -> Self {
        let DraftContent {
            name,
            collection,
            draft,
        } = kept.content;
        Self {
            id: kept.id.to_string(),
            request_id: kept.request.map(|request| request.to_string()),
            collection_id: collection.map(|collection| collection.to_string()),
            name,
            draft: draft.into(),
            updated_at: kept.updated_at,
        }
    }
}

impl From<ListedDraft> for ListedDraftView {
    fn from(listed: ListedDraft) -> Self {
        Self {
            id: listed.id.to_string(),
            request_id: listed.request.map(|request| request.to_string()),
            updated_at: listed.updated_at,
            shown: listed.content.map(|content| DraftTitleView {
                collection_id: content.collection.map(|collection| collection.to_string()),
                name: content.name,
                method: content.draft.method,
                url: content.draft.url,
            }),
        }
    }
}
