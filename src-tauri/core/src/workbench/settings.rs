//! Reading and changing settings.

use super::Workbench;
use crate::{error::Error, events::Event, log, settings::Settings};

impl Workbench {
    pub async fn settings(&self) -> Result<Settings, Error> {
        Ok(self.context.settings().await?)
    }

    pub async fn save_settings(&self, settings: &Settings) -> Result<(), Error> {
        let text = serde_json::to_string(settings)?;
        self.context.store.set_setting("settings", &text).await?;
        log::set_level(settings.log_level);
        self.context.events.tell(Event::SettingsChanged);
        Ok(())
    }
}
