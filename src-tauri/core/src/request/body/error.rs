//! What can go wrong with a body.

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
    /// It was dropped to keep the history within its limits, or its file was deleted.
    #[error("The body of this answer is no longer kept.")]
    Gone,
    /// The file is shorter or longer than the body was.
    #[error("The stored body is damaged.")]
    Damaged,
    #[error("The body is too long for the clipboard: more than {} MB.", limit / 1_000_000)]
    TooLong { limit: usize },
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("The work was interrupted.")]
    Interrupted(#[source] tokio::task::JoinError),
    /// Nobody waits for it any more.
    #[error("The work was stopped.")]
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

    /// What it most likely means, and what to do.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::DiskFull(_) => "Free some space, then send the request again.",
            Self::Write { .. } => "Check that the folder exists and may be written to.",
            Self::Output(_) => "Check where the output goes.",
            Self::Gone => "Send the request again to get it anew.",
            Self::Damaged | Self::Read(_) => {
                "Something outside Tokenry changed the file, or the disk has a fault. Send the \
                 request again to get the body anew."
            }
            Self::TooLong { .. } => "Save it to a file instead.",
            Self::Vault(error) => return error.hint(),
            Self::Interrupted(_) | Self::Stopped => "Try again.",
        };
        hint.into()
    }
}
