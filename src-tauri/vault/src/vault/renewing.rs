//! A new vault key.
//!
//! A passphrase that is changed or removed may be known to somebody who also has an older copy of
//! the data. So the vault gets a new key, which the old passphrase opens nowhere; the data keys are
//! wrapped by it, and retired: what is sealed from now on is sealed by new ones, which no older copy
//! holds. All of it is one transaction.

use super::{
    Vault, VaultError,
    key::{Key, KeyBytes},
    keys::OpenKeys,
    slots::SlotKind,
    wrapping::wrap_vault_key,
};
use crate::store::VaultRow;

/// A way to open the vault that stays or is new.
pub(super) struct Way {
    pub(super) kind: SlotKind,
    pub(super) key: KeyBytes,
    /// How a passphrase becomes that key.
    pub(super) derivation: Option<String>,
}

impl Vault {
    /// Gives the vault a new key, with these ways to open it and no other. It is open, and
    /// `vault.lock` is held.
    pub(super) async fn renew(&self, row: &VaultRow, ways: Vec<Way>) -> Result<(), VaultError> {
        let nature = &self.0.nature;
        let vault_key = Key::random(nature);
        let slots: Vec<_> = ways
            .into_iter()
            .map(|way| {
                let word = way.kind.word();
                let wrapped = wrap_vault_key(nature, row.id, word, &way.key, &vault_key);
                self.slot_row(way.kind, wrapped, way.derivation)
            })
            .collect();
        let mut next = OpenKeys::new(row.id, vault_key);
        let rewrap = |rows| self.with_keys(|keys| keys.rewrap(nature, &next, rows));
        self.0.store.renew_keys(&slots, rewrap).await?;
        let row = self.existing().await?;
        next.learn(self.0.store.data_keys().await?, row.changes);
        // Unless somebody has locked it meanwhile.
        if self.is_open() {
            self.0.set(Some(next));
        }
        Ok(())
    }
}
