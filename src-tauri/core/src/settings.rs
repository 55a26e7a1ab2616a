//! The settings. They are stored in the database, so that the window and the command line share them.

use serde::{Deserialize, Serialize};

use crate::{
    context::Context,
    log::{self, LogLevel},
};
use tokenry_model::{clock::SignedDuration, token::Margin};
use tokenry_vault::store::StoreError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// Seconds before its expiry at which a token is refreshed.
    pub refresh_margin_secs: u32,
    pub refresh_in_background: bool,
    /// Minutes without activity after which the window locks. 0 means never.
    pub lock_after_minutes: u32,
    pub idle_locks: IdleLocks,
    /// Seconds until a copied secret is removed from the clipboard.
    pub clipboard_secs: u32,
    pub log_level: LogLevel,
}

/// What is locked after a time without activity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum IdleLocks {
    /// Only the window, whose keys are wiped. The command line and its scripts keep working.
    #[default]
    Window,
    /// The vault, also for the command line, until a person unlocks it.
    Everything,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            refresh_margin_secs: 60,
            refresh_in_background: true,
            lock_after_minutes: 15,
            idle_locks: IdleLocks::Window,
            clipboard_secs: 30,
            log_level: LogLevel::Warn,
        }
    }
}

impl Settings {
    pub fn margin(&self) -> Margin {
        Margin(SignedDuration::from_secs(self.refresh_margin_secs.into()))
    }
}

impl Context {
    /// Reads the current settings, which any process may have changed, and applies the log level.
    pub(crate) async fn settings(&self) -> Result<Settings, StoreError> {
        let stored = self.store.setting("settings").await?;
        // Unreadable settings are replaced with the defaults.
        let settings: Settings = stored
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        log::set_level(settings.log_level);
        Ok(settings)
    }
}
