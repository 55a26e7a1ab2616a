//! The few settings there are, kept in the database so that window and command line agree.

use serde::{Deserialize, Serialize};

use super::Workbench;
use crate::{error::Error, events::Event};
use tokenry_model::{clock::SignedDuration, token::Margin};

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
}

/// What a window locks that nobody touches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
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
        }
    }
}

impl Settings {
    pub fn margin(&self) -> Margin {
        Margin(SignedDuration::from_secs(self.refresh_margin_secs.into()))
    }
}

impl Workbench {
    pub async fn settings(&self) -> Result<Settings, Error> {
        let stored = self.inner.store.setting("settings").await?;
        // Settings are no treasure: what cannot be read any more becomes the default.
        Ok(stored
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    pub async fn save_settings(&self, settings: &Settings) -> Result<(), Error> {
        let text = serde_json::to_string(settings)?;
        self.inner.store.set_setting("settings", &text).await?;
        self.inner.events.tell(Event::SettingsChanged);
        Ok(())
    }
}
