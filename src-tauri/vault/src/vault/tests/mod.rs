//! The vault through its public methods, on real stores and the keyring crate's mock.

mod creating;
mod golden;
mod keyrings;
mod locking;
mod passphrases;
mod renewing;
mod sealing;
mod slots;
mod waits;

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use parking_lot::Mutex;

use keyring_core::{CredentialStore, Entry, Error, api::CredentialStoreApi, mock};
use uuid::Uuid;

use super::KeyId;
use super::Vault;
use super::keyring::Keyring;
use super::keyring::NoKeyring;
use super::keyring::SERVICE;
use super::keyring::SystemKeyring;
use crate::store::{Store, StoreError};
use crate::vault::SealedCell;
use tokenry_model::{
    clock::Ambient,
    id::Id,
    sealed::Sealed,
    server::{Server, ServerProfile},
};

/// A keyring in memory, whose calls can be made to fail one by one.
#[derive(Debug, Clone)]
struct TestKeyring {
    mock: Arc<mock::Store>,
    failures: Arc<Mutex<Vec<Error>>>,
    calls: Arc<AtomicUsize>,
    door: Arc<SystemKeyring>,
}

impl TestKeyring {
    fn new() -> Self {
        let mock = mock::Store::new().expect("the mock opens");
        let (failures, calls) = (Arc::default(), Arc::default());
        let store: Arc<CredentialStore> = Arc::new(FailingStore {
            mock: Arc::clone(&mock),
            failures: Arc::clone(&failures),
            calls: Arc::clone(&calls),
        });
        Self {
            mock,
            failures,
            calls,
            door: Arc::new(SystemKeyring::over(store)),
        }
    }

    fn door(&self) -> Arc<dyn Keyring> {
        self.door.clone()
    }

    /// Queues errors for the next calls. The last one is used first.
    fn fail_next(&self, errors: Vec<Error>) {
        *self.failures.lock() = errors;
    }

    /// Returns the items that hold a secret, by user.
    fn items(&self) -> Vec<(String, Vec<u8>)> {
        let spec = HashMap::from([("service", SERVICE)]);
        let entries = self.mock.search(&spec).expect("the mock can be searched");
        entries
            .iter()
            .filter_map(|entry| Some((entry.get_specifiers()?.1, entry.get_secret().ok()?)))
            .collect()
    }

    fn remove(&self, vault: &str) {
        let entry = self.mock.build(SERVICE, vault, None).expect("an entry");
        entry.delete_credential().expect("it is there");
    }

    fn put(&self, vault: &str, secret: &[u8]) {
        let entry = self.mock.build(SERVICE, vault, None).expect("an entry");
        entry.set_secret(secret).expect("the mock stores");
    }
}

#[derive(Debug)]
struct FailingStore {
    mock: Arc<mock::Store>,
    failures: Arc<Mutex<Vec<Error>>>,
    calls: Arc<AtomicUsize>,
}

impl CredentialStoreApi for FailingStore {
    fn vendor(&self) -> String {
        "test".into()
    }

    fn id(&self) -> String {
        "test".into()
    }

    /// The vault's keyring builds an entry for each call.
    fn build(
        &self,
        service: &str,
        user: &str,
        modifiers: Option<&HashMap<&str, &str>>,
    ) -> keyring_core::Result<Entry> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let entry = self.mock.build(service, user, modifiers)?;
        if let Some(error) = self.failures.lock().pop() {
            let credential: &mock::Cred = entry.as_any().downcast_ref().expect("a mock's entry");
            credential.set_error(error);
        }
        Ok(entry)
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }

    fn debug_fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

fn no_keyring() -> Arc<dyn Keyring> {
    Arc::new(NoKeyring)
}

async fn vault(dir: &Path, keyring: Arc<dyn Keyring>) -> Vault {
    let store = Store::open(dir).await.expect("the store opens");
    Vault::new(store, keyring, Ambient::system(), dir)
}

/// Returns an open in-memory vault with a data key for [`KeyId::Local`].
async fn open_vault() -> Vault {
    let store = Store::in_memory().await.expect("a store in memory");
    let vault = Vault::new(store, no_keyring(), Ambient::system(), Path::new("nowhere"));
    vault
        .create(super::NewSlot::MemoryOnly)
        .await
        .expect("a vault in memory");
    vault.ensure_key(KeyId::Local).await.expect("a data key");
    vault
}

async fn add_server(vault: &Vault, name: &str) -> Id<Server> {
    let added = try_to_add_server(vault, name).await;
    added.expect("a server")
}

async fn try_to_add_server(vault: &Vault, name: &str) -> Result<Id<Server>, StoreError> {
    let ambient = Ambient::system();
    let id = Id::new(&ambient);
    let url = "https://photos.example/".parse().expect("a URL");
    let server = Server {
        id,
        profile: ServerProfile::at(name, url),
        created_at: ambient.now(),
        updated_at: ambient.now(),
    };
    let key = vault.prepare_key(KeyId::Server(id)).expect("a data key");
    vault.0.store.add_server(&server, &seal(), &key).await?;
    Ok(id)
}

/// Returns a sealed copy that nobody opens.
fn seal() -> Sealed {
    Sealed::from_bytes(b"sealed copy".to_vec())
}

fn place(row: u128) -> SealedCell {
    SealedCell {
        table: "requests",
        column: "content",
        row: Uuid::from_u128(row),
        key: KeyId::Local,
        generation: 0,
    }
}
