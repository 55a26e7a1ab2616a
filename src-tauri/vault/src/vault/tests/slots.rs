//! Adding, changing and removing slots.

use keyring_core::Error;

use super::{TestKeyring, no_keyring, place, vault};
use crate::vault::{KeyId, NewSlot, SlotKind, Unlock, Vault, VaultError};
use tokenry_model::{sealed::Sealed, secret::Secret};

fn with(passphrase: &str) -> Unlock {
    Unlock::Passphrase(Secret::new(passphrase))
}

#[tokio::test]
async fn the_passphrase_can_be_added_and_changed_and_the_keyring_left() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let first = vault(dir.path(), keyring.door()).await;
    first.create(NewSlot::Keyring).await.expect("a new vault");
    first.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = first.seal(&place(1), b"x").expect("seals");

    let last = first.remove_slot(SlotKind::Keyring, with("one")).await;
    assert!(matches!(last, Err(VaultError::LastSlot(SlotKind::Keyring))));
    assert_eq!(keyring.items().len(), 1, "the last slot stays");

    first
        .set_passphrase(Secret::new("one"))
        .await
        .expect("adds");
    first
        .set_passphrase(Secret::new("two"))
        .await
        .expect("changes");
    first
        .remove_slot(SlotKind::Keyring, with("two"))
        .await
        .expect("removes");
    assert_eq!(keyring.items(), [], "the keyring is clean");
    let gone = first.remove_slot(SlotKind::Keyring, with("two")).await;
    assert!(matches!(gone, Err(VaultError::NoSlot(SlotKind::Keyring))));

    let second = vault(dir.path(), no_keyring()).await;
    assert!(matches!(
        second.unlock(Unlock::Keyring).await,
        Err(VaultError::NoSlot(_))
    ));
    second
        .unlock(with("two"))
        .await
        .expect("opens by the new passphrase");
    second
        .open_sealed(&place(1), &sealed)
        .expect("the same vault");
    let third = vault(dir.path(), no_keyring()).await;
    let old = third.unlock(with("one")).await;
    assert!(matches!(old, Err(VaultError::WrongPassphrase { .. })));
}

#[tokio::test]
async fn a_lost_key_is_replaced_only_by_an_open_vault() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let first = vault(dir.path(), keyring.door()).await;
    first.create(NewSlot::Keyring).await.expect("a new vault");
    first
        .set_passphrase(Secret::new("spare"))
        .await
        .expect("adds");
    let before = keyring.items();
    first.set_keyring().await.expect("works as it is");
    assert_eq!(keyring.items(), before, "a working slot stays");

    let lost = TestKeyring::new();
    let second = vault(dir.path(), lost.door()).await;
    assert!(matches!(
        second.ensure_open().await,
        Err(VaultError::KeyMissing)
    ));
    assert!(matches!(
        second.set_keyring().await,
        Err(VaultError::Locked { .. })
    ));
    assert_eq!(lost.items(), [], "no new key for a vault that is shut");
    second
        .unlock(with("spare"))
        .await
        .expect("opens by the passphrase");
    second.set_keyring().await.expect("a new keyring slot");

    let third = vault(dir.path(), lost.door()).await;
    third.ensure_open().await.expect("opens by the new key");
}

/// Returns an open vault with both slots, and a sealed value.
async fn both(dir: &std::path::Path, keyring: &TestKeyring) -> (Vault, Sealed) {
    let vault = vault(dir, keyring.door()).await;
    vault.create(NewSlot::Keyring).await.expect("a new vault");
    vault.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = vault.seal(&place(1), b"x").expect("seals");
    vault
        .set_passphrase(Secret::new("one"))
        .await
        .expect("adds");
    (vault, sealed)
}

#[tokio::test]
async fn a_slot_goes_only_after_another_one_has_opened_the_vault() {
    type Break = fn(&TestKeyring);
    let broken: [(&str, Break); 4] = [
        ("its item is gone", |keyring| {
            let (id, _) = keyring.items().pop().expect("its item");
            keyring.remove(&id);
        }),
        ("its item is another", |keyring| {
            let (id, mut item) = keyring.items().pop().expect("its item");
            item[0] ^= 1;
            keyring.put(&id, &item);
        }),
        ("it is locked", |keyring| {
            keyring.fail_next(vec![Error::NoStorageAccess("locked".into())]);
        }),
        ("it is not there", |keyring| {
            keyring.fail_next(vec![Error::NoDefaultStore]);
        }),
    ];
    for (what, break_it) in broken {
        let dir = tempfile::tempdir().expect("a directory");
        let keyring = TestKeyring::new();
        let (vault, sealed) = both(dir.path(), &keyring).await;
        break_it(&keyring);
        let refused = vault
            .remove_slot(SlotKind::Passphrase, Unlock::Keyring)
            .await;
        assert!(
            matches!(
                refused,
                Err(VaultError::OtherSlot {
                    stays: SlotKind::Passphrase,
                    other: SlotKind::Keyring,
                    ..
                })
            ),
            "{what}: {refused:?}"
        );
        let next = super::vault(dir.path(), no_keyring()).await;
        next.unlock(with("one")).await.expect(what);
        next.open_sealed(&place(1), &sealed).expect(what);
    }

    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let (vault, _) = both(dir.path(), &keyring).await;
    let refused = vault.remove_slot(SlotKind::Keyring, with("wrong")).await;
    assert!(
        matches!(&refused, Err(VaultError::OtherSlot { source, .. })
            if matches!(**source, VaultError::WrongPassphrase { .. })),
        "{refused:?}"
    );
    let same = vault.remove_slot(SlotKind::Keyring, Unlock::Keyring).await;
    assert!(matches!(same, Err(VaultError::LastSlot(_))), "{same:?}");
    assert_eq!(keyring.items().len(), 1, "the keyring's key stays");
    vault.lock().await.expect("locks");
    let locked = vault
        .remove_slot(SlotKind::Passphrase, Unlock::Keyring)
        .await;
    assert!(
        matches!(locked, Err(VaultError::Locked { by_person: true })),
        "{locked:?}"
    );
    let next = super::vault(dir.path(), keyring.door()).await;
    assert_eq!(
        next.slot_kinds().await.expect("slots"),
        [SlotKind::Keyring, SlotKind::Passphrase]
    );
}
