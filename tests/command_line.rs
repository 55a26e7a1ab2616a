//! The real command line on a desktop with a real keyring that is locked: it says so and ends, it
//! makes no second key, and what is stored is there again when the keyring is.

use std::{path::PathBuf, process::Stdio, sync::Arc};

use tempfile::TempDir;
use tokenry_stage::{Desktop, DesktopOptions, Keyring};
use tokio::io::AsyncWriteExt as _;

pub(super) const ADD_SERVER: [&str; 6] = [
    "server",
    "add",
    "https://api.example.org",
    "--no-discovery",
    "--name",
    "api",
];
pub(super) const ADD_TOKEN: [&str; 6] = ["token", "add", "api", "--as", "mine", "--stdin"];
pub(super) const GET: [&str; 3] = ["token", "get", "mine"];
/// Design's exit status for a vault that does not open.
pub(super) const VAULT_LOCKED: i32 = 3;

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_is_locked_later_hides_the_token_until_it_is_unlocked() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.done(&ADD_SERVER, "").await;
    scene.done(&ADD_TOKEN, "t0k3n").await;
    assert_eq!(scene.done(&GET, "").await, "t0k3n\n");
    let list = scene.done(&["token", "list", "--json"], "").await;

    scene.desktop.lock_keyring().await.expect("it is locked");
    scene.is_told_of_the_keyring(&GET, "").await;
    let another = ["token", "add", "api", "--as", "another", "--stdin"];
    scene.is_told_of_the_keyring(&another, "t2").await;
    let doctor = scene.run(&["doctor"], "").await;
    assert!(doctor.out.contains("keyring"), "{doctor:?}");

    scene
        .desktop
        .unlock_keyring()
        .await
        .expect("it is unlocked");
    assert_eq!(scene.done(&["token", "list", "--json"], "").await, list);
    assert_eq!(scene.done(&GET, "").await, "t0k3n\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_vault_a_locked_keyring_is_told_and_a_passphrase_is_another_way() {
    let scene = Scene::new(Keyring::Locked).await;
    scene.is_told_of_the_keyring(&ADD_SERVER, "").await;
    let servers = scene.done(&["server", "list", "--json"], "").await;
    assert_eq!(servers.trim(), "[]", "nothing is half-stored");

    let scene = scene.with_passphrase("correct horse");
    scene.done(&ADD_SERVER, "").await;
    scene.done(&ADD_TOKEN, "t0k3n").await;
    assert_eq!(scene.done(&GET, "").await, "t0k3n\n");
}

/// A desktop and a data directory.
pub(super) struct Scene {
    pub(super) desktop: Desktop,
    pub(super) place: Arc<TempDir>,
    pub(super) passphrase: Option<PathBuf>,
}

/// How a run ended.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Scene {
    pub(super) async fn new(keyring: Keyring) -> Self {
        let place = tempfile::tempdir().expect("a scratch folder");
        Self::at(Arc::new(place), keyring).await
    }

    /// Another desktop, with a keyring of its own, for data that is there already.
    pub(super) async fn at(place: Arc<TempDir>, keyring: Keyring) -> Self {
        let options = DesktopOptions {
            keyring,
            ..DesktopOptions::default()
        };
        Self {
            desktop: Desktop::start_with(options).await.expect("a desktop"),
            place,
            passphrase: None,
        }
    }

    pub(super) fn with_passphrase(self, passphrase: &str) -> Self {
        let file = self.place.path().join("passphrase");
        std::fs::write(&file, passphrase).expect("a file");
        Self {
            passphrase: Some(file),
            ..self
        }
    }

    pub(super) async fn done(&self, args: &[&str], input: &str) -> String {
        let ran = self.run(args, input).await;
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        ran.out
    }

    /// It says what is wrong and what can be done, and gives nothing out.
    async fn is_told_of_the_keyring(&self, args: &[&str], input: &str) {
        let ran = self.run(args, input).await;
        assert_eq!(ran.code, Some(VAULT_LOCKED), "{args:?}: {ran:?}");
        assert_eq!(ran.out, "", "{args:?}: {ran:?}");
        for words in [
            "keyring",
            "asking for a password in its own window",
            "TOKENRY_PASSPHRASE_FILE",
        ] {
            assert!(ran.err.contains(words), "“{words}” is missing: {ran:?}");
        }
    }

    pub(super) async fn run(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.desktop.command(super::support::tokenry());
        command
            .args(args)
            .env("TOKENRY_DATA_DIR", self.place.path().join("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(file) = &self.passphrase {
            command.env("TOKENRY_PASSPHRASE_FILE", file);
        }
        let mut child = command.spawn().expect("tokenry starts");
        let mut stdin = child.stdin.take().expect("standard input is ours");
        // Who ends before reading need not read.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = child.wait_with_output().await.expect("it ends");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ran {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}
