//! Creating, opening and unlocking a vault.

use std::{sync::atomic::Ordering, time::Duration};

use tokio::time::Instant;

use super::{
    Vault, VaultError, VaultStatus,
    key::{Key, KeyBytes},
    keyring::{KeyringError, Patience},
    keys::OpenKeys,
    marker, recovery,
    slots::{self, Derivation, SlotKind},
    wrapping,
};
use crate::store::{StoreError, VaultRow};
use tokenry_model::{id::Id, secret::Secret};

/// The format of the rows in `vault`, `slots` and `data_keys`.
const FORMAT: i64 = 1;

/// The first slot of a new vault.
#[derive(Debug, Clone)]
pub enum NewSlot {
    Keyring,
    Passphrase(Secret),
    /// No slot: the key exists in memory only, with an in-memory store.
    MemoryOnly,
}

/// A person's means to open the vault.
#[derive(Debug, Clone)]
pub enum Unlock {
    Keyring,
    Passphrase(Secret),
    /// The code as made, or as a person types it.
    Recovery(Secret),
}

impl Unlock {
    pub(super) fn kind(&self) -> SlotKind {
        match self {
            Self::Keyring => SlotKind::Keyring,
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::Recovery(_) => SlotKind::Recovery,
        }
    }
}

/// Wrong passphrases so far. The first costs half a second, each further one twice as much, up to
/// ten seconds.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    failures: u32,
    pub(super) heard_from: Option<Instant>,
}

const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

impl Vault {
    /// Returns the status without asking the keyring.
    pub async fn status(&self) -> Result<VaultStatus, VaultError> {
        let Some(row) = self.0.store.vault_row().await? else {
            return Ok(VaultStatus::New);
        };
        let slots = self.slot_kinds().await?;
        let open = self
            .0
            .read(|keys| keys.is_some_and(|keys| keys.vault == row.id));
        let everywhere = self.locked_by_person(&row);
        let by_person = everywhere || self.locked_here();
        Ok(if open && !by_person {
            let memory_only = self.0.store.is_in_memory();
            VaultStatus::Open { slots, memory_only }
        } else {
            VaultStatus::Locked {
                slots,
                by_person,
                only_here: by_person && !everywhere,
            }
        })
    }

    /// Creates the vault and opens it. If two processes do this at once, the second opens what the
    /// first created, or fails with [`VaultError::Exists`].
    pub async fn create(&self, with: NewSlot) -> Result<(), VaultError> {
        self.make(with, Patience::Prompt).await
    }

    /// Creates the vault with the keyring although no person asked for it. Waits for the keyring's
    /// prompt no longer than [`Vault::ensure_open`].
    pub async fn create_by_itself(&self) -> Result<(), VaultError> {
        self.make(NewSlot::Keyring, Patience::Short).await
    }

    async fn make(&self, with: NewSlot, patience: Patience) -> Result<(), VaultError> {
        if matches!(with, NewSlot::Passphrase(_)) {
            self.overtake();
        }
        let _turn = self.0.turn.lock().await;
        let _alone = self.lock_vault().await?;
        if self.0.store.vault_row().await?.is_some() {
            return self.open_existing(with, patience).await;
        }
        let ambient = &self.0.ambient;
        let vault = *Id::<Self>::new(ambient).as_uuid();
        let vault_key = Key {
            id: vault,
            bytes: KeyBytes::random(ambient),
        };
        let slot = match &with {
            NewSlot::Keyring => {
                let asking = slots::write_keyring(&*self.0.keyring, ambient, vault, patience);
                let key = self.unless_overtaken(asking).await?;
                let wrapped = wrapping::wrap_vault_key(
                    ambient,
                    vault,
                    SlotKind::Keyring.word(),
                    &key,
                    &vault_key,
                );
                Some(self.slot_row(SlotKind::Keyring, wrapped, None))
            }
            NewSlot::Passphrase(passphrase) => {
                let (key, derivation) = self.derive_new(passphrase).await?;
                let wrapped = wrapping::wrap_vault_key(
                    ambient,
                    vault,
                    SlotKind::Passphrase.word(),
                    &key,
                    &vault_key,
                );
                Some(self.slot_row(SlotKind::Passphrase, wrapped, Some(derivation)))
            }
            NewSlot::MemoryOnly if self.0.store.is_in_memory() => None,
            NewSlot::MemoryOnly => return Err(VaultError::StoreKeeps),
        };
        let made = self
            .0
            .store
            .create_vault(vault, FORMAT, slot.as_ref(), ambient.now())
            .await;
        if !matches!(made, Ok(true)) && matches!(with, NewSlot::Keyring) {
            slots::clean_keyring(&*self.0.keyring, vault).await;
        }
        if !made? {
            return self.open_existing(with, patience).await;
        }
        self.adopt(OpenKeys::new(vault, vault_key)).await
    }

    /// Opens the vault for a person, and clears the record that a person locked it.
    ///
    /// After a wrong passphrase, the next attempt is delayed. This method waits for it.
    pub async fn unlock(&self, with: Unlock) -> Result<(), VaultError> {
        if !matches!(with, Unlock::Keyring) {
            self.overtake();
        }
        let _turn = self.0.turn.lock().await;
        let row = self.existing().await?;
        let keys = match with {
            Unlock::Keyring => self.by_keyring(&row, Patience::Prompt).await?,
            Unlock::Passphrase(passphrase) => self.by_passphrase(&row, &passphrase).await?,
            Unlock::Recovery(typed) => {
                let code = recovery::read(&typed);
                let (_, vault_key) = self.derived_slot(&row, SlotKind::Recovery, &code).await?;
                OpenKeys::new(row.id, vault_key)
            }
        };
        if row.locked_by_person {
            self.0.store.set_locked_by_person(false).await?;
        }
        marker::lift(self.0.data_dir.as_deref())?;
        self.0.shut.store(false, Ordering::SeqCst);
        self.adopt(keys).await
    }

