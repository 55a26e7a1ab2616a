//! Creating a vault: one key, whoever comes first.

use std::{
    io::Read as _,
    process::{Child, Command, Stdio},
};

use super::{TestKeyring, no_keyring, place, vault};
use crate::vault::{KeyId, NewSlot, Unlock, VaultError, VaultStatus};
use tokenry_model::secret::Secret;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_make_one_vault() {
    for _ in 0..20 {
        let dir = tempfile::tempdir().expect("a directory");
        let keyring = TestKeyring::new();
        let (one, two) = tokio::join!(
            tokio::spawn(made(dir.path().to_owned(), keyring.clone())),
            tokio::spawn(made(dir.path().to_owned(), keyring.clone())),
        );
        let (one, two) = (one.expect("no panic"), two.expect("no panic"));
        assert_eq!(keyring.items().len(), 1, "one key in the keyring");
        let sealed = one.seal(&place(1), b"x").expect("seals");
        two.ensure_open().await.expect("is open");
        two.open_sealed(&place(1), &sealed)
            .expect("the other opens it");
    }
}

async fn made(dir: std::path::PathBuf, keyring: TestKeyring) -> crate::vault::Vault {
    let vault = vault(&dir, keyring.door()).await;
    vault
        .create(NewSlot::Keyring)
        .await
        .expect("creates, or opens what the other made");
    vault.ensure_key(KeyId::Local).await.expect("a data key");
    vault
}

const CHILD: &str = "TOKENRY_TEST_CREATOR";

/// The processes are this test itself, started twice more. They wait for the end of their input,
/// and then both create the vault.
#[tokio::test]
async fn two_processes_at_once_make_one_vault() {
    let passphrase = || Secret::new("correct horse");
    if let Ok(dir) = std::env::var(CHILD) {
        std::io::stdin()
            .read_to_end(&mut Vec::new())
            .expect("waits for the start");
        let vault = vault(dir.as_ref(), no_keyring()).await;
        vault
            .create(NewSlot::Passphrase(passphrase()))
            .await
            .expect("creates or opens");
        vault.ensure_key(KeyId::Local).await.expect("a data key");
        let sealed = vault.seal(&place(1), b"x").expect("seals");
        let file = format!("{}.sealed", std::process::id());
        std::fs::write(std::path::Path::new(&dir).join(file), sealed.as_bytes()).expect("writes");
        return;
    }

    let dir = tempfile::tempdir().expect("a directory");
    let start = || -> Child {
        Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "vault::tests::creating::two_processes_at_once_make_one_vault",
            ])
            .env(CHILD, dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the child starts")
    };
    let mut children = [start(), start()];
    for child in &mut children {
        drop(child.stdin.take());
    }
    for child in &mut children {
        assert!(
            child.wait().expect("is done").success(),
            "each of them has a vault"
        );
    }

    let vault = vault(dir.path(), no_keyring()).await;
    vault
        .unlock(Unlock::Passphrase(passphrase()))
        .await
        .expect("opens");
    for child in &children {
        let file = dir.path().join(format!("{}.sealed", child.id()));
        let sealed =
            tokenry_model::sealed::Sealed::from_bytes(std::fs::read(file).expect("its value"));
        vault
            .open_sealed(&place(1), &sealed)
            .expect("one key for all");
    }
}

#[tokio::test]
async fn a_vault_that_is_there_is_not_made_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    let first = vault(dir.path(), keyring.door()).await;
    first.create(NewSlot::Keyring).await.expect("a new vault");
    let before = keyring.items();

    let second = vault(dir.path(), keyring.door()).await;
    let refused = second.create(NewSlot::Passphrase(Secret::new("x"))).await;
    assert!(matches!(refused, Err(VaultError::Exists)));
    let refused = second.create(NewSlot::MemoryOnly).await;
    assert!(matches!(refused, Err(VaultError::Exists)));
    second
        .create(NewSlot::Keyring)
        .await
        .expect("opens what is there");
    assert_eq!(keyring.items(), before, "the key is the same");
}

#[tokio::test]
async fn a_key_without_its_vault_row_is_litter_and_no_more() {
    // Killed between the keyring and the database. The next start creates a vault of its own.
    let dir = tempfile::tempdir().expect("a directory");
    let keyring = TestKeyring::new();
    keyring.put("018f3c7e-0000-7000-8000-000000000001", &[1; 52]);
    let vault = vault(dir.path(), keyring.door()).await;
    assert_eq!(vault.status().await.expect("a status"), VaultStatus::New);
    vault.create(NewSlot::Keyring).await.expect("a new vault");
    assert_eq!(keyring.items().len(), 2);
}
