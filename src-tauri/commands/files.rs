//! Files that a request sends. The page gets names, sizes and paths, never what is in a file.

use super::{Answer, OnDesk};
use tokenry_api::requests::FileView;

/// Lets the person choose one in the system's own dialog; nothing where they close it.
#[tauri::command]
#[specta::specta]
pub async fn choose_file(state: OnDesk<'_>) -> Answer<Option<FileView>> {
    let path = state.choose_file().await;
    Ok(path.map(|path| FileView::of(path.display().to_string())))
}

/// Whether the file at this path can be sent, and how large it is.
#[tauri::command]
#[specta::specta]
pub async fn look_at_file(path: String) -> Answer<FileView> {
    Ok(FileView::of(path))
}
