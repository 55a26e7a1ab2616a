//! Errors as the page gets them: `{code, message, said, hint, causes}`.
//!
//! A code exists only if the page acts on it; its table of actions is `ui/src/lib/ipc/errors.ts`.

use serde::Serialize;
pub use tokenry_core::error::ErrorKind;
use tokenry_core::{error::Error, log::LogFolderError};
use tokenry_model::{causes::causes, sentence::sentence};

use crate::diagnosis::DiagnosedView;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct CommandError {
    pub code: ErrorKind,
    /// What happened.
    pub message: String,
    /// What the server said, word for word.
    pub said: Option<String>,
    /// What it most likely means, and what to do.
    pub hint: String,
    /// The underlying errors, outermost first.
    pub causes: Vec<String>,
}

/// A failure on standard error, with `--json`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorDocument {
    pub error: ErrorView,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorView {
    pub kind: &'static str,
    /// What happened.
    pub message: String,
    /// What the server said, word for word.
    pub said: Option<String>,
    /// What it most likely means, and what to do.
    pub hint: Option<String>,
    /// The underlying errors, outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
    /// Commands that may help.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<String>,
    /// Why a call was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<Box<DiagnosedView>>,
}

impl CommandError {
    pub fn bad_input(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code: ErrorKind::BadInput,
            message: message.into(),
            said: None,
            hint: hint.into(),
            causes: Vec::new(),
        }
    }

    /// A failure of the desktop around Tokenry: a file, the clipboard, another program.
    pub fn of_shell(error: &dyn std::error::Error, hint: impl Into<String>) -> Self {
        Self {
            code: ErrorKind::Failed,
            message: sentence(&error.to_string()),
            said: None,
            hint: hint.into(),
            causes: causes(error),
        }
    }

    /// An id that was never ours.
    pub fn gone() -> Self {
        Self {
            code: ErrorKind::NotFound,
            message: "That is not there any more.".into(),
            said: None,
            hint: "It was removed, here or from the command line.".into(),
            causes: Vec::new(),
        }
    }

    /// A command that came while the program was ending.
    pub fn closing() -> Self {
        Self {
            code: ErrorKind::Failed,
            message: "Tokenry is closing.".into(),
            said: None,
            hint: "Start it again.".into(),
            causes: Vec::new(),
        }
    }
}

impl From<&LogFolderError> for CommandError {
    fn from(error: &LogFolderError) -> Self {
        let hint = format!("Open it yourself: {}", error.folder.display());
        Self::of_shell(error, hint)
    }
}

impl From<&Error> for CommandError {
    fn from(error: &Error) -> Self {
        error.log();
        Self {
            code: error.kind(),
            message: sentence(&error.to_string()),
            said: error.said(),
            hint: sentence(&error.hint()),
            causes: error.causes(),
        }
    }
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
