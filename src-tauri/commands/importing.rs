//! Pasted and imported things: understood, shown, corrected, stored.

use tokenry_import::Options;

use super::{Answer, OnDesk};
use tokenry_api::importing::{ImportForm, ImportView, ImportedView, ReadForm, ReadingForm};

/// What the texts say. They and their secrets are held here, and only by the newest import.
#[tauri::command]
#[specta::specta]
pub async fn read_import(state: OnDesk<'_>, form: ReadForm) -> Answer<ImportView> {
    let texts = form.texts()?;
    let exposed: Vec<&str> = texts
        .iter()
        .map(tokenry_model::secret::Secret::expose)
        .collect();
    let workbench = state.workbench().await?;
    let reading = workbench.understand(&exposed, Options::default(), true);
    let understood = workbench.cancellable("import", reading).await?;
    let id = state.pending_import.hold(texts, understood.clone());
    Ok(ImportView::of(id, &understood))
}

/// Reads the same texts once more, with what the person said beside them.
#[tauri::command]
#[specta::specta]
pub async fn reread_import(state: OnDesk<'_>, id: String, form: ReadingForm) -> Answer<ImportView> {
    let texts = state.pending_import.texts(&id)?;
    let exposed: Vec<&str> = texts
        .iter()
        .map(tokenry_model::secret::Secret::expose)
        .collect();
    let workbench = state.workbench().await?;
    let reading = workbench.understand(&exposed, form.into(), true);
    let understood = workbench.cancellable("import", reading).await?;
    let id = state.pending_import.hold(texts, understood.clone());
    Ok(ImportView::of(id, &understood))
}

#[tauri::command]
#[specta::specta]
pub async fn store_import(state: OnDesk<'_>, form: ImportForm) -> Answer<ImportedView> {
    let id = form.id.clone();
    let corrected = form.correct(state.pending_import.get(&id)?)?;
    let imported = state.workbench().await?.import(corrected).await?;
    state.pending_import.forget(&id);
    Ok(imported.into())
}

/// The person went elsewhere: nothing is held any more.
#[tauri::command]
#[specta::specta]
pub async fn drop_import(state: OnDesk<'_>, id: String) -> Answer<()> {
    state.pending_import.forget(&id);
    Ok(())
}
