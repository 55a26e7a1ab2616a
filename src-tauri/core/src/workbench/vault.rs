//! Creating, locking and unlocking the vault, and its slots.

use std::path::Path;

use super::Workbench;
use crate::{error::Error, settings::IdleLocks};
use tokenry_model::secret::Secret;
use tokenry_vault::vault::{NewSlot, Outlook, SlotKind, Unlock, Vault, VaultStatus};

impl Workbench {
    /// Returns the status of the vault. Does not access the keyring.
    pub async fn vault_status(&self) -> Result<VaultStatus, Error> {
        Ok(self.context.vault.status().await?)
    }

    pub async fn create_vault(&self, with: NewSlot) -> Result<(), Error> {
        Box::pin(self.context.vault.create(with)).await?;
        self.context.vault_changed();
        Ok(())
    }

    pub async fn unlock_vault(&self, with: Unlock) -> Result<(), Error> {
        self.context.vault.unlock(with).await?;
        Box::pin(self.context.settle()).await?;
        self.context.vault_changed();
        self.inner.refresh.recover_all().await;
        Ok(())
    }

    /// Locks the vault: wipes the keys from memory. The window and the command line stay locked
    /// until a person unlocks it.
    pub async fn lock_vault(&self) -> Result<(), Error> {
        self.context.vault.lock().await?;
        self.inner.history.bodies().close();
        self.context.vault_changed();
        Ok(())
    }

    /// Locks the vault of a data directory whose database cannot be opened, as on a full disk.
    pub fn lock_unopened_vault(data_dir: &Path) -> Result<(), Error> {
        Ok(Vault::mark_locked(data_dir)?)
    }

    /// Locks the vault if the settings ask for it when the window is idle.
    pub async fn lock_idle_vault(&self) -> Result<(), Error> {
        if self.settings().await?.idle_locks == IdleLocks::Everything {
            return self.lock_vault().await;
        }
        self.context.vault.lock_here().await?;
        self.inner.history.bodies().close();
        self.context.vault_changed();
        Ok(())
    }

    /// Returns the slots that can open the vault now. Accesses the keyring. `None` if there is no
    /// vault.
    pub async fn vault_outlook(&self) -> Result<Option<Outlook>, Error> {
        Ok(self.context.vault.outlook().await?)
    }

    /// Adds or changes the passphrase. Backups from before a change that the old passphrase opens are
    /// removed.
    pub async fn set_passphrase(&self, passphrase: Secret) -> Result<(), Error> {
        self.open_vault().await?;
        let slots = self.slots().await?;
        self.context.vault.set_passphrase(passphrase).await?;
        if slots.contains(&SlotKind::Passphrase) {
            self.context.store.remove_backups()?;
        }
        self.context.vault_changed();
        Ok(())
    }

    /// Creates a recovery code, which opens the vault if nothing else does. It is returned only
    /// here and never stored.
    pub async fn make_recovery(&self) -> Result<Secret, Error> {
        self.open_vault().await?;
        let code = self.context.vault.make_recovery().await?;
        self.context.vault_changed();
        Ok(code)
    }

    /// Removes the passphrase, after the keyring has opened the vault.
    pub async fn remove_passphrase(&self) -> Result<(), Error> {
        self.remove_slot(SlotKind::Passphrase, Unlock::Keyring)
            .await
    }

    /// Adds the keyring slot, or replaces one whose key the keyring has lost.
    pub async fn set_keyring(&self) -> Result<(), Error> {
        self.open_vault().await?;
        self.context.vault.set_keyring().await?;
        self.context.vault_changed();
        Ok(())
    }

    /// Removes the keyring slot, after the passphrase has opened the vault.
    pub async fn remove_keyring(&self, passphrase: Secret) -> Result<(), Error> {
        self.remove_slot(SlotKind::Keyring, Unlock::Passphrase(passphrase))
            .await
    }

    async fn remove_slot(&self, kind: SlotKind, by: Unlock) -> Result<(), Error> {
        self.open_vault().await?;
        Box::pin(self.context.vault.remove_slot(kind, by)).await?;
        self.context.store.remove_backups()?;
        self.context.vault_changed();
        Ok(())
    }

    async fn slots(&self) -> Result<Vec<SlotKind>, Error> {
        Ok(match self.vault_status().await? {
            VaultStatus::New => Vec::new(),
            VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => slots,
        })
    }

    /// Opens the vault without a person: with the keyring slot, or by creating the first vault with
    /// one.
    pub async fn open_vault(&self) -> Result<(), Error> {
        Ok(self.context.open_vault().await?)
    }
}
