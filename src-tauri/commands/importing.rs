//! Pasted and imported things: understood, shown, corrected, stored.

use super::{Answer, OnDesk};
use crate::views::importing::{ImportForm, ImportView, ImportedView};

/// What the texts say. Their secrets are held here, and only by the newest import.
#[tauri::command]
#[specta::specta]
pub async fn read_import(desk: OnDesk<'_>, texts: Vec<String>) -> Answer<ImportView> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let workbench = desk.workbench().await?;
    let reading = workbench.understand(&texts, true);
    let understood = workbench.cancellable("import", reading).await?;
    let id = desk.held.hold(understood.clone());
    Ok(ImportView::of(id, &understood))
}

#[tauri::command]
#[specta::specta]
pub async fn store_import(desk: OnDesk<'_>, form: ImportForm) -> Answer<ImportedView> {
    let id = form.id.clone();
    let corrected = form.correct(desk.held.get(&id)?)?;
    let imported = desk.workbench().await?.import(corrected).await?;
    desk.held.forget(&id);
    Ok(imported.into())
}

/// The person went elsewhere: nothing is held any more.
#[tauri::command]
#[specta::specta]
pub async fn drop_import(desk: OnDesk<'_>, id: String) -> Answer<()> {
    desk.held.forget(&id);
    Ok(())
}
