//! The vault: keys and sealing. The only code that turns a secret into bytes at rest and back.
//!
//! [`Vault`] is the door. [`keys`] tells how the keys hang together, [`sealing`] the form of
//! what is sealed, [`slots`] the ways to open a vault, [`keyring`] how the system's keyring is
//! reached, [`keyring_timeout`] what happens while it does not answer, [`opening`] how a vault is made and
//! opened, [`locking`] how it is locked, [`changing`] how it gets other slots and [`renewing`] with
//! them another key, and [`lock`] how processes keep out of each other's way.

mod changing;
mod error;
mod hints;
mod key;
pub mod keyring;
mod keyring_timeout;
mod keys;
mod lock;
mod locking;
mod marker;
mod opening;
mod outlook;
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

pub use self::{
    error::VaultError,
    key::Mark,
    lock::{HeldLock, LockHolder, LockWait},
    locking::Standing,
    opening::{NewSlot, Unlock},
    outlook::Outlook,
    seal_only_key::SealOnlyKey,
    sealing::{KeyId, Place},
    slots::SlotKind,
    status::VaultStatus,
    stream::StreamSealer,
};
use self::{keyring::Keyring, keys::OpenKeys, opening::Attempts, sealing::Form};

use crate::store::{DataKeyRow, Store};
use tokenry_model::{
    clock::Nature, id::Id, sealed::Sealed, secret::Secret, server::Server, token::Token,
};

/// Longer than any renewal takes that is not stopped.
pub const LOCK_PATIENCE: Duration = Duration::from_secs(150);

