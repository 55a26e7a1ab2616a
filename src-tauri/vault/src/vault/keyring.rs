//! The system's keyring: it holds one 32-byte key for each vault, and never a token.
//!
//! [`SystemKeyring`] reaches it through the `keyring` crate, on one thread of its own (Windows
//! promises no order otherwise) and with a time limit, because a locked keyring does not fail:
//! it asks the person, and until then the call hangs.
//!
//! [`NoKeyring`] is a system without one. Whoever puts the program together uses it when the
//! environment says `TOKENRY_KEYRING=off`, for tests and for machines without a desktop.

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

/// The service under which the keyring lists our items; the user is the vault's id.
pub const SERVICE: &str = "app.tokenry.desktop.vault";

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Nobody asked for it. A keyring answers within milliseconds, and on a machine that has
    /// much to do within seconds: 10 of them.
    Short,
    /// A person clicked and may be answering the keyring's own question: a minute.
    Prompt,
}

impl Patience {
    pub(super) fn limit(self) -> Duration {
        match self {
            // macOS asks whenever it meets a program, or a version of one, for the first time.
            Self::Short if cfg!(target_os = "macos") => Duration::from_mins(1),
            Self::Short => Duration::from_secs(10),
            Self::Prompt => Duration::from_mins(1),
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
    modifiers: Modifiers,
    thread: Mutex<Option<mpsc::Sender<Job>>>,
}

/// What new items are made with; each system's store knows its own.
type Modifiers = &'static [(&'static str, &'static str)];

/// Windows would let the item roam to the person's other machines.
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
    /// Over a store of the caller's choice, such as `keyring_core::mock::Store`.
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
        let mut thread = self.thread.lock();
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

    fn write(&self, vault: Uuid, secret: Zeroizing<Vec<u8>>, patience: Patience) -> Answer<'_, ()> {
        let modifiers = self.modifiers;
        Box::pin(self.run(patience, move |store| {
            Ok(entry(store, vault, modifiers)?.set_secret(&secret)?)
        }))
    }

    fn delete(&self, vault: Uuid, patience: Patience) -> Answer<'_, ()> {
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

/// The `keyring` crate opens the system's store once a process and keeps the result.
fn open_system_store() -> Opened {
    keyring::Entry::store_status().as_ref()?;
    keyring_core::get_default_store().ok_or(&Error::NoDefaultStore)
}
