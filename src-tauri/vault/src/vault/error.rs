//! Errors of the vault. A failing keyring never leads to a new key or to plain text. Each of its
//! failures is an error with advice.

use std::{io, time::Duration};

use super::{keyring::KeyringError, process_lock::LockHolder, slots::SlotKind};
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The data directory has no vault yet. See [`super::Vault::create`].
    #[error("the vault has not been set up yet")]
    New,
    /// There is a vault already, and the given slot does not open it.
    #[error("there is a vault already")]
    Exists,
    /// With `by_person`, a person locked it. Otherwise it cannot be opened without a person.
    #[error("the vault is locked")]
    Locked { by_person: bool },
    /// The vault exists, but its key is not in the keyring. A new key is never created for it.
    #[error("the vault's key is missing from the keyring")]
    KeyMissing,
    #[error("the system's keyring is locked")]
    KeyringLocked(#[source] KeyringError),
    #[error("this system has no keyring that Tokenry can use")]
    NoKeyring(#[source] KeyringError),
    /// The keyring service runs without a default collection.
    #[error("there is no keyring yet (no default collection)")]
    NoCollection(#[source] KeyringError),
    #[error("the system's keyring does not answer")]
    KeyringHangs(#[source] KeyringError),
    #[error("the system's keyring failed")]
    KeyringFailed(#[source] KeyringError),
    /// The keyring accepted the key and did not return it.
    #[error("the system's keyring does not keep what is stored in it")]
    KeyringForgets,
    /// The keyring contains a key of another vault.
    #[error("the key in the keyring does not belong to this vault")]
    WrongKey,
    /// The next attempt is possible after `wait`.
    #[error("the passphrase is wrong")]
    WrongPassphrase { wait: Duration },
    #[error("the recovery code is wrong")]
    WrongRecovery { wait: Duration },
    #[error("an empty passphrase protects nothing")]
    EmptyPassphrase,
    #[error("the vault has no {0} slot")]
    NoSlot(SlotKind),
    /// Removing the slot would leave the vault without a way to open it.
    #[error("the {0} is the only way to open the vault")]
    LastSlot(SlotKind),
    /// Nothing was removed, because the remaining slot does not open the vault.
    #[error("the {stays} was not removed, because the {other} does not open the vault")]
    OtherSlot {
        stays: SlotKind,
        other: SlotKind,
        source: Box<Self>,
    },
    /// Nothing was changed, because this slot could not adopt the vault's new key.
    #[error("the passphrase was not changed, because the {slot} cannot store the vault's new key")]
    SlotOutOfReach { slot: SlotKind, source: Box<Self> },
    /// A memory-only vault cannot be locked, since its key is nowhere else.
    #[error("the vault is in memory only")]
    MemoryOnly,
    /// A memory-only vault was requested for a store on disk.
    #[error("a memory-only vault needs an in-memory store")]
    StoreKeeps,
    /// A sealed value was changed, or moved from another place.
    #[error("{table}.{column} was tampered with or damaged")]
    Tampered {
        table: &'static str,
        column: &'static str,
    },
    /// A slot or a data key was changed, or belongs to another vault.
    #[error("the vault's {0} is damaged")]
    Damaged(&'static str),
    /// A newer Tokenry sealed it.
    #[error("the vault has format {found}, but this Tokenry supports format {known}")]
    Newer { found: i64, known: i64 },
    /// The server has no data key, or no longer has one.
    #[error("there is no data key for this")]
    NoDataKey,
    /// The stored parameters of the passphrase slot would exhaust the machine.
    #[error(
        "the vault's passphrase slot demands {} MiB of memory in {passes} passes", memory_kib / 1024
    )]
    Derivation { memory_kib: u32, passes: u32 },
    #[error("there is not enough memory to derive the key from the passphrase")]
    Argon2(#[source] argon2::Error),
    #[error("a lock file could not be used")]
    LockFile(#[source] io::Error),
    /// Another process holds the lock and does not release it. It may be stopped.
    #[error("{}", held_by(holder.as_ref()))]
    LockHeld {
        holder: Option<LockHolder>,
        waited: Duration,
    },
    /// A task on another thread was interrupted.
    #[error("the work was interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<KeyringError> for VaultError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Absent(_) => Self::NoKeyring(error),
            KeyringError::Locked(_) => Self::KeyringLocked(error),
            KeyringError::NoCollection(_) => Self::NoCollection(error),
            KeyringError::Forgets => Self::KeyringForgets,
            KeyringError::NoEntry => Self::KeyMissing,
            KeyringError::Hangs { .. } => Self::KeyringHangs(error),
            KeyringError::Refused(_) | KeyringError::Malformed(_) | KeyringError::Ambiguous => {
                Self::KeyringFailed(error)
            }
        }
    }
}

fn held_by(holder: Option<&LockHolder>) -> String {
    match holder {
        Some(LockHolder { process, since }) => {
            format!("another Tokenry, process {process}, has held the lock since {since:.0}")
        }
        None => "another Tokenry holds the lock".into(),
    }
}
