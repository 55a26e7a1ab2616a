//! The demo's data directory: prepared through the command line, and removed without a trace.

use std::{
    cell::OnceCell,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use tokenry_stage::{OidcOptions, OidcServer};
use tokio::process::Command;
use uuid::Uuid;

use crate::failure::Failure;
use crate::story::Story;

/// What the server is called.
pub(crate) const SERVER: &str = "Demo";
/// Under this name the vault's key is in the keyring, with the vault's id as account.
const SERVICE: &str = "app.tokenry.desktop.vault";

/// What the vault is opened with where no keyring is to be had.
pub(crate) const PASSPHRASE: &str = "demo";
/// `tokenry`: the vault cannot be opened.
const LOCKED: i32 = 3;

pub(crate) struct Scratch {
    folder: TempDir,
    has_passphrase: OnceCell<()>,
}

impl Scratch {
    pub(crate) fn new() -> Result<Self, Failure> {
        let folder = tempfile::Builder::new()
            .prefix("tokenry-demo-")
            .tempdir()
            .map_err(|source| Failure::File {
                path: std::env::temp_dir(),
                source,
            })?;
        Ok(Self {
            folder,
            has_passphrase: OnceCell::new(),
        })
    }

    /// The value of `TOKENRY_DATA_DIR`.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Is the vault opened by the passphrase, because there is no keyring or it is locked?
    pub(crate) fn has_passphrase(&self) -> bool {
        self.has_passphrase.get().is_some()
    }

    /// What tells Tokenry where the data is, and to leave alone a keyring that does not open.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut environment = vec![("TOKENRY_DATA_DIR", self.data().into())];
        if self.has_passphrase() {
            environment.push(("TOKENRY_KEYRING", "off".into()));
        }
        environment
    }

    /// Adds the server and its public client. `cli` makes a command of Tokenry's command line.
    pub(crate) async fn prepare(
        &self,
        story: &Story,
        server: &OidcServer,
        cli: impl Fn() -> Command,
    ) -> Result<(), Failure> {
        let redirect = "http://127.0.0.1/callback";
        let scope = "openid profile email notes:read";
        let add_server = ["server", "add", server.issuer(), "--name", SERVER];
        let add_client = [
            "client",
            "add",
            SERVER,
            "--id",
            OidcOptions::NATIVE,
            "--redirect",
            redirect,
            "--scope",
            scope,
        ];
        for args in [add_server.as_slice(), add_client.as_slice()] {
            story.step(&format!("tokenry {}", typed(args)));
            match self.run(cli(), args).await {
                Err(Failure::Ended { status, .. }) if status.code() == Some(LOCKED) => {
                    self.use_passphrase()?;
                    story.step(&format!(
                        "No keyring opens here: the demo's vault has the passphrase “{PASSPHRASE}”"
                    ));
                    self.run(cli(), args).await?;
                }
                ended => ended?,
            }
        }
        Ok(())
    }

    async fn run(&self, mut command: Command, args: &[&str]) -> Result<(), Failure> {
        command.envs(self.environment()).args(args);
        if self.has_passphrase() {
            command.env("TOKENRY_PASSPHRASE_FILE", self.passphrase_file());
        }
        run(&mut command, args).await
    }

    fn use_passphrase(&self) -> Result<(), Failure> {
        let path = self.passphrase_file();
        std::fs::write(&path, PASSPHRASE).map_err(|source| Failure::File { path, source })?;
        // It was set before only if the passphrase did not help either.
        let _ = self.has_passphrase.set(());
        Ok(())
    }

    fn passphrase_file(&self) -> PathBuf {
        self.folder.path().join("passphrase")
    }

    /// Takes the vault's key out of the person's keyring. Nothing else there is touched: the key
    /// is found by the id that is written in this data directory.
    pub(crate) async fn forget_key(&self) -> Result<(), Failure> {
        let path = self.data().join("tokenry.db");
        if !path.is_file() {
            return Ok(());
        }
        let found = vault_id(&path).await;
        let Some(id) = found.map_err(|source| Failure::Vault { path, source })? else {
            return Ok(());
        };
        let key = id.to_string();
        let removal = tokio::task::spawn_blocking({
            let key = key.clone();
            move || keyring::Entry::new(SERVICE, &key)?.delete_credential()
        });
        match removal.await {
            // Without a keyring, or with a passphrase, there is none.
            Ok(Ok(()) | Err(keyring::Error::NoEntry | keyring::Error::NoDefaultStore)) | Err(_) => {
                Ok(())
            }
            Ok(Err(source)) => Err(Failure::Keyring { key, source }),
        }
    }
}

async fn run(command: &mut Command, args: &[&str]) -> Result<(), Failure> {
    let told = || format!("tokenry {}", typed(args));
    // What it asks for (a passphrase, without a keyring) it asks at the terminal.
    let output = command.kill_on_drop(true).output().await;
    let output = output.map_err(|source| Failure::Start {
        command: told(),
        source,
    })?;
    if output.status.success() {
        return Ok(());
    }
    let written = [output.stdout, output.stderr].concat();
    Err(Failure::Ended {
        command: told(),
        status: output.status,
        output: String::from_utf8_lossy(&written).into_owned(),
    })
}

async fn vault_id(database: &Path) -> Result<Option<Uuid>, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(database);
    let mut connection = options.connect().await?;
    let id: Option<Vec<u8>> = sqlx::query_scalar("SELECT id FROM vault")
        .fetch_optional(&mut connection)
        .await?;
    connection.close().await?;
    Ok(id.and_then(|bytes| Uuid::from_slice(&bytes).ok()))
}

fn typed(args: &[&str]) -> String {
    let words = args.iter().map(|arg| {
        if arg.contains(' ') {
            format!("'{arg}'")
        } else {
            (*arg).to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A command of this person's own session.
pub(crate) fn plainly(program: impl AsRef<OsStr>) -> Command {
    Command::new(program)
}
