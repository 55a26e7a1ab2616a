//! What is stored and is not as Tokenry stored it: shown, and decided by the person.

use super::{Answer, OnDesk};
use tokenry_api::review::{ReviewView, UnreadableView, decided};

#[tauri::command]
#[specta::specta]
pub async fn review(desk: OnDesk<'_>) -> Answer<ReviewView> {
    let workbench = desk.workbench().await?;
    let changed = workbench.changed().await?;
    Ok((changed, workbench.unreadable().await?).into())
}

/// Takes a row as it is now. It has to be as the person was shown it.
#[tauri::command]
#[specta::specta]
pub async fn confirm_changed(desk: OnDesk<'_>, id: String) -> Answer<()> {
    let workbench = desk.workbench().await?;
    let changed = decided(workbench.changed().await?, &id)?;
    Ok(workbench.confirm_changed(&changed).await?)
}

/// Puts back what Tokenry stored.
#[tauri::command]
#[specta::specta]
pub async fn put_back(desk: OnDesk<'_>, id: String) -> Answer<()> {
    let workbench = desk.workbench().await?;
    let changed = decided(workbench.changed().await?, &id)?;
    Ok(workbench.put_back(&changed).await?)
}

/// The rows that cannot be read, which lists show with the others.
#[tauri::command]
#[specta::specta]
pub async fn unreadable(desk: OnDesk<'_>) -> Answer<Vec<UnreadableView>> {
    let rows = desk.workbench().await?.unreadable().await?;
    Ok(rows.iter().map(UnreadableView::from).collect())
}

/// Removes a row that cannot be read, with all that hangs on it.
#[tauri::command]
#[specta::specta]
pub async fn remove_unreadable(desk: OnDesk<'_>, id: String) -> Answer<()> {
    let workbench = desk.workbench().await?;
    let row = decided(workbench.unreadable().await?, &id)?;
    Ok(workbench.remove_unreadable(&row).await?)
}
