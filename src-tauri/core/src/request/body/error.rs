//! Errors in storing and reading bodies.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokenry_vault::vault::VaultError;

#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("The disk is full.")]
    DiskFull(#[source] io::Error),
    #[error("{} cannot be written.", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("The stored body cannot be read.")]
    Read(#[source] io::Error),
    #[error("The output cannot be written.")]
    Output(#[source] io::Error),
    /// The body was removed to keep the history within its limits, or its file was deleted.
    #[error("The body of this response is no longer stored.")]
    Gone,
    /// The file is shorter or longer than the body was.
    #[error("The stored body is damaged.")]
    Damaged,
    #[error("The body is too large for the clipboard: more than {} MB.", limit / 1_000_000)]
    TooLong { limit: usize },
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("The operation was interrupted.")]
    Interrupted(#[source] tokio::task::JoinError),
    /// Nothing waits for the result any more.
    #[error("The operation was stopped.")]
    Stopped,
}

impl BodyError {
    pub(super) fn at(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(source),
            _ => Self::Write {
                path: path.to_owned(),
                source,
            },
        }
    }

    /// Returns the most likely meaning, and what to do.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::DiskFull(_) => "Free some disk space, then send the request again.",
            Self::Write { .. } => "Check that the folder exists and is writable.",
            Self::Output(_) => "Check the destination of the output.",
            Self::Gone => "Send the request again to get a new response.",
            Self::Damaged | Self::Read(_) => {
                "Another program changed the file, or the disk is faulty. Send the request again \
                 to get a new response."
            }
            Self::TooLong { .. } => "Save it to a file instead.",
            Self::Vault(error) => return error.hint(),
            Self::Interrupted(_) | Self::Stopped => "Try again.",
        };
        hint.into()
    }
}
