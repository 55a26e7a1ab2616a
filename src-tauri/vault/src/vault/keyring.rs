//! The system's keyring. It holds one 32-byte key per vault, and never a token.
//!
//! [`SystemKeyring`] uses the `keyring` crate on a dedicated thread, because Windows guarantees no
//! order otherwise. Calls have a timeout: a locked keyring does not fail, but prompts the person
//! and blocks until it is answered.
//!
//! [`NoKeyring`] represents a system without one. The composition root uses it if the environment
//! says `TOKENRY_KEYRING=off`, for tests and for machines without a desktop.

mod error;
mod probe;

use std::{
    collections::HashMap,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use parking_lot::Mutex;

use futures_util::future::BoxFuture;
use keyring_core::{CredentialStore, Entry, Error};
use tokio::sync::oneshot;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use self::{error::KeyringError, probe::probe};

/// The service name of our keyring items. The user is the vault's id.
pub const SERVICE: &str = "app.tokenry.desktop.vault";

/// The timeout of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// 10 seconds, for calls that nobody asked for. A keyring answers within milliseconds, or
    /// within seconds on a busy machine.
    Short,
    /// A minute, for calls that a person triggered. The person may be answering the keyring's
    /// prompt.
    Prompt,
}

impl Patience {
    pub(super) fn limit(self) -> Duration {
        match self {
            // macOS prompts at the first use by each version of a program.
            Self::Short if cfg!(target_os = "macos") => Duration::from_mins(1),
            Self::Short => Duration::from_secs(10),
            Self::Prompt => Duration::from_mins(1),
        }
    }
}

/// One secret per vault, identified by the vault's id.
pub trait Keyring: Send + Sync + std::fmt::Debug {
    /// Begins to open the keyring in the background, so that the first call finds it open.
    fn warm(&self) {}

    fn read(&self, vault: Uuid, patience: Patience) -> KeyringFuture<'_, Zeroizing<Vec<u8>>>;

    /// Stores the secret, replacing an earlier one.
    fn write(
        &self,
        vault: Uuid,
        secret: Zeroizing<Vec<u8>>,
        patience: Patience,
    ) -> KeyringFuture<'_, ()>;

    fn delete(&self, vault: Uuid, patience: Patience) -> KeyringFuture<'_, ()>;
}

pub type KeyringFuture<'a, T> = BoxFuture<'a, Result<T, KeyringError>>;

/// A system without a keyring.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyring;

impl Keyring for NoKeyring {
    fn read(&self, _: Uuid, _: Patience) -> KeyringFuture<'_, Zeroizing<Vec<u8>>> {
        Box::pin(async { Err(KeyringError::Absent(None)) })
    }

    fn write(&self, _: Uuid, _: Zeroizing<Vec<u8>>, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(async { Err(KeyringError::Absent(None)) })
    }

    fn delete(&self, _: Uuid, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(async { Err(KeyringError::Absent(None)) })
    }
}

/// The keyring of this system. Creating the value has no effect. The thread starts with the first
/// call.
#[derive(Debug)]
pub struct SystemKeyring {
    open: Opener,
    modifiers: Modifiers,
    thread: Mutex<Option<mpsc::Sender<Job>>>,
}

/// Attributes of new items, specific to each system's store.
type Modifiers = &'static [(&'static str, &'static str)];

/// Prevents Windows from roaming the item to the person's other machines.
const OF_THIS_SYSTEM: Modifiers = if cfg!(windows) {
    &[("persistence", "Local")]
} else {
    &[]
};

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
        Self {
            modifiers: OF_THIS_SYSTEM,
            ..Self::opened_by(open_system_store)
        }
    }
}

impl SystemKeyring {
    /// Creates a keyring on the given store, such as `keyring_core::mock::Store`.
    pub fn over(store: Arc<CredentialStore>) -> Self {
        Self::opened_by(move || Ok(Arc::clone(&store)))
    }

    pub(super) fn opened_by(open: impl Fn() -> Opened + Send + Sync + 'static) -> Self {
        Self {
            open: Opener(Arc::new(open)),
            modifiers: &[],
            thread: Mutex::new(None),
        }
    }

    /// Runs `work` on the keyring's thread. After a timeout, the thread is left to finish on its
    /// own, and queued work that was abandoned is skipped.
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
            // The thread could not be started, or the system's code panicked.
            Ok(Err(_)) => Err(KeyringError::Absent(None)),
            Err(_) => Err(KeyringError::Hangs { after }),
        }
    }

    fn send(&self, job: Job) {
        let mut thread = self.thread.lock();
        let sender = thread.get_or_insert_with(|| self.start());
        if let Err(mpsc::SendError(job)) = sender.send(job) {
            // The thread has died. If a new one cannot start either, the job is dropped and its
            // caller gets an error.
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

    fn read(&self, vault: Uuid, patience: Patience) -> KeyringFuture<'_, Zeroizing<Vec<u8>>> {
        let modifiers = self.modifiers;
        Box::pin(self.run(patience, move |store| {
            match entry(store, vault, modifiers)?.get_secret() {
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

    fn write(
        &self,
        vault: Uuid,
        secret: Zeroizing<Vec<u8>>,
        patience: Patience,
    ) -> KeyringFuture<'_, ()> {
        let modifiers = self.modifiers;
        Box::pin(self.run(patience, move |store| {
            Ok(entry(store, vault, modifiers)?.set_secret(&secret)?)
        }))
    }

    fn delete(&self, vault: Uuid, patience: Patience) -> KeyringFuture<'_, ()> {
        let modifiers = self.modifiers;
        Box::pin(self.run(patience, move |store| {
            Ok(entry(store, vault, modifiers)?.delete_credential()?)
        }))
    }
}

fn entry(
    store: &CredentialStore,
    vault: Uuid,
    modifiers: Modifiers,
) -> Result<Entry, KeyringError> {
    let modifiers: HashMap<&str, &str> = modifiers.iter().copied().collect();
    let modifiers = (!modifiers.is_empty()).then_some(&modifiers);
    Ok(store.build(SERVICE, &vault.to_string(), modifiers)?)
}

/// Opens the system's store. The `keyring` crate does that once per process and keeps the result.
fn open_system_store() -> Opened {
    keyring::Entry::store_status().as_ref()?;
    keyring_core::get_default_store().ok_or(&Error::NoDefaultStore)
}
