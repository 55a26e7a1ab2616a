//! Where everything is measured: a desktop with a keyring, a data directory, and the server.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tokenry_stage::{Built, Desktop};

use crate::answers::Answers;
use crate::failure::Failure;

/// The names of the server and of its token.
pub(crate) const NAME: &str = "bench";

pub(crate) struct Place {
    pub(crate) built: Built,
    pub(crate) desktop: Desktop,
    pub(crate) answers: Answers,
    pub(crate) token: String,
    folder: TempDir,
}

impl Place {
    pub(crate) async fn new(built: Built) -> Result<Self, Failure> {
        let token = "benchmark-0123456789-abcdefghijklmnopqrstuvwxyz".to_owned();
        let place = Self {
            built,
            desktop: Desktop::start().await?,
            answers: Answers::start(&token).await?,
            token,
            folder: TempDir::with_prefix("tokenry-bench-")
                .map_err(Failure::file(std::env::temp_dir()))?,
        };
        let authorize = format!("{}/authorize", place.answers.origin());
        let exchange = format!("{}/token", place.answers.origin());
        let origin = place.answers.origin();
        let add = [
            "server",
            "add",
            &origin,
            "--name",
            NAME,
            "--authorize-url",
            &authorize,
            "--token-url",
            &exchange,
        ];
        place.run(place.cli(&add), "").await?;
        let add = ["token", "add", NAME, "--as", NAME, "--stdin"];
        place.run(place.cli(&add), &place.token).await?;
        place
            .run(place.floor_token("prepare"), &place.token)
            .await?;
        Ok(place)
    }

    /// The value of `TOKENRY_DATA_DIR`.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder for what the measurements themselves need.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Tokenry's command line on this desktop.
    pub(crate) fn cli(&self, args: &[&str]) -> Command {
        let mut command = self.command(&self.built.cli);
        command.env("TOKENRY_DATA_DIR", self.data()).args(args);
        command
    }

    pub(crate) fn floor_token(&self, what: &str) -> Command {
        let mut command = self.command(&self.built.floor_token);
        command.arg(what).arg(self.folder.path());
        command
    }

    /// A program that sees this desktop's environment and no other.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.desktop.env());
        command
    }

    /// Runs a program to its end and answers what it wrote.
    pub(crate) async fn run(&self, mut command: Command, input: &str) -> Result<String, Failure> {
        let input = input.to_owned();
        let ran = tokio::task::spawn_blocking(move || {
            let told = format!("{command:?}");
            let start = |source| Failure::Start {
                command: told.clone(),
                source,
            };
            let mut child = command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .map_err(start)?;
            if let Some(mut stdin) = child.stdin.take() {
                // Who does not read its input says by its status whether that was right.
                let _ = stdin.write_all(input.as_bytes());
            }
            let output = child.wait_with_output().map_err(start)?;
            if output.status.success() {
                return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
            }
            let written = [output.stdout, output.stderr].concat();
            Err(Failure::Ended {
                command: told,
                output: String::from_utf8_lossy(&written).into_owned(),
            })
        });
        ran.await.map_err(Failure::Thread)?
    }
}
