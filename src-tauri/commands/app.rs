//! The program itself: state, settings, vault, plain copies.

use tauri::State;
use tokenry_core::secret::Secret;

use super::{Answer, OnDesk};
use crate::{
    error::CommandError,
    remembered::Remembered,
    views::app::{AppView, SettingsView, VaultForm, VaultView},
};

#[tauri::command]
#[specta::specta]
pub async fn app_state(desk: OnDesk<'_>) -> Answer<AppView> {
    let workbench = desk.workbench().await?;
    Ok(AppView {
        version: env!("CARGO_PKG_VERSION").into(),
        data_dir: desk.data_dir.display().to_string(),
        vault: workbench.vault_status().await?.into(),
        first_run: workbench.is_empty().await?,
        settings: workbench.settings().await?.into(),
    })
}

#[tauri::command]
#[specta::specta]
pub async fn save_settings(desk: OnDesk<'_>, settings: SettingsView) -> Answer<SettingsView> {
    let workbench = desk.workbench().await?;
    let theme = settings.theme;
    workbench.save_settings(&settings.into()).await?;
    desk.wear(theme);
    Ok(workbench.settings().await?.into())
}

/// Keeps a place or a width for the next start; `value` is JSON.
#[tauri::command]
#[specta::specta]
pub async fn remember(
    remembered: State<'_, Remembered>,
    name: String,
    value: String,
) -> Answer<()> {
    remembered
        .keep(&name, &value)
        .map_err(|error| CommandError::from(&error))
}

/// Copies something that is no secret.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(desk: OnDesk<'_>, text: String) -> Answer<()> {
    desk.copier.copy(text).map_err(CommandError::from)
}

#[tauri::command]
#[specta::specta]
pub async fn vault_create(desk: OnDesk<'_>, form: VaultForm) -> Answer<VaultView> {
    let workbench = desk.create_vault(form.into()).await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_unlock(desk: OnDesk<'_>, form: VaultForm) -> Answer<VaultView> {
    let workbench = desk.workbench().await?;
    workbench.unlock_vault(form.into()).await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_lock(desk: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = desk.workbench().await?;
    desk.copier.clear();
    desk.held.clear();
    workbench.lock_vault().await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_set_passphrase(desk: OnDesk<'_>, passphrase: String) -> Answer<VaultView> {
    let workbench = desk.workbench().await?;
    workbench.set_passphrase(Secret::new(passphrase)).await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_remove_passphrase(desk: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = desk.workbench().await?;
    workbench.remove_passphrase().await?;
    Ok(workbench.vault_status().await?.into())
}
