//! Adding, changing and removing the ways to open a vault.

use super::{TestKeyring, no_keyring, place, vault};
use crate::{
    secret::Secret,
    vault::{KeyId, NewSlot, SlotKind, Unlock, VaultError},
};

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

    let last = first.remove_slot(SlotKind::Keyring).await;
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
    first.remove_slot(SlotKind::Keyring).await.expect("removes");
    assert_eq!(keyring.items(), [], "the keyring is clean");
    let gone = first.remove_slot(SlotKind::Keyring).await;
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
