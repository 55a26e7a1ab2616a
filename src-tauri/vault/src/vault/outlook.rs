//! What would happen if the vault were needed now.

use super::{Vault, VaultError, keyring::Patience, slots::SlotKind};

/// What would open the vault, tried as far as that needs nobody.
#[derive(Debug)]
pub struct Outlook {
    /// The ways that are set up.
    pub slots: Vec<SlotKind>,
    /// It was locked on purpose.
    pub by_person: bool,
    /// Why the keyring does not open it, where it should.
    pub keyring: Option<VaultError>,
}

impl Outlook {
    /// There is no way in: no passphrase, and the keyring's key is gone for good as far as can be
    /// seen.
    pub fn is_lost(&self) -> bool {
        let gone = matches!(
            self.keyring,
            Some(VaultError::KeyMissing | VaultError::WrongKey)
        );
        gone && self.slots == [SlotKind::Keyring]
    }
}

impl Vault {
    /// Asks the keyring, and opens nothing. `None`: there is no vault yet.
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
