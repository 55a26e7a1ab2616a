//! The few settings there are, kept in the database so that window and command line agree.

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
    /// Seconds before its end at which a token is renewed.
    pub refresh_margin_secs: u32,
    pub refresh_in_background: bool,
    /// Minutes without activity after which the window locks; 0 for never.
    pub lock_after_minutes: u32,
    pub idle_locks: IdleLocks,
    /// Seconds until a copied secret is removed from the clipboard.
    pub clipboard_secs: u32,
    pub log_level: LogLevel,
}

/// What a window locks that nobody touches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum IdleLocks {
    /// Itself: its keys are wiped. The command line, and scripts with it, work on.
    #[default]
    Window,
    /// The vault, for the command line too, until somebody unlocks it.
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
    /// The settings as they are now, whichever process changed them last. The log follows them.
    pub(crate) async fn settings(&self) -> Result<Settings, StoreError> {
        let stored = self.store.setting("settings").await?;
        // Settings are no treasure: what cannot be read any more becomes the default.
        let settings: Settings = stored
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        log::set_level(settings.log_level);
        Ok(settings)
    }
}
