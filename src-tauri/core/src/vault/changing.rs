//! Changing the ways to open a vault.

use super::{
    Vault, VaultError,
    keyring::Patience,
    keys::KeyBytes,
    slots::{self, Derivation, SlotKind},
};
use crate::{secret::Secret, store::SlotRow};

impl Vault {
    /// Adds the passphrase slot, or changes its passphrase. The vault must be open.
    pub async fn set_passphrase(&self, passphrase: Secret) -> Result<(), VaultError> {
        let (key, derivation) = self.derive_new(&passphrase).await?;
        let kind = SlotKind::Passphrase;
        let wrapped =
            self.with_keys(|keys| keys.wrap_for_slot(&self.0.nature, kind.word(), &key))?;
        let slot = self.slot_row(kind, wrapped, Some(derivation));
        self.0.store.put_slot(&slot).await?;
        Ok(self.0.store.checkpoint_truncate().await?)
    }

    /// Adds the keyring slot, or makes a new one where its key was lost. The vault must be
    /// open. A keyring slot that works stays as it is.
    pub async fn set_keyring(&self) -> Result<(), VaultError> {
        let _alone = self.lock_vault().await?;
        let row = self.existing().await?;
        match self.by_keyring(&row, Patience::Prompt).await {
            Ok(_) => return Ok(()),
            // The open vault is the proof that this key may be given up.
            Err(VaultError::NoSlot(_) | VaultError::KeyMissing | VaultError::WrongKey) => {}
            Err(error) => return Err(error),
        }
        self.with_keys(|_| ())?;
        let keyring = &*self.0.keyring;
        let key = slots::write_keyring(keyring, &self.0.nature, row.id, Patience::Prompt).await?;
        let kind = SlotKind::Keyring;
        let wrapped =
            self.with_keys(|keys| keys.wrap_for_slot(&self.0.nature, kind.word(), &key))?;
        Ok(self
            .0
            .store
            .put_slot(&self.slot_row(kind, wrapped, None))
            .await?)
    }

    /// Never the last one: [`VaultError::LastSlot`].
    pub async fn remove_slot(&self, kind: SlotKind) -> Result<(), VaultError> {
        let _alone = self.lock_vault().await?;
        let row = self.existing().await?;
        if !self.slot_kinds().await?.contains(&kind) {
            return Err(VaultError::NoSlot(kind));
        }
        if !self.0.store.remove_slot(kind.word()).await? {
            return Err(VaultError::LastSlot(kind));
        }
        if kind == SlotKind::Keyring {
            slots::clean_keyring(&*self.0.keyring, row.id).await;
        }
        Ok(())
    }

    pub(super) async fn slot(&self, kind: SlotKind) -> Result<SlotRow, VaultError> {
        let slots = self.0.store.slots().await?;
        let slot = slots.into_iter().find(|slot| slot.kind == kind.word());
        slot.ok_or(VaultError::NoSlot(kind))
    }

    pub(super) async fn slot_kinds(&self) -> Result<Vec<SlotKind>, VaultError> {
        let slots = self.0.store.slots().await?;
        Ok(slots
            .iter()
            .filter_map(|slot| SlotKind::from_word(&slot.kind))
            .collect())
    }

    pub(super) fn slot_row(
        &self,
        kind: SlotKind,
        wrapped: Vec<u8>,
        derivation: Option<String>,
    ) -> SlotRow {
        SlotRow {
            kind: kind.word().into(),
            wrapped,
            derivation,
            created_at: self.0.nature.now(),
        }
    }

    pub(super) async fn derive_new(
        &self,
        passphrase: &Secret,
    ) -> Result<(KeyBytes, String), VaultError> {
        if passphrase.is_empty() {
            return Err(VaultError::EmptyPassphrase);
        }
        let derivation = Derivation::fresh(&self.0.nature);
        let key = derivation.derive(passphrase).await?;
        let stored = serde_json::to_string(&derivation)
            .map_err(|_| VaultError::Damaged("passphrase slot"))?;
        Ok((key, stored))
    }
}
