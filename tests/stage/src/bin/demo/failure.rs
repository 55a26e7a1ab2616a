//! Why the demo did not reach its end.

use std::{io, path::PathBuf, process::ExitStatus};

use tokenry_stage::StageError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Stage(#[from] StageError),
    #[error("`{command}` could not be started")]
    Start {
        command: String,
        #[source]
        source: io::Error,
    },
    #[error("`{command}` failed ({status})\n{output}")]
    Ended {
        command: String,
        status: ExitStatus,
        output: String,
    },
    #[error("cannot write {}", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("cannot listen for signals")]
    Signals(#[source] io::Error),
    #[error("the window closed at once; if Tokenry is open on this desktop, close it first")]
    ClosedAtOnce,
    #[error("the server has given no token in a login")]
    NoToken,
    #[error("the API has not answered 200 to the token from the login")]
    NotAnswered,
    #[error("the vault's key could not be found in {}", path.display())]
    Vault {
        path: PathBuf,
        #[source]
        source: sqlx::Error,
    },
    #[error("the vault's key `{key}` could not be taken out of the keyring")]
    Keyring {
        key: String,
        #[source]
        source: keyring::Error,
    },
    #[error("stopped; everything has been taken down")]
    Stopped,
}

impl Failure {
    /// The whole chain of causes, one below the other.
    pub(crate) fn told(&self) -> String {
        let mut told = self.to_string();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            told = format!("{told}\n  because: {cause}");
            next = cause.source();
        }
        told
    }
}
