//! Changes to the slots of an open vault. They never leave a vault that nothing opens.

use super::{
    Unlock, Vault, VaultError,
    key::KeyBytes,
    keyring::Patience,
    renewing::Way,
    slots::{self, Derivation, SlotKind},
};
use crate::store::{SlotRow, VaultRow};
use tokenry_model::secret::Secret;

impl Vault {
    /// Adds the passphrase slot or changes its passphrase. A change gives the vault a new key. A
    /// keyring slot adopts it. A keyring slot whose key is lost is removed.
    pub async fn set_passphrase(&self, passphrase: Secret) -> Result<(), VaultError> {
        let (key, derivation) = self.derive_new(&passphrase).await?;
        let _turn = self.0.turn.lock().await;
        let _alone = self.lock_vault().await?;
        let row = self.open_row().await?;
        let kind = SlotKind::Passphrase;
        let slots = self.slot_kinds().await?;
        if !slots.contains(&kind) {
            let wrapped =
                self.with_keys(|keys| keys.wrap_for_slot(&self.0.ambient, kind.word(), &key))?;
            let slot = self.slot_row(kind, wrapped, Some(derivation));
            self.0.store.put_slot(&slot).await?;
            return Ok(self.0.store.checkpoint_truncate().await?);
        }
        let mut ways = vec![Way {
            kind,
            key,
            derivation: Some(derivation),
        }];
        if slots.contains(&SlotKind::Keyring) {
            ways.extend(self.way_by_keyring(&row).await?);
        }
        self.renew(&row, ways).await
    }

    /// Adds the keyring slot, or replaces one whose key is lost. A working one stays. The vault
    /// must be open.
    pub async fn set_keyring(&self) -> Result<(), VaultError> {
        let _turn = self.0.turn.lock().await;
        let _alone = self.lock_vault().await?;
        let row = self.existing().await?;
        match self.keyring_slot(&row, Patience::Prompt).await {
            Ok(_) => return Ok(()),
            // The open vault proves that this key can be abandoned.
            Err(VaultError::NoSlot(_) | VaultError::KeyMissing | VaultError::WrongKey) => {}
            Err(error) => return Err(error),
        }
        let row = self.open_row().await?;
        let keyring = &*self.0.keyring;
        let key = slots::write_keyring(keyring, &self.0.ambient, row.id, Patience::Prompt).await?;
        let kind = SlotKind::Keyring;
        let wrapped =
            self.with_keys(|keys| keys.wrap_for_slot(&self.0.ambient, kind.word(), &key))?;
        let slot = self.slot_row(kind, wrapped, None);
        Ok(self.0.store.put_slot(&slot).await?)
    }

    /// Removes a slot after `by`, another slot, has actually opened the vault, and gives the vault
    /// a new key. The last slot cannot be removed: [`VaultError::LastSlot`].
    pub async fn remove_slot(&self, kind: SlotKind, by: Unlock) -> Result<(), VaultError> {
        let _turn = self.0.turn.lock().await;
        let _alone = self.lock_vault().await?;
        let row = self.open_row().await?;
        let slots = self.slot_kinds().await?;
        let other = by.kind();
        if !slots.contains(&kind) {
            return Err(VaultError::NoSlot(kind));
        }
        if other == kind || !slots.contains(&other) {
            return Err(VaultError::LastSlot(kind));
        }
        let way = self.way(&row, by).await;
        let way = way.map_err(|source| VaultError::OtherSlot {
            stays: kind,
            other,
            source: Box::new(source),
        })?;
        self.renew(&row, vec![way]).await?;
        if kind == SlotKind::Keyring {
            slots::clean_keyring(&*self.0.keyring, row.id).await;
        }
        Ok(())
    }

    /// Returns the row of an open vault.
    pub(super) async fn open_row(&self) -> Result<VaultRow, VaultError> {
        if !self.still_open().await? {
            return Err(VaultError::Locked { by_person: false });
        }
        self.existing().await
    }

    /// Returns an existing way to open the vault, proven by opening it.
    async fn way(&self, row: &VaultRow, by: Unlock) -> Result<Way, VaultError> {
        let kind = by.kind();
        let (key, derivation) = match by {
            Unlock::Keyring => (self.keyring_slot(row, Patience::Prompt).await?.0, None),
            Unlock::Passphrase(secret) | Unlock::Recovery(secret) => {
                let (key, _) = self.derived_slot(row, kind, &secret).await?;
                (key, self.slot(kind).await?.derivation)
            }
        };
        Ok(Way {
            kind,
            key,
            derivation,
        })
    }

    /// Returns `None` if its key is no longer in the keyring.
    async fn way_by_keyring(&self, row: &VaultRow) -> Result<Option<Way>, VaultError> {
        match self.way(row, Unlock::Keyring).await {
            Ok(way) => Ok(Some(way)),
            Err(VaultError::KeyMissing | VaultError::WrongKey) => Ok(None),
            Err(source) => Err(VaultError::SlotOutOfReach {
                slot: SlotKind::Keyring,
                source: Box::new(source),
            }),
        }
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
            created_at: self.0.ambient.now(),
        }
    }

    pub(super) async fn derive_new(
        &self,
        passphrase: &Secret,
    ) -> Result<(KeyBytes, String), VaultError> {
        if passphrase.is_empty() {
            return Err(VaultError::EmptyPassphrase);
        }
        let derivation = Derivation::fresh(&self.0.ambient);
        let key = derivation.derive(passphrase).await?;
        let stored = serde_json::to_string(&derivation)
            .map_err(|_| VaultError::Damaged("passphrase slot"))?;
        Ok((key, stored))
    }
}