/// The vault of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    store: Store,
    keyring: Arc<dyn Keyring>,
    nature: Nature,
    /// Absent where the store is in memory only.
    data_dir: Option<PathBuf>,
    /// `None` while locked.
    keys: RwLock<Option<OpenKeys>>,
    /// A person, or the window that nobody touches, locked it in this process only.
    shut: AtomicBool,
    /// Held while the vault is made, opened or locked, so that many who need it open at once
    /// ask the keyring once.
    turn: tokio::sync::Mutex<()>,
    /// Told when a person comes with a passphrase: whoever waits for the keyring gives up.
    overtaken: tokio::sync::Notify,
    attempts: Mutex<Attempts>,
    lock_patience: Duration,
    /// Who keeps us waiting.
    waits_for: tokio::sync::watch::Sender<Option<LockWait>>,
    /// When the keyring last gave no answer, and how long it was waited for.
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
    /// Touches nothing: neither the store nor the keyring.
    pub fn new(store: Store, keyring: Arc<dyn Keyring>, nature: Nature, data_dir: &Path) -> Self {
        let data_dir = (!store.is_in_memory()).then(|| data_dir.to_owned());
        Self(Arc::new(Inner {
            store,
            keyring,
            nature,
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
            self.with_keys(|keys| (!keys.knows(key)).then(|| keys.make(&self.0.nature, key)))?;
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

    /// A data key for a server that is about to be stored together with it. It seals from now
    /// on; where the server is not stored after all, [`Vault::forget_key`] takes it back.
    pub fn prepare_key(&self, key: KeyId) -> Result<DataKeyRow, VaultError> {
        let (row, made) = self.with_keys(|keys| keys.make(&self.0.nature, key))?;
        let known = row.clone();
        self.0.write(|keys| {
            if let Some(keys) = keys {
                keys.add(known, Some(made));
            }
        });
        Ok(row)
    }

    /// The servers of whose rows something is not sealed yet, because an older Tokenry stored
    /// them; with what is.
    pub fn unmarked(&self) -> Result<Vec<(Id<Server>, Mark)>, VaultError> {
        self.with_keys(OpenKeys::unmarked)
    }

    /// The data key of `key`, wrapped so that it says that all is sealed; and as it is
    /// wrapped now.
    pub fn marked(&self, key: KeyId) -> Result<(DataKeyRow, Vec<u8>), VaultError> {
        self.with_keys(|keys| keys.marked(&self.0.nature, key))?
    }

    /// Forgets a key that was prepared and not stored.
    pub fn forget_key(&self, key: KeyId) {
        self.0.write(|keys| {
            if let Some(keys) = keys {
                keys.forget(key);
            }
        });
    }

    /// Destroys the data key: what it sealed can never be opened again.
    pub async fn destroy_key(&self, key: KeyId) -> Result<(), VaultError> {
        self.0.store.destroy_data_keys(key.server()).await?;
        self.0.write(|keys| {
            if let Some(keys) = keys {
                keys.forget(key);
            }
        });
        Ok(())
    }

    pub fn seal(&self, place: &Place, plain: &[u8]) -> Result<Sealed, VaultError> {
        self.seal_as(Form::Plain, place, plain)
    }

    /// Seals a token, a client secret and the like; the length is hidden up to 256 bytes.
    pub fn seal_secret(&self, place: &Place, secret: &Secret) -> Result<Sealed, VaultError> {
        self.seal_as(Form::Padded, place, secret.expose().as_bytes())
    }

    /// Opens what [`Vault::seal`] sealed at this very place.
    pub fn open_sealed(
        &self,
        place: &Place,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.open_as(Form::Plain, place, sealed)
    }

    /// Opens what [`Vault::seal_secret`] sealed at this very place.
    pub fn open_secret(&self, place: &Place, sealed: &Sealed) -> Result<Secret, VaultError> {
        let plain = self.open_as(Form::Padded, place, sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| place.tampered())?;
        Ok(Secret::new(text))
    }

    /// HMAC-SHA256 of a secret under a key of this vault: tells whether two are the same.
    pub fn fingerprint(&self, secret: &Secret) -> Result<[u8; 32], VaultError> {
        self.with_keys(|keys| keys.fingerprint(secret.expose().as_bytes()))
    }

    /// The key that seals for `key`, for what comes in when the vault may be locked already.
    pub fn hold(&self, key: KeyId) -> Result<SealOnlyKey, VaultError> {
        self.with_keys(|keys| {
            Ok(SealOnlyKey {
                nature: self.0.nature.clone(),
                vault: keys.vault,
                key: keys.in_use(key)?.clone(),
            })
        })?
    }

    /// For the file of a body; `stream` is the id of its exchange.
    pub fn sealer(&self, key: KeyId, stream: Uuid) -> Result<StreamSealer, VaultError> {
        self.with_keys(|keys| {
            Ok(StreamSealer {
                nature: self.0.nature.clone(),
                vault: keys.vault,
                stream,
                keys: keys.all_of(key)?,
            })
        })?
    }

    /// How long a lock that another process holds is waited for. Before the vault is shared.
    #[must_use]
    pub fn with_lock_patience(mut self, patience: Duration) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.lock_patience = patience;
        }
        self
    }

    /// Tells who keeps us waiting, where that takes more than a moment; and when that is over.
    pub fn waits_for(&self) -> tokio::sync::watch::Receiver<Option<LockWait>> {
        self.0.waits_for.subscribe()
    }

    /// Keeps every other process from refreshing this token until it is dropped. Waits while
    /// another one holds it; [`VaultError::LockHeld`] where that takes too long.
    pub async fn lock_token(&self, token: Id<Token>) -> Result<HeldLock, VaultError> {
        lock::token(self.0.data_dir.as_deref(), token, self.waiting()).await
    }

    /// Keeps other processes from making the vault or changing its slots.
    async fn lock_vault(&self) -> Result<HeldLock, VaultError> {
        lock::vault(self.0.data_dir.as_deref(), self.waiting()).await
    }

    fn waiting(&self) -> lock::Waiting<'_> {
        lock::Waiting {
            patience: self.0.lock_patience,
            told: &self.0.waits_for,
            has_told: false,
        }
    }

    fn seal_as(&self, form: Form, place: &Place, plain: &[u8]) -> Result<Sealed, VaultError> {
        self.with_keys(|keys| {
            let key = keys.in_use(place.key)?;
            let sealed = place.bound(keys.vault, |context| {
                sealing::seal(&self.0.nature, key, form, context, plain)
            });
            Ok(Sealed::from_bytes(sealed))
        })?
    }

    fn open_as(
        &self,
        form: Form,
        place: &Place,
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
