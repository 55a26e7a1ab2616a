//! An error as the page gets it: `{code, message, said, hint}`.
//!
//! A code exists only if the page acts on it; its table of actions is `ui/src/lib/ipc/errors.ts`.

use serde::Serialize;
use specta::Type;

#[derive(Debug, Clone, Serialize, Type)]
pub struct CommandError {
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// What the server said, word for word.
    pub said: Option<String>,
    /// What it most likely means, and what to do.
    pub hint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
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
    /// The vault is locked: the unlock screen is shown, and the action repeated after it.
    VaultLocked,
    /// There is no keyring: ask for a passphrase or to keep all in memory.
    VaultNoKeyring,
    /// Only a new login helps: offer it.
    LoginNeeded,
    /// The token may not go to this origin yet: ask.
    NeedsConsent,
}
