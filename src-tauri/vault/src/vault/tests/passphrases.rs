//! The passphrase slot.

use std::time::Duration;

use tokio::time::Instant;

use super::{no_keyring, place, vault};
use crate::vault::{KeyId, NewSlot, Unlock, VaultError, opening::Attempts};
use tokenry_model::secret::Secret;

fn with(passphrase: &str) -> Unlock {
    Unlock::Passphrase(Secret::new(passphrase))
}

#[tokio::test]
async fn a_wrong_passphrase_costs_time_and_a_right_one_opens() {
    let dir = tempfile::tempdir().expect("a directory");
    let first = vault(dir.path(), no_keyring()).await;
    first
        .create(NewSlot::Passphrase(Secret::new("right")))
        .await
        .expect("a new vault");
    first.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = first.seal(&place(1), b"x").expect("seals");

    let second = vault(dir.path(), no_keyring()).await;
    let refused = second
        .unlock(with("wrong"))
        .await
        .expect_err("a wrong passphrase");
    let VaultError::WrongPassphrase { wait } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(wait, Duration::from_millis(500));
    assert!(
        second.open_sealed(&place(1), &sealed).is_err(),
        "still locked"
    );
    let heard_from = second.attempts(|attempts| attempts.heard_from);
    let heard_from = heard_from.expect("the next attempt is heard later");
    second.unlock(with("right")).await.expect("opens");
    assert!(Instant::now() >= heard_from, "it had to wait");
    second.open_sealed(&place(1), &sealed).expect("opens");
}

#[tokio::test]
async fn each_wrong_passphrase_doubles_the_wait_up_to_ten_seconds() {
    let mut attempts = Attempts::default();
    let waits: Vec<u128> = (0..20).map(|_| attempts.failed().as_millis()).collect();
    assert_eq!(waits[..7], [500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    assert_eq!(waits[7..], [10_000; 13]);
}

#[tokio::test]
async fn stored_parameters_that_nobody_wrote_are_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let vault = vault(dir.path(), no_keyring()).await;
    vault
        .create(NewSlot::Passphrase(Secret::new("right")))
        .await
        .expect("a new vault");
    let slot = vault
        .0
        .store
        .slots()
        .await
        .expect("the slots")
        .pop()
        .expect("one");
    let stored = slot.derivation.clone().expect("its derivation");
    let salt = stored.split('"').nth(3).expect("a salt");
    let costly: fn(&VaultError) -> bool = |e| matches!(e, VaultError::Derivation { .. });
    let damaged: fn(&VaultError) -> bool = |e| matches!(e, VaultError::Damaged(_));
    for (from, to, expected) in [
        ("\"memory_kib\":65536", "\"memory_kib\":1048577", costly),
        ("\"passes\":3", "\"passes\":11", costly),
        ("\"lanes\":4", "\"lanes\":65", costly),
        // Each of the two values is allowed.
        (
            "\"memory_kib\":65536,\"passes\":3",
            "\"memory_kib\":1048576,\"passes\":10",
            costly,
        ),
        ("\"memory_kib\":65536", "\"memory_kib\":0", damaged),
        ("\"passes\":3", "\"passes\":0", damaged),
        ("\"lanes\":4", "\"lanes\":0", damaged),
        (salt, "", damaged),
        (salt, &salt[1..], damaged),
        (salt, "not base64url, at all!", damaged),
        ("\"salt\":", "\"pepper\":", damaged),
    ] {
        let changed = stored.replace(from, to);
        assert_ne!(changed, stored, "{from} is there");
        let slot = crate::store::SlotRow {
            derivation: Some(changed),
            ..slot.clone()
        };
        vault.0.store.put_slot(&slot).await.expect("stores");
        let refused = vault.unlock(with("right")).await.expect_err(to);
        assert!(expected(&refused), "{to}: {refused:?}");
    }
}

#[tokio::test]
async fn an_empty_passphrase_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let vault = vault(dir.path(), no_keyring()).await;
    let refused = vault.create(NewSlot::Passphrase(Secret::new(""))).await;
    assert!(matches!(refused, Err(VaultError::EmptyPassphrase)));
}
