//! Keyring failures, for a new vault and for an existing one: never plain text, never a new key for
//! an existing vault, never an overwritten item.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future;
use keyring_core::Error;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{TestKeyring, no_keyring, place, vault};
use crate::vault::KeyId;
use crate::vault::NewSlot;
use crate::vault::Unlock;
use crate::vault::VaultError;
use crate::vault::VaultStatus;
use crate::vault::keyring::Keyring;
use crate::vault::keyring::KeyringError;
use crate::vault::keyring::KeyringFuture;
use crate::vault::keyring::Patience;
use crate::vault::keyring::SystemKeyring;
use crate::vault::keyring::probe;
use tokenry_model::secret::Secret;

type Failure = (&'static str, Error, fn(&VaultError) -> bool);

fn failures() -> Vec<Failure> {
    let io = || -> keyring_core::error::PlatformError { "the system's words".into() };
    vec![
        #[cfg(all(unix, not(target_os = "macos")))]
        (
            "without a collection",
            Error::NoStorageAccess(Box::new(secret_service::Error::NoResult)),
            |e| matches!(e, VaultError::NoCollection(_)),
        ),
        ("none", Error::NoDefaultStore, |e| {
            matches!(e, VaultError::NoKeyring(_))
        }),
        ("locked", Error::NoStorageAccess(io()), |e| {
            matches!(e, VaultError::KeyringLocked(_))
        }),
        ("failing", Error::PlatformFailure(io()), |e| {
            matches!(e, VaultError::KeyringFailed(_))
        }),
        ("not text", Error::BadEncoding(vec![1]), |e| {
            matches!(e, VaultError::KeyringFailed(_))
        }),
        ("ill-formed", Error::BadStoreFormat("x".into()), |e| {
            matches!(e, VaultError::KeyringFailed(_))
        }),
        ("too long", Error::TooLong("user".into(), 1), |e| {
            matches!(e, VaultError::KeyringFailed(_))
        }),
        ("ambiguous", Error::Ambiguous(vec![]), |e| {
            matches!(e, VaultError::KeyringFailed(KeyringError::Ambiguous))
        }),
    ]
}

#[tokio::test]
async fn a_new_vault_is_not_made_while_the_keyring_fails() {
    for (what, error, expected) in failures() {
        let dir = tempfile::tempdir().expect("a directory");
        let keyring = TestKeyring::new();
        let vault = vault(dir.path(), keyring.door()).await;
        keyring.fail_next(vec![error]);
        let refused = vault.create(NewSlot::Keyring).await.expect_err(what);
        assert!(expected(&refused), "{what}: {refused:?}");
        assert_eq!(
            vault.status().await.expect("a status"),
            VaultStatus::New,
            "{what}"
        );
        assert_eq!(keyring.items(), [], "{what}");
        vault
            .create(NewSlot::Keyring)
            .await
            .expect("made once the keyring works");
    }
}

#[tokio::test]
async fn a_keyring_is_tried_out_by_storing_something() {
    let ambient = tokenry_model::clock::Ambient::system();
    let keyring = TestKeyring::new();
    let door = keyring.door();
    let tried = probe(&*door, &ambient, Patience::Short).await;
    tried.expect("keeps what it is given");
    assert_eq!(keyring.items(), [], "nothing stays in it");
    for (what, error, expected) in failures() {
        keyring.fail_next(vec![error]);
        let refused = probe(&*door, &ambient, Patience::Short).await;
        let refused = VaultError::from(refused.expect_err(what));
        assert!(expected(&refused), "{what}: {refused:?}");
    }
    let refused = probe(&ForgetfulKeyring, &ambient, Patience::Short).await;
    assert!(matches!(refused, Err(KeyringError::Forgets)));
}

#[tokio::test]
async fn a_keyring_that_forgets_is_found_out() {
    let dir = tempfile::tempdir().expect("a directory");
    let vault = vault(dir.path(), Arc::new(ForgetfulKeyring)).await;
    let refused = vault
        .create(NewSlot::Keyring)
        .await
        .expect_err("nothing comes back");
    assert!(matches!(refused, VaultError::KeyringForgets));
    assert_eq!(vault.status().await.expect("a status"), VaultStatus::New);
}

#[tokio::test]
async fn an_existing_vault_keeps_its_key_while_the_keyring_fails() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let first = vault(dir.path(), keyring.door()).await;
    first.create(NewSlot::Keyring).await.expect("a new vault");
    first.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = first.seal(&place(1), b"x").expect("seals");
    let before = keyring.items();

    let mut failures = failures();
    failures.push(("empty", Error::NoEntry, |e| {
        matches!(e, VaultError::KeyMissing)
    }));
    for (what, error, expected) in failures {
        let vault = vault(dir.path(), keyring.door()).await;
        keyring.fail_next(vec![error]);
        let refused = vault.ensure_open().await.expect_err(what);
        assert!(expected(&refused), "{what}: {refused:?}");
        assert!(
            matches!(vault.seal(&place(2), b"y"), Err(VaultError::Locked { .. })),
            "{what}"
        );
        assert_eq!(keyring.items(), before, "{what}");
        vault
            .ensure_open()
            .await
            .expect("opens once the keyring works");
        vault
            .open_sealed(&place(1), &sealed)
            .expect("nothing was lost");
    }
}

