//! The vault: made, locked, unlocked, and opened in other ways.

use tokenry_model::secret::Secret;

use super::{Answer, OnDesk};
use tokenry_api::app::{OutlookView, VaultForm, VaultView};

#[tauri::command]
#[specta::specta]
pub async fn vault_create(state: OnDesk<'_>, form: VaultForm) -> Answer<VaultView> {
    let workbench = state.create_vault(form.into()).await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_unlock(state: OnDesk<'_>, form: VaultForm) -> Answer<VaultView> {
    let workbench = state.workbench().await?;
    workbench.unlock_vault(form.into()).await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_lock(state: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = state.workbench().await?;
    state.copier.clear();
    state.pending_import.clear();
    workbench.lock_vault().await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_set_passphrase(state: OnDesk<'_>, passphrase: String) -> Answer<VaultView> {
    let workbench = state.workbench().await?;
    workbench.set_passphrase(Secret::new(passphrase)).await?;
    Ok(workbench.vault_status().await?.into())
}

#[tauri::command]
#[specta::specta]
pub async fn vault_remove_passphrase(state: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = state.workbench().await?;
    workbench.remove_passphrase().await?;
    Ok(workbench.vault_status().await?.into())
}

/// Locks what the settings say that an idle window locks.
#[tauri::command]
#[specta::specta]
pub async fn vault_lock_idle(state: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = state.workbench().await?;
    state.copier.clear();
    state.pending_import.clear();
    workbench.lock_idle_vault().await?;
    Ok(workbench.vault_status().await?.into())
}

/// Lets the keyring open the vault, also where it has lost the key that it had.
#[tauri::command]
#[specta::specta]
pub async fn vault_set_keyring(state: OnDesk<'_>) -> Answer<VaultView> {
    let workbench = state.workbench().await?;
    workbench.set_keyring().await?;
    Ok(workbench.vault_status().await?.into())
}

/// Takes the keyring out, after the passphrase has opened the vault.
#[tauri::command]
#[specta::specta]
pub async fn vault_remove_keyring(state: OnDesk<'_>, passphrase: String) -> Answer<VaultView> {
    let workbench = state.workbench().await?;
    workbench.remove_keyring(Secret::new(passphrase)).await?;
    Ok(workbench.vault_status().await?.into())
}

/// Asks the keyring whether it opens the vault.
#[tauri::command]
#[specta::specta]
pub async fn vault_outlook(state: OnDesk<'_>) -> Answer<OutlookView> {
    let workbench = state.workbench().await?;
    Ok(workbench.vault_outlook().await?.into())
}

/// Puts everything aside and begins anew; answers where the old data is.
#[tauri::command]
#[specta::specta]
pub async fn vault_start_over(state: OnDesk<'_>) -> Answer<Option<String>> {
    let aside = state.start_over().await?;
    Ok(aside.map(|aside| aside.display().to_string()))
}
