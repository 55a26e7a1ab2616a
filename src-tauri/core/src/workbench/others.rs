//! What other processes do to the same data while a window is open.

use std::{sync::Arc, time::Duration};

use super::{Inner, Workbench};
use crate::{error::Error, events::Event, store::Subject};

/// How often it is looked. A look costs one pragma on a connection that is kept.
const EVERY: Duration = Duration::from_secs(1);

impl Workbench {
    /// Looks each second, for as long as the workbench lives.
    pub fn watch_others(&self) {
        let workbench = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(EVERY);
            // A machine that slept has nothing to catch up with.
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let Some(inner) = workbench.upgrade() else {
                    return;
                };
                look(inner).await;
            }
        });
    }

    /// Looks now, and tells what another process has changed since the last look.
    pub async fn notice_others(&self) -> Result<(), Error> {
        for subject in self.inner.store.changed_by_others().await? {
            self.inner.events.tell(match subject {
                Subject::Drafts => Event::DraftsChanged,
                Subject::History => Event::HistoryChanged,
                Subject::Requests => Event::RequestsChanged,
                Subject::Servers => Event::ServersChanged,
                Subject::Settings => Event::SettingsChanged,
                Subject::Tokens => Event::TokensChanged,
                Subject::Vault => Event::VaultChanged,
            });
        }
        Ok(())
    }
}

/// A database that cannot be looked at just now is looked at again in a second.
async fn look(inner: Arc<Inner>) {
    if let Err(error) = (Workbench { inner }).notice_others().await {
        tracing::debug!(%error, "looking for what others changed");
    }
}
