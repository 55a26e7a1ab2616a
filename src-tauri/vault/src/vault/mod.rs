//! The vault: keys and sealing. The only code that turns a secret into bytes at rest and back.
//!
//! [`Vault`] is the entry point. [`keys`] explains the key hierarchy, [`sealing`] the sealed
//! format, and [`slots`] the ways to open a vault. [`keyring`] is access to the system's keyring,
//! and [`keyring_timeout`] handles one that does not answer. [`opening`] creates and opens a vault,
//! and [`locking`] locks it. [`changing`] changes its slots, and [`renewing`] gives it a new key at
//! the same time. [`lock`] keeps processes out of each other's way.

mod changing;
mod error;
mod hints;
mod key;
pub mod keyring;
mod keyring_timeout;
mod keys;
mod locking;
mod marker;
mod opening;
mod outlook;
mod process_lock;
mod recovery;
mod renewing;
mod seal_only_key;
mod sealing;
mod slots;
mod status;
mod stream;
#[cfg(test)]
mod tests;
mod wrapping;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use parking_lot::{Mutex, RwLock};

use tokio::time::Instant;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use self::error::VaultError;
pub use self::key::Mark;
pub use self::locking::Standing;
pub use self::opening::NewSlot;
pub use self::opening::Unlock;
pub use self::outlook::Outlook;
pub use self::process_lock::HeldLock;
pub use self::process_lock::LockHolder;
pub use self::process_lock::LockWait;
pub use self::seal_only_key::SealOnlyKey;
pub use self::sealing::KeyId;
pub use self::slots::SlotKind;
pub use self::status::VaultStatus;
pub use self::stream::StreamSealer;
use self::{keyring::Keyring, keys::OpenKeys, opening::Attempts, sealing::Form};
pub use crate::vault::sealing::SealedCell;

use crate::store::{DataKeyRow, Store};
use tokenry_model::{
    clock::Ambient, id::Id, sealed::Sealed, secret::Secret, server::Server, token::Token,
};

/// Longer than any refresh, unless its process is stopped.
pub const LOCK_PATIENCE: Duration = Duration::from_secs(150);

/// The vault of one data directory, cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    store: Store,
    keyring: Arc<dyn Keyring>,
    ambient: Ambient,
    /// `None` for an in-memory store.
    data_dir: Option<PathBuf>,
    /// `None` while locked.
    keys: RwLock<Option<OpenKeys>>,
    /// Locked in this process only, by a person or by an idle window.
    shut: AtomicBool,
    /// Held while the vault is created, opened or locked, so that concurrent callers ask the
    /// keyring only once.
    turn: tokio::sync::Mutex<()>,
    /// Notified when a person offers a passphrase, so that callers stop waiting for the keyring.
    overtaken: tokio::sync::Notify,
    attempts: Mutex<Attempts>,
    lock_patience: Duration,
    /// The holder of the lock that we wait for.
    waits_for: tokio::sync::watch::Sender<Option<LockWait>>,
    /// The last time the keyring hung, and its timeout.
    hung: Mutex<Option<(Instant, Duration)>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.read(|keys| keys.is_some()) {
            "Open"
        } else {
            "Locked"
        })
    }
}

impl Vault {
    /// Creates the vault without accessing the store or the keyring.
    pub fn new(store: Store, keyring: Arc<dyn Keyring>, ambient: Ambient, data_dir: &Path) -> Self {
        let data_dir = (!store.is_in_memory()).then(|| data_dir.to_owned());
        Self(Arc::new(Inner {
            store,
            keyring,
            ambient,
            data_dir,
            keys: RwLock::new(None),
            shut: AtomicBool::new(false),
            turn: tokio::sync::Mutex::new(()),
            overtaken: tokio::sync::Notify::new(),
            attempts: Mutex::default(),
            lock_patience: LOCK_PATIENCE,
            waits_for: tokio::sync::watch::Sender::default(),
            hung: Mutex::default(),
        }))
    }

    /// Creates the data key of `key` if it has none. The server must be stored already.
    pub async fn ensure_key(&self, key: KeyId) -> Result<(), VaultError> {
        let made =
            self.with_keys(|keys| (!keys.knows(key)).then(|| keys.make(&self.0.ambient, key)))?;
        let Some((row, made)) = made else {
            return Ok(());
        };
        let stored = self.0.store.ensure_data_key(&row).await?;
        // Another process may have been faster.
        let unwrapped = (stored.id == made.key.id).then_some(made);
        self.0.write(|keys| {
            if let Some(keys) = keys {
                keys.add(stored, unwrapped);
            }
        });
        Ok(())
    }

    /// Creates a data key for a server that will be stored together with it. The key seals from now
    /// on. If the server is not stored after all, [`Vault::forget_key`] discards it.
    pub fn prepare_key(&self, key: KeyId) -> Result<DataKeyRow, VaultError> {
        let (row, made) = self.with_keys(|keys| keys.make(&self.0.ambient, key))?;
        let known = row.clone();
        self.0.write(|keys| {
            if let Some(keys) = keys {
                keys.add(known, Some(made));
            }
        });
        Ok(row)
    }

    /// Returns the servers with rows that an older Tokenry stored unsealed, each with its mark.
    pub fn unmarked(&self) -> Result<Vec<(Id<Server>, Mark)>, VaultError> {
        self.with_keys(OpenKeys::unmarked)
    }

    /// Returns the data key of `key`, rewrapped with the mark that everything is sealed, and its
    /// current wrapping.
    pub fn marked(&self, key: KeyId) -> Result<(DataKeyRow, Vec<u8>), VaultError> {
        self.with_keys(|keys| keys.marked(&self.0.ambient, key))?
    }

