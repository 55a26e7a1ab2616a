//! Changes of the vault by another process reach an idle window.

use std::{path::Path, sync::Arc};

use tokenry_model::secret::Secret;
use tokenry_vault::vault::{NewSlot, Unlock, keyring::SystemKeyring};

use crate::{
    error::Error,
    events::Event,
    workbench::{Options, Workbench},
};

async fn opened(dir: &Path, keyring: &Arc<SystemKeyring>) -> Workbench {
    let options = Options {
        keyring: keyring.clone(),
        ..Options::system(dir.to_owned())
    };
    Workbench::open(options).await.expect("opens")
}

type Act<'a> = std::pin::Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

#[tokio::test]
async fn a_lock_or_a_new_key_from_another_process_wipes_the_keys_of_an_idle_window() {
    let dir = tempfile::tempdir().expect("a directory");
    let mock = keyring_core::mock::Store::new().expect("the mock opens");
    let keyring = Arc::new(SystemKeyring::over(mock));
    let window = opened(dir.path(), &keyring).await;
    window
        .create_vault(NewSlot::Keyring)
        .await
        .expect("a new vault");
    let terminal = opened(dir.path(), &keyring).await;
    terminal.open_vault().await.expect("opens");
    let mut events = window.events().listen();
    window.watch_in_background();
    let vault = &window.context.vault;

    let by_file = || {
        std::fs::write(dir.path().join("vault.locked"), "").expect("the mark");
        async { Ok(()) }
    };
    let passphrase = |text: &str| terminal.set_passphrase(Secret::new(text.to_owned()));
    terminal.context.vault.ensure_open().await.expect("is open");
    passphrase("one").await.expect("adds");
    let acts: [(&str, Act<'_>); 3] = [
        ("a lock", Box::pin(terminal.lock_vault())),
        ("a lock on a full disk", Box::pin(async { by_file().await })),
        ("a new passphrase", Box::pin(passphrase("two"))),
    ];
    for (what, act) in acts {
        window
            .context
            .vault
            .unlock(Unlock::Keyring)
            .await
            .expect(what);
        // The changes of the unlocking itself have been reported.
        while vault.look(None).await.expect("a look").is_none() {}
        act.await.expect(what);
        while vault.is_open() {
            // Every check that finds a change reports it.
            let told = events.recv().await.expect("an event");
            assert!(matches!(told, Event::VaultChanged | Event::TokensChanged));
        }
    }
}