#[tokio::test]
async fn another_vaults_item_is_neither_used_nor_overwritten() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    vault(dir.path(), keyring.door())
        .await
        .create(NewSlot::Keyring)
        .await
        .expect("a new vault");
    let (id, item) = keyring.items().pop().expect("its item");
    let mut foreign_id = item.clone();
    foreign_id[51] ^= 1;
    let mut foreign_key = item.clone();
    foreign_key[0] ^= 1;

    for wrong in [foreign_id, foreign_key, item[..51].to_vec(), Vec::new()] {
        keyring.put(&id, &wrong);
        let vault = vault(dir.path(), keyring.door()).await;
        let refused = vault.ensure_open().await.expect_err("another key");
        assert!(matches!(refused, VaultError::WrongKey), "{refused:?}");
        assert_eq!(keyring.items(), [(id.clone(), wrong)]);
    }
}

#[tokio::test]
async fn without_a_keyring_the_passphrase_opens() {
    let dir = tempfile::tempdir().expect("a directory");
    let first = vault(dir.path(), no_keyring()).await;
    assert!(matches!(
        first.create(NewSlot::Keyring).await,
        Err(VaultError::NoKeyring(_))
    ));
    let passphrase = || Secret::new("correct horse");
    first
        .create(NewSlot::Passphrase(passphrase()))
        .await
        .expect("a new vault");

    let second = vault(dir.path(), no_keyring()).await;
    assert!(matches!(
        second.ensure_open().await,
        Err(VaultError::Locked { by_person: false })
    ));
    second
        .unlock(Unlock::Passphrase(passphrase()))
        .await
        .expect("opens");
    second.ensure_open().await.expect("is open");
}

#[tokio::test(start_paused = true)]
async fn a_keyring_that_hangs_blocks_nobody() {
    let (answer, waits) = std::sync::mpsc::channel::<()>();
    let waits = parking_lot::Mutex::new(waits);
    let keyring = SystemKeyring::opened_by(move || {
        // Blocks until the test has ended.
        let _ = waits.lock().recv();
        Err(&Error::NoDefaultStore)
    });
    for (patience, seconds) in [(Patience::Short, 10), (Patience::Prompt, 60)] {
        let before = tokio::time::Instant::now();
        let hung = keyring
            .read(Uuid::from_u128(1), patience)
            .await
            .expect_err("no answer");
        assert!(matches!(hung, KeyringError::Hangs { .. }), "{hung:?}");
        assert_eq!(before.elapsed().as_secs(), seconds);
    }
    assert!(matches!(
        VaultError::from(KeyringError::Hangs {
            after: Duration::from_secs(3)
        }),
        VaultError::KeyringHangs(_)
    ));
    drop(answer);
}

#[tokio::test]
async fn many_who_wait_are_told_together_that_it_hangs() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let made = vault(dir.path(), keyring.door()).await;
    made.create(NewSlot::Keyring).await.expect("a new vault");
    let hanging = Arc::new(HangingKeyring::default());
    let vault = vault(dir.path(), hanging.clone()).await;

    // All of them are waiting before the keyring times out.
    let waiting = future::join_all((0..50).map(|_| vault.ensure_open()));
    let ((), results) = future::join(
        async {
            hanging.called.notified().await;
            hanging.time_is_up.notify_one();
        },
        waiting,
    )
    .await;
    for result in results {
        assert!(
            matches!(result, Err(VaultError::KeyringHangs(_))),
            "{result:?}"
        );
    }
    hanging.time_is_up.notify_one();
    let again = vault.ensure_open().await;
    assert!(
        matches!(again, Err(VaultError::KeyringHangs(_))),
        "who comes later tries anew"
    );
    assert_eq!(hanging.reads.load(Ordering::SeqCst), 2);
}

/// Lets the test trigger the timeout.
#[derive(Debug, Default)]
struct HangingKeyring {
    called: tokio::sync::Notify,
    time_is_up: tokio::sync::Notify,
    reads: AtomicUsize,
}

impl Keyring for HangingKeyring {
    fn read(&self, _: Uuid, patience: Patience) -> KeyringFuture<'_, Zeroizing<Vec<u8>>> {
        Box::pin(async move {
            self.reads.fetch_add(1, Ordering::SeqCst);
            self.called.notify_one();
            self.time_is_up.notified().await;
            let after = patience.limit();
            Err(KeyringError::Hangs { after })
        })
    }

    fn write(&self, _: Uuid, _: Zeroizing<Vec<u8>>, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(future::ready(Ok(())))
    }

    fn delete(&self, _: Uuid, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(future::ready(Ok(())))
    }
}

/// Accepts everything and returns nothing.
#[derive(Debug)]
struct ForgetfulKeyring;

impl Keyring for ForgetfulKeyring {
    fn read(&self, _: Uuid, _: Patience) -> KeyringFuture<'_, Zeroizing<Vec<u8>>> {
        Box::pin(future::ready(Err(KeyringError::NoEntry)))
    }

    fn write(&self, _: Uuid, _: Zeroizing<Vec<u8>>, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(future::ready(Ok(())))
    }

    fn delete(&self, _: Uuid, _: Patience) -> KeyringFuture<'_, ()> {
        Box::pin(future::ready(Ok(())))
    }
}
