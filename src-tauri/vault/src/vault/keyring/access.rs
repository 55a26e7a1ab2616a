//! What the keyring's thread works with, opened there.

use std::{cell::LazyCell, fmt, sync::Arc};

use keyring_core::{CredentialStore, Error};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::KeyringError;
use tokenry_model::clock::Nature;

pub(in crate::vault) type Opened = Result<Arc<CredentialStore>, &'static Error>;

/// Reads the secret of a vault, where that is simple.
type Shortcut = Box<dyn Fn(Uuid) -> Option<Zeroizing<Vec<u8>>>>;

/// Opens what the thread works with.
#[derive(Clone)]
pub(super) struct Opener {
    store: Arc<dyn Fn() -> Opened + Send + Sync>,
    shortcut: Option<Nature>,
}

pub(super) struct Access {
    shortcut: Option<Shortcut>,
    /// Opened at once where there is no shortcut.
    store: LazyCell<Opened, Box<dyn FnOnce() -> Opened>>,
}

impl Opener {
    /// Opens the keyring of this system, and its shortcut where there is one.
    pub(super) fn system(nature: Nature) -> Self {
        Self {
            store: Arc::new(open_system_store),
            shortcut: Some(nature),
        }
    }

    pub(super) fn of(store: impl Fn() -> Opened + Send + Sync + 'static) -> Self {
        Self {
            store: Arc::new(store),
            shortcut: None,
        }
    }

    pub(super) fn open(self) -> Access {
        let access = Access {
            shortcut: self.shortcut.and_then(|nature| shortcut(&nature)),
            store: LazyCell::new(Box::new(move || (self.store)())),
        };
        if access.shortcut.is_none() {
            LazyCell::force(&access.store);
        }
        access
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener")
    }
}

impl Access {
    pub(super) fn store(&self) -> Result<&CredentialStore, KeyringError> {
        match &*self.store {
            Ok(store) => Ok(store.as_ref()),
            Err(error) => Err(KeyringError::Absent(Some(error))),
        }
    }

    /// Returns `None` where it takes the store to find out.
    pub(super) fn read_shortly(&self, vault: Uuid) -> Option<Zeroizing<Vec<u8>>> {
        self.shortcut.as_ref().and_then(|read| read(vault))
    }
}

/// Opens the system's store. The `keyring` crate does that once per process and keeps the result.
fn open_system_store() -> Opened {
    keyring::Entry::store_status().as_ref()?;
    keyring_core::get_default_store().ok_or(&Error::NoDefaultStore)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn shortcut(nature: &Nature) -> Option<Shortcut> {
    let session = super::session::Session::open(nature)?;
    Some(Box::new(move |vault| session.read(vault)))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn shortcut(_: &Nature) -> Option<Shortcut> {
    None
}