    /// Opens the vault with the keyring, without a person. [`VaultError::Locked`] if a person
    /// locked it or there is no keyring slot. Costs one query while the vault is open, which also
    /// detects changes that other processes made to the keys.
    pub async fn ensure_open(&self) -> Result<(), VaultError> {
        let since = Instant::now();
        if self.still_open().await? {
            return Ok(());
        }
        let _turn = self.0.turn.lock().await;
        // Another caller may have opened the vault while we waited for our turn, or found the
        // keyring unresponsive. Then the callers do not all retry in sequence.
        if self.still_open().await? {
            return Ok(());
        }
        if let Some(after) = self.hung_since(since) {
            return Err(KeyringError::Hangs { after }.into());
        }
        let row = self.existing().await?;
        match self.by_keyring(&row, Patience::Short).await {
            Ok(keys) => self.adopt(keys).await,
            Err(VaultError::NoSlot(_)) => Err(VaultError::Locked { by_person: false }),
            Err(error) => {
                if let VaultError::KeyringHangs(KeyringError::Hangs { after }) = &error {
                    self.note_hang(*after);
                }
                Err(error)
            }
        }
    }

    async fn open_existing(&self, with: NewSlot, patience: Patience) -> Result<(), VaultError> {
        let row = self.existing().await?;
        let keys = match with {
            NewSlot::Keyring => self.by_keyring(&row, patience).await,
            NewSlot::Passphrase(passphrase) => self.by_passphrase(&row, &passphrase).await,
            NewSlot::MemoryOnly => Err(VaultError::Exists),
        };
        match keys {
            Err(VaultError::NoSlot(_)) => Err(VaultError::Exists),
            keys => self.adopt(keys?).await,
        }
    }

    async fn by_keyring(&self, row: &VaultRow, patience: Patience) -> Result<OpenKeys, VaultError> {
        let (_, vault_key) = self.keyring_slot(row, patience).await?;
        Ok(OpenKeys::new(row.id, vault_key))
    }

    async fn by_passphrase(
        &self,
        row: &VaultRow,
        passphrase: &Secret,
    ) -> Result<OpenKeys, VaultError> {
        let (_, vault_key) = self
            .derived_slot(row, SlotKind::Passphrase, passphrase)
            .await?;
        Ok(OpenKeys::new(row.id, vault_key))
    }

    /// Returns the keyring's key and the vault key that it opens.
    pub(super) async fn keyring_slot(
        &self,
        row: &VaultRow,
        patience: Patience,
    ) -> Result<(KeyBytes, Key), VaultError> {
        let slot = self.slot(SlotKind::Keyring).await?;
        let asking = slots::read_keyring(&*self.0.keyring, row.id, patience);
        let key = self.unless_overtaken(asking).await?;
        let vault_key = wrapping::unwrap_vault_key(row.id, &slot.kind, &key, &slot.wrapped)
            .ok_or(VaultError::WrongKey)?;
        Ok((key, vault_key))
    }

    /// Returns the key derived from the passphrase or recovery code, and the vault key that it
    /// opens.
    pub(super) async fn derived_slot(
        &self,
        row: &VaultRow,
        kind: SlotKind,
        passphrase: &Secret,
    ) -> Result<(KeyBytes, Key), VaultError> {
        let slot = self.slot(kind).await?;
        let derivation = slot
            .derivation
            .ok_or(VaultError::Damaged("passphrase slot"))?;
        let derivation: Derivation = serde_json::from_str(&derivation)
            .map_err(|_| VaultError::Damaged("passphrase slot"))?;
        let heard_from = self.attempts(|attempts| attempts.heard_from);
        if let Some(instant) = heard_from {
            tokio::time::sleep_until(instant).await;
        }
        let key = derivation.derive(passphrase).await?;
        let vault_key = wrapping::unwrap_vault_key(row.id, &slot.kind, &key, &slot.wrapped);
        let Some(vault_key) = vault_key else {
            let wait = self.attempts(Attempts::failed);
            return Err(match kind {
                SlotKind::Recovery => VaultError::WrongRecovery { wait },
                SlotKind::Keyring | SlotKind::Passphrase => VaultError::WrongPassphrase { wait },
            });
        };
        self.attempts(|attempts| *attempts = Attempts::default());
        Ok((key, vault_key))
    }

    /// Reads the data keys, and marks the vault as open.
    async fn adopt(&self, mut keys: OpenKeys) -> Result<(), VaultError> {
        let row = self.existing().await?;
        // Another process may have given the vault a new key since its slot was read.
        if !keys.fit(&self.0.store.slots().await?) {
            return Err(StoreError::KeyChanged.into());
        }
        keys.learn(self.0.store.data_keys().await?, row.changes);
        self.0.set(Some(keys));
        Ok(())
    }

    pub(super) async fn existing(&self) -> Result<VaultRow, VaultError> {
        let row = self.0.store.vault_row().await?.ok_or(VaultError::New)?;
        if row.format > FORMAT {
            return Err(VaultError::Newer {
                found: row.format,
                known: FORMAT,
            });
        }
        Ok(row)
    }

    pub(super) fn attempts<T>(&self, with: impl FnOnce(&mut Attempts) -> T) -> T {
        with(&mut self.0.attempts.lock())
    }
}

impl Attempts {
    pub(super) fn failed(&mut self) -> Duration {
        let wait = (FIRST_WAIT * 2_u32.saturating_pow(self.failures.min(8))).min(LONGEST_WAIT);
        self.failures += 1;
        self.heard_from = Some(Instant::now() + wait);
        wait
    }
}
