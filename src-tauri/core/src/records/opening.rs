//! The vault, opened where that needs nobody.

use std::time::Duration;

use super::RecordError;
use crate::{context::Context, events::Event};
use tokenry_vault::vault::VaultError;

/// How long a keyring may be silent before that is told.
const SILENT: Duration = Duration::from_secs(3);

impl Context {
    /// Opens the vault where that needs nobody: by the keyring's slot, or by making a first
    /// vault with one.
    pub(crate) async fn open_vault(&self) -> Result<(), RecordError> {
        let mut opening = Box::pin(self.opened_by_itself());
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

    async fn opened_by_itself(&self) -> Result<(), RecordError> {
        let was_open = self.vault.is_open();
        match self.vault.ensure_open().await {
            Err(VaultError::New) => {
                Box::pin(self.vault.create_by_itself()).await?;
                self.vault_changed();
            }
            opened => opened?,
        }
        Box::pin(self.settle()).await?;
        // A list that was made without the keys lacks what they open.
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
