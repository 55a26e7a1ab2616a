//! Drafts: requests as they are typed, kept until they are saved or dropped.

use super::{Answer, OnDesk};
use tokenry_api::{
    id,
    kept::{KeepDraftForm, KeptDraftView, ListedDraftView},
};

/// Call it a moment after the last key: what it was given is on the disk when it answers.
#[tauri::command]
#[specta::specta]
pub async fn keep_draft(state: OnDesk<'_>, form: KeepDraftForm) -> Answer<KeptDraftView> {
    let draft = form.id.as_deref().map(id).transpose()?;
    let request = form.request_id.as_deref().map(id).transpose()?;
    let workbench = state.workbench().await?;
    let kept = workbench.keep_draft(draft, request, form.try_into()?);
    Ok(kept.await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn drafts(state: OnDesk<'_>) -> Answer<Vec<ListedDraftView>> {
    let drafts = state.workbench().await?.drafts().await?;
    Ok(drafts.into_iter().map(Into::into).collect())
}

#[tauri::command]
#[specta::specta]
pub async fn open_draft(state: OnDesk<'_>, id: String) -> Answer<KeptDraftView> {
    let workbench = state.workbench().await?;
    Ok(workbench.draft(self::id(&id)?).await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn drop_draft(state: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(state.workbench().await?.drop_draft(self::id(&id)?).await?)
}
