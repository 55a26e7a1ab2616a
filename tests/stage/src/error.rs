//! What can go wrong on the stage. Every message says which part failed and what it said itself.

use std::io;
use std::path::PathBuf;

use fantoccini::error::{CmdError, NewSessionError};

/// Why a part of the stage did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// A program or a folder that the stage needs is not on this machine.
    #[error("{what} is missing: install {package}, or run `cargo xtask test`, which does")]
    Missing {
        /// The program or folder.
        what: String,
        /// Debian's package, or the command that makes the folder.
        package: &'static str,
    },
    /// The system would not start a program.
    #[error("{name} could not be started")]
    Spawn {
        /// The part that was to run.
        name: &'static str,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// A program ended, or went silent, before it was ready.
    #[error("{name} did not become ready ({hint}); it wrote:\n{log}")]
    NotReady {
        /// The part that was to run.
        name: &'static str,
        /// What it needs, for whoever reads this.
        hint: &'static str,
        /// The end of what it wrote.
        log: String,
    },
    /// A scratch folder or a file in it could not be made.
    #[error("a file of the stage could not be written or read: {}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// A call to one of the stage's own servers failed.
    #[error("a server of the stage did not answer")]
    Http(#[from] reqwest::Error),
    /// A server answered something that the stage does not understand.
    #[error("a server of the stage answered {status} to {url}: {body}")]
    Reply {
        /// What was asked.
        url: String,
        /// The HTTP status.
        status: u16,
        /// The body as text.
        body: String,
    },
    /// A window or browser refused to open.
    #[error("{name} would not open: {source}; it wrote:\n{log}")]
    Session {
        /// The part that was to open.
        name: &'static str,
        /// The driver's reason.
        #[source]
        source: Box<NewSessionError>,
        /// The end of what the driver and the program wrote.
        log: String,
    },
    /// A command to a window or browser failed.
    #[error("the driver refused: {0}")]
    Driver(#[source] Box<CmdError>),
    /// What was waited for did not come.
    #[error("waited {seconds} s in vain for {what}; there was instead:\n{seen}")]
    NotSeen {
        /// What was waited for.
        what: String,
        /// For how long.
        seconds: u64,
        /// What was there when the wait ended.
        seen: String,
    },
    /// A program gave an address that is none.
    #[error("not an address: {text}")]
    Address {
        /// What it gave.
        text: String,
        /// What is wrong with it.
        #[source]
        source: url::ParseError,
    },
    /// A program run on the desktop ended with a failure.
    #[error("`{command}` failed: {output}")]
    Command {
        /// The command line.
        command: String,
        /// What it wrote.
        output: String,
    },
    /// The session bus or the keyring refused.
    #[error("the keyring refused")]
    Keyring(#[from] zbus::Error),
    /// A secret that is to be searched for, and could be found by chance.
    #[error("{name} is too short to be searched for")]
    ShortNeedle {
        /// What the secret is called.
        name: String,
    },
    /// The search for secrets could not be prepared.
    #[error("the search for secrets could not be prepared")]
    Patterns(#[source] Box<aho_corasick::BuildError>),
    /// A key or certificate could not be made.
    #[error("a key or certificate could not be made")]
    Certificate(#[from] rcgen::Error),
    /// A server's database could not be made.
    #[error("a server's database could not be made")]
    Database(#[from] sqlx::Error),
    /// A reply of the driver did not have the expected shape.
    #[error("unexpected data from {from}")]
    Data {
        /// Who sent it.
        from: &'static str,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

impl From<CmdError> for StageError {
    fn from(error: CmdError) -> Self {
        Self::Driver(Box::new(error))
    }
}

impl StageError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn data(from: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Data { from, source }
    }
}
