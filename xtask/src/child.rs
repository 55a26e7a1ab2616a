//! Child processes: printing, running and checking them.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child as Process, Command, Stdio};

use crate::failure::Failure;
use crate::say;

/// A program with its arguments, folder and environment.
pub(crate) struct Child {
    command: Command,
    said: String,
}

impl Child {
    /// `program` is a name on the search path or a file.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let name = Path::new(&program).file_stem().unwrap_or(program.as_ref());
        let said = name.to_string_lossy().into_owned();
        // On Windows npm is a script, which starts only by its full name.
        let found = which::which(&program);
        let mut command = Command::new(found.unwrap_or_else(|_| program.as_ref().into()));
        // `cargo run` describes this package to us; a child must not take it for its own.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        Self { command, said }
    }

    /// The cargo that runs this program.
    pub(crate) fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        for arg in args {
            self.said = format!("{} {}", self.said, arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    pub(crate) fn arg(self, arg: &str) -> Self {
        self.args([arg])
    }

    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs the program to its end and shows its output.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        say::command(&self.said);
        let status = self.command.status().map_err(|source| Failure::Start {
            program: self.said.clone(),
            source,
        })?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::Ended {
                command: self.said,
                status,
            })
        }
    }

    /// Starts the program and returns at once.
    pub(crate) fn spawn(mut self) -> Result<Process, Failure> {
        say::command(&self.said);
        self.command.spawn().map_err(|source| Failure::Start {
            program: self.said,
            source,
        })
    }

    /// Runs the program and captures its output. `None` if it cannot be started or fails.
    pub(crate) fn output(mut self) -> Option<String> {
        let output = self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then_some(text)
    }
}
