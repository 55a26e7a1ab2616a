//! Pasted and imported things: understood, shown, corrected, stored.

use tokenry_import::Options;

use super::{Answer, OnDesk};
use tokenry_api::importing::{ImportForm, ImportView, ImportedView, ReadForm, ReadingForm};

/// What the texts say. They and their secrets are held here, and only by the newest import.
#[tauri::command]
#[specta::specta]
pub async fn read_import(desk: OnDesk<'_>, form: ReadForm) -> Answer<ImportView> {
    let texts = form.texts()?;
    let exposed: Vec<&str> = texts
        .iter()
        .map(tokenry_model::secret::Secret::expose)
        .collect();
    let workbench = desk.workbench().await?;
    let reading = workbench.understand(&exposed, Options::default(), true);
    let understood = workbench.cancellable("import", reading).await?;
    let id = desk.held.hold(texts, understood.clone());
    Ok(ImportView::of(id, &understood))
}

/// Reads the same texts once more, with what the person said beside them.
#[tauri::command]
#[specta::specta]
pub async fn reread_import(desk: OnDesk<'_>, id: String, form: ReadingForm) -> Answer<ImportView> {
    let texts = desk.held.texts(&id)?;
    let exposed: Vec<&str> = texts
        .iter()
        .map(tokenry_model::secret::Secret::expose)
        .collect();
    let workbench = desk.workbench().await?;
    let reading = workbench.understand(&exposed, form.into(), true);
    let understood = workbench.cancellable("import", reading).await?;
    let id = desk.held.hold(texts, understood.clone());
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
