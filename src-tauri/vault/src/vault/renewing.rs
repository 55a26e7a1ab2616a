//! A new vault key.
//!
//! A person who knows a changed or removed passphrase may also have an older copy of the data. The
//! vault therefore gets a new key, which the old passphrase never opens. The data keys are
//! rewrapped by it and retired. From then on new data keys seal, which no older copy contains. All
//! of this is one transaction.

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
    /// The derivation of that key from a passphrase.
    pub(super) derivation: Option<String>,
}

impl Vault {
    /// Gives the vault a new key with exactly these ways to open it. The vault must be open, and
    /// `vault.lock` held.
    pub(super) async fn renew(&self, row: &VaultRow, ways: Vec<Way>) -> Result<(), VaultError> {
        let ambient = &self.0.ambient;
        let vault_key = Key::random(ambient);
        let slots: Vec<_> = ways
            .into_iter()
            .map(|way| {
                let word = way.kind.word();
                let wrapped = wrap_vault_key(ambient, row.id, word, &way.key, &vault_key);
                self.slot_row(way.kind, wrapped, way.derivation)
            })
            .collect();
        let mut next = OpenKeys::new(row.id, vault_key);
        let rewrap = |rows| self.with_keys(|keys| keys.rewrap(ambient, &next, rows));
        self.0.store.renew_keys(&slots, rewrap).await?;
        let row = self.existing().await?;
        next.learn(self.0.store.data_keys().await?, row.changes);
        // Unless the vault was locked meanwhile.
        if self.is_open() {
            self.0.set(Some(next));
        }
        Ok(())
    }
}
