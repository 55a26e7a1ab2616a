//! A new vault key after a passphrase change.

use keyring_core::Error;

use super::{TestKeyring, no_keyring, place, vault};
use crate::{
    store::StoreError,
    vault::{KeyId, NewSlot, SlotKind, Unlock, Vault, VaultError},
};
use tokenry_model::{sealed::Sealed, secret::Secret};

fn with(passphrase: &str) -> Unlock {
    Unlock::Passphrase(Secret::new(passphrase))
}

async fn made(dir: &std::path::Path, passphrase: &str) -> Vault {
    let vault = vault(dir, no_keyring()).await;
    let new = NewSlot::Passphrase(Secret::new(passphrase));
    vault.create(new).await.expect("a new vault");
    vault.ensure_key(KeyId::Local).await.expect("a data key");
    vault
}

fn sealed_by(sealed: &Sealed) -> &[u8] {
    &sealed.as_bytes()[4..20]
}

#[tokio::test]
async fn what_the_old_passphrase_opened_opens_nothing_that_comes_after_it() {
    let dir = tempfile::tempdir().expect("a directory");
    let vault = made(dir.path(), "one").await;
    let server = super::add_server(&vault, "Photos").await;
    let key = KeyId::Server(server);
    vault.ensure_key(key).await.expect("its data key");
    let before = vault.seal(&place(1), b"before").expect("seals");
    let old_slot = vault.0.store.slots().await.expect("slots").remove(0);
    let old_keys = vault.0.store.data_keys().await.expect("data keys");

    vault
        .set_passphrase(Secret::new("two"))
        .await
        .expect("changes");
    let after = vault.seal(&place(2), b"after").expect("seals");
    assert_ne!(sealed_by(&after), sealed_by(&before), "a new data key");
    assert_eq!(
        *vault.open_sealed(&place(1), &before).expect("still opens"),
        b"before"
    );
    let keys = vault.0.store.data_keys().await.expect("data keys");
    let in_use: Vec<_> = keys.iter().filter(|key| key.retired_at.is_none()).collect();
    assert_eq!(
        (keys.len(), in_use.len()),
        (4, 2),
        "one more for each owner"
    );
    for old in &old_keys {
        let now = keys.iter().find(|key| key.id == old.id).expect("is there");
        assert_ne!(now.wrapped, old.wrapped, "wrapped by the new key");
        assert!(now.retired_at.is_some(), "and seals no more");
    }

    // A thief with an older copy and the old passphrase restores the old slot.
    let thief = super::vault(dir.path(), no_keyring()).await;
    thief.0.store.put_slot(&old_slot).await.expect("puts it");
    thief.unlock(with("one")).await.expect("opens the slot");
    for (row, sealed) in [(1, &before), (2, &after)] {
        assert!(
            matches!(
                thief.open_sealed(&place(row), sealed),
                Err(VaultError::Damaged(_))
            ),
            "and nothing behind it"
        );
    }
}

#[tokio::test]
async fn the_keyring_takes_the_new_key_along_or_is_told_why_not() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let first = vault(dir.path(), keyring.door()).await;
    first.create(NewSlot::Keyring).await.expect("a new vault");
    first.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = first.seal(&place(1), b"x").expect("seals");
    let set = |passphrase| first.set_passphrase(Secret::new(passphrase));
    set("one").await.expect("adds");
    let items = keyring.items();
    set("two").await.expect("changes");
    assert_eq!(keyring.items(), items, "the keyring's key stays the same");
    let second = vault(dir.path(), keyring.door()).await;
    second.ensure_open().await.expect("opens by the keyring");
    second.open_sealed(&place(1), &sealed).expect("opens");

    keyring.fail_next(vec![Error::NoStorageAccess("locked".into())]);
    let refused = set("three").await;
    assert!(
        matches!(
            refused,
            Err(VaultError::SlotOutOfReach {
                slot: SlotKind::Keyring,
                ..
            })
        ),
        "{refused:?}"
    );
    let third = vault(dir.path(), no_keyring()).await;
    third
        .unlock(with("two"))
        .await
        .expect("nothing was changed");

    keyring.remove(&items[0].0);
    set("three").await.expect("changes");
    assert_eq!(
        first.slot_kinds().await.expect("slots"),
        [SlotKind::Passphrase],
        "what opens nothing goes"
    );
    first.set_keyring().await.expect("a new one");
    let fourth = vault(dir.path(), keyring.door()).await;
    fourth.ensure_open().await.expect("opens by it");
    fourth.open_sealed(&place(1), &sealed).expect("opens");
}

#[tokio::test]
async fn other_processes_notice_the_new_key_and_lose_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let window = vault(dir.path(), keyring.door()).await;
    window.create(NewSlot::Keyring).await.expect("a new vault");
    window.ensure_key(KeyId::Local).await.expect("a data key");
    window
        .set_passphrase(Secret::new("one"))
        .await
        .expect("adds");
    let by_passphrase = vault(dir.path(), no_keyring()).await;
    by_passphrase.unlock(with("one")).await.expect("opens");

    let terminal = vault(dir.path(), keyring.door()).await;
    terminal.ensure_open().await.expect("opens");
    terminal
        .set_passphrase(Secret::new("two"))
        .await
        .expect("changes");

    // Sealed with a retired key, and created with one that is gone.
    let late = window.seal(&place(1), b"late").expect("seals");
    let refused = super::try_to_add_server(&window, "Photos").await;
    assert!(
        matches!(refused, Err(StoreError::KeyChanged)),
        "a data key that nobody could open is not stored: {refused:?}"
    );
    window.ensure_open().await.expect("opens anew by itself");
    super::add_server(&window, "Photos").await;
    terminal.ensure_open().await.expect("is open");
    assert_eq!(
        *terminal.open_sealed(&place(1), &late).expect("opens"),
        b"late"
    );
    let refused = by_passphrase.ensure_open().await;
    assert!(
        matches!(
            refused,
            Err(VaultError::KeyringHangs(_) | VaultError::NoKeyring(_))
        ),
        "asks for the new passphrase: {refused:?}"
    );
    assert!(!by_passphrase.is_open(), "its keys are wiped");
    by_passphrase.unlock(with("two")).await.expect("opens");
    by_passphrase
        .open_sealed(&place(1), &late)
        .expect("the same vault");
}

#[tokio::test]
async fn a_change_that_does_not_come_to_its_end_changes_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let vault = made(dir.path(), "one").await;
    let sealed = vault.seal(&place(1), b"x").expect("seals");
    let store = &vault.0.store;
    let before = (
        store.slots().await.expect("slots"),
        store.data_keys().await.expect("data keys"),
    );
    let cut_off = store
        .renew_keys(&[], |_| Err::<Vec<_>, _>(VaultError::New))
        .await;
    assert!(matches!(cut_off, Err(VaultError::New)));
    let after = (
        store.slots().await.expect("slots"),
        store.data_keys().await.expect("data keys"),
    );
    assert_eq!(after, before);
    let next = super::vault(dir.path(), no_keyring()).await;
    next.unlock(with("one")).await.expect("opens");
    next.open_sealed(&place(1), &sealed).expect("opens");
}
