//! The system's keyring: it holds one 32-byte key for each vault, and never a token.
//!
//! [`SystemKeyring`] reaches it through the `keyring` crate, on one thread of its own (Windows
//! promises no order otherwise) and with a time limit, because a locked keyring does not fail:
//! it asks the person, and until then the call hangs.
//!
//! [`NoKeyring`] is a system without one. Whoever puts the program together uses it when the
//! environment says `TOKENRY_KEYRING=off`, for tests and for machines without a desktop.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use futures_util::future::BoxFuture;
use keyring_core::{CredentialStore, Entry, Error};
use tokio::sync::oneshot;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The service under which the keyring lists our items; the user is the vault's id.
pub const SERVICE: &str = "app.tokenry.desktop.vault";

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Nobody asked for it: 3 seconds.
    Short,
    /// A person clicked and may be answering the keyring's own question: 30 seconds.
    Prompt,
}

impl Patience {
    pub(super) fn limit(self) -> Duration {
        match self {
            Self::Short => Duration::from_secs(3),
            Self::Prompt => Duration::from_secs(30),
        }
    }
}

/// One secret for each vault, found by the vault's id.
pub trait Keyring: Send + Sync + std::fmt::Debug {
    /// Begins to open the keyring, so that the first call finds it open. Returns at once.
    fn warm(&self) {}

    fn read(&self, vault: Uuid, patience: Patience) -> Answer<'_, Zeroizing<Vec<u8>>>;

    /// Replaces what was there.
    fn write(&self, vault: Uuid, secret: Zeroizing<Vec<u8>>, patience: Patience) -> Answer<'_, ()>;

    fn delete(&self, vault: Uuid, patience: Patience) -> Answer<'_, ()>;
}

pub type Answer<'a, T> = BoxFuture<'a, Result<T, KeyringError>>;

#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// There is none, or it cannot be reached.
    #[error("there is no keyring")]
    Absent(#[source] Option<&'static Error>),
    /// It is locked, or refused access.
    #[error("the keyring is locked")]
    Locked(#[source] Error),
    #[error("the keyring has no such item")]
    NoEntry,
    /// It holds something, but not in the form of a secret.
    #[error("the keyring's item cannot be read")]
    Malformed(#[source] Error),
    /// Several items have our name, and none of them is the right one.
    #[error("the keyring has several such items, and none fits")]
    Ambiguous,
    /// It failed, or does not take what it is given.
    #[error("the keyring refused")]
    Refused(#[source] Error),
    #[error("the keyring gave no answer within {} seconds", after.as_secs())]
    Hangs { after: Duration },
}

impl From<Error> for KeyringError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoDefaultStore => Self::Absent(None),
            Error::NoStorageAccess(_) => Self::Locked(error),
            Error::NoEntry => Self::NoEntry,
            Error::Ambiguous(_) => Self::Ambiguous,
            Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
                Self::Malformed(error)
            }
            _ => Self::Refused(error),
        }
    }
}

/// A system without a keyring.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyring;

impl Keyring for NoKeyring {
    fn read(&self, _: Uuid, _: Patience) -> Answer<'_, Zeroizing<Vec<u8>>> {
        Box::pin(async { Err(KeyringError::Absent(None)) })
    }

    fn write(&self, _: Uuid, _: Zeroizing<Vec<u8>>, _: Patience) -> Answer<'_, ()> {
        Box::pin(async { Err(KeyringError::Absent(None)) })
    }

    fn delete(&self, _: Uuid, _: Patience) -> Answer<'_, ()> {
        Box::pin(async { Err(KeyringError::Absent(None)) })
    }
}

/// The keyring of this system. Making one touches nothing; the thread starts with the first
/// call.
#[derive(Debug)]
pub struct SystemKeyring {
    open: Opener,
    thread: Mutex<Option<mpsc::Sender<Job>>>,
}

type Opened = Result<Arc<CredentialStore>, &'static Error>;
type Job = Box<dyn FnOnce(&Opened) + Send>;

#[derive(Clone)]
struct Opener(Arc<dyn Fn() -> Opened + Send + Sync>);

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opener")
    }
}

impl Default for SystemKeyring {
    fn default() -> Self {
        Self::opened_by(open_system_store)
    }
}

