//! The vault as a person meets it: made, locked, unlocked.

use super::Workbench;
use crate::{
    error::Error,
    events::Event,
    secret::Secret,
    vault::{NewSlot, SlotKind, Unlock, VaultError, VaultStatus},
};

impl Workbench {
    /// Where the vault stands. Does not touch the keyring.
    pub async fn vault_status(&self) -> Result<VaultStatus, Error> {
        Ok(self.inner.vault.status().await?)
    }

    pub async fn create_vault(&self, with: NewSlot) -> Result<(), Error> {
        Box::pin(self.inner.vault.create(with)).await?;
        self.vault_changed();
        Ok(())
    }

    pub async fn unlock_vault(&self, with: Unlock) -> Result<(), Error> {
        self.inner.vault.unlock(with).await?;
        Box::pin(self.take_over()).await?;
        self.vault_changed();
        self.seal_profiles().await;
        self.recover_all().await;
        Ok(())
    }

    /// Wipes the keys from memory. Window and command line both stay locked until somebody
    /// unlocks.
    pub async fn lock_vault(&self) -> Result<(), Error> {
        self.inner.vault.lock().await?;
        self.inner.history.bodies().close();
        self.vault_changed();
        Ok(())
    }

    pub async fn set_passphrase(&self, passphrase: Secret) -> Result<(), Error> {
        self.open_vault().await?;
        self.inner.vault.set_passphrase(passphrase).await?;
        self.vault_changed();
        Ok(())
    }

    pub async fn remove_passphrase(&self) -> Result<(), Error> {
        self.inner.vault.remove_slot(SlotKind::Passphrase).await?;
        self.vault_changed();
        Ok(())
    }

    /// Opens the vault where that needs nobody: by the keyring's slot, or by making a first
    /// vault with one.
    pub async fn open_vault(&self) -> Result<(), Error> {
        match self.inner.vault.ensure_open().await {
            Err(VaultError::New) => {
                Box::pin(self.inner.vault.create_by_itself()).await?;
                self.vault_changed();
            }
            opened => opened?,
        }
        Box::pin(self.take_over()).await?;
        self.seal_profiles().await;
        Ok(())
    }

    fn vault_changed(&self) {
        self.inner.events.tell(Event::VaultChanged);
        self.inner.events.tell(Event::TokensChanged);
    }
}
