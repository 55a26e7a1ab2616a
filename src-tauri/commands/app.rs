//! The program itself: state, settings, plain copies.

use tauri::State;
use tokenry_api::{
    app::{AppView, SettingsView},
    error::CommandError,
};
use tokenry_core::log;

use super::{Answer, OnDesk};
use crate::window_state::WindowState;

#[tauri::command]
#[specta::specta]
pub async fn app_state(state: OnDesk<'_>) -> Answer<AppView> {
    let workbench = state.workbench().await?;
    Ok(AppView {
        version: env!("CARGO_PKG_VERSION").into(),
        data_dir: state.data_dir.display().to_string(),
        vault: workbench.vault_status().await?.into(),
        first_run: workbench.is_empty().await?,
        settings: workbench.settings().await?.into(),
    })
}

/// Ends work that takes a while: of a token or of a client by its id, of a server's registration by
/// the server's, `discovery`, `import`, `login`,
/// `login-page`, `paste`.
#[tauri::command]
#[specta::specta]
pub async fn cancel_work(state: OnDesk<'_>, name: String) -> Answer<()> {
    state.workbench().await?.cancel_work(&name);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn save_settings(state: OnDesk<'_>, settings: SettingsView) -> Answer<SettingsView> {
    let workbench = state.workbench().await?;
    let theme = settings.theme;
    workbench.save_settings(&settings.into()).await?;
    state.wear(theme);
    Ok(workbench.settings().await?.into())
}

/// Keeps a place or a width for the next start; `value` is JSON.
#[tauri::command]
#[specta::specta]
pub async fn remember(
    remembered: State<'_, WindowState>,
    name: String,
    value: String,
) -> Answer<()> {
    remembered.keep(&name, &value).map_err(CommandError::from)
}

/// Draws the page so large, in percent, now and at the next start.
#[tauri::command]
#[specta::specta]
pub async fn zoom(
    state: OnDesk<'_>,
    remembered: State<'_, WindowState>,
    percent: u16,
) -> Answer<()> {
    state.zoom(percent);
    remembered
        .keep(crate::zoom::NAME, &percent.to_string())
        .map_err(CommandError::from)
}

/// Shows the folder of the log in the system's file manager.
#[tauri::command]
#[specta::specta]
pub async fn open_log_folder(state: OnDesk<'_>) -> Answer<()> {
    log::open_folder(&state.data_dir).map_err(|error| CommandError::from(&error))
}

/// Copies something that is no secret.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(state: OnDesk<'_>, text: String) -> Answer<()> {
    state.copier.copy(text).map_err(CommandError::from)
}
