//! The state of the vault, its backups and their restoration.

use std::path::PathBuf;

use serde::Serialize;
use tokenry_vault::vault::SlotKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// There is none yet. It is made by itself with the system's keyring when first needed;
    /// the page asks only where that failed (`vault_locked`).
    New,
    /// Nothing but a person opens it.
    Locked,
    /// It is open, or opens by itself when it is needed.
    Unlocked,
    /// Only the keyring opens it, which does not answer as it should.
    Unreachable,
}

/// What is there, and not only what was set up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VaultStatusView {
    pub state: VaultState,
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub opened_by: Vec<SlotKind>,
    /// `null` where it was not asked: after a change, or where it does not open the vault.
    pub keyring: Option<KeyringView>,
}

/// How the keyring answered just now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyringView {
    pub works: bool,
    pub problem: Option<String>,
}

/// After it was locked.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum VaultLockedView {
    Opened(VaultStatusView),
    /// The database does not open, so that nothing else is known.
    Unopened {
        state: VaultState,
    },
}

/// A backup that was written.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BackedUpView {
    /// The file.
    pub backup: PathBuf,
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub opened_by: Vec<SlotKind>,
}

/// The result of restoring a backup, or of starting over.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReplacedView {
    pub done: bool,
    /// The folder with the previous data; `null` if there was none.
    pub kept_in: Option<PathBuf>,
}

/// The result of starting over.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum StartedOverView {
    Replaced(ReplacedView),
    /// There was nothing to replace.
    Unchanged(VaultStatusView),
}
