//! The program itself: its vault and its settings.

use serde::{Deserialize, Serialize};
use tokenry_core::{
    log::LogLevel,
    settings::{IdleLocks, Settings, Theme},
};
use tokenry_model::{clock::Timestamp, secret::Secret};
use tokenry_vault::vault::{LockWait, NewSlot, Outlook, SlotKind, Unlock, VaultStatus};

use crate::vault::VaultState;

/// Another Tokenry, which may be stopped, keeps this one waiting.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct LockWaitView {
    pub process: u32,
    pub since: Timestamp,
    /// After so many seconds it is gone on without it.
    pub limit_secs: u32,
}

impl From<LockWait> for LockWaitView {
    fn from(LockWait { holder, patience }: LockWait) -> Self {
        Self {
            process: holder.process,
            since: (holder.since),
            limit_secs: u32::try_from(patience.as_secs()).unwrap_or(u32::MAX),
        }
    }
}

/// What the page needs to draw its first screen.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct AppView {
    pub version: String,
    pub data_dir: String,
    pub vault: VaultView,
    /// No server and no token yet: the first-run page is shown.
    pub first_run: bool,
    pub settings: SettingsView,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct VaultView {
    pub state: VaultState,
    /// There is a slot in the system's keyring.
    pub keyring_slot: bool,
    pub passphrase_slot: bool,
    /// A person locked it: nothing but a person opens it again.
    pub by_person: bool,
    /// That is so in this window only; the command line works on.
    pub only_here: bool,
    /// Nothing is written to disk; everything ends with the program.
    pub memory_only: bool,
}

/// How to make a vault, or to open it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(tag = "with", rename_all = "snake_case")]
pub enum VaultForm {
    Keyring,
    Passphrase { passphrase: String },
    MemoryOnly,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingsView {
    pub theme: Theme,
    /// Seconds before its end at which a token is renewed; never more than a tenth of its life.
    pub refresh_margin_secs: u32,
    /// Renew tokens while the window is open, not only before a send.
    pub refresh_in_background: bool,
    /// Minutes without a key or click after which the window locks; 0 for never.
    pub lock_after_minutes: u32,
    pub idle_locks: IdleLocks,
    /// Seconds until a copied secret is removed from the clipboard.
    pub clipboard_secs: u32,
    pub log_level: LogLevel,
}

/// What would open the vault, tried just now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
pub struct OutlookView {
    /// Nothing opens it, and nothing will.
    pub lost: bool,
}

impl From<VaultStatus> for VaultView {
    fn from(status: VaultStatus) -> Self {
        let mut only_here = false;
        let (state, slots, by_person, memory_only) = match status {
            VaultStatus::New => (VaultState::New, Vec::new(), false, false),
            VaultStatus::Locked {
                slots,
                by_person,
                only_here: here,
            } => {
                only_here = here;
                (VaultState::Locked, slots, by_person, false)
            }
            VaultStatus::Open { slots, memory_only } => {
                (VaultState::Unlocked, slots, false, memory_only)
            }
        };
        Self {
            state,
            by_person,
            only_here,
            keyring_slot: slots.contains(&SlotKind::Keyring),
            passphrase_slot: slots.contains(&SlotKind::Passphrase),
            memory_only,
        }
    }
}

impl From<Option<Outlook>> for OutlookView {
    fn from(outlook: Option<Outlook>) -> Self {
        Self {
            lost: outlook.is_some_and(|outlook| outlook.is_lost()),
        }
    }
}

impl From<VaultForm> for NewSlot {
    fn from(form: VaultForm) -> Self {
        match form {
            VaultForm::Keyring => Self::Keyring,
            VaultForm::Passphrase { passphrase } => Self::Passphrase(Secret::new(passphrase)),
            VaultForm::MemoryOnly => Self::MemoryOnly,
        }
    }
}

impl From<VaultForm> for Unlock {
    fn from(form: VaultForm) -> Self {
        match form {
            VaultForm::Passphrase { passphrase } => Self::Passphrase(Secret::new(passphrase)),
            VaultForm::Keyring | VaultForm::MemoryOnly => Self::Keyring,
        }
    }
}

impl From<Settings> for SettingsView {
    fn from(settings: Settings) -> Self {
        Self {
            theme: settings.theme,
            refresh_margin_secs: settings.refresh_margin_secs,
            refresh_in_background: settings.refresh_in_background,
            lock_after_minutes: settings.lock_after_minutes,
            idle_locks: settings.idle_locks,
            clipboard_secs: settings.clipboard_secs,
            log_level: settings.log_level,
        }
    }
}

impl From<SettingsView> for Settings {
    fn from(view: SettingsView) -> Self {
        Self {
            theme: view.theme,
            refresh_margin_secs: view.refresh_margin_secs,
            refresh_in_background: view.refresh_in_background,
            lock_after_minutes: view.lock_after_minutes,
            idle_locks: view.idle_locks,
            clipboard_secs: view.clipboard_secs,
            log_level: view.log_level,
        }
    }
}
