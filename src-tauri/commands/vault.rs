//! The vault: made, locked, unlocked, and opened in other ways.

use tokenry_model::secret::Secret;

use super::{Answer, OnDesk};
use tokenry_api::app::{OutlookView, VaultForm, VaultView};

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

/// Locks what the settings say that an idle window locks.
#[tauri::command]
#[specta::specta]
pub async fn vault_lock_idle(desk: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = desk.workbench().await?;
    desk.copier.clear();
    desk.held.clear();
    workbench.lock_idle_vault().await?;
    Ok(workbench.vault_status().await?.into())
}

/// Lets the keyring open the vault, also where it has lost the key that it had.
#[tauri::command]
#[specta::specta]
pub async fn vault_set_keyring(desk: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = desk.workbench().await?;
    workbench.set_keyring().await?;
    Ok(workbench.vault_status().await?.into())
}

/// Takes the keyring out, after the passphrase has opened the vault.
#[tauri::command]
#[specta::specta]
pub async fn vault_remove_keyring(desk: OnDesk<'_>, passphrase: String) -> Answer<VaultView> {
    let workbench = desk.workbench().await?;
    workbench.remove_keyring(Secret::new(passphrase)).await?;
    Ok(workbench.vault_status().await?.into())
}

/// Asks the keyring whether it opens the vault.
#[tauri::command]
#[specta::specta]
pub async fn vault_outlook(desk: OnDesk<'_>) -> Answer<OutlookView> {
    let workbench = desk.workbench().await?;
    Ok(workbench.vault_outlook().await?.into())
}

/// Puts everything aside and begins anew; answers where the old data is.
#[tauri::command]
#[specta::specta]
pub async fn vault_start_over(desk: OnDesk<'_>) -> Answer<Option<String>> {
    let aside = desk.start_over().await?;
    Ok(aside.map(|aside| aside.display().to_string()))
}
