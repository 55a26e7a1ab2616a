//! Locking, in this process and by others.

use std::{path::Path, sync::atomic::Ordering};

use super::{Vault, VaultError, marker};
use crate::store::VaultRow;

/// The state of the vault that other processes can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    locked: bool,
    changes: i64,
}

impl Vault {
    /// Wipes the keys from memory, and records for all processes that a person locked the vault.
    /// Works on a full disk too.
    pub async fn lock(&self) -> Result<(), VaultError> {
        if self.0.store.is_in_memory() {
            return Err(VaultError::MemoryOnly);
        }
        self.0.set(None);
        self.overtake();
        let _turn = self.0.turn.lock().await;
        // A previous holder of the turn may have just opened it.
        self.0.set(None);
        if let Err(error) = self.0.store.set_locked_by_person(true).await {
            tracing::warn!(%error, "the lock could not be recorded in the database, so a file \
                 marks it");
            return marker::set(self.0.data_dir.as_deref());
        }
        if let Err(error) = self.0.store.checkpoint_truncate().await {
            tracing::warn!(%error, "the database's log could not be truncated");
        }
        Ok(())
    }

    /// Locks a vault whose database cannot be opened, as on a full disk.
    pub fn mark_locked(data_dir: &Path) -> Result<(), VaultError> {
        marker::set(Some(data_dir))
    }

    /// Wipes the keys from memory and stays locked until a person unlocks, in this process only.
    /// Other processes are not affected.
    pub async fn lock_here(&self) -> Result<(), VaultError> {
        if self.0.store.is_in_memory() {
            return Err(VaultError::MemoryOnly);
        }
        self.0.shut.store(true, Ordering::SeqCst);
        self.0.set(None);
        self.overtake();
        let _turn = self.0.turn.lock().await;
        // A previous holder of the turn may have just opened it.
        self.0.set(None);
        Ok(())
    }

    /// Wipes the keys from memory. The vault reopens as before.
    pub fn wipe(&self) {
        self.0.set(None);
    }

    pub fn is_open(&self) -> bool {
        self.0.read(|keys| keys.is_some())
    }

    /// Returns the shared state of the vault. If it differs from `before`, the keys in memory are
    /// checked too, and wiped if they are no longer valid.
    pub async fn look(&self, before: Option<Standing>) -> Result<Option<Standing>, VaultError> {
        let standing = self.0.store.vault_row().await?.map(|row| Standing {
            locked: self.locked_by_person(&row),
            changes: row.changes,
        });
        if standing != before && self.is_open() {
            match self.still_open().await {
                Ok(_) | Err(VaultError::Locked { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(standing)
    }

    /// Returns `true` if the lock marker may be set outside the database.
    pub fn is_marked(&self) -> bool {
        marker::is_set(self.0.data_dir.as_deref())
    }

    pub(super) fn locked_by_person(&self, row: &VaultRow) -> bool {
        row.locked_by_person || self.is_marked()
    }

    pub(super) fn locked_here(&self) -> bool {
        self.0.shut.load(Ordering::SeqCst)
    }

    /// Returns `true` if the vault is open and its keys are current. Another process may have
    /// locked it, changed the data keys, or given it a new key.
    pub(super) async fn still_open(&self) -> Result<bool, VaultError> {
        let row = self.existing().await?;
        if self.locked_by_person(&row) || self.locked_here() {
            self.0.set(None);
            return Err(VaultError::Locked { by_person: true });
        }
        let seen = self.0.read(|keys| {
            keys.filter(|keys| keys.vault == row.id)
                .map(|keys| keys.seen)
        });
        match seen {
            None => Ok(false),
            Some(seen) if seen == row.changes => Ok(true),
            Some(_) => {
                let slots = self.0.store.slots().await?;
                if !self
                    .0
                    .read(|keys| keys.is_some_and(|keys| keys.fit(&slots)))
                {
                    self.0.set(None);
                    return Ok(false);
                }
                let data_keys = self.0.store.data_keys().await?;
                self.0
                    .write(|keys| keys.map(|keys| keys.learn(data_keys, row.changes)));
                Ok(true)
            }
        }
    }
}