impl SystemKeyring {
    /// Over a store of the caller's choice, such as `keyring_core::mock::Store`.
    pub fn over(store: Arc<CredentialStore>) -> Self {
        Self::opened_by(move || Ok(Arc::clone(&store)))
    }

    pub(super) fn opened_by(open: impl Fn() -> Opened + Send + Sync + 'static) -> Self {
        Self {
            open: Opener(Arc::new(open)),
            thread: Mutex::new(None),
        }
    }

    /// Runs `work` on the keyring's thread. If the answer does not come in time the thread is
    /// left to itself; what waits behind it and has been given up is skipped.
    async fn run<T: Send + 'static>(
        &self,
        patience: Patience,
        work: impl FnOnce(&CredentialStore) -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<T, KeyringError> {
        let (answer, receiver) = oneshot::channel();
        self.send(Box::new(move |store| {
            if answer.is_closed() {
                return;
            }
            let result = match store {
                Ok(store) => work(store.as_ref()),
                Err(error) => Err(KeyringError::Absent(Some(error))),
            };
            // The only error is that nobody waits any more.
            let _ = answer.send(result);
        }));
        let after = patience.limit();
        match tokio::time::timeout(after, receiver).await {
            Ok(Ok(result)) => result,
            // The thread could not be started, or the system's own code panicked.
            Ok(Err(_)) => Err(KeyringError::Absent(None)),
            Err(_) => Err(KeyringError::Hangs { after }),
        }
    }

    fn send(&self, job: Job) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = thread.get_or_insert_with(|| self.start());
        if let Err(mpsc::SendError(job)) = sender.send(job) {
            // The thread has died. If the next one cannot start either, the job is dropped
            // and whoever waits for it is told.
            let next = self.start();
            let _ = next.send(job);
            *thread = Some(next);
        }
    }

    fn start(&self) -> mpsc::Sender<Job> {
        let (sender, jobs) = mpsc::channel::<Job>();
        let open = self.open.clone();
        let started = thread::Builder::new()
            .name("keyring".into())
            .spawn(move || {
                let store = (open.0)();
                for job in jobs {
                    job(&store);
                }
            });
        if let Err(error) = started {
            tracing::warn!(%error, "the keyring's thread could not be started");
        }
        sender
    }
}

impl Keyring for SystemKeyring {
    fn warm(&self) {
        self.send(Box::new(|_| {}));
    }

    fn read(&self, vault: Uuid, patience: Patience) -> Answer<'_, Zeroizing<Vec<u8>>> {
        Box::pin(self.run(patience, move |store| {
            match entry(store, vault)?.get_secret() {
                Ok(secret) => Ok(Zeroizing::new(secret)),
                Err(Error::Ambiguous(entries)) => entries
                    .iter()
                    .filter_map(|entry| entry.get_secret().ok().map(Zeroizing::new))
                    .find(|secret| secret.ends_with(vault.as_bytes()))
                    .ok_or(KeyringError::Ambiguous),
                Err(error) => Err(error.into()),
            }
        }))
    }

    fn write(&self, vault: Uuid, secret: Zeroizing<Vec<u8>>, patience: Patience) -> Answer<'_, ()> {
        Box::pin(self.run(patience, move |store| {
            Ok(entry(store, vault)?.set_secret(&secret)?)
        }))
    }

    fn delete(&self, vault: Uuid, patience: Patience) -> Answer<'_, ()> {
        Box::pin(self.run(patience, move |store| {
            Ok(entry(store, vault)?.delete_credential()?)
        }))
    }
}

fn entry(store: &CredentialStore, vault: Uuid) -> Result<Entry, KeyringError> {
    // Windows would let the item roam to the person's other machines.
    #[cfg(windows)]
    let modifiers = std::collections::HashMap::from([("persistence", "Local")]);
    #[cfg(windows)]
    let modifiers = Some(&modifiers);
    #[cfg(not(windows))]
    let modifiers = None;
    Ok(store.build(SERVICE, &vault.to_string(), modifiers)?)
}

/// The `keyring` crate opens the system's store once a process and keeps the result.
fn open_system_store() -> Opened {
    keyring::Entry::store_status().as_ref()?;
    keyring_core::get_default_store().ok_or(&Error::NoDefaultStore)
}
