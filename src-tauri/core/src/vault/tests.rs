//! The vault through its own door, over a real store and the keyring crate's mock.

use std::{path::Path, sync::Arc};

use super::{
    KeyId, NewSlot, Place, Unlock, Vault, VaultError, VaultStatus,
    keyring::{Keyring, SystemKeyring},
};
use crate::{clock::Nature, secret::Secret, store::Store};

fn mock() -> Arc<dyn Keyring> {
    let store = keyring_core::mock::Store::new().expect("the mock opens");
    Arc::new(SystemKeyring::over(store))
}

async fn vault(dir: &Path, keyring: &Arc<dyn Keyring>) -> Vault {
    let store = Store::open(dir).await.expect("the store opens");
    Vault::new(store, Arc::clone(keyring), Nature::system(), dir)
}

fn place() -> Place {
    Place {
        table: "requests",
        column: "content",
        row: uuid::Uuid::from_u128(7),
        key: KeyId::Local,
        generation: 3,
    }
}

#[tokio::test]
async fn what_is_sealed_opens_after_a_restart_and_not_while_locked() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = mock();
    let first = vault(dir.path(), &keyring).await;
    assert_eq!(first.status().await.expect("a status"), VaultStatus::New);
    assert!(matches!(first.ensure_open().await, Err(VaultError::New)));
    first.create(NewSlot::Keyring).await.expect("a new vault");
    first.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = first
        .seal_secret(&place(), &Secret::new("tok-1"))
        .expect("seals");
    drop(first);

    let second = vault(dir.path(), &keyring).await;
    second.ensure_open().await.expect("opens by the keyring");
    let opened = second.open_secret(&place(), &sealed).expect("opens");
    assert!(opened.same_as("tok-1"), "the secret comes back");

    second.lock().await.expect("locks");
    assert!(matches!(
        second.open_secret(&place(), &sealed),
        Err(VaultError::Locked { .. })
    ));
    assert!(matches!(
        second.ensure_open().await,
        Err(VaultError::Locked { by_person: true })
    ));
    second.unlock(Unlock::Keyring).await.expect("unlocks");
    second.open_secret(&place(), &sealed).expect("opens again");
}
