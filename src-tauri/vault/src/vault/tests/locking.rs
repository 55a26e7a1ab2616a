//! Opening, locking, and locks between processes.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Command, Stdio},
    sync::atomic::Ordering,
};

use super::{TestKeyring, no_keyring, open_vault, place, vault};
use crate::vault::{KeyId, NewSlot, SlotKind, Unlock, VaultError, VaultStatus};
use tokenry_model::{clock::Ambient, id::Id, secret::Secret, token::Token};

#[tokio::test]
async fn what_is_sealed_opens_after_a_restart_and_not_while_locked() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let first = vault(dir.path(), keyring.door()).await;
    assert_eq!(first.status().await.expect("a status"), VaultStatus::New);
    assert!(matches!(first.ensure_open().await, Err(VaultError::New)));
    first.create(NewSlot::Keyring).await.expect("a new vault");
    first.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = first
        .seal_secret(&place(1), &Secret::new("tok-1"))
        .expect("seals");
    let slots = vec![SlotKind::Keyring];
    let open = VaultStatus::Open {
        slots: slots.clone(),
        memory_only: false,
    };
    assert_eq!(first.status().await.expect("a status"), open);
    drop(first);

    let second = vault(dir.path(), keyring.door()).await;
    let shut = VaultStatus::Locked {
        slots: slots.clone(),
        by_person: false,
        only_here: false,
    };
    assert_eq!(second.status().await.expect("a status"), shut);
    second.ensure_open().await.expect("opens by the keyring");
    let opened = second.open_secret(&place(1), &sealed).expect("opens");
    assert!(opened.same_as("tok-1"), "the secret comes back");

    second.lock().await.expect("locks");
    let locked = VaultStatus::Locked {
        slots,
        by_person: true,
        only_here: false,
    };
    assert_eq!(second.status().await.expect("a status"), locked);
    assert!(matches!(
        second.open_secret(&place(1), &sealed),
        Err(VaultError::Locked { .. })
    ));
    assert!(matches!(
        second.ensure_open().await,
        Err(VaultError::Locked { by_person: true })
    ));
    second.unlock(Unlock::Keyring).await.expect("unlocks");
    second.open_secret(&place(1), &sealed).expect("opens again");
}

#[tokio::test]
async fn a_lock_reaches_every_other_process() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let window = vault(dir.path(), keyring.door()).await;
    window.create(NewSlot::Keyring).await.expect("a new vault");
    let terminal = vault(dir.path(), keyring.door()).await;
    terminal.ensure_open().await.expect("opens");

    terminal.lock().await.expect("locks");
    assert!(matches!(
        window.ensure_open().await,
        Err(VaultError::Locked { by_person: true })
    ));
    assert!(matches!(
        window.seal(&place(1), b"x"),
        Err(VaultError::Locked { .. })
    ));

    window.unlock(Unlock::Keyring).await.expect("unlocks");
    terminal
        .ensure_open()
        .await
        .expect("opens without being asked");
}

#[tokio::test]
async fn a_lock_that_the_database_cannot_take_is_marked_by_a_file() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let window = vault(dir.path(), keyring.door()).await;
    window.create(NewSlot::Keyring).await.expect("a new vault");
    let terminal = vault(dir.path(), keyring.door()).await;
    terminal.ensure_open().await.expect("opens");
    // A closed store cannot be written, like a full disk.
    terminal.0.store.close().await.expect("closes");
    terminal.lock().await.expect("locks all the same");

    for _ in 0..2 {
        let refused = window.ensure_open().await;
        assert!(matches!(
            refused,
            Err(VaultError::Locked { by_person: true })
        ));
    }
    assert!(matches!(
        window.status().await.expect("a status"),
        VaultStatus::Locked {
            by_person: true,
            only_here: false,
            ..
        }
    ));
    window.unlock(Unlock::Keyring).await.expect("unlocks");
    window.ensure_open().await.expect("and it stays so");
    let next = vault(dir.path(), keyring.door()).await;
    next.ensure_open().await.expect("the mark is gone");
}

