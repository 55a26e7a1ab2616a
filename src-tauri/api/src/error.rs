//! An error as the page gets it: `{code, message, said, hint}`.
//!
//! A code exists only if the page acts on it; its table of actions is `ui/src/lib/ipc/errors.ts`.

use serde::Serialize;
use tokenry_core::error::{Error, ErrorKind};
use tokenry_model::sentence::sentence;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct CommandError {
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// What the server said, word for word.
    pub said: Option<String>,
    /// What it most likely means, and what to do.
    pub hint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nothing to do but show it.
    Failed,
    /// A field of the form is wrong; shown beside the form, nothing is lost.
    BadInput,
    /// The name is taken: the form asks for another.
    NameTaken,
    /// What was named is not there any more: the lists are loaded again.
    NotFound,
    /// The vault does not open by itself: the person is asked to open or to make it, and the
    /// action is repeated after it.
    VaultLocked,
    /// The login cannot listen for its answer: offer to paste it.
    CannotListen,
    /// Only a new login helps: offer it.
    LoginNeeded,
    /// The token may not go to this origin yet: ask.
    NeedsConsent,
    /// The server does not believe the client: offer another authentication method.
    ClientRefused,
    /// The database was changed by something else: show what, and let the person decide.
    Changed,
    /// The person did not want to wait: nothing is shown.
    Cancelled,
}

impl CommandError {
    pub fn bad_input(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::BadInput,
            message: message.into(),
            said: None,
            hint: hint.into(),
        }
    }

    /// An id that was never ours.
    pub fn gone() -> Self {
        Self {
            code: ErrorCode::NotFound,
            message: "That is not there any more.".into(),
            said: None,
            hint: "It was removed, here or from the command line.".into(),
        }
    }

    /// A command that came while the program was ending.
    pub fn closing() -> Self {
        Self {
            code: ErrorCode::Failed,
            message: "Tokenry is closing.".into(),
            said: None,
            hint: "Start it again.".into(),
        }
    }
}

impl From<&Error> for CommandError {
    fn from(error: &Error) -> Self {
        Self {
            code: match error.kind() {
                ErrorKind::Failed => ErrorCode::Failed,
                ErrorKind::BadInput => ErrorCode::BadInput,
                ErrorKind::NameTaken => ErrorCode::NameTaken,
                ErrorKind::NotFound => ErrorCode::NotFound,
                ErrorKind::VaultLocked => ErrorCode::VaultLocked,
                ErrorKind::CannotListen => ErrorCode::CannotListen,
                ErrorKind::LoginNeeded => ErrorCode::LoginNeeded,
                ErrorKind::NeedsConsent => ErrorCode::NeedsConsent,
                ErrorKind::ClientRefused => ErrorCode::ClientRefused,
                ErrorKind::Changed => ErrorCode::Changed,
                ErrorKind::Cancelled => ErrorCode::Cancelled,
            },
            message: sentence(&error.to_string()),
            said: error.said(),
            hint: sentence(&error.hint()),
        }
    }
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