    /// Discards a key that was prepared and not stored.
    pub fn forget_key(&self, key: KeyId) {
        self.0.write(|keys| {
            if let Some(keys) = keys {
                keys.forget(key);
            }
        });
    }

    /// Destroys the data key. Data sealed with it can never be opened again.
    pub async fn destroy_key(&self, key: KeyId) -> Result<(), VaultError> {
        self.0.store.destroy_data_keys(key.server()).await?;
        self.0.write(|keys| {
            if let Some(keys) = keys {
                keys.forget(key);
            }
        });
        Ok(())
    }

    pub fn seal(&self, place: &SealedCell, plain: &[u8]) -> Result<Sealed, VaultError> {
        self.seal_as(Form::Plain, place, plain)
    }

    /// Seals a token, a client secret or similar. Hides the exact length, in steps of 256 bytes.
    pub fn seal_secret(&self, place: &SealedCell, secret: &Secret) -> Result<Sealed, VaultError> {
        self.seal_as(Form::Padded, place, secret.expose().as_bytes())
    }

    /// Opens the result of [`Vault::seal`] at the same place.
    pub fn open_sealed(
        &self,
        place: &SealedCell,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.open_as(Form::Plain, place, sealed)
    }

    /// Opens the result of [`Vault::seal_secret`] at the same place.
    pub fn open_secret(&self, place: &SealedCell, sealed: &Sealed) -> Result<Secret, VaultError> {
        let plain = self.open_as(Form::Padded, place, sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| place.tampered())?;
        Ok(Secret::new(text))
    }

    /// Returns HMAC-SHA256 of a secret under a key of this vault, to compare secrets for equality.
    pub fn fingerprint(&self, secret: &Secret) -> Result<[u8; 32], VaultError> {
        self.with_keys(|keys| keys.fingerprint(secret.expose().as_bytes()))
    }

    /// Returns the sealing key for `key`, for results that may arrive after the vault is locked.
    pub fn hold(&self, key: KeyId) -> Result<SealOnlyKey, VaultError> {
        self.with_keys(|keys| {
            Ok(SealOnlyKey {
                ambient: self.0.ambient.clone(),
                vault: keys.vault,
                key: keys.in_use(key)?.clone(),
            })
        })?
    }

    /// Returns the sealer for a body file. `stream` is the id of its exchange.
    pub fn sealer(&self, key: KeyId, stream: Uuid) -> Result<StreamSealer, VaultError> {
        self.with_keys(|keys| {
            Ok(StreamSealer {
                ambient: self.0.ambient.clone(),
                vault: keys.vault,
                stream,
                keys: keys.all_of(key)?,
            })
        })?
    }

    /// Sets the timeout for locks held by other processes. Call it before sharing the vault.
    #[must_use]
    pub fn with_lock_patience(mut self, patience: Duration) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.lock_patience = patience;
        }
        self
    }

    /// Reports the process that we wait for, if that takes more than a moment, and the end of the
    /// wait.
    pub fn waits_for(&self) -> tokio::sync::watch::Receiver<Option<LockWait>> {
        self.0.waits_for.subscribe()
    }

    /// Keeps other processes from refreshing this token until the lock is dropped. Waits for
    /// another holder. [`VaultError::LockHeld`] if that takes too long.
    pub async fn lock_token(&self, token: Id<Token>) -> Result<HeldLock, VaultError> {
        process_lock::token(self.0.data_dir.as_deref(), token, self.waiting()).await
    }

    /// Keeps other processes from creating the vault or changing its slots.
    async fn lock_vault(&self) -> Result<HeldLock, VaultError> {
        process_lock::vault(self.0.data_dir.as_deref(), self.waiting()).await
    }

    fn waiting(&self) -> process_lock::Waiting<'_> {
        process_lock::Waiting {
            patience: self.0.lock_patience,
            reports: &self.0.waits_for,
            has_reported: false,
        }
    }

    fn seal_as(&self, form: Form, place: &SealedCell, plain: &[u8]) -> Result<Sealed, VaultError> {
        self.with_keys(|keys| {
            let key = keys.in_use(place.key)?;
            let sealed = place.bound(keys.vault, |context| {
                sealing::seal(&self.0.ambient, key, form, context, plain)
            });
            Ok(Sealed::from_bytes(sealed))
        })?
    }

    fn open_as(
        &self,
        form: Form,
        place: &SealedCell,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.with_keys(|keys| {
            let id = sealing::key_id(sealed.as_bytes()).map_err(|_| place.tampered())?;
            let key = keys.by_id(id, place.key)?;
            place
                .bound(keys.vault, |context| {
                    sealing::open(key, form, context, sealed.as_bytes())
                })
                .map_err(|_| place.tampered())
        })?
    }

    fn with_keys<T>(&self, with: impl FnOnce(&OpenKeys) -> T) -> Result<T, VaultError> {
        self.0
            .read(|keys| keys.map(with))
            .ok_or(VaultError::Locked { by_person: false })
    }
}

impl Inner {
    fn read<T>(&self, with: impl FnOnce(Option<&OpenKeys>) -> T) -> T {
        with(self.keys.read().as_ref())
    }

    fn write<T>(&self, with: impl FnOnce(Option<&mut OpenKeys>) -> T) -> T {
        with(self.keys.write().as_mut())
    }

    fn set(&self, keys: Option<OpenKeys>) {
        *self.keys.write() = keys;
    }
}
