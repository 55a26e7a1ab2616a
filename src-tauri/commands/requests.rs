//! Requests: saved, previewed, sent.

use tokenry_model::{secret::Secret, variables::Variable};

use super::{Answer, OnDesk};
use crate::app_state::AppState;
use tokenry_api::{
    id,
    requests::{
        CollectionView, DraftForm, GivenForm, PastedRequestView, PreviewView, RequestView,
        SaveRequestForm, SendForm, UndoView, WorkspaceView,
    },
    responses::ExchangeView,
};

#[tauri::command]
#[specta::specta]
pub async fn workspace(state: OnDesk<'_>) -> Answer<WorkspaceView> {
    Ok(state.workbench().await?.workspace().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn open_request(state: OnDesk<'_>, id: String) -> Answer<DraftForm> {
    Ok(state
        .workbench()
        .await?
        .request(self::id(&id)?)
        .await?
        .draft
        .into())
}

#[tauri::command]
#[specta::specta]
pub async fn save_request(state: OnDesk<'_>, form: SaveRequestForm) -> Answer<RequestView> {
    let request = form.id.as_deref().map(id).transpose()?;
    let collection = form.collection_id.as_deref().map(id).transpose()?;
    let saved = state
        .workbench()
        .await?
        .save_request(request, collection, &form.name, form.draft.try_into()?)
        .await?;
    Ok((&saved).into())
}

/// Its answer says until when `restore_request` brings it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_request(state: OnDesk<'_>, id: String) -> Answer<UndoView> {
    let workbench = state.workbench().await?;
    Ok(workbench.remove_request(self::id(&id)?).await?.into())
}

/// Puts a removed request back, and answers its id, which is the one it had.
#[tauri::command]
#[specta::specta]
pub async fn restore_request(state: OnDesk<'_>, undo: String) -> Answer<String> {
    let workbench = state.workbench().await?;
    Ok(workbench.restore_request(id(&undo)?).await?.to_string())
}

#[tauri::command]
#[specta::specta]
pub async fn add_collection(state: OnDesk<'_>, name: String) -> Answer<CollectionView> {
    Ok((&state.workbench().await?.add_collection(&name).await?).into())
}

#[tauri::command]
#[specta::specta]
pub async fn rename_collection(state: OnDesk<'_>, id: String, name: String) -> Answer<()> {
    Ok(state
        .workbench()
        .await?
        .rename_collection(self::id(&id)?, &name)
        .await?)
}

/// Its requests stay, without a folder.
#[tauri::command]
#[specta::specta]
pub async fn remove_collection(state: OnDesk<'_>, id: String) -> Answer<()> {
    Ok(state
        .workbench()
        .await?
        .remove_collection(self::id(&id)?)
        .await?)
}

#[tauri::command]
#[specta::specta]
pub async fn preview_request(
    state: OnDesk<'_>,
    draft: DraftForm,
    given: GivenForm,
) -> Answer<PreviewView> {
    let workbench = state.workbench().await?;
    let draft = workbench
        .filled(&draft.try_into()?, &given.try_into()?)
        .await?;
    Ok(PreviewView::of(
        workbench.preview(&draft).await?,
        AppState::now(),
    ))
}

/// What the variables of a collection stand for.
#[tauri::command]
#[specta::specta]
pub async fn collection_variables(state: OnDesk<'_>, id: String) -> Answer<Vec<Variable>> {
    let workbench = state.workbench().await?;
    Ok(workbench.collection_variables(self::id(&id)?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn set_collection_variables(
    state: OnDesk<'_>,
    id: String,
    variables: Vec<Variable>,
) -> Answer<()> {
    let workbench = state.workbench().await?;
    Ok(workbench
        .set_collection_variables(self::id(&id)?, &variables)
        .await?)
}

/// Answers when the exchange is over. A failed or cancelled one is an answer too; an error
/// means that nothing was sent.
#[tauri::command]
#[specta::specta]
pub async fn send_request(state: OnDesk<'_>, form: SendForm) -> Answer<ExchangeView> {
    Ok(state
        .workbench()
        .await?
        .send(form.try_into()?)
        .await?
        .into())
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_send(state: OnDesk<'_>, send_id: String) -> Answer<()> {
    state.workbench().await?.cancel_send(&send_id);
    Ok(())
}

/// Copies a curl command with `$ACCESS_TOKEN` in place of the token.
#[tauri::command]
#[specta::specta]
pub async fn copy_as_curl(state: OnDesk<'_>, draft: DraftForm, given: GivenForm) -> Answer<()> {
    let workbench = state.workbench().await?;
    let draft = workbench
        .filled(&draft.try_into()?, &given.try_into()?)
        .await?;
    let command = workbench.as_curl(&draft).await?;
    Ok(state.copier.copy(command)?)
}

/// The request that a pasted curl command makes. Sends and stores nothing.
#[tauri::command]
#[specta::specta]
pub async fn pasted_request(state: OnDesk<'_>, text: String) -> Answer<PastedRequestView> {
    let workbench = state.workbench().await?;
    Ok(workbench.pasted_request(&Secret::new(text)).await?.into())
}