#[tokio::test]
async fn a_lock_of_the_window_alone_leaves_others_to_their_work() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let window = vault(dir.path(), keyring.door()).await;
    window.create(NewSlot::Keyring).await.expect("a new vault");
    window.ensure_key(KeyId::Local).await.expect("a data key");
    window.lock_here().await.expect("locks");
    assert!(!window.is_open(), "the keys are wiped");
    assert!(matches!(
        window.ensure_open().await,
        Err(VaultError::Locked { by_person: true })
    ));
    assert!(matches!(
        window.status().await.expect("a status"),
        VaultStatus::Locked {
            by_person: true,
            only_here: true,
            ..
        }
    ));
    let terminal = vault(dir.path(), keyring.door()).await;
    terminal.ensure_open().await.expect("opens by the keyring");
    window.unlock(Unlock::Keyring).await.expect("unlocks");
    window.ensure_open().await.expect("is open");
    window.seal(&place(1), b"x").expect("seals");
}

#[tokio::test]
async fn a_key_made_elsewhere_is_noticed() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let window = vault(dir.path(), keyring.door()).await;
    window.create(NewSlot::Keyring).await.expect("a new vault");
    let terminal = vault(dir.path(), keyring.door()).await;
    terminal.ensure_open().await.expect("opens");
    terminal.ensure_key(KeyId::Local).await.expect("a data key");
    let sealed = terminal
        .seal(&place(1), b"from the terminal")
        .expect("seals");

    assert!(matches!(
        window.open_sealed(&place(1), &sealed),
        Err(VaultError::NoDataKey)
    ));
    window.ensure_open().await.expect("is open");
    window
        .open_sealed(&place(1), &sealed)
        .expect("opens what the other sealed");
    window.ensure_key(KeyId::Local).await.expect("the same key");
    let back = window.seal(&place(2), b"from the window").expect("seals");
    terminal
        .open_sealed(&place(2), &back)
        .expect("both use one key");
}

#[tokio::test]
async fn many_who_need_it_open_ask_the_keyring_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    vault(dir.path(), keyring.door())
        .await
        .create(NewSlot::Keyring)
        .await
        .expect("a new vault");
    let vault = vault(dir.path(), keyring.door()).await;
    let before = keyring.calls.load(Ordering::SeqCst);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.ensure_open().await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("opens");
    }
    assert_eq!(keyring.calls.load(Ordering::SeqCst) - before, 1);
}

#[tokio::test]
async fn a_vault_in_memory_stays_open_and_a_store_on_disk_refuses_one() {
    let in_memory = open_vault().await;
    let status = in_memory.status().await.expect("a status");
    assert_eq!(
        status,
        VaultStatus::Open {
            slots: vec![],
            memory_only: true
        }
    );
    in_memory.ensure_open().await.expect("is open");
    assert!(matches!(
        in_memory.lock().await,
        Err(VaultError::MemoryOnly)
    ));

    let dir = tempfile::tempdir().expect("a directory");
    let on_disk = vault(dir.path(), no_keyring()).await;
    assert!(matches!(
        on_disk.create(NewSlot::MemoryOnly).await,
        Err(VaultError::StoreKeeps)
    ));
    assert_eq!(on_disk.status().await.expect("a status"), VaultStatus::New);
}

const CHILD: &str = "TOKENRY_TEST_LOCK_HOLDER";

/// The holder is this test itself, started once more as a separate process.
#[tokio::test]
async fn a_killed_process_gives_its_token_lock_back() {
    let token: Id<Token> = "018f3c7e-0000-7000-8000-000000000001"
        .parse()
        .expect("an id");
    if let Ok(dir) = std::env::var(CHILD) {
        let vault = vault(dir.as_ref(), no_keyring()).await;
        let _held = vault.lock_token(token).await.expect("the lock");
        // The parent waits for this line.
        println!("held");
        std::io::stdin()
            .read_to_end(&mut Vec::new())
            .expect("waits to be killed");
        return;
    }

    let dir = tempfile::tempdir().expect("a directory");
    let vault = vault(dir.path(), no_keyring()).await;
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "--nocapture"])
        .arg("vault::tests::locking::a_killed_process_gives_its_token_lock_back")
        .env(CHILD, dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let held = output
        .lines()
        .map_while(Result::ok)
        .any(|line| line.ends_with("held"));
    assert!(held, "the child holds the lock");

    let waiting = tokio::spawn({
        let vault = vault.clone();
        async move { vault.lock_token(token).await }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished(), "the lock is taken");
    let _free = vault
        .lock_token(Id::new(&Ambient::system()))
        .await
        .expect("another token is free");
    child.kill().expect("kills");
    child.wait().expect("is gone");
    let _held = waiting
        .await
        .expect("no panic")
        .expect("the lock comes free");
}
