//! A preview of opening the vault.

use super::{Vault, VaultError, keyring::Patience, slots::SlotKind};

/// What would open the vault, tested as far as possible without a person.
#[derive(Debug)]
pub struct Outlook {
    /// The existing slots.
    pub slots: Vec<SlotKind>,
    /// A person locked it.
    pub by_person: bool,
    /// The reason the keyring does not open it, if it should.
    pub keyring: Option<VaultError>,
}

impl Outlook {
    /// Returns `true` if no way in is left: there is no passphrase, and the keyring's key appears
    /// to be permanently gone.
    pub fn is_lost(&self) -> bool {
        let gone = matches!(
            self.keyring,
            Some(VaultError::KeyMissing | VaultError::WrongKey)
        );
        gone && self.slots == [SlotKind::Keyring]
    }
}

impl Vault {
    /// Asks the keyring without opening the vault. Returns `None` if there is no vault yet.
    pub async fn outlook(&self) -> Result<Option<Outlook>, VaultError> {
        let row = match self.existing().await {
            Ok(row) => row,
            Err(VaultError::New) => return Ok(None),
            Err(error) => return Err(error),
        };
        let slots = self.slot_kinds().await?;
        let keyring = if slots.contains(&SlotKind::Keyring) {
            self.keyring_slot(&row, Patience::Short).await.err()
        } else {
            None
        };
        Ok(Some(Outlook {
            by_person: self.locked_by_person(&row),
            slots,
            keyring,
        }))
    }
}
