//! What is stored and is not as Tokenry stored it: shown, and decided by the person.

use super::{Answer, OnDesk};
use tokenry_api::review::{ReviewView, UnreadableView, decided};

#[tauri::command]
#[specta::specta]
pub async fn review(state: OnDesk<'_>) -> Answer<ReviewView> {
    let workbench = state.workbench().await?;
    let changed = workbench.changed().await?;
    Ok((changed, workbench.unreadable().await?).into())
}

/// Takes a row as it is now. It has to be as the person was shown it.
#[tauri::command]
#[specta::specta]
pub async fn confirm_changed(state: OnDesk<'_>, id: String) -> Answer<()> {
    let workbench = state.workbench().await?;
    let changed = decided(workbench.changed().await?, &id)?;
    Ok(workbench.confirm_changed(&changed).await?)
}

/// Puts back what Tokenry stored.
#[tauri::command]
#[specta::specta]
pub async fn put_back(state: OnDesk<'_>, id: String) -> Answer<()> {
    let workbench = state.workbench().await?;
    let changed = decided(workbench.changed().await?, &id)?;
    Ok(workbench.put_back(&changed).await?)
}

/// The rows that cannot be read, which lists show with the others.
#[tauri::command]
#[specta::specta]
pub async fn unreadable(state: OnDesk<'_>) -> Answer<Vec<UnreadableView>> {
    let rows = state.workbench().await?.unreadable().await?;
    Ok(rows.iter().map(UnreadableView::from).collect())
}

/// Removes a row that cannot be read, with all that hangs on it.
#[tauri::command]
#[specta::specta]
pub async fn remove_unreadable(state: OnDesk<'_>, id: String) -> Answer<()> {
    let workbench = state.workbench().await?;
    let row = decided(workbench.unreadable().await?, &id)?;
    Ok(workbench.remove_unreadable(&row).await?)
}
