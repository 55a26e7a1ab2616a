//! What came back: the history, and bodies by the line.

use tokenry_core::request::BodyMode;

use super::{Answer, OnDesk};
use tokenry_api::{
    id,
    responses::{ExchangeView, HistoryEntryView, HistoryView, LinesView, SpotForm},
};

#[tauri::command]
#[specta::specta]
pub async fn history(state: OnDesk<'_>, before_id: Option<String>) -> Answer<HistoryView> {
    let before = before_id.as_deref().map(id).transpose()?;
    let page = state.workbench().await?.history(before).await?;
    Ok(HistoryView {
        entries: page
            .entries
            .into_iter()
            .map(HistoryEntryView::from)
            .collect(),
        more: page.more,
    })
}

#[tauri::command]
#[specta::specta]
pub async fn open_exchange(state: OnDesk<'_>, id: String) -> Answer<ExchangeView> {
    Ok(state
        .workbench()
        .await?
        .exchange(self::id(&id)?)
        .await?
        .into())
}

/// Removes one entry, which may be one that cannot be read.
#[tauri::command]
#[specta::specta]
pub async fn forget_exchange(state: OnDesk<'_>, id: String) -> Answer<()> {
    let workbench = state.workbench().await?;
    Ok(workbench.forget_exchange(self::id(&id)?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn clear_history(state: OnDesk<'_>) -> Answer<()> {
    Ok(state.workbench().await?.clear_history().await?)
}

#[tauri::command]
#[specta::specta]
pub async fn body_lines(
    state: OnDesk<'_>,
    exchange_id: String,
    mode: BodyMode,
    from: u32,
    count: u32,
) -> Answer<LinesView> {
    let workbench = state.workbench().await?;
    let lines = workbench
        .body_lines(id(&exchange_id)?, mode, from.into(), count)
        .await?;
    Ok(lines.into())
}

/// The numbers of the lines that hold the text, the first ten thousand of them.
#[tauri::command]
#[specta::specta]
pub async fn search_body(
    state: OnDesk<'_>,
    exchange_id: String,
    mode: BodyMode,
    needle: String,
) -> Answer<Vec<u32>> {
    let workbench = state.workbench().await?;
    let lines = workbench
        .search_body(id(&exchange_id)?, mode, &needle)
        .await?;
    Ok(lines
        .into_iter()
        .filter_map(|line| u32::try_from(line).ok())
        .collect())
}

/// Copies a whole body as it is shown. It may hold a secret, and was asked for by a person, so that
/// it stays on the clipboard like any other text.
#[tauri::command]
#[specta::specta]
pub async fn copy_body(state: OnDesk<'_>, exchange_id: String, mode: BodyMode) -> Answer<()> {
    let workbench = state.workbench().await?;
    let text = workbench.body_text(id(&exchange_id)?, mode).await?;
    Ok(state.copier.copy(text)?)
}

/// Copies what is selected of a body, also what is not on the page.
#[tauri::command]
#[specta::specta]
pub async fn copy_lines(
    state: OnDesk<'_>,
    exchange_id: String,
    mode: BodyMode,
    one: SpotForm,
    other: SpotForm,
) -> Answer<()> {
    let workbench = state.workbench().await?;
    let spots = (one.into(), other.into());
    let text = workbench
        .body_between(id(&exchange_id)?, mode, spots)
        .await?;
    Ok(state.copier.copy(text)?)
}

/// Saves a body to the downloads folder and says where.
#[tauri::command]
#[specta::specta]
pub async fn save_body(state: OnDesk<'_>, exchange_id: String) -> Answer<Option<String>> {
    let path = state
        .workbench()
        .await?
        .save_body(id(&exchange_id)?)
        .await?;
    Ok(Some(path.display().to_string()))
}
