//! Errors of `cargo xtask`, and what to do about them.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use thiserror::Error;

#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error("cannot start `{program}`: {source}")]
    Start { program: String, source: io::Error },

    /// The child has reported the error itself.
    #[error("`{command}` ended with {status}")]
    Ended { command: String, status: ExitStatus },

    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },

    #[error("this machine lacks what the command needs:\n{}{remedy}", list(what))]
    Missing { what: Vec<String>, remedy: String },

    #[error(
        "`cargo xtask {0}` acts with servers, drivers and tools for Linux, and works there only"
    )]
    OnlyOnLinux(&'static str),

    /// One line for each place.
    #[error("broken house rules: {}\n{}", .0.len(), list(.0).trim_end())]
    House(Vec<String>),

    #[error(
        "{} did not match the Rust code. The tests wrote it anew: look at it and commit it",
        .0.display()
    )]
    StaleBindings(PathBuf),

    #[error("the Vite development server did not answer at {0}; see its output above")]
    NoDevServer(String),

    #[error("{failed} of {all} steps failed")]
    Steps { failed: usize, all: usize },
}

impl Failure {
    /// The exit status: that of the child, or else 1.
    pub(crate) fn status(&self) -> u8 {
        let Self::Ended { status, .. } = self else {
            return 1;
        };
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        code.unwrap_or(1)
    }
}

fn list(items: &[String]) -> String {
    let lines = items.iter().flat_map(|item| ["  - ", item, "\n"]);
    lines.collect()
}

/// Adds the path to an error of the file system.
pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Failure {
    move |source| Failure::File {
        path: path.into(),
        source,
    }
}
