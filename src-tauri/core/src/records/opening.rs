//! The opening of the vault without a person.

use std::time::Duration;

use super::RecordError;
use crate::{context::Context, events::Event};
use tokenry_vault::vault::VaultError;

/// Time after which a keyring that does not respond is reported.
const SILENT: Duration = Duration::from_secs(3);

impl Context {
    /// Opens the vault if that needs no person: with the keyring's slot, or by creating the first vault
    /// with one.
    pub(crate) async fn open_vault(&self) -> Result<(), RecordError> {
        let mut opening = Box::pin(self.opened_without_person());
        if let Ok(opened) = tokio::time::timeout(SILENT, opening.as_mut()).await {
            return opened;
        }
        self.events.tell(Event::KeyringWaits(true));
        let opened = opening.await;
        self.events.tell(Event::KeyringWaits(false));
        if opened.is_ok() {
            self.vault_changed();
        }
        opened
    }

    async fn opened_without_person(&self) -> Result<(), RecordError> {
        let was_open = self.vault.is_open();
        match self.vault.ensure_open().await {
            Err(VaultError::New) => {
                Box::pin(self.vault.create_by_itself()).await?;
                self.vault_changed();
            }
            opened => opened?,
        }
        Box::pin(self.settle()).await?;
        // A list made while the vault was locked lacks the sealed parts.
        if !was_open && self.store.has_words().await? {
            self.events.tell(Event::TokensChanged);
        }
        Ok(())
    }

    pub(crate) fn vault_changed(&self) {
        self.events.tell(Event::VaultChanged);
        self.events.tell(Event::TokensChanged);
    }
}
